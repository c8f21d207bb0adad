"""Plans: the one in force, those under vote, variants to be brought, and each as people judge it (R18).

Everybody who may see the council reads them. Needs are called for, and the plan in force is adjusted, by the planning
office; a variant is brought by whoever has a voice in the congress.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from councils.app import planning
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries import plans
from councils.app.queries.catalogue import names
from councils.app.queries.plans import Looked
from councils.app.queries.production import in_force, under
from councils.app.refusals import said
from councils.core.council import Council
from councils.core.economy.adopting import changed_hours
from councils.core.economy.declaring import not_planning
from councils.core.economy.needs import Horizon
from councils.core.economy.orders import Orders
from councils.core.economy.rolling import rest_of
from councils.core.economy.together import as_now
from councils.core.machines import MotionState
from councils.core.motion import Motion, MotionProposed
from councils.core.refusal import Reason, Refused, refuse
from councils.core.run import Step
from councils.plan.explain.sankey import sankey
from councils.web import plan_words as words
from councils.web.fields import typed
from councils.web.orders import columns
from councils.web.plan_steps import first_plan
from councils.web.planning import NumberField, amount, congress, of_product, planned
from councils.web.reckoned import reckoned
from councils.web.refusals import refused_page, shown_again
from councils.web.showing import Context
from councils.web.templatetags.councils_ui import percent
from councils.web.visit import Visit, council_url, in_council, sign_in_first, sign_in_to_act, signed_in

ORDERS = 20  # that are told one by one
DRAWN = "default-src 'none'; style-src 'unsafe-inline'"  # a drawing, which is never a page


class HorizonForm(forms.Form):
    """For which days needs are called for."""

    use_required_attribute = False
    start = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    periods = forms.IntegerField(
        label=gettext_lazy("Periods"),
        min_value=1,
        max_value=60,
        widget=forms.NumberInput(attrs={"class": "narrow"}),
        error_messages={key: NumberField.default_error_messages[key] for key in ("min_value", "max_value")},
    )

    def __init__(self, *args: Any, root: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule, today = root.charter.planning, timezone.localdate()
        self.fields["start"].initial = today + timedelta(days=7 - today.weekday())
        self.fields["periods"].initial = rule.periods
        self.fields["periods"].help_text = _("Of %(days)s days each.") % {"days": rule.period_days}


@sign_in_to_act
@in_council
@planned
def plan(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The plan in force, the plans under vote, and whether it is time for another one."""
    root = congress(visit)
    form = HorizonForm(typed(request), root=root)
    context = overview(visit, root, form)
    if request.method != "POST":
        return render(request, "councils/plan.html", context)
    if not form.is_valid():
        return render(request, "councils/plan.html", {**context, "form": form}, status=422)
    given = form.cleaned_data
    horizon = Horizon(given["start"], root.charter.planning.period_days, given["periods"])
    done = planning.call_needs(signed_in(request), root.id, horizon)
    if isinstance(done, Refused):
        return shown_again(request, "councils/plan.html", context, done)
    messages.success(request, _("Everybody was asked, and the sums are here. Now plans can be made for them."))
    return redirect("plan_variants", visit.council.id)


def overview(visit: Visit, root: Council, form: HorizonForm) -> Context:
    called = named(root)
    economy, found = root.economy, []
    force = plans.look_in_force(root)
    if force is not None:
        title = root.motions[economy.plan].proposal.title
        heading = {"text": title, "url": plan_url(root, economy.plan), "detail": _("in force")}
        found.append((heading, force.figures(root.represented)))
    for motion in plans.under_vote(root):
        looked = plans.look(root, motion)
        if looked is not None:
            heading = {"text": motion.proposal.title, "url": plan_url(root, motion.id), "detail": how_far(motion)}
            found.append((heading, looked.figures(root.represented)))
    needs = economy.needs
    rest = rest_of(economy.offer, root.charter.planning.period_days, timezone.localdate()) if economy.offer else None
    return {
        "council": visit.council,
        "congress": root,
        "page": "plan",
        "force": force
        and {"title": root.motions[economy.plan].proposal.title, "days": words.horizon_words(force.horizon)},
        "table": words.comparison(called, found) if found else None,
        "broken": broken(root, called, timezone.localdate()),
        "deserted": [(called.get(name, name), council_url(name)) for name in plans.deserted(root)],
        "to_come": bool(rest and broken(root, called, rest.start)),
        "needs": needs
        and {
            "days": words.horizon_words(needs.horizon),
            "complete": needs.complete,
            "households": needs.total.households if needs.complete else 0,
        },
        "first": None if found else first_plan(root, visit.council.id),
        "plans": may_plan(visit, root),
        "horizon_form": form,
        "crumbs": visit.crumbs((_("Plan"), reverse("plan", args=[visit.council.id]))),
    }


def named(root: Council) -> words.Called:
    """The names of all councils that a plan speaks of: those that have declared something, and the places."""
    return names({*root.economy.paths, *root.below})


