"""A record, its protocol and how far its status is believed enter; a summary in short sentences leaves, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from trialwright.lay.choosing import first_lines
from trialwright.lay.grade import reading_ease, reading_grade
from trialwright.lay.practical import first_sentence, sentences_of
from trialwright.lay.tables import rows
from trialwright.protocol.protocol import Protocol, Section
from trialwright.protocol.speech import ENGLISH, Speech, unmarked
from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.terms import read_term

_ARMS, _INTERVENTIONS = (f"armsInterventionsModule.{name}" for name in ("armGroups", "interventions"))
_AGES = {"year": "a", "month": "mo", "week": "wk", "day": "d", "hour": "h", "minute": "min"}
_DESIGN = "designModule.designInfo"
MOST_NAMES = 4
_TREATMENTS = frozenset({"drug", "drug class", "procedure", "therapy", "regimen", "radiotherapy", "surgery"})
_ILLNESSES = frozenset({"cancer", "condition", "histology", "metastasis", "finding"})
_STATES = frozenset({"biomarker", "gene", "organ", "statement"})
"""Kinds of what a person can be said to have: illnesses, and what is told of one beside its name ("HER2 positive")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """One sentence with what it was made from: paths of the record's fields, or ids of lines of the criteria ("I3").

    No source: it holds of every trial.
    """

    text: str
    fields: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A part of the summary under its question (`head`, to translate)."""

    name: str
    head: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A word of the summary that not everybody knows, with what it means."""

    word: str
    meaning: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """A summary for somebody who is no doctor, and the words that need explaining.

    `grade` is the reading grade of its English (US school years); `ease`, of another language, how easy it reads from 0 to 100.
    """

    parts: tuple[Part, ...]
    grade: float
    ease: float | None
    terms: tuple[Term, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Believed:
    """What is believed of the status today: "open", "soon", "doubted", "closed" or "unknown"; `invitation`: who is asked only."""

    word: str
    invitation: bool = False


@dataclass(slots=True)
class _Draft:
    """The sentences so far, by part."""

    speech: Speech
    parts: dict[str, list[Sentence]] = field(default_factory=dict)

    def say(self, name: str, *values: str, fields: tuple[str, ...] = (), lines: tuple[str, ...] = ()) -> None:
        part, pattern = _patterns()[name]
        text = re.sub(r"(?<=[\w)])\.\.$", ".", self.speech.text(pattern).format(*values))
        self.parts.setdefault(part, []).append(Sentence(text=text, fields=fields, lines=lines))

    def count(self, name: str, number: int, *, fields: tuple[str, ...] = (), lines: tuple[str, ...] = ()) -> None:
        """A sentence with a number, which has another form where that is one."""
        self.say(f"{name}_one" if number == 1 else name, str(number), fields=fields, lines=lines)

    def listed(self, names: Iterable[object], *, joint: str = ", ") -> str:
        """Names of the record one after another, the first few and how many more there are."""
        items = list(dict.fromkeys(" ".join(str(name).split()) for name in names))
        shown = [self.speech.foreign(item) for item in items[:MOST_NAMES]]
        rest = len(items) - len(shown)
        return joint.join(shown) + (joint + self.speech.text(_patterns()["and_more"][1]).format(rest) if rest else "")


def plain_summary(record: TrialRecord, protocol: Protocol, believed: Believed, *, speech: Speech = ENGLISH) -> Summary:
    """The summary of a trial in the language of `speech`. It says nothing that the record does not, and promises nothing."""
    parts = _parts(record, protocol, believed, speech)
    english = parts if speech.native else _parts(record, protocol, believed, ENGLISH)
    return Summary(
        parts=parts,
        grade=reading_grade(_whole(english)),
        ease=None if speech.native else reading_ease(unmarked(_whole(parts))),
        terms=tuple(_terms(_whole(english))),
    )


def _whole(parts: Iterable[Part]) -> str:
    return " ".join(sentence.text for part in parts for sentence in part.sentences)


def _parts(record: TrialRecord, protocol: Protocol, believed: Believed, speech: Speech) -> tuple[Part, ...]:
    draft = _Draft(speech=speech)
    _about(draft, record, protocol)
    _join(draft, record, protocol)
    _done(draft, record)
    _where(draft, record, believed)
    _unknown(draft, record)
    heads = {row["part"]: row["text"] for row in rows("parts.tsv")}
    return tuple(
        Part(name=name, head=head, sentences=tuple(draft.parts[name])) for name, head in heads.items() if name in draft.parts
    )


def _about(draft: _Draft, record: TrialRecord, protocol: Protocol) -> None:
    _conditions(draft, record, protocol)
    names = [str(item.get("name")) for item in _mappings(record.get(_INTERVENTIONS)) if item.get("name")]
    if names:
        draft.say("treatments", draft.listed(names), fields=(_INTERVENTIONS,))
    else:
        _told(draft, record, "about")
    if record.get("designModule.studyType") == "OBSERVATIONAL":
        draft.say("observational", fields=("designModule.studyType",))
    _phase(draft, record)
    count, kind = record.get("designModule.enrollmentInfo.count"), record.get("designModule.enrollmentInfo.type")
    if isinstance(count, int) and 0 < count < 10_000_000:
        name = "enrolment_actual" if kind == "ACTUAL" else "enrolment"
        draft.count(name, count, fields=("designModule.enrollmentInfo.count",))


def _told(draft: _Draft, record: TrialRecord, part: str) -> None:
    """What prose alone tells is quoted: whoever made the page may have meant more by it than its words say."""
    pattern = _told_by()[part]
    found = next(((path, sentence) for path, sentence in sentences_of(record) if pattern.search(sentence)), None)
    if found is not None:
        draft.say(f"told_{part}", draft.speech.foreign(found[1]), fields=(found[0],))


def _conditions(draft: _Draft, record: TrialRecord, protocol: Protocol) -> None:
    """The diseases: those listed (a treatment among them is none), else those that the titles or a portal's text name.

    Where one of those listed is nothing that people have ("Resilience", "End of Life"), the trial is only said to be about them.
    """
    listed = {name: kinds for name in record.conditions if not _is_treatment(kinds := _kinds(name))}
    if listed:
        people_have = all(kinds & (_ILLNESSES | _STATES) for kinds in listed.values())
        name = "conditions" if people_have else "conditions_listed"
        draft.say(name, draft.listed(listed), fields=("conditionsModule.conditions",))
    elif record.derived.get("condition"):
        draft.say("conditions_derived", draft.speech.foreign(str(record.derived["condition"])), fields=("derived.condition",))
    elif protocol.conditions:
        draft.say(
            "conditions_derived",
            ", ".join(map(draft.speech.name, protocol.conditions[:MOST_NAMES])),
            fields=("identificationModule.briefTitle",),
        )


def _kinds(name: str) -> frozenset[str]:
    kinds = (default_vocabulary().kind(concept) for concept in read_term(name).concepts)
    return frozenset(kind for kind in kinds if kind)


def _is_treatment(kinds: frozenset[str]) -> bool:
    return bool(kinds & _TREATMENTS) and not kinds & _ILLNESSES


def _phase(draft: _Draft, record: TrialRecord) -> None:
    stated = record.get("designModule.phases")
    phases = stated or record.derived.get("phases") or ()
    name = f"phase_{'_'.join(map(str, phases))}"
    if name in _patterns():
        draft.say(name, fields=("designModule.phases" if stated else "derived.phases",))


def _join(draft: _Draft, record: TrialRecord, protocol: Protocol) -> None:
    first = protocol.stages[0] if protocol.stages else None
    if not any(line.origin == "text" for stage in protocol.stages for line in stage.lines):
        draft.say("no_criteria", fields=("eligibilityModule.eligibilityCriteria",))
    _age_and_sex(draft, record)
    for section, name, more in ((Section.INCLUSION, "need", "more"), (Section.EXCLUSION, "cannot", "out_more")):
        lines = [line for line in first.lines if line.section is section and line.origin == "text"] if first else []
        chosen = list(first_lines(lines, section, speech=draft.speech))
        for line, words in chosen:
            draft.say(name, words, lines=(line.id,))
        if not lines and section is Section.INCLUSION and first is not None and any(one.origin == "text" for one in first.lines):
            draft.say("no_inclusion", fields=("eligibilityModule.eligibilityCriteria",))
        left = len(lines) - len(chosen)
        if left > 0:
            draft.count(more, left, lines=(lines[0].id,))
    if len(protocol.stages) > 1:
        draft.say("steps", lines=(protocol.stages[1].lines[0].id,) if protocol.stages[1].lines else ())


def _age_and_sex(draft: _Draft, record: TrialRecord) -> None:
    low, low_path = _stated(record, "eligibilityModule.minimumAge", "minimumAge")
    high, high_path = _stated(record, "eligibilityModule.maximumAge", "maximumAge")
    if low and high:
        first = low.split()[0] if low.split()[-1].rstrip("s") == high.split()[-1].rstrip("s") else age_words(low, draft.speech)
        draft.say("age_between", first, age_words(high, draft.speech), fields=(low_path, high_path))
    elif low:
        draft.say("age_from", age_words(low, draft.speech), fields=(low_path,))
    elif high:
        draft.say("age_to", age_words(high, draft.speech), fields=(high_path,))
    sex = {"FEMALE": "female", "MALE": "male", "ALL": "sexes"}.get(str(record.get("eligibilityModule.sex")))
    if sex:
        draft.say(sex, fields=("eligibilityModule.sex",))


def age_words(stated: str, speech: Speech) -> str:
    """An age as the record states it ("18 Years") in a language; what is none stays as it is."""
    number, _, unit = stated.partition(" ")
    code = _AGES.get(unit.lower().rstrip("s"))
    if not code or not number.isdecimal():
        return stated
    return f"{number} {unit.lower()}" if speech.native else speech.with_unit(number, code)


def _stated(record: TrialRecord, path: str, derived: str) -> tuple[str, str]:
    """A value in lower case and where it stands: stated, else worked out."""
    value = record.get(path)
    if isinstance(value, str) and value.strip():
        return value.lower(), path
    value = record.derived.get(derived)
    return (value.lower(), f"derived.{derived}") if isinstance(value, str) and value.strip() else ("", path)


def _done(draft: _Draft, record: TrialRecord) -> None:
    arms = _mappings(record.get(_ARMS))
    allocation, path = record.get(f"{_DESIGN}.allocation"), f"{_DESIGN}.allocation"
    if allocation is None and record.derived.get("allocation"):
        allocation, path = record.derived["allocation"], "derived.allocation"
    if not arms:
        _told(draft, record, "done")
    if len(arms) == 1 and allocation != "RANDOMIZED":  # where chance decides there are more groups than the record lists
        draft.say("one_group", fields=(_ARMS,))
    elif len(arms) > 1:
        draft.say("groups", str(len(arms)), fields=(_ARMS,))
    _groups(draft, arms[:MOST_NAMES] if len(arms) > 1 else [])
    if allocation in ("RANDOMIZED", "NON_RANDOMIZED"):
        draft.say("random" if allocation == "RANDOMIZED" else "not_random", fields=(path,))
    _masking(draft, record)
    start, end = (record.get(f"statusModule.{name}DateStruct.date") for name in ("start", "completion"))
    if isinstance(start, str) and isinstance(end, str):
        draft.say(
            "whole",
            draft.speech.date(start),
            draft.speech.date(end),
            fields=("statusModule.startDateStruct.date", "statusModule.completionDateStruct.date"),
        )
    if record.get("designModule.targetDuration") is None:
        draft.say("duration_unknown", fields=("designModule.targetDuration",))


def _groups(draft: _Draft, arms: Sequence[Mapping[str, Any]]) -> None:
    """What each group gets: its treatments by name; where those do not tell groups apart, what its description says first."""
    given = [_given(arm) for arm in arms]
    for at, (arm, names) in enumerate(zip(arms, given, strict=True)):
        label = draft.speech.foreign(str(arm.get("label") or at + 1))
        told = first_sentence(str(arm.get("description") or "")) if given.count(names) > 1 or not names else ""
        if told:
            draft.say("group_told", label, draft.speech.foreign(told), fields=(f"{_ARMS}.{at}.description",))
        elif names:
            draft.say("group", label, draft.listed(names), fields=(f"{_ARMS}.{at}.interventionNames",))
        elif arm.get("type") == "NO_INTERVENTION":
            draft.say("group_none", label, fields=(f"{_ARMS}.{at}.type",))


def _given(arm: Mapping[str, Any]) -> list[str]:
    return [str(name).partition(": ")[2] or str(name) for name in arm.get("interventionNames") or ()]


def _masking(draft: _Draft, record: TrialRecord) -> None:
    path = f"{_DESIGN}.maskingInfo.masking"
    masking, who = record.get(path), record.get(f"{_DESIGN}.maskingInfo.whoMasked") or ()
    if masking == "NONE":
        draft.say("open", fields=(path,))
    elif masking in ("SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"):
        draft.say("masked" if "PARTICIPANT" in who else "part_masked", fields=(path,))


def _where(draft: _Draft, record: TrialRecord, believed: Believed) -> None:
    path = "contactsLocationsModule.locations"
    sites = _mappings(record.get(path))
    reached = any(contact.get("phone") or contact.get("email") for contact in _contacts(record, sites))
    places = list(dict.fromkeys(text for site in sites if (text := _place(site))))
    if len(sites) == 1 and places:
        draft.say("site", draft.speech.foreign(places[0]), fields=(path,))
    elif 1 < len(places) < len(sites):
        draft.say("sites_in", str(len(sites)), str(len(places)), draft.listed(places, joint="; "), fields=(path,))
    elif places:
        draft.say("sites", str(len(sites)), draft.listed(places, joint="; "), fields=(path,))
    else:
        draft.say("no_sites" if reached else "no_sites_alone", fields=(path,))
    draft.say(_status(record.get("statusModule.overallStatus"), believed), fields=("statusModule.overallStatus",))
    if not reached:
        draft.say("no_contact", fields=("contactsLocationsModule.centralContacts",))


def _status(stated: object, believed: Believed) -> str:
    """The name of the sentence on whether the trial takes people."""
    if not stated:
        return "unknown_status"
    said = _STATUS[believed.word]
    if said == "open_now" and believed.invitation:
        return "invitation"
    return "doubted_soon" if said == "doubted" and stated == "NOT_YET_RECRUITING" else said


def _contacts(record: TrialRecord, sites: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Whom a reader can ask, of the trial and of its sites."""
    central = _mappings(record.get("contactsLocationsModule.centralContacts"))
    local = [contact for site in sites for contact in _mappings(site.get("contacts"))]
    return [*central, *local, *_mappings(record.extra.get("facilityContacts"))]


_STATUS = {
    "open": "open_now",
    "soon": "soon",
    "closed": "closed",
    "doubted": "doubted",
    "unknown": "doubted",
}


def _place(site: Mapping[str, Any]) -> str:
    return ", ".join(str(site[name]) for name in ("city", "country") if site.get(name))


def _unknown(draft: _Draft, record: TrialRecord) -> None:
    kind = record.get("designModule.studyType") or record.derived.get("studyType")
    missing = [
        row
        for row in rows("unsaid.tsv")
        if record.get(row["field"]) is None and _last(row["field"]) not in record.derived and row["but"] != kind
    ]
    if missing:
        words = "; ".join(draft.speech.text(row["text"]) for row in missing)
        draft.say("missing", words, fields=tuple(row["field"] for row in missing))
    draft.say("benefit")
    draft.say("doctor")


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


@cache
def _patterns() -> dict[str, tuple[str, str]]:
    return {row["name"]: (row["part"] or "", row["text"]) for row in rows("sentences.tsv")}


@cache
def _told_by() -> dict[str, re.Pattern[str]]:
    return {row["part"]: re.compile(row["pattern"], re.IGNORECASE) for row in rows("told.tsv")}


@cache
def _meanings() -> tuple[tuple[str, re.Pattern[str], str, str], ...]:
    return tuple(
        (row["needs"], re.compile(rf"\b(?:{row['pattern']})\b", re.IGNORECASE), row["term"], row["meaning"])
        for row in rows("terms.tsv")
    )


def _terms(text: str) -> Iterator[Term]:
    """The words of a text that the table explains, each once, in the order of the text."""
    lowered = text.lower()
    sought = ((pattern.search(text), term, meaning) for needed, pattern, term, meaning in _meanings() if needed in lowered)
    found = [(match.start(), term, meaning) for match, term, meaning in sought if match]
    yield from (Term(word=term, meaning=meaning) for _, term, meaning in sorted(found))
