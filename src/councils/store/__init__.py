"""What is kept: the ledger, the read models that can be rebuilt from it, and, apart from both, the people."""