def may_plan(visit: Visit, root: Council) -> bool:
    """Whether this person speaks for the planning office."""
    voice = visit.standing_in(root.id)
    return voice is not None and not_planning(root, voice.voice) is None


def plan_url(root: Council, matter: str) -> str:
    return reverse("motion_plan", args=[root.id, matter])


def broken(root: Council, called: words.Called, since: date) -> list[str]:
    """What was ordered for a time that ends ``since`` or later, and cannot be made so by what is declared now."""
    economy, told = root.economy, []
    orders = root.orders.get(in_force(root), Orders({}))
    for order in orders.orders.values():
        ordered = [make for make in order.make if make.due >= since]
        for technique in dict.fromkeys(make.technique for make in ordered):
            known = economy.techniques.get((order.council, technique))
            most = max(make.runs for make in ordered if make.technique == technique)
            if known is None or (known.most is not None and known.most < most):
                name = known.name if known else technique
                told.append(f"{called.get(order.council, order.council)}: {name}")
    return told


@sign_in_first
@in_council
@planned
@reckoned
def variants(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What plans there could be now, side by side; each can be brought, and a small change put in force."""
    root = congress(visit)
    if not visit.standings:
        return refused_page(request, refuse(Reason.NOT_ON_ROLL))
    if request.method != "POST":
        return render(request, "councils/plan_variants.html", variants_context(visit, root))
    aim, title = request.POST.get("aim", ""), request.POST.get("title", "").strip()[:200]
    if request.POST.get("do") == "adjust":
        done = planning.adjust(signed_in(request), root, aim)
    else:
        title = title or planning.aim_words(root, aim)
        done = planning.bring(signed_in(request), root, aim, title, request.POST.get("text", "").strip()[:50_000])
    if isinstance(done, Refused):
        return shown_again(request, "councils/plan_variants.html", variants_context(visit, root), done)
    brought = to_its_motion(request, root, done)
    if brought is None:
        messages.success(request, _("The plan is adjusted, and the new orders have gone out."))
    return brought or redirect("plan", visit.council.id)


def to_its_motion(request: HttpRequest, root: Council, done: tuple[Step, ...]) -> HttpResponse | None:
    """To the plan that was just brought; None where none was."""
    brought = [e.motion for step in done for e in step.events if isinstance(e, MotionProposed)]
    if not brought:
        return None
    messages.success(request, _("The plan is brought. This is what the {members} will judge it by."))
    return redirect("motion_plan", root.id, brought[0])


def variants_context(visit: Visit, root: Council) -> Context:
    called, force = named(root), plans.look_in_force(root)
    found, needs = list(planning.variants(root)), root.economy.needs
    figures = []
    cards = []
    for number, made in enumerate(found, start=1):
        looked = plans.look_at(root, made)
        heading = {"text": planning.aim_words(root, made.aim), "url": f"#variant-{number}"}
        figures.append((heading, looked.figures(root.represented)))
        cards.append(
            card(
                root, called, made, looked, force, may_adjust=may_plan(visit, root) and not root.charter.planning.voted
            )
        )
    return {
        "council": visit.council,
        "congress": root,
        "page": "plan",
        "days": words.horizon_words(needs.horizon) if needs else "",
        "table": words.comparison(called, figures) if figures else None,
        "cards": cards,
        "unfound": unfound(root),
        "voice": visit.standing_in(root.id) is not None,
        "crumbs": visit.crumbs(
            (_("Plan"), reverse("plan", args=[visit.council.id])),
            (_("Variants"), reverse("plan_variants", args=[visit.council.id])),
        ),
    }


def unfound(root: Council) -> Context | None:
    """For which aims there is no plan, and where to look."""
    none = planning.unfound(root)
    code, much = planning.largest(root)
    aims = "; ".join(planning.aim_words(root, aim) for aim in none)
    return {"aims": aims, "largest": of_product(root.economy.products, code, much)} if none else None


def card(
    root: Council,
    called: words.Called,
    made: planning.Variant,
    looked: Looked,
    force: Looked | None,
    *,
    may_adjust: bool,
) -> Context:
    """One variant: what is short in it, and what it changes for whom."""
    shown: Context = {
        "aim": made.aim,
        "words": planning.aim_words(root, made.aim),
        "short": [words.short_words(looked, called, short) for short in looked.short()[:3]],
    }
    if force is not None:
        found = plans.changes(force.offer, force.horizon, made.offer, looked.horizon)
        share = root.charter.planning.adjust_share
        changed = changed_hours(as_now(root.economy, force.offer).orders, made.offer.orders)
        small = changed <= force.offer.hours * share.numerator / share.denominator
        instead = looked.horizon.start < force.horizon.until  # and not after it
        shown |= {
            "changes": words.changes_table(root, called, found[: plans.TOLD]),
            "more_changes": max(len(found) - plans.TOLD, 0),
            "adjusts": may_adjust and small and instead and bool(found),
        }
    return shown


@in_council
@planned
def motion_plan(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    """The plan of a motion, as people judge it: here, and for all."""
    root = congress(visit)
    motion = root.motions.get(matter)
    looked = plans.look(root, motion) if motion else None
    if motion is None:
        back = (_("To the plans"), reverse("plan", args=[root.id]))
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER), back)
    if looked is None:
        there = reverse("motion", args=[root.id, matter])
        return refused_page(request, refuse(Reason.NO_PLAN), (_("To the {motion}"), there))
    called = named(root)
    force = plans.look_in_force(root) if root.economy.plan != matter else None
    products = sorted((p for p in looked.offer.values), key=lambda c: root.economy.products[c].name)
    chosen = request.GET.get("product", "") if request.GET.get("product", "") in looked.offer.values else ""
    chosen = chosen or next(iter(most_work(looked)), "")
    context: Context = {
        "council": visit.council,
        "congress": root,
        "page": "plan",
        "motion": motion,
        "motion_url": reverse("motion", args=[visit.council.id, matter]),
        "days": words.horizon_words(looked.horizon),
        "holds": looked.plan.certificate.holds,
        "hindered": words.hindered_words(root, motion),
        "anew": words.anew_words(looked, root) if motion.open else [],
        "rejected": [said(why) for why in looked.plan.certificate.rejected[:1]],
        "bound": amount(words.reckoned(looked.plan.certificate.stages[-1].bound)),
        "gap": percent(looked.offer.gap) if looked.offer.gap else "",
        "got": words.got_table(looked),
        "short": [words.short_words(looked, called, short) for short in looked.short()],
        "binds": words.binds_table(looked, called),
        "values": words.values_table(looked),
        "products": [(code, root.economy.products[code].name) for code in products],
        "chosen": chosen,
        "crumbs": visit.crumbs(
            (_("Plan"), reverse("plan", args=[visit.council.id])),
            (motion.proposal.title, plan_url(visit.council, matter)),
        ),
    }
    return render(
        request,
        "councils/motion_plan.html",
        context | beside(root, called, looked, force, motion.id) | here(visit, root, called, looked),
    )


def how_far(motion: Motion) -> str:
    """Where a plan stands that is not decided yet."""
    return _("under vote") if motion.state is MotionState.VOTING else _("brought")


def most_work(looked: Looked) -> list[str]:
    """Products by the work in all that is needed of them."""
    hours = {got.product: float(looked.offer.values.get(got.product, 0)) * got.met for got in looked.got()}
    return sorted(hours, key=lambda code: -hours[code])


def beside(root: Council, called: words.Called, looked: Looked, force: Looked | None, matter: str) -> Context:
    """This plan beside the one in force and the others under vote, and what it changes against the one in force."""
    found = [({"text": _("This plan")}, looked.figures(root.represented))]
    if force is not None:
        title = root.motions[root.economy.plan].proposal.title
        heading = {"text": title, "url": plan_url(root, root.economy.plan), "detail": _("in force")}
        found.append((heading, force.figures(root.represented)))
    for other in plans.under_vote(root):
        seen = plans.look(root, other) if other.id != matter else None
        if seen is not None:
            heading = {"text": other.proposal.title, "url": plan_url(root, other.id), "detail": how_far(other)}
            found.append((heading, seen.figures(root.represented)))
    changed = plans.changes(force.offer, force.horizon, looked.offer, looked.horizon) if force else []
    return {
        "table": words.comparison(called, found),
        "changes": words.changes_table(root, called, changed[: plans.TOLD]),
        "more_changes": max(len(changed) - plans.TOLD, 0),
    }


def here(visit: Visit, root: Council, called: words.Called, looked: Looked) -> Context:
    """What the plan asks of this council and those below it, and what comes and goes."""
    orders = Orders({order.council: order for order in looked.offer.orders})
    tasks = list(plans.tasks(looked.offer, under(root, visit.council, orders)))
    comes, goes = plans.goods(looked.offer, visit.council.id)
    products = root.economy.products
    rows = [
        [{"text": products[code].name, "detail": products[code].unit}, amount(comes.get(code)), amount(goes.get(code))]
        for code in sorted({*comes, *goes}, key=lambda c: products[c].name)
    ]
    labels = (_("Product"), _("Comes"), _("Goes"))
    carried: Context = {"caption": _("What would be carried"), "columns": columns(*labels, numbers=2), "rows": rows}
    return {
        "tasks": words.tasks_table(root, called, sorted(tasks, key=lambda t: -t.hours)[:ORDERS]),
        "more_tasks": max(len(tasks) - ORDERS, 0),
        "goods": carried if rows else None,
    }


@in_council
@planned
def plan_drawing(_request: HttpRequest, visit: Visit, matter: str, product: str) -> HttpResponse:
    """Where the work in a product comes from by a plan, as a drawing (Sankey)."""
    root = congress(visit)
    motion = root.motions.get(matter)
    looked = plans.look(root, motion) if motion else None
    row = looked.row_of(product) if looked else None
    if looked is None or row is None:
        raise Http404
    drawn = sankey(looked.results, row, words.drawing_words(looked, named(root), row))
    answer = HttpResponse(drawn, content_type="image/svg+xml")
    answer["Content-Security-Policy"] = DRAWN
    return answer
