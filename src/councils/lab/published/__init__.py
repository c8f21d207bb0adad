"""Models of collective decision from the literature, each with the result that its authors published.

They are here twice over: as the laboratory's measuring rod (``validation.py`` holds what comes out against what was
published), and to be used with other numbers than the published ones, from Python. Where a model has an exact solution
it is computed, and not simulated.
"""
