"""A match as its page shows it enters, the same as values for paper leaves, every text in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trialwright.match.answer import described
from trialwright.match.rank import Standing
from trialwright.patients.facts import PatientFacts
from trialwright.portal.judging import Match, Scope
from trialwright.portal.paper.standing import standing_words
from trialwright.portal.phrasebook import reasons, remark
from trialwright.portal.shown import plain
from trialwright.portal.views.matched import Card, Group, LineCard
from trialwright.portal.views.words import word
from trialwright.portal.visit import Visit
from trialwright.protocol.speech import unmarked
from trialwright.shelf.for_patient import Chosen

DETAILED, MOST_LINES = 10, 8
"""Of so many trials of a standing the lines that decide are printed, at most so many of each; how many more there are is said."""

LONGEST = 800
"""Of a longer sentence so many signs are printed."""


def match_values(visit: Visit, facts: PatientFacts, groups: tuple[Group, ...], match: Match) -> dict[str, Any]:
    """What `match.typ` prints."""
    say = visit.text
    judged = sum(len(group.cards) for group in groups)
    return {
        "lang": visit.spoken.code,
        "title": say("Which trials may a patient join?"),
        "made": f"{say('Made on')} {visit.spoken.date(visit.today)}",
        "foot": say(word("paper", "foot")),
        "labels": {"told": say("What you told"), "result": say("Result in short"), "how": say("How these were chosen")},
        "told": list(_told(visit, facts)),
        "judged": say("Judged %(judged)s of %(found)s.") % {"judged": judged, "found": match.meant.found},
        "how": list(_how(visit, match)),
        "counts": [f"{len(group.cards)} {say(group.label)}" for group in groups],
        "groups": [
            {
                "label": say(group.label),
                "cards": [_card(visit, card, _lines_of(place, card)) for place, card in enumerate(group.cards)],
            }
            for group in groups
            if group.cards
        ],
    }


def _how(visit: Visit, match: Match) -> Iterator[str]:
    """Which trials were meant and how those that were judged were chosen, with all that was left out."""
    say, many, meant = visit.text, visit.spoken.texts.ngettext, match.meant
    found = {"num": meant.found}
    match meant.scope:
        case Scope.NAMED:
            yield f"{many('For %(num)s trial:', 'For %(num)s trials:', meant.found) % found} {', '.join(meant.keys or ())}"
        case Scope.SEARCH:
            yield (
                many(
                    "For the %(num)s trial that your search finds.", "For the %(num)s trials that your search finds.", meant.found
                )
                % found
            )
            asked = meant.search.pairs() if meant.search is not None else []
            yield "; ".join(value for _, value in asked)
        case Scope.DISEASE:
            one = "For the %(num)s trial on this shelf that a search for the disease finds."
            yield many(one, "For the %(num)s trials on this shelf that a search for the disease finds.", meant.found) % found
        case Scope.SHELF if meant.keys is None:
            yield say("From the %(num)s trials on this shelf.") % found
        case Scope.SHELF:
            yield many("For the %(num)s trial on this shelf.", "For all %(num)s trials on this shelf.", meant.found) % found
    if meant.strange:
        yield f"{say('Not on this shelf, and left out:')} {', '.join(meant.strange)}"
    if match.chosen is not None:
        yield from _chosen(visit, match.chosen)
    if match.left:
        yield many("%(num)s more is not judged yet.", "%(num)s more are not judged yet.", match.left) % {"num": match.left}
    if match.failed:
        yield f"{say('Could not be judged, for a fault of ours:')} {', '.join(match.failed)}"


def _chosen(visit: Visit, chosen: Chosen) -> Iterator[str]:
    many, judged = visit.spoken.texts.ngettext, visit.text("%(judged)s judged.")
    yield visit.text("By the diseases that each record names; of those alike, trials that take patients in come first.")
    same = many("%(num)s trial names what the patient has", "%(num)s trials name what the patient has", chosen.same)
    yield f"{same % {'num': chosen.same}}: {judged % {'judged': chosen.same_chosen}}"
    maybe = "%(num)s trial may be for the patient: what was told does not decide it"
    several = "%(num)s trials may be for the patient: what was told does not decide it"
    yield f"{many(maybe, several, chosen.open) % {'num': chosen.open}}: {judged % {'judged': chosen.open_chosen}}"
    other = "%(num)s trial is for another disease for certain: not judged."
    others = "%(num)s trials are for another disease for certain: not judged."
    yield many(other, others, chosen.other_disease) % {"num": chosen.other_disease}


def _told(visit: Visit, facts: PatientFacts) -> Iterator[tuple[str, str]]:
    if facts.age is not None or facts.birth_date is not None:
        yield visit.text(word("field", "age")), str(facts.age if facts.age is not None else facts.birth_date)
    if facts.sex:
        yield visit.text(word("field", "sex")), visit.text(facts.sex.capitalize())
    for number, said in enumerate(dict.fromkeys(described(fact) for fact in facts.facts), start=1):
        yield str(number), said


def _lines_of(place: int, card: Card) -> int:
    """How many deciding lines are printed of the card at a place of its standing: of each that is excluded at least the first."""
    return MOST_LINES if place < DETAILED else int(card.standing is Standing.EXCLUDED)


def _card(visit: Visit, card: Card, most: int) -> dict[str, Any]:
    lines = card.deciding[:most]
    more = len(card.deciding) - len(lines)
    rest = visit.spoken.texts.ngettext("and %(num)s more such line", "and %(num)s more such lines", more)
    return {
        "title": plain(card.title),
        "about": " · ".join((card.number or card.key, *standing_words(visit, card.status))),
        "sum": _sum(visit, card),
        "more": list(_more(visit, card)),
        "lines": [_line(visit, line) for line in lines],
        "rest": rest % {"num": more} if more and lines else "",
    }


def _sum(visit: Visit, card: Card) -> str:
    if card.standing is Standing.ANOTHER_DISEASE:
        return f"{visit.text('It treats another disease:')} {unmarked(reasons(card.disease_why, visit.spoken))}"
    if card.note:
        return visit.text(card.note)
    many, counts = visit.spoken.texts.ngettext, {"passed": card.passed, "total": card.total}
    if card.standing is Standing.ELIGIBLE:
        whole = many("The one line speaks for joining.", "All %(num)s lines speak for joining.", card.total)
        return whole % {"num": card.total}
    if card.standing is Standing.EXCLUDED:
        first = many("%(num)s line excludes;", "%(num)s lines exclude;", card.failed) % {"num": card.failed}
        one = "%(passed)s of %(total)s speak for joining, %(num)s is open."
        rest = many(one, "%(passed)s of %(total)s speak for joining, %(num)s are open.", card.open)
        return f"{first} {rest % (counts | {'num': card.open})}"
    one = "%(passed)s of %(total)s lines speak for joining, %(num)s is open, none excludes."
    whole = many(one, "%(passed)s of %(total)s lines speak for joining, %(num)s are open, none excludes.", card.open)
    return whole % (counts | {"num": card.open})


def _more(visit: Visit, card: Card) -> Iterator[str]:
    if card.changes_on is not None:
        said = visit.text("By time alone, if nothing new happens, this changes on %(date)s: then it is “%(state)s”.")
        yield said % {"date": visit.spoken.date(card.changes_on), "state": visit.text(card.becomes)}
    if card.site is not None:
        where = ", ".join(filter(None, (plain(card.site.facility), plain(card.site.city), plain(card.site.country))))
        yield f"{where} · {visit.text('about %(km)s km') % {'km': visit.spoken.number(round(card.site.km))}}"


def _line(visit: Visit, line: LineCard) -> dict[str, Any]:
    return {
        "id": line.id + (f" · {visit.text('keeps out')}" if line.exclusion else ""),
        "source": _printed("\n".join(line.parts)),
        "outcome": line.outcome,
        "word": visit.text(line.word),
        "why": unmarked(reasons(plain(line.because), visit.spoken)),
        "asks": [f"{visit.text('To ask:')} {unmarked(remark(plain(text), visit.spoken))}" for text in line.questions[:2]],
    }


def _printed(sentence: str) -> str:
    """A sentence as far as it is printed: one that lists a hundred regimens would take two pages; the trial's page has it."""
    return sentence if len(sentence) <= LONGEST else sentence[:LONGEST].rsplit(" ", 1)[0] + " […]"
