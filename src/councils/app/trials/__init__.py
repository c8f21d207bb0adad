"""Trials of charters in the laboratory, run for people who look at the pages."""
