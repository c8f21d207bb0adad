"""`python -m tools.reference`: write everything that has changed."""

import sys

from tools.reference import files

changed = 0
for path, make in files().items():
    content = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")
        changed += 1
sys.stdout.write(f"{changed} pages of the docs written anew.\n")
