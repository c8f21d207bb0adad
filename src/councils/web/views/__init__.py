"""The pages: each view parses, calls one function of ``councils.app``, and renders."""
