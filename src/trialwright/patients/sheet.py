"""The patient fact sheet: JSON or YAML as a person writes it in, facts of that
patient out, with findings for what was not understood."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from trialwright.errors import UserError
from trialwright.findings import Finding, Severity
from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.patients.plainly import apart, empty_lists, plainly
from trialwright.patients.source import Document, documents
from trialwright.patients.source import Path as FieldPath
from trialwright.patients.specified import marked_cancer, specified, treated_with
from trialwright.patients.stated import answered, doubted, plain_answer, stated, unanswered
from trialwright.patients.terms import (
    HISTOLOGIES,
    SITES,
    UNKNOWN,
    Meaning,
    concepts_in,
    given,
    in_situ_at,
    meanings,
    named_with,
    narrower,
    of_number,
    told_by_status,
)
from trialwright.patients.written import whole_only, written
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.time import PartialDate
from trialwright.vocabulary.units import parse_unit

SHEET_FIELDS = ("id", "birth_date", "age", "sex", "facts", "complete")
QUALIFIERS = (
    "count", "size", "site", "laterality", "distribution", "stage", "grade", "histology", "status",
    "method", "score", "dose", "intent", "line", "cycles", "response", "ongoing", "symptomatic",
)  # fmt: skip
FACT_FIELDS = ("what", "value", "unit", "uln", "lln", "date", "start", "end", "present", *QUALIFIERS)
COMPLETE = tuple(kind.value for kind in Kind if kind not in (Kind.EVENTS, Kind.STATEMENTS))
OLDEST = 125
_SEXES = {
    "male": "male",
    "m": "male",
    "man": "male",
    "female": "female",
    "f": "female",
    "woman": "female",
    "unknown": None,
    "other": None,
    "": None,
}
_DATE_HINT = "write it as 2025-11-03, 2025-11 or 2025"


def read_sheet(source: str | Path, *, name: str | None = None, vocabulary: Vocabulary | None = None) -> PatientFacts:
    """The one patient of a sheet (a text, or the path of a file); a file with several patients, or none, is a UserError."""
    found = read_sheets(source, name=name, vocabulary=vocabulary)
    if len(found) != 1:
        place = name or (str(source) if isinstance(source, Path) else "sheet")
        raise UserError(f"expected one patient, found {len(found)}", place=place, hint="one sheet, or read them all as several")
    return found[0]


def read_sheets(source: str | Path, *, name: str | None = None, vocabulary: Vocabulary | None = None) -> tuple[PatientFacts, ...]:
    """All patients of a text or a file: YAML documents, a JSON list, or JSON Lines.

    What is not a sheet is a UserError that names the file, the line and the mend; two patients with one id are too.
    """
    place = name or (source.name if isinstance(source, Path) else "sheet")
    text = _text_of(source, place) if isinstance(source, Path) else source
    found = [_patient(item, vocabulary) for item in documents(text, name=place)]
    seen: set[str] = set()
    for patient in found:
        if patient.id in seen:
            raise UserError(f"the id {patient.id!r} stands twice", place=place, hint="give each patient an id of their own")
        seen.add(patient.id)
    if not found:
        raise UserError("the file holds no patient", place=place, hint="a sheet begins with id, birth_date or age, sex and facts")
    return tuple(found)


def facts_from_mapping(data: Mapping[str, Any], *, place: str, vocabulary: Vocabulary | None = None) -> PatientFacts:
    """The patient of a sheet that is read already (a mapping of its fields); errors name `place` and the field.

    >>> facts_from_mapping({"id": "P", "age": 62, "facts": [{"what": "able to swallow pills", "value": True}]},
    place="here").facts[0].value
    True
    """
    return _patient(Document(value=data, name=place, text=""), vocabulary)


def _text_of(path: Path, place: str) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise UserError("the file is not UTF-8 text", place=place, hint="save it as UTF-8") from None
    except OSError as error:
        raise UserError(f"the file cannot be read: {error.strerror}", place=place) from None


@dataclass(kw_only=True)
class _Reading:
    """One sheet while it is read: where we are, and what is found on the way."""

    document: Document
    vocabulary: Vocabulary | None
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, message: str, path: FieldPath, hint: str | None = None) -> NoReturn:
        """Stop with advice."""
        where = self.document.place(path)
        named = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
        if named and not self.document.text:
            where = f"{where}, {named}"
        raise UserError(message, place=where, hint=hint)

    def remark(self, code: str, message: str, path: FieldPath, hint: str | None = None) -> None:
        """Keep a finding about something that was kept but not understood."""
        named = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
        finding = Finding(
            code=code, message=f"{self.document.place(path)}: {message}", severity=Severity.WARNING, hint=hint, fields=(named,)
        )
        self.findings.append(finding)


def _patient(document: Document, vocabulary: Vocabulary | None) -> PatientFacts:
    reading = _Reading(document=document, vocabulary=vocabulary)
    data = document.value
    if not isinstance(data, Mapping):
        reading.refuse("a sheet is a mapping of fields", (), "it begins with id, birth_date or age, sex and facts")
    _only(data, SHEET_FIELDS, (), reading)
    entries = data.get("facts") or []
    if not isinstance(entries, list):
        reading.refuse("facts is a list", ("facts",), "begin each fact with a dash")
    facts = tuple(fact for index, entry in enumerate(entries) for fact in _facts(entry, ("facts", index), reading))
    birth, age = _birth(data, reading), _age(data, reading)
    _consistent(birth, age, facts, reading)
    return PatientFacts(
        id=_identity(data, reading),
        birth_date=birth,
        age=age,
        sex=_sex(data, reading),
        facts=facts,
        coverage=frozenset([*_coverage(data, reading), *map(Kind, empty_lists(entries))]),
        findings=tuple(reading.findings),
    )


def _only(data: Mapping[str, Any], allowed: Iterable[str], path: FieldPath, reading: _Reading) -> None:
    known = tuple(allowed)
    for name in data:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.6)
            hint = f"did you mean {near[0]}?" if near else f"fields: {', '.join(known)}"
            reading.refuse(f"unknown field {name!r}", (*path, str(name)), hint)


def _identity(data: Mapping[str, Any], reading: _Reading) -> str:
    value = data.get("id")
    if value is None:
        return Path(reading.document.name).stem
    if isinstance(value, (dict, list, bool)) or not str(value).strip():
        reading.refuse("id is a text", ("id",))
    return str(value).strip()


def _birth(data: Mapping[str, Any], reading: _Reading) -> PartialDate | None:
    return _date(data.get("birth_date"), ("birth_date",), reading)


def _age(data: Mapping[str, Any], reading: _Reading) -> int | None:
    value = data.get("age")
    if value is None:
        return None
    number = _number(value)
    if number is None or number != number.to_integral_value():
        reading.refuse(f"age is a number of completed years, not {value!r}", ("age",), "for parts of a year give birth_date")
    if not 0 <= number <= OLDEST:
        reading.refuse(f"age {value} is not the age of a patient", ("age",), f"0 to {OLDEST} years")
    return int(number)


def _consistent(birth: PartialDate | None, age: int | None, facts: tuple[Fact, ...], reading: _Reading) -> None:
    """Age and birth date contradict each other when no reference date after the newest fact could make both true."""
    days = [fact.moment.last for fact in facts if fact.moment is not None and fact.moment.last < dt.date.max]
    if birth is None or age is None or not days:
        return
    youngest, _ = PatientFacts(id="", birth_date=birth).age_range(max(days)) or (0, 0)
    if age < youngest or age > youngest + 5:
        message = f"age {age} contradicts birth_date {birth}: {youngest} years at the newest fact"
        reading.refuse(message, ("age",), "keep one of the two")


def _sex(data: Mapping[str, Any], reading: _Reading) -> str | None:
    value = data.get("sex")
    word = "" if value is None else str(value).strip().lower()
    if word not in _SEXES:
        reading.refuse(f"sex {value!r} is not known", ("sex",), "male or female; leave it out when it is not known")
    return _SEXES[word]


def _coverage(data: Mapping[str, Any], reading: _Reading) -> Iterator[Kind]:
    value = data.get("complete") or []
    for index, word in enumerate([value] if isinstance(value, str) else value if isinstance(value, list) else [value]):
        if word not in COMPLETE:
            near = difflib.get_close_matches(str(word), COMPLETE, n=1, cutoff=0.6)
            hint = f"did you mean {near[0]}?" if near else f"kinds: {', '.join(COMPLETE)}"
            reading.refuse(f"complete: unknown kind {word!r}", ("complete", index), hint)
        yield Kind(word)


def _facts(entry: Any, path: FieldPath, reading: _Reading) -> Iterator[Fact]:
    """One entry of the sheet: one fact, or one for each drug of a list."""
    if isinstance(entry, str):
        entry = {"what": entry}
    if not isinstance(entry, Mapping):
        reading.refuse("a fact is a mapping of fields", path, "for example {what: hemoglobin, value: 10.2, unit: g/dL}")
    _only(entry, FACT_FIELDS, path, reading)
    what = entry.get("what")
    if not isinstance(what, str) or not what.strip():
        reading.refuse("a fact needs `what`: the term it is about", (*path, "what"))
    for one in apart(plainly(entry)):
        yield from _facts_of(one, path, reading)


def _facts_of(entry: Mapping[str, Any], path: FieldPath, reading: _Reading) -> Iterator[Fact]:
    what = entry["what"]
    beside = tuple(_beside(entry, reading))
    found, entry = _said(what.strip(), entry, path, reading)
    if beside:
        found = meanings(beside[0], reading.vocabulary)
    elif found[0].concept is None and found[0].kind is Kind.STATEMENTS and _is_there(entry):
        found = specified(what, reading.vocabulary) or found
    number, unit = _amount(entry)
    if number is not None:
        found = of_number(found, what.strip(), unit, yes_or_no=number in (0, 1))
    if entry.get("value") is None and any(entry.get(name) is not None for name in _OF_GIVING):
        found = given(found, reading.vocabulary)
    for name in ("dose", "method"):
        if isinstance(entry.get(name), str):
            found = narrower(found, f"{entry[name]} {what.strip()}", reading.vocabulary)
    for name in ("status", "stage"):
        if isinstance(entry.get(name), str):
            found = named_with(found, entry[name], what.strip(), reading.vocabulary)
    if isinstance(entry.get("site"), str):
        found = in_situ_at(found, entry["site"], reading.vocabulary)
    if found[0].concept is None and meanings(what.strip(), reading.vocabulary)[0].concept is None:
        _unknown_term(what, entry, path, reading)
    for other in beside[1:]:
        entry = {name: part for name, part in entry.items() if name not in ("start", "end") or other.get(name) is None}
        yield from _facts_of(other, path, reading)
    for meaning in found:
        yield _fact(entry, meaning, path, reading)
    if isinstance(entry.get("status"), str) and _is_there(entry):
        for meaning in told_by_status(found, entry["status"], reading.vocabulary):
            yield _fact({"what": entry["status"]}, meaning, path, reading)


def _is_there(entry: Mapping[str, Any]) -> bool:
    """True for what is on record as there, with no value of its own."""
    return entry.get("present", True) is True and entry.get("value") in (None, True)


def _beside(entry: Mapping[str, Any], reading: _Reading) -> Iterator[Any]:
    """Where one term names an illness and its treatment, or a cancer and its marker: what it mainly names, then the entry of the
    other; else nothing."""
    what = entry["what"]
    if not _is_there(entry):
        return
    treated = treated_with(what, reading.vocabulary)
    if treated:
        yield treated[0]
        begun = {name: entry[name] for name in ("start", "end") if name in entry}
        yield from ({**begun, "what": care, "intent": treated[0]} for care in treated[1:])
    elif meanings(what.strip(), reading.vocabulary)[0].concept is None:
        terms = tuple(marked_cancer(what, reading.vocabulary))
        yield from terms[:1]
        yield from ({"date": entry.get("date"), "what": term} for term in terms[1:])


_OF_GIVING = ("start", "end", "dose")
"""What is told of a medicine, and not of a value."""


def _amount(entry: Mapping[str, Any]) -> tuple[Decimal | None, str | None]:
    """The number of an entry and its unit, wherever they are written."""
    value, unit = entry.get("value"), entry.get("unit")
    number = _number(value)
    told = written(value) if number is None and isinstance(value, str) else None
    if told is not None:
        number, unit = told.number, unit or told.rest
    return number, unit.strip() or None if isinstance(unit, str) else None


def _said(
    what: str, entry: Mapping[str, Any], path: FieldPath, reading: _Reading
) -> tuple[tuple[Meaning, ...], Mapping[str, Any]]:
    """What a term stands for, and the entry with what the term itself says ("no brain metastases") or its value answers."""
    told = [name for name in ("value", "present") if entry.get(name) is not None]
    said = stated(what, reading.vocabulary)
    if (said.asks and not told) or (not said.present and told):
        return meanings(what, reading.vocabulary), entry
    if said.what != what:
        entry = {**entry, "what": said.what, "present": said.present}
    value = entry.get("value")
    if not isinstance(value, str):
        return said.meanings, entry
    answer = answered(said.meanings[0], value)
    if answer is not None:
        without = {name: part for name, part in entry.items() if name != "value"}
        return answer.meanings, {**without, "what": answer.what, "present": answer.present}
    if unanswered(said.meanings[0], value):
        message = f"{value!r} is no answer to {what!r} that is known; it is kept in its own words"
        reading.remark("TERM_UNKNOWN", message, (*path, "value"), "for smoking: current, former or never")
        return (UNKNOWN,), entry
    plain = plain_answer(said, value, reading.vocabulary)
    if plain is not None:
        without = {name: part for name, part in entry.items() if name != "value"}
        return plain.meanings, {**without, "what": plain.what, "present": plain.present}
    if doubted(said.meanings[0], value, reading.vocabulary):
        message = f"{value!r} denies or doubts something of {what!r}; it is kept in its own words"
        reading.remark("TERM_UNKNOWN", message, (*path, "value"), "write present: false for what was looked for and not found")
        return (UNKNOWN,), entry
    return said.meanings, entry


def _unknown_term(what: str, entry: Mapping[str, Any], path: FieldPath, reading: _Reading) -> None:
    if _is_statement(what, entry):
        return
    message = f"the vocabulary does not know {what!r}; it is kept and answers only a question in the same words"
    reading.remark("TERM_UNKNOWN", message, (*path, "what"), "use a name, synonym or abbreviation of the vocabulary")


_STATEMENT_WORDS = 4


def _is_statement(what: str, entry: Mapping[str, Any]) -> bool:
    """True for the answer to a question of a protocol ("able to swallow pills: true"): its own words are its meaning."""
    answered = isinstance(entry.get("value"), bool) or isinstance(entry.get("present"), bool)
    return answered and len(what.split()) >= _STATEMENT_WORDS


def _fact(entry: Mapping[str, Any], meaning: Meaning, path: FieldPath, reading: _Reading) -> Fact:
    value, comparator, unit = _value(entry, path, reading)
    limits = {name: _limit(entry.get(name), (*path, name), reading) for name in ("uln", "lln")}
    if limits["uln"] is not None and limits["lln"] is not None and limits["lln"] > limits["uln"]:
        reading.refuse("lln is above uln", (*path, "lln"))
    date, start, end = (_date(entry.get(name), (*path, name), reading) for name in ("date", "start", "end"))
    if start is not None and end is not None and start.first > end.last:
        reading.refuse(f"the end {end} lies before the start {start}", (*path, "end"))
    return Fact(
        what=str(entry["what"]).strip(),
        concept=meaning.concept,
        kind=meaning.kind,
        present=_flag(entry.get("present", True), (*path, "present"), reading),
        value=value,
        comparator=comparator,
        unit=unit,
        uln=limits["uln"],
        lln=limits["lln"],
        date=date,
        start=start,
        end=end,
        qualifiers=_qualifiers(entry, meaning, path, reading),
        place=f"facts[{path[-1]}]",
    )


def _value(
    entry: Mapping[str, Any], path: FieldPath, reading: _Reading
) -> tuple[Decimal | str | bool | None, str | None, str | None]:
    """The value, the sign of a bound ("<1") and the unit as written; a unit inside the value ("9.0 g/dL") is taken from there."""
    value, unit = entry.get("value"), entry.get("unit")
    if unit is not None and not isinstance(unit, str):
        reading.refuse(f"unit is a text, not {unit!r}", (*path, "unit"))
    unit = unit.strip() or None if isinstance(unit, str) else None
    if unit is not None and parse_unit(unit) is None:
        reading.remark(
            "UNIT_UNKNOWN",
            f"the unit {unit!r} of {entry['what']!r} is not known",
            (*path, "unit"),
            "write it in UCUM, for example 10*9/L",
        )
    if value is None or isinstance(value, bool):
        return value, None, unit
    if isinstance(value, (dict, list)):
        reading.refuse("value is a number, a word, true or false", (*path, "value"), "give a list as several facts")
    number = _number(value)
    if number is not None and not (isinstance(value, str) and whole_only(unit)):
        return number, None, unit
    if not isinstance(value, str):
        reading.refuse(f"value {value!r} is no number", (*path, "value"))
    return _spelled(value, unit)


def _spelled(text: str, unit: str | None) -> tuple[Decimal | str | bool | None, str | None, str | None]:
    """A number with its sign and unit, two with a unit between which it lies, or a word."""
    found = written(text)
    if found is not None and (not found.rest or parse_unit(found.rest)):
        told = unit or found.rest or None
        if found.thousands is not None and told is not None and whole_only(parse_unit(told)):
            return found.thousands, found.sign, told
        if found.high is None and (found.thousands is None or "," not in text):
            return found.number, found.sign, told
        if found.high is not None and found.rest and unit is None:
            return f"{found.number}-{found.high}", None, found.rest
    word = text.strip()
    return ({"true": True, "false": False}.get(word.lower(), word) or None), None, unit


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return None
    text = str(value).strip()
    if not re.fullmatch(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,2})?", text):
        return None
    return Decimal(text)


def _limit(value: object, path: FieldPath, reading: _Reading) -> Decimal | None:
    if value is None:
        return None
    number = _number(value)
    if number is None:
        reading.refuse(f"{path[-1]} is a number, not {value!r}", path)
    return number


def _flag(value: object, path: FieldPath, reading: _Reading) -> bool:
    if not isinstance(value, bool):
        reading.refuse(f"{path[-1]} is true or false, not {value!r}", path)
    return value


def _date(value: object, path: FieldPath, reading: _Reading) -> PartialDate | None:
    if value is None:
        return None
    if isinstance(value, (bool, dict, list)):
        reading.refuse(f"{path[-1]} is a date, not {value!r}", path, _DATE_HINT)
    try:
        return PartialDate.parse(str(value).strip().split("T")[0])
    except ValueError:
        reading.refuse(f"{path[-1]} {str(value)!r} is no date", path, _DATE_HINT)


def _mixed(histology: str) -> bool:
    """A mixed histology is not one of its parts alone."""
    return bool(re.search(r"\b(?:mixed|mixture|component|features|no|not|without)\b|\b(?:or|versus)\b", histology.lower()))


def _qualifiers(entry: Mapping[str, Any], meaning: Meaning, path: FieldPath, reading: _Reading) -> dict[str, str]:
    found = dict(meaning.qualifiers)
    for name in QUALIFIERS:
        value = entry.get(name)
        if value is None:
            continue
        if isinstance(value, (dict, list)):
            reading.refuse(f"{name} is a number or a text", (*path, name))
        if name == "count" and not isinstance(value, bool) and _number(value) is not None and Decimal(str(value)) < 0:
            reading.refuse(f"count {value} is less than nothing", (*path, name))
        found[name] = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value).strip()
    for name, kinds in (("site", SITES), ("histology", HISTOLOGIES)):
        concepts = concepts_in(found[name], kinds, reading.vocabulary) if name in found else ()
        concepts = () if name == "histology" and concepts and _mixed(found[name]) else concepts
        if concepts:
            found[f"{name} concept"] = ";".join(
                dict.fromkeys((*filter(None, found.get(f"{name} concept", "").split(";")), *concepts))
            )
    return found
