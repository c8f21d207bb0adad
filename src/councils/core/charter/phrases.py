"""The sentences in which a charter is told, one for each way in which each choice can be made.

Theory of operation. ``words.py`` chooses among these; translators find all of them here. Names in braces
are filled in: the federation's own nouns (``{delegates}``), numbers, and shares. A sentence is never put together
from parts, because other languages put their parts together otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

from councils.core.charter import (
    Admission,
    Apportionment,
    Basis,
    Binding,
    Counting,
    Kind,
    Majority,
    MandateKind,
    Method,
    NoMandate,
    Tie,
    Together,
    Uncontested,
    Unvoted,
    Visibility,
    Whole,
)
from councils.core.charter.limits import AmendmentOrder, Casting, Consent, Deadlines, Expiry, Reach, Remaking
from councils.core.sentence import gettext_noop as _

LEVELS = _("The {councils} form one tree: {titles}. {base} is where everyone meets; {top} is where all come together.")
SIZES: Mapping[tuple[bool, bool], str] = {
    (True, True): _("{title}: from {least} to {most} {heads}."),
    (True, False): _("{title}: at least {least} {heads}."),
    (False, True): _("{title}: at most {most} {heads}."),
}

FRANCHISE = _("{text}")
CONDITION = _("Whoever joins declares: “{text}”")
ADMISSION: Mapping[Admission, str] = {
    Admission.DECLARATION: _("The declaration is enough: nobody else decides who takes part."),
    Admission.CONFIRMED: _(
        "The {secretary} or the {chair} confirms the declaration; until there is one, any of the {members} does."
    ),
}
EQUAL = _("All {members} have the same rights, whatever party or group they belong to.")

OFFICE = _("{title}: {seats}, elected for {term}.")
DELEGATES = _("{title}: as many as the {council} above has seats for it, elected for {term}.")
METHOD: Mapping[Method, str] = {
    Method.PLURALITY: _("{title}: each voter marks as many candidates as there are seats; the most marks win."),
    Method.APPROVAL: _("{title}: each voter marks every candidate they can agree with; the most marks win."),
    Method.MAJORITY: _(
        "{title}: each voter marks every candidate they can agree with; whoever more than half have marked can be "
        "elected, the most marks first."
    ),
    Method.STV: _(
        "{title}: each voter ranks the candidates; votes that one does not need go on to the next (single transferable "
        "vote, Scottish rules)."
    ),
    Method.SCHULZE: _(
        "{title}: each voter ranks the candidates; whoever more voters prefer to each of the others is elected "
        "(Schulze method)."
    ),
}
ALTERNATES = _("{title}: {alternates} stand ready in the order of their votes, {count} at most.")
RESERVED_LEAST = _("{title}: at least {share} of the seats are for candidates who declare: “{text}”")
RESERVED_MOST = _("{title}: at most {share} of the seats are for candidates who declare: “{text}”")
SITTING = _("{title}: in a by-election, whoever stays in office counts for these seats.")
KEPT_OUT = _("{title}: whom reserved seats alone keep out comes next by the votes they had then.")
RESERVED: Mapping[bool, str] = {
    True: _("{title}: where too few of them stand, reserved seats stay empty."),
    False: _("{title}: where too few of them stand, reserved seats are open to all."),
}
OFFICE_LEVELS = _("{title}: only at these levels: {titles}.")
OFFICE_NOT_KINDS = _("{title}: not in {councils} of this kind: {kinds}.")
OFFICE_KINDS = _("{title}: only in {councils} of this kind: {kinds}.")
CLOCK = _("Candidates can come forward for {nominating}; then the vote is open for {voting}.")
UNCONTESTED: Mapping[Uncontested, str] = {
    Uncontested.VOTE: _("Where no more candidates stand than there are seats, there is a vote all the same."),
    Uncontested.MAJORITY: _(
        "Where no more candidates stand than there are seats, each of them needs the yes of more than half of those "
        "who vote."
    ),
    Uncontested.ELECTED: _("Where no more candidates stand than there are seats, they are elected without a vote."),
}
NONE_OF_THESE = _(
    "Every ballot offers “none of these”: a seat that it wins stays empty, and candidates can come forward anew."
)
LOT = _("Equal votes are decided by a lot that anyone can work out again from the record.")

EXPIRY: Mapping[Expiry, str] = {
    Expiry.STAYS: _("When a term ends, its holder stays until a successor is elected."),
    Expiry.VACATES: _("When a term ends, the seat is vacant, and with it all that is held above by virtue of it."),
}
LEAD = _("The election to an {office} is called by itself, {lead} before a term ends.")
NO_LEAD = _("From 30 days before a term ends, anyone who takes part can call the election.")
LAY_DOWN = _("Every {office} can be laid down at any time.")
IN_A_ROW = _("{title}: the same person at most {most} in a row, then not for {pause}.")
IN_ALL = _("{title}: the same person at most {most} in all.")
SHORT_REST = _("What an {alternate} takes over for half of a term or less is not counted as a term.")
INCOMPATIBLE: Mapping[Reach, str] = {
    Reach.COUNCIL: _("In one {council} nobody holds more than one of these: {titles}."),
    Reach.CHAIN: _(
        "Nobody holds more than one of these, in one {council} or in those above and below that sit by virtue of one "
        "another: {titles}."
    ),
}

NORM_FRACTION = _("{sender}: one seat above for every {per} {heads}, and one more for a remainder of over {over}.")
NORM_FULL = _("{sender}: one seat above for every full {per} {heads}.")
NORM_ANY = _("{sender}: one seat above for every {per} {heads}, and one more for any remainder.")
FIXED = _("{sender}: {seats} above, whatever its size.")
HOUSE = _("{sender}: the {council} above has {total} seats, divided by {heads} with the method of {method}.")
NORM_KIND = _("{sender}: this norm is for places of the kind “{kind}” only.")
MINIMUM = _("{sender}: at least {least}.")
MAXIMUM = _("{sender}: at most {most}.")
HOUSE_TIES = _("Equal claims to the last seat: the larger number first, then the order of the places' codes.")
HEADS: Mapping[Basis, str] = {
    Basis.POPULATION: _("inhabitants"),
    Basis.MEMBERS: _("{members}"),
}
METHODS_OF_HOUSES: Mapping[Apportionment, str] = {
    Apportionment.HAMILTON: _("Hamilton (largest remainder)"),
    Apportionment.JEFFERSON: _("Jefferson (D'Hondt)"),
    Apportionment.WEBSTER: _("Webster (Sainte-Laguë)"),
    Apportionment.HUNTINGTON_HILL: _("Huntington and Hill"),
}

KIND: Mapping[Kind, str] = {
    Kind.RESOLUTION: _("A resolution gives the word of the {council}."),
    Kind.PROCEDURE: _("A {motion} on procedure settles how the {council} itself works."),
    Kind.DIRECTIVE: _("{directives} are carried out by the {councils} below."),
    Kind.INITIATIVE: _("An initiative brings a question to the {council} above."),
    Kind.OBJECTION: _("{objections} are raised against {directives} from above."),
    Kind.DEMAND: _("A demand asks that a question above be put to those below."),
    Kind.RECONSIDERATION: _("A reconsideration decides whether suspended {directives} stand."),
    Kind.REOPENING: _("A reopening puts what was decided to the vote again."),
    Kind.REPEAL: _("A repeal ends a decision that stands, and the {directives} that rest on it."),
    Kind.CHARTER: _("Changes of the {charter} change the rules."),
    Kind.SPECIAL_OFFICE: _("A special {office} is made for a purpose, with powers in words, until a day."),
    Kind.FOUNDING: _("A founding adds a new {assembly} below the {council}."),
    Kind.SPLIT: _("A split makes two of one {assembly} that has grown too large; everybody says where they go."),
    Kind.MERGER: _("A merger makes one of two {assemblies} below the same {council}, when both decide it."),
    Kind.JOINING: _("A federation joins another one when both decide it, with all its {councils}."),
    Kind.ADMISSION: _("An admission takes in a federation that has asked for it."),
    Kind.LEAVING: _("A {council} leaves the federation, with all below it, by its own decision."),
    Kind.PLAN: _("A plan says what is made and brought where; carried, it is in force, and its orders go out."),
    Kind.NEED: _("A need says what the {council} needs as a whole."),
    Kind.PROVISION: _("A provision says how a good is had: for credits, rationed, free up to a quantity, or free."),
}
WAY: Mapping[tuple[bool, bool], str] = {
    (True, True): _("This needs {seconders} in support, is announced {notice} ahead, and voted on for {voting}."),
    (True, False): _("This needs {seconders} in support, and is voted on at once, for {voting}."),
    (False, True): _("This is announced {notice} ahead, and voted on for {voting}."),
    (False, False): _("This is voted on at once, for {voting}."),
}
MAJORITY: Mapping[tuple[Majority, Whole], str] = {
    (Majority.SIMPLE, Whole.CAST): _("It is carried by more yes than no."),
    (Majority.SIMPLE, Whole.PRESENT): _("It is carried by the yes of more than half of those who take part."),
    (Majority.SIMPLE, Whole.ROLL): _("It is carried by the yes of more than half of all entitled to vote."),
    (Majority.ABSOLUTE, Whole.CAST): _("It is carried by the yes of more than half of all entitled to vote."),
    (Majority.ABSOLUTE, Whole.PRESENT): _("It is carried by the yes of more than half of all entitled to vote."),
    (Majority.ABSOLUTE, Whole.ROLL): _("It is carried by the yes of more than half of all entitled to vote."),
    (Majority.TWO_THIRDS, Whole.CAST): _("It is carried by two thirds of the votes for and against."),
    (Majority.TWO_THIRDS, Whole.PRESENT): _("It is carried by the yes of two thirds of those who take part."),
    (Majority.TWO_THIRDS, Whole.ROLL): _("It is carried by the yes of two thirds of all entitled to vote."),
    (Majority.THREE_QUARTERS, Whole.CAST): _("It is carried by three quarters of the votes for and against."),
    (Majority.THREE_QUARTERS, Whole.PRESENT): _("It is carried by the yes of three quarters of those who take part."),
    (Majority.THREE_QUARTERS, Whole.ROLL): _("It is carried by the yes of three quarters of all entitled to vote."),
    (Majority.CONSENSUS, Whole.CAST): _("It is carried by consensus: {behind} may say no."),
    (Majority.CONSENSUS, Whole.PRESENT): _(
        "It is carried by consensus of those who take part: {behind} may not say yes."
    ),
    (Majority.CONSENSUS, Whole.ROLL): _(
        "It is carried by consensus of all entitled to vote: {behind} may not say yes."
    ),
}
BEHIND = (_("nobody"), _("one person at most"), _("{n} people at most"))
MORE_YES = _("Yet it is carried only where more say yes than no.")
TOGETHER = _("This holds for each of these countings, and all of them must carry it: {ways}.")
WAYS: Mapping[Together, str] = {
    Together.DELEGATES: _("the {delegates}"),
    Together.MEMBERS: _("the {members} whom the {delegates} stand for"),
    Together.BASE: _("the votes cast at the base"),
    Together.COUNCILS: _("the {councils} directly below, with one voice each"),
}
OPTIONS = _(
    "It can be put with up to {most} options in the place of yes or no; to leave things as they are is on every "
    "ballot. An option is out that does not win against it by this majority; of the others the first is carried, and a "
    "tie is broken by lot."
)
CASTING: Mapping[Casting, str] = {
    Casting.APPROVAL: _("By approval, everyone says which options they would have, and the most approvals win."),
    Casting.RANKED: _("By ranking, everyone puts the options in order, and they are counted by Schulze's method."),
}
AGAIN = _(
    "To decide anew needs besides the majority by which it was decided, and goes down where that did. Nobody asks for "
    "it in the first {rest}."
)
AGAIN_AT_ONCE = _("To decide anew needs besides the majority by which it was decided, and goes down where that did.")
NO_AMENDMENTS = _("{Motions} are not amended: they are carried or lost as they were proposed.")
AMENDMENTS = _(
    "While a {motion} is deliberated, anyone who takes part proposes amendments. Those that {seconders} second are "
    "voted on when the deliberation ends, in the {council} itself, all at once for {voting}, and before the {motion}."
)
AMENDMENTS_ALONE = _(
    "While a {motion} is deliberated, anyone who takes part proposes amendments. They are voted on when the "
    "deliberation ends, in the {council} itself, all at once for {voting}, and before the {motion}."
)
AMENDMENTS_CLOSE = _("In the last {closing} of the deliberation nothing new is proposed or taken in.")
AMENDMENT_ORDER: Mapping[AmendmentOrder, str] = {
    AmendmentOrder.PROPOSED: _(
        "Those that are carried are written in as they were proposed, unless whoever chairs has set another order; one "
        "that changes a passage already changed is overtaken."
    ),
    AmendmentOrder.FURTHEST: _(
        "Those that are carried are written in from the one that changes the most lines, unless whoever chairs has set "
        "another order; one that changes a passage already changed is overtaken."
    ),
}
FRIENDLY = _("Whoever proposed the {motion} can take a seconded amendment in without a vote.")
SPECIAL = _(
    "Special powers are {offices} with a purpose and a last day, {longest} ahead at most. They lapse by themselves, "
    "and nothing but a new vote makes others; whoever holds one can be recalled like anyone."
)
NO_SPECIAL = _("There are no special powers.")
CONSENT: Mapping[Consent, str] = {
    Consent.BELOW: _("A {council} makes one only when those below it have voted for it, down to every {assembly}."),
    Consent.COUNCIL: _("A {council} makes one by its own vote."),
}
NO_PLANNING = _("Nothing is planned together.")
PLANNING = _(
    "Those elected as {planners} ask everyone what they need, and bring plans for {periods} periods of {days} each, "
    "with a certificate that is checked before the vote. Any {council} can bring one too, by an initiative."
)
BASKETS = _("What a household needs nobody else sees: sums alone are told, of {floor} households at least.")
BY_PRODUCT = _("What fewer households of a {council} need of a product is told by the one above, together with others.")
ADJUSTED = _("A plan in force is adjusted without a vote while {share} of its hours change at most.")
REMAKING: Mapping[Remaking, str] = {
    Remaking.OFFICE: _("That is done by the planning {office}."),
    Remaking.CLOCK: _(
        "That happens by itself, daily and when something that it rests on has changed; the planning {office} "
        "can do it too."
    ),
}
ROLLING = _("The rest of a plan begins with what the plan has left in stock by then, and what was built counts.")
FINISHING = _("What a plan has ordered is finished until the day on which the next one begins.")
PARTING = _("Of a period in which the next plan begins, the part before that is finished.")
VOTED = _("What is changed without a vote is the rest of a plan that was carried, never another plan.")
BRINGING = _(
    "A federation that joins brings what is declared in it; what its plan has ordered goes on until another begins."
)
TAKING = _("A {council} that leaves takes along the catalogue and what is declared in it; what was ordered of it ends.")
DOUBTING = _("A report of more than ten times what was ordered or sent is refused, also of hours and of what was used.")
COORDINATING = _("Who coordinates a workplace speaks for it; anyone there, while nobody holds such an office.")
ANSWERING = _("Orders to a workplace are accepted, and reported on, by whoever speaks for it, or by its {delegates}.")
MEASURING = _(
    "A plan that takes more hours of a workplace, or more of what is shared, than there is by now, is overtaken as one "
    "that rests on what is not made any more."
)
LAPSING = _("Hours of work are credited; credits move to nobody else, and lapse after {days}.")
LASTING = _("Hours of work are credited; credits move to nobody else, and do not lapse.")
EVERY_LEVEL = _("Every {council} decides whatever concerns those it stands for.")
MATTER = _("{title} is decided by: {levels}.")
MATTER_ANYWHERE = _("{title} is decided by every {council} for itself.")
ONLY_LEVELS = _("Only these bring it: {levels}.")
BINDS = _(
    "What a {council} above has carried binds those below. A {motion} that contradicts it is flagged, by the rule "
    "where it names what it changes, and by anyone who takes part and says why."
)
WAITS = _(
    "Carried all the same, it waits until the decision above is changed; so it does when {share} of the roll have "
    "flagged it."
)
HINDERS_NOT = _("A flag hinders nothing: it shows everyone what stands against it, and how to change that.")
QUORUM = _("At least {share} of those entitled must take part.")
REFERRED = _("Before it is decided above, it always goes down to every {assembly}.")

DOWN = _("A question that goes down is decided within {days}; each level answers {step} before the one above.")
DEMAND = _("Any other question goes down when {share} of the {councils} directly below demand it.")
BASE_QUORUM = _("The answers of {assemblies} count when at least {share} of the roll took part.")
COUNCIL_QUORUM = _("The answers of higher {councils} count when at least {share} of their {delegates} are counted.")
TIE: Mapping[Tie, str] = {
    Tie.ABSTAIN: _("Where yes and no are equal, there is no position, and the {delegates} abstain."),
    Tie.NO: _("Where yes and no are equal, the answer is no."),
}
NO_MANDATE: Mapping[NoMandate, str] = {
    NoMandate.NOT_COUNTED: _("Who gives no valid answer in time gives no {mandate}: those {delegates} do not count."),
    NoMandate.ABSTAIN: _("Who gives no valid answer in time is taken to abstain."),
    NoMandate.FREE: _("Who gives no valid answer in time leaves the vote to its {delegates}."),
}

MANDATE: Mapping[MandateKind, str] = {
    MandateKind.IMPERATIVE: _("{delegates} vote as those who sent them have decided; any other vote is refused."),
    MandateKind.ANSWERABLE: _(
        "{delegates} can vote against what those who sent them have decided; that is shown as a breach, and a vote on "
        "their {recall} is asked for."
    ),
    MandateKind.FREE: _("{delegates} see what those who sent them have decided, and vote as they judge."),
}
BINDING: Mapping[Binding, str] = {
    Binding.BLOCK: _("All {delegates} of one {council} vote as that {council} has decided."),
    Binding.DIVIDED: _(
        "The {delegates} of one {council} divide as its votes were divided; equal remainders go in this order: {sides}."
    ),
}
SIDES: Mapping[str, str] = {"yes": _("yes"), "no": _("no"), "abstain": _("abstention")}
UNVOTED: Mapping[Unvoted, str] = {
    Unvoted.FOLLOWS_MANDATE: _("Where bound {delegates} have not voted, their seats follow the {mandate}."),
    Unvoted.ABSENT: _("Where {delegates} have not voted, their seats count as absent."),
}

COUNTING: Mapping[Counting, str] = {
    Counting.DELEGATES: _("Higher {councils} decide by counting their {delegates}."),
    Counting.MEMBERS: _("Higher {councils} decide by counting the {members} whom their {delegates} stand for."),
    Counting.BASE: _("Higher {councils} decide by counting the votes cast in the {assemblies}, passed through."),
}
ALL_COUNTINGS = _("The other countings are always shown beside it, and a disagreement is marked.")

ANY_MOMENT = _("Everyone in any {office} can be recalled at any moment by those who elected them.")
PETITION = _("{petitions} need the signatures of {share} of the roll within {days}.")
RECALL_VOTE = _("Then those who elected the person vote for {days}; at least {share} of the roll must take part.")
RECALL_MAJORITY: Mapping[Majority, str] = {
    Majority.SIMPLE: _("More yes than no recalls."),
    Majority.ABSOLUTE: _("The yes of more than half of the roll recalls."),
    Majority.TWO_THIRDS: _("Two thirds of the votes for and against recall."),
    Majority.THREE_QUARTERS: _("Three quarters of the votes for and against recall."),
    Majority.CONSENSUS: _("It recalls when nobody says no."),
}
IN_FORCE = _(
    "Each {recall} is in force at once: all seats and {offices} held above by virtue of the lost one fall with it, and "
    "the next {alternate} steps in."
)

CARRY_OUT = _(
    "Each {council} that is given {directives} acknowledges them within {known}, says how it will carry them out, and "
    "reports within {told}; what is late is shown to all."
)
OBJECTIONS = _(
    "Where {councils} that stand for {share} of the {members} object, the {directive} is suspended and comes back to "
    "those who gave it."
)
DEADLINES: Mapping[Deadlines, str] = {
    Deadlines.WAIT: _(
        "While {directives} are suspended, their deadlines stand still: what is upheld has as much time as was left."
    ),
    Deadlines.RUN_ON: _("While {directives} are suspended, their deadlines run on."),
}

CHOOSE = _("Once a split is decided, everybody has {days} to say whether they go; who says nothing stays.")
CARRIED_OVER = _(
    "{members}, {offices}, {motions}, {mandates} and {directives} are carried over; a vote that is open ends where it "
    "began, with those who were on its roll."
)

HANDED_OVER = _(
    "Who merges hands over all that they have sent, got and reported, also what has ended, and what they said of it. "
    "Of what candidates say of themselves, the last word counts, wherever it was said."
)
NUMBERS_ONCE = _(
    "Who comes under this {charter}, and leaves again, gives the next version of its own a number that it has not had."
)

AMEND = _("This {charter} is changed by the {council} at the top ({top}), and by nobody else.")
VERSIONS = _("Every act on the record names the version of the {charter} it stood under.")

RECORD = _("Every act is on a record that anyone who holds a copy can check.")
VISIBILITY: Mapping[Visibility, str] = {
    Visibility.PUBLIC: _(
        "{councils}, {offices}, decisions, counts, {directives} and {reports} can be seen by everyone."
    ),
    Visibility.MEMBERS: _(
        "{councils}, {offices}, decisions, counts, {directives} and {reports} are seen by {members}."
    ),
}
PRIVATE = _(
    "Rolls are never public: how one of the {members} voted is seen in the same {assembly} at most, how {delegates} "
    "voted always by those who sent them."
)
