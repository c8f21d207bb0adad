"""Measurements: `make bench`. Figures and ratios of one run on one machine; no test asserts them."""
