"""Django's settings, from the environment where they differ from one server to the next."""

import os
from pathlib import Path

VAR = Path(os.environ.get("COUNCILS_VAR", "var")).absolute()
SECRET_KEY = os.environ.get("COUNCILS_SECRET_KEY", "only for looking around on your own machine")
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR / "councils.sqlite3"}}
INSTALLED_APPS: list[str] = []
USE_TZ = True
