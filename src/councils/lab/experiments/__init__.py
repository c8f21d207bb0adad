"""Questions that a federation asks before it adopts a charter, answered by the laboratory with their uncertainty."""
