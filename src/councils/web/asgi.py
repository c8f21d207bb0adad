"""The application that uvicorn serves."""

import os

import django
from django.core.handlers.asgi import ASGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "councils.settings")
django.setup(set_prefix=False)
application = ASGIHandler()
