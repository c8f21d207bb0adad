"""The forms of signing in, with hints that stand in one line and labels that do not vanish when one types."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django.contrib.auth.password_validation import password_validators_help_texts

from councils.app.nouns import gettext as _


def plain(form: Any) -> None:
    """Placeholders go, for they repeat the labels; the hints of a new password become one sentence."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.help_text = " ".join(password_validators_help_texts()[:1]) if name == "password1" else ""


class LoginForm(allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self)
        self.fields["remember"].label = _("Stay signed in on this device")
        self.fields["login"].label = _("User name")
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")


class ChangePasswordForm(allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self)


class SetPasswordForm(allauth.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self)


class ResetPasswordForm(allauth.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self)


class ResetPasswordKeyForm(allauth.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self)
