"""A motion with several options, as pages show it: the ballot, a vote in words, the count of each option (R6).

Theory of operation. A vote is written as in the record, with the numbers of the options: "2 > 1 = 3 > 0", where 0 is to
leave things as they are. The ballot works without a script: by approval there is a box for each option, by ranking a
list of places, read as on an election's ballot (``rankings.py``), where two options may share a place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from councils.app.nouns import gettext as _
from councils.core.charter.limits import Casting
from councils.core.vote.lot import ticket
from councils.core.vote.options import ABSTAINED, LEAVE, Options, Preference, Profile, completed, ordered, places, side
from councils.core.vote.verdict import Verdict
from councils.web import rankings
from councils.web.templatetags.councils_ui import number, vote_word

Context = dict[str, Any]


def leaving() -> str:
    return _("Leave things as they are")


def sentence(options: Options, choice: int) -> str:
    return leaving() if choice == LEAVE else options.sentence(choice)


def ways(options: Options) -> str:
    """How one votes here, for the hint of the ballot."""
    if options.casting is Casting.APPROVAL:
        return _("Tick every option that you would rather have than leave things as they are.")
    return _(
        "Give place 1 to what you want most, 2 to the next, and so on; two can share a place. What you give no place "
        "comes last, behind leaving things as they are."
    )


def shown(options: Options) -> list[Context]:
    """All that can be chosen, leaving things as they are at the end."""
    return [{"number": n, "sentence": sentence(options, n)} for n in (*options.numbers[1:], LEAVE)]


def fields(options: Options, cast: Preference | None) -> list[Context]:
    """The lines of the ballot, as ``cast`` has filled them in."""
    at, most = places(cast or ABSTAINED), len(options.numbers)
    bound = at.get(LEAVE, 0)
    return [
        line
        | {
            "field": f"{'place-' if options.casting is Casting.RANKED else 'ticked-'}{line['number']}",
            "ticked": at[line["number"]] < bound if at and line["number"] != LEAVE else bool(at) and bound == 0,
            "places": [{"number": n, "chosen": bool(at) and at[line["number"]] == n - 1} for n in range(1, most + 1)],
        }
        for line in shown(options)
    ]


def as_ticked(lines: list[Context], post: QueryDict) -> list[Context]:
    """The lines of a ballot as a form has them that could not be taken as a vote."""
    ticked = post.getlist("ticked")
    return [line | {"ticked": str(line["number"]) in ticked} for line in lines]


def read(post: QueryDict, options: Options) -> Preference:
    """The preference that a form says, as far as it was filled in."""
    if "abstain" in post:
        return ABSTAINED
    if "preference" in post:
        return str(post["preference"])
    numbers = [str(n) for n in options.numbers]
    if options.casting is Casting.APPROVAL:
        return "=".join(n for n in post.getlist("ticked") if n in numbers)
    levels: dict[int, list[str]] = defaultdict(list)
    for voice, place in rankings.read({name: str(post[name]) for name in post}, numbers).places.items():
        levels[place].append(voice)
    return ">".join("=".join(levels[place]) for place in sorted(levels))


def wrong(said: Preference, post: Mapping[str, str], options: Options) -> str:
    """Why a form cannot be taken as a vote; empty where it can."""
    if not said and "abstain" not in post and "preference" not in post:
        return _("Choose at least one line, or abstain.")
    if options.casting is Casting.APPROVAL and "=" in said and str(LEAVE) in said.split("="):
        return _("You have ticked to leave things as they are beside other options. Tick one or the other.")
    return "" if completed(said, options) is not None else _("This is no vote among these options.")


def in_order(preference: Preference, options: Options) -> list[str]:
    """A vote in sentences, the best first, for its confirmation."""
    if options.casting is Casting.APPROVAL and side(preference) == "yes":
        at = places(preference)
        return [sentence(options, n) for n in options.numbers[1:] if at[n] < at[LEAVE]]
    levels = preference.split(">") if preference else []
    return [" = ".join(sentence(options, int(n)) for n in level.split("=")) for level in levels]


def verdict_words(verdict: Verdict, options: Options) -> str:
    """On which option a verdict is."""
    assert verdict.chosen is not None  # it is a verdict on options
    text = _("Option %(number)s, “%(sentence)s”, against leaving things as they are:")
    return text % {"number": verdict.chosen.option, "sentence": options.sentence(verdict.chosen.option)}


def result_table(verdict: Verdict, options: Options) -> Context:
    """Every option with its votes, the best first."""
    assert verdict.chosen is not None  # it is a verdict on options
    profile, chosen = verdict.chosen.profile, verdict.chosen
    order = [n for level in ordered(profile, options.numbers[1:], options.casting) for n in level]
    order.sort(key=lambda n: (n != verdict.option, n not in chosen.passing))
    duels = {n: profile.duel(n, LEAVE) for n in order}
    ranked = options.casting is Casting.RANKED
    return {
        "caption": _("Votes for each option"),
        "columns": [
            {"label": _("Option")},
            *([{"label": _("First choices"), "number": True}] if ranked else []),
            {"label": _("Rather than leave things as they are") if ranked else _("Approvals"), "number": True},
            {"label": _("Rather leave things as they are") if ranked else _("Not approved"), "number": True},
            {"label": _("Outcome")},
        ],
        "rows": [
            [
                {"text": f"{n}. {options.sentence(n)}"},
                *([profile.first(n)] if ranked else []),
                duels[n].yes,
                duels[n].no,
                outcome(n, verdict),
            ]
            for n in order
        ],
    }


def outcome(option: int, verdict: Verdict) -> Context:
    assert verdict.chosen is not None  # it is a verdict on options
    if option == verdict.option:
        return {"text": _("carried"), "mark": "yes"}
    if option in verdict.chosen.passing:
        return {"text": _("has its majority, and comes behind")}
    return {"text": _("out: no majority against leaving things as they are")}


def duel_table(verdict: Verdict, options: Options) -> Context | None:
    """How many put the option of the row before that of the column, from which anyone can count again."""
    if options.casting is Casting.APPROVAL or verdict.chosen is None:
        return None
    numbers, profile = options.numbers, verdict.chosen.profile
    return {
        "caption": _("How many put one before another"),
        "columns": [{"label": _("before")}, *({"label": str(n), "number": True} for n in numbers)],
        "rows": [
            [{"text": f"{a}. {sentence(options, a)}"}, *("–" if a == b else profile.duel(a, b).yes for b in numbers)]
            for a in numbers
        ],
    }


def lots(verdict: Verdict, options: Options) -> list[Context]:
    """The tickets of those between whom the lot decided (R4)."""
    chosen = verdict.chosen
    if chosen is None or not chosen.lots:
        return []
    return [
        {"number": n, "name": options.sentence(n), "ticket": ticket(chosen.seed, str(n)), "seed": chosen.seed}
        for n in chosen.lots
    ]


def votes_words(profile: Profile) -> str:
    """ "2 × 2 > 1 > 0 > 3; 1 × abstain"."""
    return "; ".join(f"{number(votes)} × {vote_word(said)}" for said, votes in profile.votes.items())
