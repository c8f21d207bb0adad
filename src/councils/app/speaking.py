"""Everything that a person does in a council under their own voice: propose, second, stand, report …

The voice is looked up at the moment of the act and given to the command; the core decides whether it may.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from councils.app.identity import standing
from councils.app.perform import Performed, perform
from councils.core.act import Command, CouncilId, Voice
from councils.core.refusal import Reason, refuse
from councils.store.models import Person


def speak(
    person: Person, council: CouncilId, command: Callable[[Voice], Command], at: datetime | None = None
) -> Performed:
    """Carry out ``command(voice)`` for the voice that ``person`` has in ``council``.

    >>> speak(person, "75111-1", lambda voice: Second(voice, "75111-1:4"))  # doctest: +SKIP
    """
    speaker = standing(person, council)
    if speaker is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, command(speaker.voice), at)
