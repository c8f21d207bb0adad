"""Letters that nobody waits for: sent one after the other in the background of the server.

A page that asks for a letter is answered at once, and the same whether one was sent, whether the mail server is slow
or whether it is away: how long a page takes must not tell whether somebody has an account.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from smtplib import SMTPException

from django.core.mail import EmailMessage

POST = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
log = logging.getLogger(__name__)


def send_later(letter: EmailMessage) -> Future[None]:
    return POST.submit(send, letter)


def send(letter: EmailMessage) -> None:
    try:
        letter.send()
    except (SMTPException, OSError, ValueError) as problem:
        log.warning("a letter could not be sent: %s", problem)
