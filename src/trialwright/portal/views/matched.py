"""A ranking enters, cards for a page leave: where a trial stands and why, line by line, what to ask, what time will change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trialwright.find.asking import Near, NearestSite
from trialwright.find.nearest import nearest_site, spots_of
from trialwright.match.explain import because_of
from trialwright.match.rank import Ranked, Standing
from trialwright.match.verdict import LineVerdict, Outcome, Reason
from trialwright.portal.shown import plain
from trialwright.portal.views.status import Status, status_of
from trialwright.portal.views.words import field_label, word
from trialwright.protocol.criteria import Ask, Not, Unread
from trialwright.shelf.trial import Trial

LONG, OPENING = 320, 200
"""A sentence with more signs is folded, and so many of them are shown."""
UNFOLDED = 5
"""How many cards of a standing stand open; what is open in the others is told when asked for."""
_REPEATS = 0.6
"""A reason that repeats so much of the sentence beside it is told without its words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LineCard:
    """A line with its verdict: the sentence as printed in parts, our reason (English), when time alone changes it.

    `outcome` is "pass", "fail", "unknown" or "later"; `from_field` names the field of a line that stands in no sentence.
    """

    id: str
    parts: tuple[str, ...]
    exclusion: bool
    from_field: str
    outcome: str
    because: str
    questions: tuple[str, ...]
    changes_on: dt.date | None

    @property
    def opening(self) -> str:
        """The first words of a sentence that is too long to stand open; "" for one that is not."""
        text = " ".join(self.parts)
        return text[:OPENING].rsplit(" ", 1)[0] if len(text) > LONG else ""

    @property
    def word(self) -> str:
        """The outcome as a text to translate."""
        return word("outcome", self.outcome)


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A trial for a patient. `deciding` are the lines that exclude, or that are open; `lines` all of the stage that decides.

    `note` says why it cannot be judged, `becomes` what it turns into on `changes_on` (both to translate), `later` how many lines
    belong to a later step. `site` is the nearest one where a place was given.
    """

    key: str
    number: str
    title: str
    standing: Standing
    status: Status
    passed: int
    open: int
    failed: int
    note: str
    disease_why: str
    changes_on: dt.date | None
    becomes: str
    deciding: tuple[LineCard, ...]
    lines: tuple[LineCard, ...]
    questions: tuple[str, ...]
    later: int
    sites: int
    countries: tuple[str, ...]
    site: NearestSite | None

    @property
    def total(self) -> int:
        """How many lines the stage has."""
        return self.passed + self.open + self.failed


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The cards of one standing, with its name to translate."""

    standing: Standing
    label: str
    cards: tuple[Card, ...]

    @property
    def code(self) -> str:
        """The standing as a name in the page."""
        return self.standing.value.replace(" ", "-")


def groups_of(ranking: Iterable[Ranked], trials: Sequence[Trial], *, on: dt.date, near: Near | None) -> tuple[Group, ...]:
    """The cards by standing, the best first; a standing that no trial has is there too, without cards."""
    by_key = {trial.key: trial for trial in trials}
    cards = [_card(item, by_key[item.judged.protocol.key], on=on, near=near) for item in ranking]
    return tuple(
        Group(
            standing=standing,
            label=word("standing", standing.value),
            cards=tuple(card for card in cards if card.standing is standing),
        )
        for standing in Standing
    )


def _card(item: Ranked, trial: Trial, *, on: dt.date, near: Near | None) -> Card:
    stage, record = item.stage, trial.record
    lines = tuple(_line(line) for line in stage.lines)
    count = {outcome: len(stage.of(outcome)) for outcome in Outcome}
    places = record.get("contactsLocationsModule.locations")
    listed = [place for place in places if isinstance(place, Mapping)] if isinstance(places, list | tuple) else []
    return Card(
        key=trial.key,
        number=record.nct_id or "",
        title=record.title,
        standing=item.standing,
        status=status_of(record, on=on),
        passed=count[Outcome.PASS],
        open=count[Outcome.UNKNOWN],
        failed=count[Outcome.FAIL],
        note=word("note", stage.note) if stage.note else "",
        disease_why=item.disease_why,
        changes_on=stage.changes_on,
        becomes=word("becomes", stage.becomes.value) if stage.becomes else "",
        deciding=tuple(_deciding(lines, item.standing)),
        lines=lines,
        questions=tuple(question.text for question in item.judged.verdict.questions),
        later=sum(len(other.lines) for other in item.judged.verdict.stages[1:]),
        sites=len(places) if isinstance(places, list | tuple) else 0,
        countries=tuple(dict.fromkeys(name for place in listed if isinstance(name := place.get("country"), str) and name)),
        site=nearest_site(spots_of(record, on=on), near) if near is not None else None,
    )


def _deciding(lines: Sequence[LineCard], standing: Standing) -> Iterator[LineCard]:
    wanted = {Standing.EXCLUDED: "fail", Standing.POSSIBLE: "unknown"}.get(standing)
    return (line for line in lines if line.outcome == wanted)


def _line(verdict: LineVerdict) -> LineCard:
    line, own = verdict.line, verdict.line.origin == "text"
    text = plain(line.text) if own else line.text.partition(": ")[2] or line.text
    later = verdict.reason is Reason.LATER
    because, questions = _said(verdict)
    return LineCard(
        id=line.id,
        parts=tuple(words for row in text.split("\n") if (words := row.strip().lstrip("*•·-–▪◦ \t").strip())),
        exclusion=line.section.value == "exclusion",
        from_field="" if own else field_label(line.origin),
        outcome="later" if later else verdict.outcome.value,
        because=because,
        questions=questions if verdict.outcome is Outcome.UNKNOWN and not later else (),
        changes_on=verdict.changes_on,
    )


def _said(verdict: LineVerdict) -> tuple[str, tuple[str, ...]]:
    """The reason and the questions; where they would repeat the sentence that stands beside them, without its words."""
    evidence = verdict.evidence
    while isinstance(evidence.node, Not) and len(evidence.children) == 1:
        evidence = evidence.children[0]
    node = evidence.node
    words = node.statement if isinstance(node, Ask) else node.text if isinstance(node, Unread) else ""
    if len(words) < _REPEATS * len(verdict.line.text) or not evidence.why.endswith(f": {words}"):
        return because_of(verdict), verdict.questions
    if isinstance(node, Unread):
        return evidence.why.removesuffix(f": {words}"), ("Does this hold?",)
    needed = verdict.questions[0].partition(" (needed: ")[2] if verdict.questions else ""
    return "nothing on the sheet says so", (f"Does this hold for the patient?{f' (needed: {needed}' if needed else ''}",)
