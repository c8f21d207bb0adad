"""The roll of an assembly as its secretary keeps it: read from files, matched, invited, printed (R2, R19)."""
