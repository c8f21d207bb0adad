"""How mail is sent: by the SMTP server that ``COUNCILS_MAIL`` names, or not at all.

``smtp://user:password@host:587`` (STARTTLS), ``smtps://host`` (TLS from the start), ``smtp://localhost`` (plain).
It is sent to whoever forgot a password, and tells people what waits for them, as often as they wish.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

STARTTLS = 587


def mail(address: str) -> dict[str, Any]:
    """Django's settings for the server behind ``address``; without one nothing is sent."""
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    server = urlsplit(address)
    tls = server.scheme == "smtps"
    port = server.port or (465 if tls else 25)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": server.hostname or "localhost",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(server.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(server.password or ""),
        "EMAIL_USE_SSL": tls,
        "EMAIL_USE_TLS": port == STARTTLS,
        "EMAIL_TIMEOUT": 10,
    }
