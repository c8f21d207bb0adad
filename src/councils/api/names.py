"""How councils, matters and seats are named in addresses and bodies: short, in one line, as the record has them."""

from __future__ import annotations

from typing import Annotated

from ninja import Path
from pydantic import StringConstraints

ONE_LINE = r"^[^\x00-\x1f\x7f/]+$"

Name = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=ONE_LINE)]
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
