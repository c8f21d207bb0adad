"""Accounts come from invitations alone; whether there is one, no page tells, by its words or by its time."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest

from councils.app.posting import send_later
from councils.app.tokens import revoke_all
from councils.store.models import Person


class InvitedOnly(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        return False

    def set_password(self, user: Person, password: str) -> None:
        super().set_password(user, password)
        revoke_all(user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As allauth writes it, but sent after the answer."""
        more = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        send_later(self.render_mail(template_prefix, email, {**more, **context}))
