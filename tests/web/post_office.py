"""A real mail server for tests, which keeps what it was given, refuses whom it is told to, and can be away."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import create_server
from typing import Any

from aiosmtpd.controller import Controller


class PostOffice:
    """``letters`` as they arrived, ``wire`` to the byte; addresses in ``unknown`` are refused."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.wire: list[bytes] = []
        self.unknown: set[str] = set()
        with create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 nobody here by that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.wire.append(envelope.content)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"

    @property
    def to(self) -> list[str]:
        return [str(letter["To"]) for letter in self.letters]

    def text(self, number: int = -1) -> str:
        part = self.letters[number].get_body(("plain",))
        assert part is not None
        return str(part.get_content())
