"""What the demonstration is made of: the places of Paris, its outline, and where they come from (PROVENANCE.md)."""
