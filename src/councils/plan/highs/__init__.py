"""Staged linear programs solved by HiGHS: everything small or general, whatever its form.

Theory of operation. ``simplex.py`` is HiGHS with one program in it and ``heeding.py`` lets it be stopped. ``stages.py``
solves one stage after the other; ``careful.py`` does so where numbers are too far apart for that.
"""
