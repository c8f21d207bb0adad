"""The pages: forms in, one call of the application, a page out. What they look like is in `templates` and `static`."""
