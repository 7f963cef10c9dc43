"""A posted form enters, what it tells of a patient leaves: answers, the facts they are, and each mistake with its field.

The whole of what was told so far travels in the form: nothing of it is kept here between two requests.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from trialwright.errors import UserError
from trialwright.findings import Finding
from trialwright.match.topics import Topic, TopicKind
from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.patients.sheet import QUALIFIERS, facts_from_mapping, read_sheets
from trialwright.patients.terms import meanings
from trialwright.portal.views.words import is_known, word
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.time import PartialDate
from trialwright.vocabulary.variables import find_variable, scale_code

MOST_ANSWERS = 250
LONGEST, LONGEST_TOPIC, LONGEST_SHEET = 300, 1200, 400_000
YES, NO = "yes", "no"
BASE = ("disease", "stage", "others", "age", "sex", "ecog", "place")
"""The questions that every trial asks, in their order, and the place to travel from."""
STAGES = ("I", "II", "III", "IV")
SPREAD = ("localized", "locally advanced", "metastatic")
"""How far a cancer has come, by its stage or in words."""
ECOG = "ECOG performance status"
_LASTING = (Kind.TREATMENTS, Kind.MEDICATIONS)
_COMMA = re.compile(r"\d+,\d+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What was said to a topic: `value` is "" where it is not known, "yes" or "no", a result, or a number as typed.

    `unit` and `uln` go with a number; `when` is the date (of a treatment: when it last was given), `ongoing` that it still is.
    `dated` tells that trials ask when it was.
    """

    topic: Topic
    value: str = ""
    unit: str = ""
    uln: str = ""
    when: str = ""
    ongoing: bool = False
    dated: bool = False
    relative: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Everything that a form tells: the base questions by name, the answers, a sheet as text, which trials are meant.

    `trial` are keys, `search` is the question part of a search's address, `most` how many trials to judge. `lines` is the key of
    a trial of which all lines are asked for; with `only` nothing else is.
    """

    base: Mapping[str, str] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    sheet: str = ""
    trial: tuple[str, ...] = ()
    search: str = ""
    most: int = 0
    lines: str = ""
    only: bool = False

    @property
    def filled(self) -> Mapping[str, str]:
        """Every base question with what was told, "" where nothing was."""
        return {name: self.base.get(name, "") for name in BASE}

    @property
    def anything(self) -> bool:
        """Whether anything of a patient was told."""
        return bool(self.sheet or any(self.base.values()) or any(answer.value for answer in self.answers))


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """What is wrong in one field: `code` names our text (words.tsv, "mistake"), `said` the reader's own words (English) or ""."""

    field: str
    code: str
    said: str = ""
    hint: str = ""
    place: str = ""

    @property
    def text(self) -> str:
        """What is wrong, as a text to translate."""
        return word("mistake", self.code)

    @property
    def label(self) -> str:
        """What the field is called, to translate; "" for the answer to a question, which has a number."""
        return word("field", self.field) if is_known("field", self.field) else ""

    @property
    def number(self) -> int:
        """The number of the answer that the field belongs to, from 1; 0 for another field."""
        found = re.fullmatch(r"(?:v|when)(\d+)", self.field)
        return int(found[1]) + 1 if found else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Patient:
    """The patient of a form, the mistakes in it, remarks on the sheet, and how the disease was understood ("": it was not)."""

    facts: PatientFacts
    mistakes: tuple[Mistake, ...] = ()
    remarks: tuple[Finding, ...] = ()
    disease: str = ""


