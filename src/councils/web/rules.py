"""The twenty rules in plain words, as the page of rules tells them. Refusals and pages name them by their numbers."""

from __future__ import annotations

from django.utils.functional import Promise

from councils.app.nouns import gettext_lazy as _

PLAIN: dict[str, Promise] = {
    "R1": _(
        "A {council} belongs to a place or a workplace. It has at most one {council} above it, and so all {councils} "
        "together make one tree, whose root is the {congress}."
    ),
    "R2": _(
        "The {charter} says who takes part; by default, everyone who lives there. When a vote opens, the roll is "
        "frozen, and every change of the roll is on the record."
    ),
    "R3": _(
        "Nobody has more rights than another. A caucus or party is a label: it changes no right, no count, no order."
    ),
    "R4": _(
        "Every {office} is filled by election, and by nothing else. Where candidates have equal votes, a lot decides "
        "that anyone can work out again from the record."
    ),
    "R5": _(
        "How many {delegates} a {council} sends follows a norm that the {charter} names, from the number of its "
        "inhabitants or of its {members} as they are now."
    ),
    "R6": _(
        "A {motion} is proposed, seconded, deliberated for a time of notice, and voted on. It is carried or lost by "
        "the quorum and the majority that its kind asks for, and its proposer can withdraw it before the vote."
    ),
    "R7": _(
        "A question of substance before a higher {council} goes down to every {assembly}, and is decided there first. "
        "What each {council} decides becomes the {mandate} of the {delegates} it has sent. Who gives no valid answer "
        "in time gives no {mandate}."
    ),
    "R8": _(
        "A {mandate} says how a delegation votes. Where it is imperative, a vote against it is refused; where it is "
        "answerable, such a vote is shown as a breach and opens a {petition} for {recall}; where it is free, it is "
        "shown and binds nobody."
    ),
    "R9": _(
        "A higher {council} can count its {delegates}, the {members} they stand for, or the votes cast in the "
        "{assemblies}. The {charter} says which one decides. All three are always shown side by side, and a "
        "disagreement is marked."
    ),
    "R10": _(
        "Whoever holds any {office} can be recalled at any moment by those who gave it: by a {petition}, then a vote. "
        "A recall is in force at once, takes with it all that was held above by virtue of the lost seat, and the next "
        "{alternate} steps in."
    ),
    "R11": _(
        "Terms end by themselves. How often one person can hold the same {office}, and which {offices} do not go "
        "together, is in the {charter}, and is looked at when somebody stands and again before they take office."
    ),
    "R12": _(
        "What is carried above as a {directive} is carried out below, in each {council}'s own way: each acknowledges "
        "it, says how, and reports. What is late is shown to everyone."
    ),
    "R13": _(
        "{Councils} below can object to a {directive}. When those who object stand for the share of {members} that the "
        "{charter} names, the {directive} is suspended and returns to the {council} that gave it."
    ),
    "R14": _(
        "Special powers are {offices} with a purpose and an end. They lapse by themselves, and only a new vote renews "
        "them."
    ),
    "R15": _(
        "The {charter} is changed by its own rule alone. Every act on the record names the version it stood under."
    ),
    "R16": _(
        "{Councils} can be founded, joined to another, split and merged, each by a vote of those concerned; {members}, "
        "{offices}, {motions} and {mandates} go along, and nothing is lost."
    ),
    "R17": _(
        "Every act is on the record, in order. Whoever holds a copy, or one signed head, can find out whether anything "
        "was changed afterwards."
    ),
    "R18": _(
        "Needs and means are declared by those who have them. A plan is adopted as a {motion}, an order is a "
        "{directive}, and what was made is reported by those who made it and those who got it."
    ),
    "R19": _(
        "{Councils}, {offices}, what holders do in office, decisions, counts and reports are public, unless the "
        "{charter} says for {members} only. Rolls and the votes of single {members} are not: the {members} of the "
        "same {assembly} see them, and nobody else. A {delegate}'s vote in office is always seen by those who sent "
        "them."
    ),
    "R20": _(
        "The {charter} says which kinds of matter each level decides. What a higher {council} has carried binds those "
        "below, and a {motion} that contradicts it is marked as such."
    ),
}
