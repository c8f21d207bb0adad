"""What people look at: each file answers one question, and writes nothing."""
