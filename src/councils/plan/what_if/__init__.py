"""What would be if: a good were freed, a region were on its own, or nothing came in any more (R18)."""