def told_of(pairs: Iterable[tuple[str, str]]) -> Told:
    """What the fields of a form tell. Unknown fields are left aside; texts are cut at a length that no person types."""
    one: dict[str, str] = {}
    trials: list[str] = []
    for name, value in pairs:
        if name == "trial" and len(trials) < 20:
            trials.append(value.strip()[:LONGEST])
        elif name == "most":
            one[name] = max(value.strip()[:4], one.get(name, ""), key=lambda text: int(text) if text.isdecimal() else -1)
        elif name == "sheet":
            one[name] = value.replace("\r\n", "\n")[: LONGEST_SHEET + 1]
        else:
            one[name] = " ".join(value.split())[: LONGEST_TOPIC if name[:1] == "t" else LONGEST]
    most = one.get("most", "")
    return Told(
        base={name: one[name] for name in BASE if one.get(name)},
        answers=tuple(_answers(one)),
        sheet=one.get("sheet", ""),
        trial=tuple(dict.fromkeys(filter(None, trials))),
        search=one.get("search", ""),
        most=int(most) if most.isdecimal() and len(most) < 5 else 0,
        lines=one.get("lines", ""),
        only=bool(one.get("lines") and one.get("only")),
    )


def _answers(one: Mapping[str, str]) -> Iterator[Answer]:
    seen: set[str] = set()
    for number in range(MOST_ANSWERS):
        topic = _topic(one.get(f"t{number}", ""))
        if topic is None or topic.key in seen:
            continue
        seen.add(topic.key)
        other = one.get(f"other{number}", "")
        yield Answer(
            topic=topic,
            value=other or one.get(f"v{number}", ""),
            unit=one.get(f"unit{number}", ""),
            uln=one.get(f"uln{number}", ""),
            when=one.get(f"when{number}", ""),
            ongoing=one.get(f"on{number}") == YES,
            dated=one.get(f"dated{number}") == YES,
            relative=one.get(f"relative{number}") == YES,
        )


def _topic(text: str) -> Topic | None:
    kind, _, rest = text.partition("|")
    attribute, _, about = rest.partition("|")
    if kind not in set(TopicKind) or not about:
        return None
    return Topic(kind=TopicKind(kind), attribute=attribute, about=about)


def patient_of(told: Told, *, on: dt.date) -> Patient:
    """The patient that a form tells of on the day `on`. What is wrong in a field is a mistake, and that field tells nothing."""
    mistakes: list[Mistake] = []
    given = _sheet(told.sheet, mistakes)
    base = _base(told.base, on, mistakes)
    facts = [*base.facts]
    for number, answer in enumerate(told.answers):
        facts += _facts(answer, f"v{number}", on, mistakes)
    known = PatientFacts(id="patient") if given is None else given
    joined = replace(
        known,
        age=base.age if base.age is not None else known.age,
        birth_date=None if base.age is not None else known.birth_date,
        sex=base.sex or known.sex,
        facts=(*known.facts, *facts),
    )
    disease = next((fact.concept for fact in base.facts if fact.place == "disease" and fact.concept), "")
    return Patient(facts=joined, mistakes=tuple(mistakes), remarks=known.findings, disease=disease or "")


def _sheet(text: str, mistakes: list[Mistake]) -> PatientFacts | None:
    if not text.strip():
        return None
    if len(text) > LONGEST_SHEET:
        mistakes.append(Mistake(field="sheet", code="sheet too long"))
        return None
    try:
        found = read_sheets(text, name="sheet")
    except UserError as error:
        mistakes.append(
            Mistake(field="sheet", code="sheet", said=error.message, hint=error.hint or "", place=_line(error.place or ""))
        )
        return None
    if len(found) > 1:
        mistakes.append(Mistake(field="sheet", code="several patients"))
    return found[0]


def _line(place: str) -> str:
    """The number of the line in "sheet, line 4", else ""."""
    found = re.search(r"line (\d+)$", place)
    return found[1] if found else ""


