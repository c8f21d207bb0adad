"""Every reason that the rules can give for a refusal: once, in the words that people read.

``docs/rules`` and the pages show the same text, and the laboratory counts by reason. Texts may hold ``{named}`` details
of the refusal, and the nouns of the federation (``vocabulary.py``); a detail goes before a noun of its name.
"""

from __future__ import annotations

from enum import Enum

from councils.core.sentence import gettext_noop as _


class Reason(Enum):
    """(rule, what is the matter, what the person can do)."""

    NO_SUCH_COUNCIL = ("R1", _("There is no such {council}."), _("Look for it in the list of {councils}."))
    ALREADY_FOUNDED = ("R1", _("This {council} exists already."), _("Give the new one a code of its own."))
    CANNOT_STAND = ("R1", _("A {council} cannot be founded so: {why}."), _("Mend it, and found the {council} then."))
    NO_COUNCIL_ABOVE = (
        "R1",
        _("There is no {council} above this one."),
        _("Bring the matter here: this is the {congress}."),
    )
    NO_COUNCIL_BELOW = ("R1", _("There is no {council} below this one."), _("Decide it here as a resolution."))
    NOT_A_BASE_ASSEMBLY = (
        "R2",
        _("Only base {assemblies} have {members}."),
        _("Join the {assembly} of the place you live in."),
    )
    NOT_ON_ROLL = (
        "R2",
        _("You do not take part in this {council}."),
        _("Join your {assembly}, or ask its {delegates} to act."),
    )
    ON_ROLL_ALREADY = ("R2", _("This person is on the roll already."), _("Nothing needs to be done."))
    FRANCHISE = (
        "R2",
        _("The {charter}'s franchise asks for what was not declared: {missing}."),
        _("Declare it if it is so; what the franchise asks can be changed by a {charter} {motion}."),
    )
    NOBODY = ("R2", _("Nobody can take part under this id."), _("Give the person another one."))
    NO_APPLICATION = ("R2", _("There is no open application of this person."), _("Ask them to apply first."))
    NOT_THE_OFFICER = (
        "R4",
        _("This is for those who hold one of these {offices}: {office}."),
        _("Ask them, or stand at the next election."),
    )
    PAPERS_WRONG = (
        "R2",
        _("A poll needs one voting paper for each of the {roll} on the roll; {papers} were given."),
        _("Freeze the roll again and open the poll with it."),
    )
    NOT_ON_THIS_ROLL = (
        "R2",
        _("The roll was frozen when the vote opened, and you were not on it."),
        _("You can take part in the next vote."),
    )
    NO_SUCH_OFFICE = (
        "R4",
        _("Among the {offices} of the {charter} there is none of this name here: {office}."),
        _("{Offices} are named by the {charter}."),
    )
    OFFICE_FILLED = (
        "R4",
        _("The {office} is held until {until}."),
        _("An election can be called 30 days before the term ends; until then, {recall} is open to you."),
    )
    NO_SEATS = ("R5", _("By the {charter} there are no seats to fill: {office}."), _("See the norms in the {charter}."))
    ELECTION_RUNNING = ("R4", _("An election to this {office} is running."), _("Stand in it, or vote in it."))
    NO_SUCH_MATTER = (
        "R6",
        _("There is no such matter in this {council}."),
        _("Follow a link from the {council}'s page."),
    )
    NOT_NOMINATING = ("R4", _("Candidates can stand only until nominations close."), _("Stand at the next election."))
    STANDS_ALREADY = ("R4", _("This person stands already."), _("Nothing needs to be done."))
    NOT_A_CANDIDATE = ("R4", _("Not a candidate in this election: {candidate}."), _("Choose among the candidates."))
    RANKED_TWICE = ("R4", _("A candidate was ranked twice: {candidate}."), _("Give each candidate one place at most."))
    NO_SUCH_GROUP = (
        "R4",
        _("No seats of this {office} are reserved for {group}; known are: {known}."),
        _("Choose among those that the {charter} names, or none."),
    )
    TOO_MANY_MARKS = (
        "R4",
        _("{marks} candidates were marked; {allowed} may be, as many as there are seats."),
        _("Take some marks away."),
    )
    TOO_EARLY = (
        "R6",
        _("It is not time yet: not before {when}."),
        _("Wait until then; the date is set by the {charter}."),
    )
    TOO_LATE = ("R6", _("The time for this ended on {when}."), _("Bring the matter up anew."))
    NOT_IN_STATE = ("R6", _("This cannot be done while the matter is {state}."), _("See on its page what is open now."))
    EMPTY_TEXT = ("R6", _("There is no {what} yet."), _("Write it in a few words."))
    KIND_NOT_HERE = (
        "R6",
        _("A {motion} of this kind cannot be brought here: {why}."),
        _("Choose another kind of {motion}."),
    )
    SECONDS_OWN = ("R6", _("Nobody seconds their own {motion}."), _("Ask another {member} to second it."))
    SECONDED_ALREADY = ("R6", _("You have seconded this already."), _("Nothing needs to be done."))
    NOT_THE_PROPOSER = ("R6", _("Only who proposed a {motion} can withdraw it."), _("Argue against it, and vote no."))
    NO_AMENDMENTS = (
        "R6",
        _("The {charter} knows no amendments."),
        _("Say in an argument what should change; a {charter} {motion} can bring amendments in."),
    )
    NOT_OF_WORDS = (
        "R6",
        _("What this {motion} would decide is not its words, and cannot be amended."),
        _("Argue against it, and bring a {motion} of your own."),
    )
    NOTHING_CHANGED = ("R6", _("The amendment changes nothing."), _("Change the title or the text, and propose it."))
    NOT_FRIENDLY = ("R6", _("By the {charter} amendments are taken in only by a vote."), _("Wait for the vote on it."))
    NOT_THE_MOVER = (
        "R6",
        _("Only who proposed the {motion} can take an amendment in without a vote."),
        _("Second it, and vote for it."),
    )
    AMENDMENTS_CLASH = (
        "R6",
        _("It changes a passage that has been amended since it was written."),
        _("Propose it anew, on the words that the {motion} has now; or let it be voted on."),
    )
    AMENDMENTS_FIRST = (
        "R6",
        _("There are amendments to be voted on before the {motion}."),
        _("Vote on them; the vote on the {motion} opens after them."),
    )
    ORDER_INCOMPLETE = (
        "R6",
        _("The order must name each amendment that is to come once: {all}."),
        _("Put each of them in its place."),
    )
    NO_OPTIONS = (
        "R6",
        _("By the {charter} {motions} of this kind are put to yes or no alone."),
        _("Bring a {motion} for one of the options; a change of the {charter} can bring several in."),
    )
    KIND_WITHOUT_OPTIONS = (
        "R6",
        _("A {motion} of this kind has one thing to decide, and no options."),
        _("Choose among the options by a resolution first, and bring this {motion} for the one that wins."),
    )
    CASTING_NOT_HERE = ("R6", _("The {charter} knows no choice by {casting}."), _("Choose one that it names: {known}."))
    OPTIONS_NUMBER = (
        "R6",
        _("There are {number} options; there may be 2 to {most}."),
        _("Name as many; to leave things as they are is on every ballot by itself."),
    )
    OPTIONS_ALIKE = ("R6", _("Two options say the same."), _("Leave one out, or say how they differ."))
    OPTIONS_NOT_AMENDED = (
        "R6",
        _("A {motion} with several options is not amended."),
        _("Ask its proposer to withdraw it and bring it again, or bring a {motion} of your own."),
    )
    SEVERAL_OPTIONS = ("R6", _("This is not a vote on yes or no."), _("Say which of the options you prefer."))
    YES_OR_NO = ("R6", _("This vote has no options."), _("Vote yes or no, or abstain."))
    NO_PREFERENCE = (
        "R6",
        _("“{preference}” is no vote among these options, by {casting}."),
        _("Name options from 1 to {most} once each, the best first, as in 2>1; 0 is to leave things as they are."),
    )
    HANDS_FOR_EACH = (
        "R6",
        _("The count must have a number for leaving things as they are and for each of the {most} options."),
        _("Count the hands for each, one hand for everyone, and those who abstain."),
    )
    NO_REOPENING = (
        "R6",
        _("By the {charter} what was decided is not decided anew."),
        _("Bring a {motion} that changes it; a change of the {charter} can bring this in."),
    )
    NOT_TO_DECIDE_ANEW = (
        "R6",
        _("This is no decision that stands and can be decided anew."),
        _("Name a resolution, a {directive} or an order of this {council} that was decided and not repealed."),
    )
    ASKED_ANEW_ALREADY = ("R6", _("It is asked for already."), _("Speak and vote on the {motion} that asks for it."))
    NOT_BY_VOTE = ("R6", _("This vote is by {mode}."), _("Vote in the way that the {council} has chosen."))
    VOTES_CAST = ("R6", _("Votes have been cast already."), _("Let the vote run to its end."))
    TOO_FEW_TELLERS = (
        "R6",
        _("Hands and papers are counted by {tellers}, and fewer than {needed} hold that {office} here."),
        _("Vote electronically, or elect {tellers} first."),
    )
    EMPTY_PILE = ("R6", _("A pile of {number} ballots was entered."), _("Leave a pile out that holds no ballot."))
    COUNT_OVER_ROLL = ("R6", _("The count has {count} votes, and the roll has {roll}."), _("Count again."))
    NO_MANDATE_YET = (
        "R8",
        _("Those who sent you have not decided yet: {council} has until {when}."),
        _("You can vote as soon as they have."),
    )
    NO_MANDATE = (
        "R7",
        _("{council} came to no valid decision, so by the {charter} its {delegates} {effect} in this matter."),
        _("Nothing can be done in this vote; more turnout below would have helped."),
    )
    AGAINST_MANDATE = (
        "R8",
        _(
            "{council} bound its delegation to {yes} yes, {no} no and {abstain} abstentions; "
            "the {mandate} is imperative."
        ),
        _("Vote as you were told, or ask those who sent you to decide anew."),
    )
    AGAINST_PREFERENCES = (
        "R8",
        _("{council} bound its delegation to these votes: {votes}; the {mandate} is imperative."),
        _("Vote as you were told, or ask those who sent you to decide anew."),
    )
    NOT_IN_OFFICE = (
        "R10",
        _("This person holds no such {office} by election here."),
        _("See who holds which {office} now."),
    )
    RECALL_RUNNING = ("R10", _("A {recall} of this person is under way."), _("Sign it, or vote in it."))
    SIGNED_ALREADY = ("R10", _("You have signed this {petition}."), _("Nothing needs to be done."))
    ROTATION = (
        "R11",
        _("By the {charter} nobody here has more terms in a row than {most} as {office}."),
        _("You can stand again from {again}; until then, stand for one of the other {offices}."),
    )
    TERMS_USED_UP = (
        "R11",
        _("By the {charter} nobody here has more terms than {most} in all as {office}."),
        _("Stand for one of the other {offices}; a {charter} {motion} can change the limit."),
    )
    INCOMPATIBLE = (
        "R11",
        _("By the {charter} one person does not hold both: {office}, and {other} in {council}."),
        _("Lay the other one down first."),
    )
    TERM_STAYS = (
        "R11",
        _("By the {charter} those who hold {offices} stay until their successors are elected."),
        _("Call an election, or sign a {recall}."),
    )
    NO_RENEWAL = (
        "R11",
        _("There is no election that the clock would call now: {office}."),
        _("Call one yourself, from 30 days before the term ends."),
    )
    NO_GROUNDS = ("R10", _("There is no reason for the {recall} yet."), _("Write it in a few words."))
    NO_SUCH_DIRECTIVE = ("R12", _("This {council} has no such {directive}."), _("See the {directives} on its page."))
    NOT_ADDRESSED = ("R12", _("The {directive} is carried out by the {councils} below."), _("See their {reports}."))
    NOT_ACCEPTED = (
        "R12",
        _("Nobody has accepted the {directive} {name} here yet."),
        _("Accept it first, or say what is in the way."),
    )
    NOTHING_TOLD = ("R12", _("There is no {what} yet."), _("Write it in a few words."))
    DIRECTIVE_STOPPED = ("R13", _("The {directive} is {state}."), _("Wait for the {council} that gave it to decide."))
    OBJECTED_ALREADY = (
        "R13",
        _("This {council} objects already."),
        _("Others must object for the threshold to be met."),
    )
    NO_CHARTER = (
        "R15",
        _("A {charter} {motion} must carry the whole new {charter}."),
        _("Write the new {charter}, and attach it."),
    )
    NO_SPECIAL_OFFICES = (
        "R14",
        _("The {charter} knows no special {offices}."),
        _("Give the task to one of the {offices} that the {charter} names, or bring a {charter} {motion}."),
    )
    SPECIAL_UNSAID = (
        "R14",
        _("A special {office} must say its {what}."),
        _("Write it in a few words that everyone can hold the holder to."),
    )
    SPECIAL_TOO_LONG = (
        "R14",
        _("Special powers end within {most} days, and not before they begin: on {latest} at the latest."),
        _("Choose an earlier end; when it has come, those below can vote on a new {office}."),
    )
    NO_COMPETENCE = (
        "R20",
        _("By the {charter} this is not decided here: {what} belongs to {levels}."),
        _("Bring it there: upwards by an initiative, downwards by asking those below to decide it."),
    )
    NO_SUCH_KIND_OF_MATTER = (
        "R20",
        _("The {charter} knows no such kind of matter: {matter}."),
        _("Choose one that it names, or none: {known}."),
    )
    NO_SUCH_DECISION = (
        "R20",
        _("No such decision stands that is known here: {decision}."),
        _("Name a decision of this {council}, or one from above, by its number."),
    )
    UNREASONED = ("R20", _("There is no reason yet."), _("Say in a few words what contradicts what."))
    FLAGGED_ALREADY = ("R20", _("This contradiction has been flagged."), _("Nothing needs to be done."))
    ONLY_CAUSED = ("R17", _("This only follows from another act."), _("Do what it follows from."))
    CHARTER_UNFIT = (
        "R15",
        _("The new {charter} does not fit this federation: {why}."),
        _("Mend it, and propose it again."),
    )

    NO_PLANNING = (
        "R18",
        _("By the {charter} nothing is planned together."),
        _("A {charter} {motion} can name the {office} that brings plans."),
    )
    NO_SUCH_PRODUCT = (
        "R18",
        _("The catalogue has no product {product}."),
        _("Look for its code in the catalogue; the planning {office} adds what is missing."),
    )
    UNSOUND_DECLARATION = ("R18", _("This cannot be declared: {why}."), _("Mend it, and declare it again."))
    UNFIT_IMAGE = (
        "R18",
        _("This is no picture that can be shown: {why}."),
        _("Save it as PNG, JPEG or WebP, smaller than that, and send it again."),
    )
    NO_SUCH_PICTURE = ("R18", _("{product} is shown by no picture."), _("Show it by one, if it is to have one."))
    DECLARED_ALREADY = ("R18", _("Exactly this is declared already."), _("Nothing needs to be done."))
    NOTHING_TAKEN = ("R18", _("Nothing is taken that way."), _("Write how much of it you take, in its unit."))
    NO_AMOUNT = (
        "R18",
        _("This is no amount from 0 to {most}."),
        _("Write how much it is, in the unit of the product."),
    )
    NO_PLAN_FOUND = (
        "R18",
        _("No plan was found for this that anyone could check."),
        _("Look for a quantity that was told in another unit: the largest is {quantity} of {product}."),
    )
    TOO_FINE = (
        "R18",
        _("This is counted to the thousandth, and {much} is finer."),
        _("Round it, or have the product counted in a smaller unit."),
    )
    NO_AMOUNT_OF = (
        "R18",
        _("Of {what}, {amount} is no amount from 0 to {most}."),
        _("Write how much it is, in the unit of the product; of work, hours."),
    )
    NO_HORIZON = ("R18", _("Nothing can be planned for this time: {why}."), _("Choose days that are still to come."))
    NO_PLAN = ("R18", _("The {motion} has no plan."), _("Compute one, and bring it with its certificate."))
    UNCALLED = (
        "R18",
        _("Needs have not been called for yet, so there is nothing to plan for."),
        _("The planning {office} calls for them, on the page Plan."),
    )
    NO_SUCH_AIM = ("R18", _("Nothing is planned here for “{aim}”."), _("Choose one of these: {aims}."))
    ONE_PLACE = (
        "R18",
        _("What is short is shared alike between places, and needs are told of one place alone here."),
        _("Choose one of these: {aims}."),
    )
    NOTHING_TO_COME = (
        "R18",
        _("Nothing of the plan in force is still to come: a period that has begun goes on as it was ordered."),
        _("Call for needs, and bring another plan as a {motion}."),
    )
    NO_PLAN_IN_FORCE = ("R18", _("No plan is in force."), _("Bring one as a {motion}."))
    NOT_CERTIFIED = ("R18", _("This plan does not hold: {why}."), _("Compute it anew from what is declared."))
    OUTDATED_PLAN = (
        "R18",
        _("The {what} have changed since this plan was computed."),
        _("Compute it anew from what is declared now."),
    )
    NEEDS_A_VOTE = (
        "R18",
        _("It changes {changed} of {hours} hours, and {most} of them can be changed without a vote."),
        _("Bring it as a {motion}."),
    )
    NOT_ORDERED = (
        "R18",
        _("No order here asks for {technique} in period {period}."),
        _("See what was ordered on the page of the {directive}."),
    )
    EMPTY_REPORT = (
        "R18",
        _("This report tells of nothing: nothing made or used, and no hours."),
        _("Say what was made, used or worked since the last report."),
    )
    ABSURD_REPORT = (
        "R18",
        _("Of {product} that would be more than {times} times what was ordered, {ordered}."),
        _("See whether the unit is right; what was made beyond an order is declared as stock."),
    )
    PART_OF_A_RUN = (
        "R18",
        _("Of “{technique}” there are only whole runs, so {runs} cannot be made."),
        _("Write a whole number of runs."),
    )
    ABSURD_DELIVERY = (
        "R18",
        _("Of {product} that would be more than {times} times what the order asks to bring there, {asked}."),
        _("See whether the unit is right, and what was sent already; what is no part of the order is sent without it."),
    )
    ABSURD_ARRIVAL = (
        "R18",
        _("That would be more than {times} times what was sent, {sent}."),
        _("See whether the unit is right; whoever has sent it can correct how much that was."),
    )
    CANNOT_DELIVER = ("R18", _("It cannot be sent there: {why}."), _("Choose another {council}."))
    CANNOT_SEND = ("R18", _("This cannot be sent so: {why}."), _("See the catalogue, and what the order asks for."))
    NO_SUCH_HOUSEHOLD = (
        "R18",
        _("This is no code of a household in this {assembly}, or it is more than a week old."),
        _("Ask somebody of the household for a new one."),
    )
    ARRIVED_ALREADY = (
        "R18",
        _("How much of this came was told already: {got}."),
        _("Whoever told it corrects it, with a reason, where it was otherwise."),
    )
    NO_SUCH_DELIVERY = ("R18", _("No such delivery is expected here."), _("See what is on its way."))
    TOO_FEW_CREDITS = (
        "R18",
        _("That takes {cost} of work, and your account has {left}."),
        _("Take less of it, or wait until hours that you have worked are confirmed."),
    )
    RATIONED = (
        "R18",
        _("In this period {left} {unit} of it are left for you."),
        _("Take no more than that, or wait for the next period."),
    )
    MORE_THAN_THERE_IS = (
        "R18",
        _("For everybody together there are {most} {unit} of it."),
        _("See whether the unit is right, and take what you need."),
    )
    NOT_VALUED = (
        "R18",
        _("No plan in force says how much work is in {product}."),
        _("The planning {office} brings one in which it is made."),
    )
    NO_SUCH_HOURS = ("R18", _("No such hours wait for an answer here."), _("See those that do on the page of hours."))
    NO_SUCH_DAY = ("R18", _("Hours are told of days from {first} to {last}."), _("Choose one of these days."))
    ONLY_THE_REST = (
        "R18",
        _("Without a vote only the rest of the plan that was carried is changed, and not another put in its place."),
        _("Make the rest of it anew, or bring the plan as a {motion}."),
    )
    DAY_OVER = ("R18", _("{day} is over."), _("Choose a day that is still to come."))
    BELOW_NOTHING = (
        "R18",
        _("There is {most} of it in your basket in these days, so no more can be taken away."),
        _("Write less, or change the basket."),
    )
    NO_SUCH_REPORT = ("R18", _("There is no report {number} on this order."), _("Choose one that was made here."))
    TOLD_ALREADY = ("R18", _("Exactly this was told already."), _("Nothing needs to be done."))
    TOLD_TWICE = (
        "R18",
        _("Exactly this was told here a moment ago, and counts once."),
        _("If it was as much once more, open the page anew and tell it there; programs send an Idempotency-Key."),
    )
    TOO_MANY_HOURS = (
        "R18",
        _("With these it would be {hours} on that day, which has 24 hours."),
        _("See whether they have been told before."),
    )
    MERGED = ("R16", _("This {assembly} has gone over into {council}."), _("Join that one."))
    NO_SPLIT = ("R16", _("No split of this {assembly} is under way."), _("Bring a {motion} to split it."))
    CANNOT_MERGE = ("R16", _("These cannot merge: {why}."), _("Choose another {assembly} below the same {council}."))
    CANNOT_JOIN = ("R16", _("It cannot join there: {why}."), _("Choose another {council} to join."))

    @property
    def rule(self) -> str:
        return self.value[0]

    @property
    def text(self) -> str:
        return self.value[1]

    @property
    def remedy(self) -> str:
        return self.value[2]
