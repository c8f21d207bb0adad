"""The record: every act in order, chained, signed, exported to one file, and verified without any server (R17).

Pure: no database, no network, no clock. ``entry.py`` says what is written and how it is chained, ``merkle.py`` and
``head.py`` who vouches for the whole, ``export.py`` what the file holds, ``verify.py`` how all of it is proved.
"""