def _base(base: Mapping[str, str], on: dt.date, mistakes: list[Mistake]) -> PatientFacts:
    """The facts of the base questions. How active somebody can be is asked of today."""
    found: list[Fact] = []
    for name, entry in (
        ("disease", {"what": base.get("disease", ""), **_extent(base, mistakes)}),
        ("ecog", {"what": ECOG if base.get("ecog") else "", "value": base.get("ecog"), "date": on.isoformat()}),
    ):
        found += [replace(fact, place=name) for fact in _read(entry, name, mistakes)] if entry["what"] else []
    if base.get("disease") and not any(fact.concept for fact in found if fact.place == "disease"):
        mistakes.append(Mistake(field="disease", code="disease not known"))
    if base.get("others") in (YES, NO):
        found += _read({"what": "other malignancy", "present": base["others"] == YES}, "others", mistakes)
    age = _whole({"age": base["age"]}, "age", mistakes).age if base.get("age") else None
    sex = _whole({"sex": base["sex"]}, "sex", mistakes).sex if base.get("sex") else None
    return PatientFacts(id="patient", age=age, sex=sex, facts=tuple(found))


def _extent(base: Mapping[str, str], mistakes: list[Mistake]) -> dict[str, str]:
    """How far the disease has come, as a fact sheet says it of the disease."""
    told = base.get("stage", "")
    if told and (told not in (*STAGES, *SPREAD) or not base.get("disease")):
        mistakes.append(Mistake(field="stage", code="stage of what" if told in (*STAGES, *SPREAD) else "scale"))
        return {}
    return {"stage" if told in STAGES else "status": told} if told else {}


def _whole(sheet: Mapping[str, Any], name: str, mistakes: list[Mistake]) -> PatientFacts:
    try:
        return facts_from_mapping(sheet, place="form")
    except UserError as error:
        mistakes.append(Mistake(field=name, code=name if name in ("age", "sex") else "not understood", said=error.message))
        return PatientFacts(id="patient")


def _read(entry: Mapping[str, Any], name: str, mistakes: list[Mistake]) -> list[Fact]:
    return list(_whole({"facts": [entry]}, name, mistakes).facts)


def _facts(answer: Answer, name: str, on: dt.date, mistakes: list[Mistake]) -> list[Fact]:
    """The facts that an answer is: none where it is not known or wrong."""
    value = answer.value.replace(",", ".") if _COMMA.fullmatch(answer.value) else answer.value
    if not value:
        return []
    if (code := _wrong(answer, value, on)) is not None:
        mistakes.append(Mistake(field=name.replace("v", "when", 1) if code == "date" else name, code=code))
        return []
    return [fact for entry in _entries(answer, value, on) for fact in _read(entry, name, mistakes)]


def _wrong(answer: Answer, value: str, on: dt.date) -> str | None:
    """What is wrong with an answer, as the code of its text."""
    kind, about = answer.topic.kind, answer.topic.about
    if kind in (TopicKind.PRESENCE, TopicKind.STATEMENT) and value not in (YES, NO):
        return "yes or no"
    if kind is TopicKind.AMOUNT and answer.topic.attribute in ("count", "grade") and not value.isdecimal():
        return "count"
    if kind is TopicKind.MEASURE:
        variable = find_variable(about)
        scale = variable.scale if variable is not None else None
        if re.fullmatch(r"[<>≤≥]?=?\s*\d+(\.\d+)?", value) is None and (scale is None or scale_code(scale, value) is None):
            return "scale" if scale else "number"
    if answer.uln and re.fullmatch(r"\d+([.,]\d+)?", answer.uln) is None:
        return "limit of normal"
    return None if not answer.when or _moment(answer.when, on) is not None else "date"


def _moment(text: str, on: dt.date) -> PartialDate | None:
    """A date that is not after the day `on`, or None."""
    try:
        found = PartialDate.parse(text)
    except ValueError:
        return None
    return found if found.first <= on else None


