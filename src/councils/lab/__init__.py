"""The laboratory: a charter is tried before people adopt it. Pure, and the rules are the core's own."""
