"""A table in; a first mapping of it out, in YAML with remarks for a person to correct: what its columns seem to mean."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from trialwright.patients.code_tables import meant_by
from trialwright.patients.facts import Kind
from trialwright.patients.sheet import QUALIFIERS
from trialwright.patients.stated import answered
from trialwright.patients.table_dates import date_in
from trialwright.patients.table_files import Table, opened
from trialwright.patients.table_said import NOTHING, role_of
from trialwright.patients.table_terms import term_in
from trialwright.patients.terms import meanings, of_number
from trialwright.patients.written import written
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.units import parse_unit
from trialwright.vocabulary.variables import find_variable

_SAMPLE = 500
_BRACKET = re.compile(r"(.*?)\s*[\[(](.+)[\])]\s*")
_SHORT_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2})(?:[T ].*)?")
_MONTHS, _DAYS = 12, 31
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_OF = re.compile(
    r"(?:(?:date of|datum(?: der| van)?) (?P<one>.+)|"
    r"(?P<two>.+?) (?:date|dt|dtc)|(?P<three>.+?) (?P<part>uln|lln|unit|units|start|end|stop))",
    re.IGNORECASE,
)
_PART = {"unit": "unit", "units": "unit", "start": "start", "end": "end", "stop": "end", "uln": "uln", "lln": "lln"}
_TOP = ("person", "birth_date", "age", "sex")
_LONG = ("what", "value", "unit", "date", "start", "end", "uln", "lln", "present")
_MEASURED = frozenset({"measurement", "score", "biomarker", "gene", "receptor status"})
_THINGS = frozenset({Kind.CONDITIONS, Kind.TREATMENTS, Kind.MEDICATIONS, Kind.PROCEDURES})


@dataclass(kw_only=True)
class Draft:
    """A mapping that is guessed: its text, and the columns about which nothing could be guessed."""

    text: str
    unknown: tuple[str, ...]


@dataclass(kw_only=True)
class _Guess:
    """What is guessed of the columns."""

    roles: dict[str, str] = field(default_factory=dict)
    terms: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)
    events: dict[str, tuple[str, str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def draft_of(path: Path, *, sheet: str | None = None, vocabulary: Vocabulary | None = None) -> Draft:
    """The draft for a table; of a workbook for the sheet that is named, else for the first that seems to tell of people.

    Nothing is decided for the person: what is guessed is written out, with samples of what is not.
    """
    words = vocabulary or default_vocabulary()
    sheets, samples, guess = _looked_at(path, sheet, words)
    if sheet is None and "person" not in guess.roles.values():
        others = (_looked_at(path, other, words) for other in sheets[1:])
        sheets, samples, guess = next((one for one in others if "person" in one[2].roles.values()), (sheets, samples, guess))
    shape = _shape(guess)
    lines = [*_head(path), f"table: {shape}", *_sheet(sheets), *_top(guess), *_dates(samples), *_decimals(samples)]
    lines += list(_long(guess, samples, words)) if shape == "long" else list(_columns(guess, samples, words))
    lines += list(_ends(guess, samples))
    return Draft(text="\n".join(lines) + "\n", unknown=tuple(guess.unknown))


def _looked_at(path: Path, sheet: str | None, words: Vocabulary) -> tuple[Sequence[str], dict[str, list[str]], _Guess]:
    """The sheets of a file, the one that is read first; samples of its columns, and what is guessed of them."""
    with opened(path, sheet=sheet) as table:
        samples = _samples(table)
        return table.sheets, samples, _guess(table.columns, samples, words)


def _samples(table: Table) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in table.columns}
    for _, row in islice(table.rows, _SAMPLE):
        for name, cell in zip(table.columns, row, strict=True):
            if cell.lower() not in NOTHING:
                found[name].append(cell)
    return {name: list(dict.fromkeys(cells)) for name, cells in found.items() if name}


def plain_head(name: str) -> tuple[str, str | None]:
    """A column's name in words, and the unit in it, if any: brackets, underscores, camel case and units at the end are known.

    >>> plain_head("Hgb (g/dL)"), plain_head("hgb_g_dl"), plain_head("serumCreatinine")
    (('Hgb', 'g/dL'), ('hgb', 'g/dL'), ('serum Creatinine', None))
    """
    bracket = _BRACKET.fullmatch(name)
    if bracket is not None and parse_unit(bracket[2]) is not None:
        return _words_of(bracket[1]), parse_unit(bracket[2])
    text = _words_of(name)
    parts = text.split(" ")
    for start in range(1, len(parts)):
        for joined in ("/".join(parts[start:]), "".join(parts[start:])):
            unit = parse_unit(joined) if (len(joined) > 1 or joined == "%") and not joined.isdigit() else None
            unit = unit or _unit_of_words(joined)
            if unit is not None and "date" not in joined.lower():
                return " ".join(parts[:start]), unit
    return text, None


def _unit_of_words(text: str) -> str | None:
    """Units that a name of a column can hold only without their signs: "g/dl", "10e9/l"."""
    return parse_unit(re.sub(r"(?i)^(?:x?10[e^]?9)", "10*9", text)) if re.match(r"(?i)x?10[e^]?9", text) else None


def _words_of(name: str) -> str:
    return " ".join(re.sub(r"[_.\s]+", " ", _CAMEL.sub(" ", name)).split()).strip(" ?:*")


def _guess(columns: Sequence[str], samples: Mapping[str, list[str]], words: Vocabulary) -> _Guess:
    guess = _Guess()
    plain = {name: _plain(name, words) for name in columns if name}
    for name, (text, unit) in plain.items():
        role = role_of(_words_of(name)) or role_of(text)
        if role is not None and not (role in _TOP and role in guess.roles.values()):
            guess.roles[name] = role
        elif (category := _category(text, samples[name])) is not None:
            guess.terms[name] = (category, None)
        elif (measured := _homonym(text, unit, samples[name], words)) is not None:
            guess.terms[name] = (measured, unit)
        elif term_in(text, words).meanings[0].concept is not None and not text.lower().startswith("date of "):
            guess.terms[name] = (text, unit)
    for name, (text, _) in plain.items():
        if name not in guess.roles and name not in guess.terms:
            _part_or_event(name, text, guess, words)
    for name in [name for name in guess.unknown if _names_things(samples[name], words)]:
        guess.roles[name] = "cell"
        guess.unknown.remove(name)
    if "what" in guess.roles.values():
        guess.roles |= {name: plain[name][0].lower() for name in guess.unknown if plain[name][0].lower() in QUALIFIERS}
        guess.unknown = [name for name in guess.unknown if name not in guess.roles]
    return guess


def _category(head: str, cells: list[str]) -> str | None:
    """A column of TNM by its letter, where its cells are such categories."""
    found = re.fullmatch(r"[cp]?([TNM])", head)
    alike = cells and all(re.fullmatch(rf"[cpyr]*{found[1]}?[0-4Xx].*|{found[1]}is", cell) for cell in cells) if found else False
    whose = _WHOSE_TNM.get(head[0], "") if found is not None and len(head) > 1 else ""
    return f"{whose}{found[1]} stage" if found is not None and alike else None


_WHOSE_TNM = {"c": "clinical ", "p": "pathologic "}


def _homonym(head: str, unit: str | None, cells: list[str], words: Vocabulary) -> str | None:
    """The variable of a column of numbers whose abbreviation names something else, too: "TB (mg/dL)" is bilirubin."""
    numbers = [written(cell) for cell in cells]
    if not numbers or any(number is None for number in numbers):
        return None
    found = meanings(head, words)
    few = all(cell in ("0", "1") for cell in cells)
    measured = of_number(found, head, unit or (numbers[0].rest if numbers[0] else None) or None, yes_or_no=few)
    return measured[0].concept if measured is not found else None


def _names_things(cells: list[str], words: Vocabulary) -> bool:
    """True where most cells are names of diseases, treatments or acts."""
    known = [found for cell in cells[:50] if (found := term_in(cell, words).meanings[0]).concept is not None]
    things = [item for item in known if item.kind in _THINGS and words.kind(item.concept or "") != "organ"]
    return len(things) * 5 >= len(cells[:50]) * 3 > 0


def _plain(name: str, words: Vocabulary) -> tuple[str, str | None]:
    """As `plain_head`; but "international normalized ratio" is a term as it stands, and no ratio of something."""
    bracket = _BRACKET.fullmatch(name)
    if bracket is None or parse_unit(bracket[2]) is None:
        for whole in (name.strip(), _words_of(name)):
            if term_in(whole, words).meanings[0].concept is not None:
                return whole, None
    return plain_head(name)


def _part_or_event(name: str, text: str, guess: _Guess, words: Vocabulary) -> None:
    """A column that says more of another ("ALT ULN", "diagnosis date"), or when something was ("date of surgery")."""
    found = _OF.fullmatch(text)
    base = next(filter(None, (found["one"], found["two"], found["three"])), "") if found is not None else ""
    part = _PART.get((found["part"] or "").lower(), "date") if found is not None else "date"
    written, base = base.strip(" ,:;-"), base.lower().strip(" ,:;-")
    short = {"dx": "diagnosis", "diag": "diagnosis", "rx": "treatment", "birth": "birth"}.get(base, base)
    owners = (*guess.terms, *guess.roles)
    owner = next((one for one in owners if _words_of(one).lower() == base), None)
    owner = owner or next((one for one in owners if plain_head(one)[0].lower() in (base, short)), None)
    owner = owner or _same_thing(written, guess, words) or (_only_diagnosis(guess) if short == "diagnosis" else None)
    if owner is not None and (owner in guess.terms or owner in guess.events or guess.roles.get(owner) == "cell"):
        guess.parts[name] = (owner, part)
    elif base and part in ("date", "start", "end") and meanings(written, words)[0].concept is not None:
        guess.events[name] = (written, part)
    else:
        guess.unknown.append(name)


def _same_thing(base: str, guess: _Guess, words: Vocabulary) -> str | None:
    """The one column about what a name stands for ("Chemo start" beside "Prior chemo")."""
    concept = meanings(base, words)[0].concept if base else None
    about = {
        **{name: text for name, (text, _) in guess.terms.items()},
        **{name: text for name, (text, _) in guess.events.items()},
    }
    found = [name for name, text in about.items() if concept is not None and meanings(text, words)[0].concept == concept]
    return found[0] if len(found) == 1 else None


def _only_diagnosis(guess: _Guess) -> str | None:
    """The one column whose cells name diagnoses."""
    found = [name for name, role in guess.roles.items() if role == "cell" and _DIAGNOSES.search(name)]
    return found[0] if len(found) == 1 else None


_DIAGNOSES = re.compile(r"(?i)icd|diagnos|^dx|cancer|tumou?r|disease")


def _shape(guess: _Guess) -> str:
    roles = set(guess.roles.values())
    return "long" if "what" in roles and roles & {"value", "date", "start", "present"} else "wide"


def _head(path: Path) -> Iterator[str]:
    name = " ".join(path.name.split())
    yield f"# What the columns of {name} mean. This is a draft: correct it, then"
    yield f"#   trialwright patient {name} --mapping THIS FILE"
    yield "# Reference: docs/reference/mapping-file.md"


def _sheet(sheets: Sequence[str]) -> Iterator[str]:
    """The sheet of a workbook that has several, and that the others are not read."""
    if len(sheets) > 1:
        yield f"sheet: {_quoted(sheets[0])}   # not read: {', '.join(' '.join(name.split()) for name in sheets[1:])}"


def _first(guess: _Guess, role: str) -> str | None:
    return next((name for name, own in guess.roles.items() if own == role), None)


def _top(guess: _Guess) -> Iterator[str]:
    person = _first(guess, "person")
    yield f"person: {_quoted(person)}" if person else "person:            # the column with the id of the person: needed"
    for role in ("birth_date", "age", "sex"):
        name = _first(guess, role)
        if name is not None:
            yield f"{role}: {_quoted(name)}"


def _dates(samples: Mapping[str, list[str]]) -> Iterator[str]:
    """The order of day and month, where the cells tell it; else a line to be completed."""
    cells = [cell for found in samples.values() for cell in found]
    slashed = [cell for cell in cells if re.fullmatch(r"\d{1,2}[-/ ]\d{1,2}[-/ ]\d{4}.*", cell)]
    short = [found.groups() for cell in cells if (found := _SHORT_DATE.fullmatch(cell)) is not None]
    if not slashed and not short:
        return
    parts = [tuple(re.split(r"[-/. ]", cell)[:2]) for cell in slashed] + [found[:2] for found in short]
    day, month = (any(int(part[place]) > _MONTHS for part in parts) for place in (0, 1))
    last = not short or any(int(found[2]) > _DAYS for found in short)  # a year stands last where no day can
    slashed = slashed or [".".join(found) for found in short]
    if day != month and last and not any(int(part[0]) > _DAYS for part in parts):
        yield f"dates: {'day first' if day else 'month first'}"
    else:
        yield f"dates:             # day first or month first? {slashed[0]} can be either; until you say so it is not read"


def _decimals(samples: Mapping[str, list[str]]) -> Iterator[str]:
    """Whether numbers are written with a comma: only where some are, and none with a point."""
    cells = [cell for found in samples.values() for cell in found]
    if any(re.fullmatch(r"[<>]?\d+,\d+", cell) for cell in cells) and not any(
        re.fullmatch(r"[<>]?\d+\.(?:\d{1,2}|\d{4,})", cell) for cell in cells
    ):
        yield 'decimal: ","       # 10,2 is ten and a fifth'


def _general_date(guess: _Guess, role: str = "date") -> str | None:
    return _first(guess, role)


def _columns(guess: _Guess, samples: Mapping[str, list[str]], words: Vocabulary) -> Iterator[str]:
    yield "columns:"
    date = _general_date(guess)
    qualifiers = {role: name for name, role in guess.roles.items() if role in QUALIFIERS}
    first_cell = True
    for name, role in guess.roles.items():
        if role == "allergy":
            yield _line(name, {"what": "cell", "as": "allergy"}, _remark(samples[name]))
        elif role == "cell":
            spec: dict[str, str] = {"what": "cell"}
            spec |= {part: column for column, (owner, part) in guess.parts.items() if owner == name}
            spec |= qualifiers if first_cell else {}
            first_cell = False
            yield _line(name, spec, _remark(samples[name]))
    alone = {
        name: (role, None) for role, name in qualifiers.items() if first_cell and meanings(role, words)[0].concept is not None
    }
    guess.unknown += [name for role, name in qualifiers.items() if first_cell and name not in alone]
    for name, (text, unit) in {**guess.terms, **alone}.items():
        spec = _spec(name, text, unit, guess)
        kind = words.kind(term_in(text, words).meanings[0].concept or "")
        measured = kind == "measurement" if "lab" in (date or "").lower() else kind in _MEASURED
        spec |= _dated(name, guess, date) if measured else {}
        yield _line(name, spec, _told(spec, samples[name], words))
    for name, (text, way) in guess.events.items():
        yield _line(name, {**_spec(name, text, None, guess), "as": way}, "")


def _dated(name: str, guess: _Guess, date: str | None) -> dict[str, str]:
    own = any(owner == name and part in ("date", "start") for owner, part in guess.parts.values())
    return {"date": date} if date is not None and not own else {}


def _spec(name: str, text: str, unit: str | None, guess: _Guess) -> dict[str, str]:
    spec = {"what": text} | ({"unit": unit} if unit else {})
    return spec | {part: column for column, (owner, part) in guess.parts.items() if owner == name}


def _told(spec: Mapping[str, str], cells: list[str], words: Vocabulary) -> str:
    """The concept that a term names, and what is missing for it to be read."""
    about = term_in(spec["what"], words).meanings[0]
    concept = about.concept or ""
    remark = "" if concept.lower() == spec["what"].lower() else concept
    variable = find_variable(concept)
    unit = spec.get("unit")
    if words.kind(concept) in _MEASURED:
        if (
            variable is not None
            and variable.unit is not None
            and unit is None
            and not any(c.isalpha() for c in "".join(cells[:5]))
        ):
            remark += "; which unit?"
    elif any(
        meant_by("answer", cell) is None and date_in(cell, "day first") is None and answered(about, cell) is None
        for cell in cells[:50]
    ):
        remark += f"; words: which of {_remark(cells)} mean yes and no?"
    return remark.strip("; ")


def _long(guess: _Guess, samples: Mapping[str, list[str]], words: Vocabulary) -> Iterator[str]:
    yield "long:"
    for role in (*_LONG, *QUALIFIERS):
        name = _first(guess, role)
        if name is not None:
            yield f"  {role}: {_quoted(name)}"
    what = _first(guess, "what")
    strangers = [cell for cell in samples.get(what or "", []) if term_in(cell, words).meanings[0].concept is None]
    if strangers:
        yield "words: {}          # what the words of cells mean; those below are not known: give a term for each, or ignore"
        yield from (f"#  {_quoted(cell)}: " for cell in strangers[:200])


def _ends(guess: _Guess, samples: Mapping[str, list[str]]) -> Iterator[str]:
    used = {name for name, role in guess.roles.items() if role == "ignore"}
    if used:
        yield f"ignore: [{', '.join(_quoted(name) for name in sorted(used))}]"
    yield "complete: []       # kinds of which the table has all there is: what is not listed is then absent"
    if guess.unknown:
        yield "# Not recognised: give each a line under columns, or name it under ignore; until then it is listed as not read."
        yield from (f"#   {_quoted(name)}: {{what: }}   # {_remark(samples.get(name, []))}" for name in guess.unknown)


def _line(name: str, spec: Mapping[str, str], remark: str) -> str:
    inner = ", ".join(f"{key}: {_quoted(value)}" for key, value in spec.items())
    return f"  {_quoted(name)}: {{{inner}}}" + (f"   # {remark}" if remark else "")


def _remark(cells: Sequence[str]) -> str:
    return ", ".join(" ".join(cell.split())[:24] for cell in cells[:4]) + (" …" if len(cells) > 4 else "")


def _quoted(text: str | None) -> str:
    """A text as YAML reads it back: quoted as soon as it could be anything else."""
    plain = text or ""
    return (
        plain
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9_ /-]*[A-Za-z0-9]", plain) and not _WORDS.fullmatch(plain)
        else json.dumps(plain, ensure_ascii=False)
    )


_WORDS = re.compile(r"(?i)y|n|yes|no|on|off|true|false|null|nan|~")