def _entries(answer: Answer, value: str, on: dt.date) -> Iterator[dict[str, Any]]:
    """The answer as a fact sheet has it."""
    about, when = answer.topic.about, {"date": answer.when} if answer.when else {}
    match answer.topic.kind:
        case TopicKind.MEASURE:
            more = {"unit": answer.unit, "uln": answer.uln.replace(",", ".")}
            yield {"what": about, "value": value, **{name: text for name, text in more.items() if text}, **when}
        case TopicKind.RESULT:
            yield {"what": about, "value": value, **when}
        case TopicKind.AMOUNT if value == "0":
            yield {"what": about, "present": False, **when}
        case TopicKind.AMOUNT:
            yield {"what": about, answer.topic.attribute: value, **when}
        case TopicKind.STATEMENT:
            yield {"what": about, "value": value == YES}
        case TopicKind.PRESENCE if value == NO:
            yield {"what": about, "present": False}
        case TopicKind.PRESENCE:
            yield from _present(answer, when, on)


def _present(answer: Answer, when: Mapping[str, str], on: dt.date) -> Iterator[dict[str, Any]]:
    """Something that was there. Of a treatment the date is that of its last time: since then there was none."""
    about = answer.topic.about
    if not is_treatment(about):
        yield {"what": about, **when, **({"ongoing": True} if answer.ongoing else {})}
        return
    if answer.ongoing:
        yield {"what": about, "ongoing": True}
        return
    yield {"what": about, **({"end": answer.when} if answer.when else {})}
    last = PartialDate.parse(answer.when).last if answer.when else on
    if last < on:
        since = last + dt.timedelta(days=1)
        yield {"what": about, "present": False, "start": since.isoformat(), "end": on.isoformat()}


def is_treatment(about: str) -> bool:
    """Whether something is a treatment, of which one asks when it was last given and whether it goes on."""
    return any(meaning.kind in _LASTING for meaning in meanings(about))


def without_other_cancers(
    facts: PatientFacts, conditions: Iterable[str], *, vocabulary: Vocabulary | None = None
) -> PatientFacts:
    """The patient who has no other cancer, with what that says of the diseases that trials treat: those that cannot be the
    patient's own are absent."""
    words = vocabulary or default_vocabulary()
    own = [fact.concept for fact in facts.facts if fact.present and fact.concept and words.kind(fact.concept) == "cancer"]
    others = [name for name in dict.fromkeys(conditions) if name in words and words.kind(name) == "cancer"]
    absent = tuple(
        Fact(what=name, concept=name, kind=Kind.CONDITIONS, present=False, place="others")
        for name in others
        if own and not any(_akin(name, mine, words) for mine in own)
    )
    return replace(facts, facts=(*facts.facts, *absent))


def _akin(one: str, other: str, words: Vocabulary) -> bool:
    """Whether two cancers may be one: one is the other, or something is both."""
    if words.is_a(one, other) or words.is_a(other, one):
        return True
    return bool(words.descendants(one) & words.descendants(other))


def sheet_of(facts: PatientFacts) -> dict[str, Any]:
    """What was told as a fact sheet, for the patient to keep."""
    sheet: dict[str, Any] = {"id": facts.id}
    if facts.birth_date is not None:
        sheet["birth_date"] = str(facts.birth_date)
    sheet |= {name: value for name in ("age", "sex") if (value := getattr(facts, name)) is not None}
    entries = [_entry(fact) for fact in facts.facts]
    sheet["facts"] = [entry for at, entry in enumerate(entries) if entry not in entries[:at]]
    return sheet | ({"complete": sorted(facts.coverage)} if facts.coverage else {})


def _entry(fact: Fact) -> dict[str, Any]:
    entry: dict[str, Any] = {"what": fact.what}
    if fact.value is not None:
        number = isinstance(fact.value, bool | str)
        entry["value"] = fact.value if number else f"{fact.comparator or ''}{fact.value}"
    entry |= {name: getattr(fact, name) for name in ("unit",) if getattr(fact, name)}
    entry |= {name: str(value) for name in ("uln", "lln", "date", "start", "end") if (value := getattr(fact, name)) is not None}
    entry |= {name: value for name, value in fact.qualifiers.items() if name in QUALIFIERS}
    return entry | ({} if fact.present else {"present": False})
