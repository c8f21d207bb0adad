"""What reading a ZIP archive raises that is damaged, encrypted, or packed in a way that Python doesn't know."""

from __future__ import annotations

import lzma
import zipfile
import zlib

UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError)
"""Python tells of an encrypted part by RuntimeError, and of a packing that it has no program for by
NotImplementedError."""
