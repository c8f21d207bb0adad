"""The rules of councils, as pure functions: no clock, no chance, no input or output, no third-party package.

Start at ``decide.py`` (every act a person can do), ``evolve.py`` (every event and what it changes) and
``react.py`` (what an event in one council causes in another). Nouns are files.
"""
