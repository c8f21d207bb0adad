"""Tags and filters that the templates load as `councils_ui`."""
