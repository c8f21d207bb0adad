"""The form of a new motion: the fields that its kind asks for, and the proposal that they make (R6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise

from councils.app.households import SPECIAL, STANDING, catalogue
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries.charter_text import charter_toml
from councils.core.charter import Charter, Kind
from councils.core.charter.limits import Casting
from councils.core.charter.toml import parse_charter
from councils.core.council import Council
from councils.core.economy.declared import MOST
from councils.core.economy.needs import Collective
from councils.core.economy.provision import Provision, Stage
from councils.core.problem import Problem, decode
from councils.core.proposal import Proposal
from councils.core.special import SpecialOffice
from councils.core.vote.options import Options
from councils.web.kinds import (
    Choices,
    assemblies_beside,
    decisions,
    directives_to_object,
    hosts,
    motions_to_demand,
    requests,
)
from councils.web.planning import NumberField

MOST_BYTES = 200_000  # of an uploaded charter
CHANGES: Mapping[Kind, tuple[Promise, Callable[[Council, Council | None], Choices]]] = {
    Kind.MERGER: (gettext_lazy("The {assembly} to merge with"), assemblies_beside),
    Kind.JOINING: (gettext_lazy("The {council} to stand below"), lambda council, _above: hosts(council)),
    Kind.REOPENING: (gettext_lazy("What was decided"), lambda council, _above: decisions(council, Kind.REOPENING)),
    Kind.REPEAL: (gettext_lazy("What was decided"), lambda council, _above: decisions(council, Kind.REPEAL)),
    Kind.ADMISSION: (gettext_lazy("Who asks to be taken in"), lambda council, _above: requests(council)),
}
"""What those kinds name that are about another council (R16) or an earlier decision (R6), and which there are."""
YES_OR_NO = gettext_lazy("Yes or no")
CASTINGS: Mapping[Casting, Promise] = {
    Casting.APPROVAL: gettext_lazy("Several options, each ticked or not (approval)"),
    Casting.RANKED: gettext_lazy("Several options, put in order (ranking)"),
}
OFFICE_FIELDS = ("office_title", "purpose", "powers", "until", "seats")
NEED_FIELDS = ("product", "quantity", "first", "last", "urgent")
PROVISION_FIELDS = ("product", "stage", "quantity")
STAGES: Mapping[Stage, Promise] = {
    Stage.CREDITS: gettext_lazy("For credits, as much as one likes"),
    Stage.RATIONED: gettext_lazy("For credits, a quantity in each period for everyone at most"),
    Stage.PARTLY_FREE: gettext_lazy("Free up to a quantity in each period, more for credits"),
    Stage.FREE: gettext_lazy("Free"),
}


class MotionForm(forms.Form):
    """What is proposed. ``council`` and ``above`` give the choices; fields that the kind has no use for are absent."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("One sentence that says what would be decided."),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("What, who, by when. Markdown works: headings, lists, *emphasis*, tables, links."),
    )
    casting = forms.ChoiceField(label=gettext_lazy("The vote is on"), required=False, widget=forms.RadioSelect)
    options = forms.CharField(
        label=gettext_lazy("Options"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Where there are several: one on each line, 2 to 9 of them. To leave things as they are is on every ballot."
        ),
    )
    target = forms.ChoiceField(widget=forms.RadioSelect)
    to = forms.MultipleChoiceField(
        label=gettext_lazy("Addressed to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("It goes on to all {councils} below these. Choose none to address all."),
    )
    unit = forms.CharField(
        label=gettext_lazy("What reports count"),
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "A word for what is counted and summed up, such as “dwellings”; empty where nothing is."
        ),
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the new {assembly}"),
        max_length=120,
        help_text=gettext_lazy("As people will call it."),
    )
    place_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of place"),
        required=False,
        help_text=gettext_lazy("By the {charter} some {offices} are only for {councils} of one kind."),
    )
    office_title = forms.CharField(label=gettext_lazy("What the {office} is called"), max_length=100)
    purpose = forms.CharField(
        label=gettext_lazy("Its purpose"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What it is for. Whoever holds it can be held to these words."),
    )
    powers = forms.CharField(
        label=gettext_lazy("Its powers"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What its holder may do, and nothing else."),
    )
    until = forms.DateField(
        label=gettext_lazy("Its last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    seats = forms.IntegerField(label=gettext_lazy("How many hold it"), min_value=1, max_value=100, initial=1)
    product = forms.ChoiceField(label=gettext_lazy("Product"))
    stage = forms.ChoiceField(
        label=gettext_lazy("How it is had"),
        widget=forms.RadioSelect,
        choices=[(stage.value, words) for stage, words in STAGES.items()],
    )
    quantity = NumberField(label=gettext_lazy("How much in each period"), min_value=0, max_value=MOST, decimal_places=3)
    first = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=gettext_lazy("To"), widget=forms.DateInput(attrs={"type": "date"}))
    urgent = forms.BooleanField(
        label=gettext_lazy("It cannot be done without: plans meet it before other needs"), required=False
    )
    charter = forms.CharField(
        label=gettext_lazy("The whole new {charter}"),
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 24, "class": "code", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "The {charter} in force, as TOML: change what you want to change. It is checked by line."
        ),
    )
    charter_file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("A .toml file in the place of the text above."),
    )
    matter = forms.ChoiceField(
        label=gettext_lazy("Kind of matter"),
        required=False,
        help_text=gettext_lazy("By the {charter} some are decided at one level only (R20)."),
    )
    touches = forms.CharField(
        label=gettext_lazy("Decisions that it would change"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Their numbers, with commas between them; empty where it changes none."),
    )
    caucus = forms.CharField(
        label=gettext_lazy("Caucus"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("A label, if you want one. It changes no right and no count."),
    )

    def __init__(self, kind: Kind, council: Council, above: Council | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.made = Kind.INITIATIVE if kind is Kind.CHARTER and council.parent else kind  # as it goes on record here
        self.read: Charter | None = None
        fields: Any = self.fields
        if kind is Kind.DIRECTIVE:
            fields["to"].choices = [(name, below.name) for name, below in council.below.items()]
        if kind is Kind.OBJECTION:
            fields["target"].label = _("The {directive} you object to")
            fields["target"].choices = directives_to_object(council)
        if kind is Kind.DEMAND:
            fields["target"].label = _("The {motion} that should be referred down")
            fields["target"].choices = motions_to_demand(above)
        if kind in CHANGES:
            label, choices = CHANGES[kind]
            fields["target"].label = label
            fields["target"].choices = choices(council, above)
        if kind is Kind.SPECIAL_OFFICE:
            longest = council.charter.special.longest_days
            fields["until"].help_text = _("It lapses by itself; %(days)s days from today at most.") % {"days": longest}
        self.choose_castings(council)
        if kind in (Kind.NEED, Kind.PROVISION):
            products = sorted(catalogue(council.id).values(), key=lambda each: each.name)
            fields["product"].choices = [(each.code, f"{each.name} ({each.unit})") for each in products]
        if kind is Kind.PROVISION:
            fields["quantity"].required = False
            fields["quantity"].help_text = _("For one person; empty where the good has no limit.")
        if kind is Kind.CHARTER:
            fields["charter"].initial = charter_toml(council.charter)
        for name in unused(kind):
            del fields[name]
        matters = [(matter.name, matter.title) for matter in council.charter.matters]
        self.choose("matter", str(_("none of those that the {charter} names")), matters)
        self.choose("place_kind", "–", [(kind, kind) for kind in council.charter.kinds])

    def choose(self, name: str, nothing: str, choices: Choices) -> None:
        """Offer what the charter names, or nothing at all where it names none."""
        field: Any = self.fields.get(name)
        if field is not None and choices:
            field.choices = [("", nothing), *choices]
        elif field is not None:
            del self.fields[name]

    def choose_castings(self, council: Council) -> None:
        """How can be voted on it: yes or no, or several options in the ways that the charter has for its kind (R6)."""
        fields: Any = self.fields
        castings = council.charter.motion(self.kind).castings
        fields["casting"].choices = [("", YES_OR_NO), *((casting.value, CASTINGS[casting]) for casting in castings)]
        if not castings:
            del fields["casting"], fields["options"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.kind is Kind.CHARTER:
            self.read_charter(cleaned)
        if bool(cleaned.get("casting")) != bool(lines(cleaned)):
            missing = (
                _("Write the options, one on each line.") if cleaned.get("casting") else _("Say how to vote on them.")
            )
            self.add_error("options" if cleaned.get("casting") else "casting", missing)
        return cleaned

    def read_charter(self, cleaned: dict[str, Any]) -> None:
        """The charter that was typed or uploaded, or an error for each line that is wrong."""
        text = self.charter_text(cleaned)
        found = parse_charter(text) if isinstance(text, str) else (text,)
        if isinstance(found, Charter):
            self.read = found
            return
        for problem in found:
            self.add_error("charter", problem_words(problem))

    def charter_text(self, cleaned: dict[str, Any]) -> str | Problem:
        upload = cleaned.get("charter_file")
        if not upload:
            return str(cleaned.get("charter") or "")
        if upload.size > MOST_BYTES:
            return Problem(
                0, _("The file is too long for a {charter}."), _("A {charter} has some thousand characters.")
            )
        text = decode(upload.read())
        if isinstance(text, str):  # a browser does not send a file twice: keep it where it can be seen and changed
            typed = cast("QueryDict", self.data).copy()
            typed["charter"] = text
            self.data = typed
        return text

    def proposal(self) -> Proposal:
        data = self.cleaned_data
        return Proposal(
            kind=self.made,
            title=data["title"],
            text=data.get("text", ""),
            target=data.get("target", ""),
            to=tuple(data.get("to", ())),
            unit=data.get("unit", ""),
            caucus=data.get("caucus", ""),
            name=data.get("name", ""),
            place_kind=data.get("place_kind", ""),
            charter=self.read,
            matter=data.get("matter", ""),
            touches=tuple(name.strip() for name in data.get("touches", "").split(",") if name.strip()),
            options=Options(lines(data), Casting(data["casting"])) if data.get("casting") else None,
            office=self.office(data) if self.kind is Kind.SPECIAL_OFFICE else None,
            need=self.need(data) if self.kind is Kind.NEED else None,
            provision=self.provision(data) if self.kind is Kind.PROVISION else None,
        )

    def need(self, data: dict[str, Any]) -> Collective:
        priority = SPECIAL if data["urgent"] else STANDING
        return Collective(data["product"], data["quantity"], data["first"], data["last"], priority)

    def provision(self, data: dict[str, Any]) -> Provision:
        return Provision(data["product"], Stage(data["stage"]), data["quantity"] or Decimal(0))

    def office(self, data: dict[str, Any]) -> SpecialOffice:
        """Its last day ends at midnight, where the reader is."""
        until = timezone.make_aware(datetime.combine(data["until"], time.max.replace(second=0, microsecond=0)))
        return SpecialOffice(
            data["office_title"], data["purpose"], data["powers"], until.astimezone(UTC), data["seats"]
        )


def lines(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The options as they were typed, without bullets and blank lines."""
    typed = (line.strip().removeprefix("- ").strip() for line in str(data.get("options") or "").splitlines())
    return tuple(line for line in typed if line)


def problem_words(problem: Problem) -> str:
    where = _("Line %(line)s:") % {"line": problem.line} if problem.line else ""
    return " ".join(part for part in (where, problem.message, problem.remedy) if part)


def unused(kind: Kind) -> list[str]:
    """The fields that a motion of this kind has no use for."""
    wanted = {
        Kind.RESOLUTION: {"matter", "touches"},
        Kind.INITIATIVE: {"matter"},
        Kind.DIRECTIVE: {"to", "unit", "matter", "touches"},
        Kind.OBJECTION: {"target"},
        Kind.DEMAND: {"target"},
        Kind.CHARTER: {"charter", "charter_file"},
        Kind.SPECIAL_OFFICE: {*OFFICE_FIELDS},
        Kind.FOUNDING: {"name", "place_kind"},
        Kind.NEED: {*NEED_FIELDS},
        Kind.PROVISION: {*PROVISION_FIELDS},
        Kind.SPLIT: {"name"},
        **{change: {"target"} for change in CHANGES},
    }.get(kind, set())
    every = (
        "name",
        "place_kind",
        "target",
        "to",
        "unit",
        "charter",
        "charter_file",
        "matter",
        "touches",
        *OFFICE_FIELDS,
        *dict.fromkeys((*NEED_FIELDS, *PROVISION_FIELDS)),
    )
    return [name for name in every if name not in wanted]
