"""Limits by age: "1.5 mg/dL (male) or 1.4 mg/dL (female) (13 to < 16 years of age)", a row below "creatinine based on age and
gender:", in; the limit as it is asked of those of that age and sex, and of nobody else, out.

Tables of this kind stand in most trials for children (COG's take the creatinine of Schwartz's formula by age and sex).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trialwright.compiler.chunks import Amount, Chunk, Sort
from trialwright.compiler.phrasing.phrases import read_phrase
from trialwright.compiler.setting import Setting, flattened, joined_by
from trialwright.protocol.criteria import AllOf, Compare, Criterion, Has, Limit, NoConstraint, Quantity, Target, When
from trialwright.vocabulary.records import anew

OTHER_AGES, _OTHER_SEX = "for other ages", "for the other sex"
_LETTERS = {
    Sort.CMP: "c",
    Sort.POST: "p",
    Sort.AGED: "g",
    Sort.FOR: "f",
    Sort.FILL: "w",
    Sort.EITHER: "w",
    Sort.AND: "a",
    Sort.OR: "o",
    Sort.COMMA: "x",
    Sort.SEMICOLON: "x",
    Sort.COLON: "l",
    Sort.SLASH: "x",
    Sort.STOP: "x",
    Sort.WINDOW: "W",
}
_AGE_AND_LIMIT, _GROWN = 2, 18
_TO = frozenset({"to", "through", "until"})
_TIMES = frozenset({"wk", "d", "h", "min", "s"})
_SEXES = {"male": "m", "female": "k"}
_MONTHS = {"a": 12, "mo": 1}
_BOTH = frozenset({"males and females", "males or females", "men and women", "both sexes", "either sex", "male or female"})
_UNIT = re.compile(r"years?|yrs?|months?|[\w^µ.]{1,9}(?: ?/ ?[\w^µ.]{1,9}){1,2}", re.IGNORECASE)

_AGE = r"(?:[fwGu]|(?<=G)l)*(?P<ages>[Yn]tc?[Yn]|c[Yn]a?c(?:oc)?[Yn]|c?[Yn])(?:[gup]|w(?=g))*"
_SEX = r"(?:f?w?(?P<sex{n}>b|m(?:[aox]k)?|k(?:[aox]m)?)|\(f?w?(?P<inner{n}>b|m(?:[aox]k)?|k(?:[aox]m)?)\))"
_LIMIT = r"(?P<sign{n}>c*)(?:w*Vu?[cxl]*)?(?P<value{n}>[Un])(?:" + _SEX + r")?"
_LIMITS = _LIMIT.format(n=1) + r"(?:[xao]+" + _LIMIT.format(n=2) + r")?"
_WHEN = r"(?:\(?W\)?)?x*"
_ROWS = (
    re.compile(rf"{_AGE}l{_LIMITS}{_WHEN}"),
    re.compile(rf"w*{_LIMITS}(?:x?\(|(?=f)){_AGE}\(?(?:f?(?P<whose>[mk]))?\)*{_WHEN}"),
)
"""A row, a letter for each chunk: the ages, a colon and the limits; or the limits, and the ages in a bracket or behind "for"."""
_ROW_OF_TABLE = re.compile(rf"{_AGE}[xl]*{_LIMITS}{_WHEN}")
"""Below what says that a table by age follows other signs stand between the two, or none."""


@dataclass(frozen=True, kw_only=True)
class _Written:
    """A row as letters, and the chunk behind each of them (None behind a bracket's own signs)."""

    letters: str
    chunks: tuple[Chunk | None, ...]

    def at(self, found: re.Match[str], name: str) -> tuple[Chunk, ...]:
        """The chunks of a named part of the row."""
        return tuple(chunk for chunk in self.chunks[found.start(name) : found.end(name)] if chunk is not None)


def limits_by_age(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """What a row of a table asks of the patients of an age, and of each sex among them; None for any other words, and where it
    does not name the one variable that the table is of."""
    if setting.exclusion or sum(chunk.sort is Sort.AMOUNT for chunk in flattened(chunks)) < _AGE_AND_LIMIT:
        return None
    named = {chunk.names for chunk in flattened(chunks) if chunk.sort is Sort.VARIABLE} - {("age",)}
    if len(named) != 1:
        return None
    variable = next(chunk for chunk in flattened(chunks) if chunk.names in named)
    lent = variable.start == variable.end  # by what stands above the table
    written = _written(chunks[lent:], setting)
    rows = (*_ROWS, _ROW_OF_TABLE) if lent else _ROWS
    found = next(filter(None, (row.fullmatch(written.letters) for row in rows)), None) if written is not None else None
    if found is None and written is not None:
        found = _of_both_sexes(_ROW_OF_TABLE.fullmatch(written.letters))
    if written is None or found is None or not _of_ages(written, found):
        return None
    ages = _age(written.at(found, "ages"), written, setting)
    limits = _limits(written, found, variable, setting)
    if ages is None or limits is None or not (lent or _of_some(ages, found)):
        return None
    span = setting.span(chunks)
    return When(condition=ages, then=limits, otherwise=NoConstraint(why=OTHER_AGES, span=span), span=span)


def _written(chunks: Sequence[Chunk], setting: Setting) -> _Written | None:
    letters: list[str] = []
    behind: list[Chunk | None] = []
    for chunk in chunks:
        if chunk.sort is Sort.GROUP and _UNIT.fullmatch(setting.words(chunk.inner)) is not None:
            letters.append("u")
            behind.append(chunk)
            continue
        inner = _written(chunk.inner, setting) if chunk.sort is Sort.GROUP else None
        letter = _letter(chunk)
        if chunk.sort is Sort.GROUP and inner is not None:
            letters.append(f"({inner.letters})")
            behind.extend((None, *inner.chunks, None))
        elif letter is not None:
            letters.append(letter)
            behind.append(chunk)
        else:
            return None
    return _Written(letters="".join(letters), chunks=tuple(behind))


def _letter(chunk: Chunk) -> str | None:
    if chunk.sort is Sort.AMOUNT and chunk.amount is not None and chunk.amount.relative is None:
        unit = chunk.amount.unit
        return "Y" if unit in _MONTHS else "n" if unit is None else "U"
    if chunk.sort is Sort.VARIABLE:
        return "G" if chunk.names == ("age",) else "V"
    if chunk.sort is Sort.CONCEPT:
        return _SEXES.get(chunk.names[0]) if len(chunk.names) == 1 else None
    if chunk.sort is Sort.PREP:
        return "t" if chunk.text.lower() in _TO else None
    if chunk.sort is Sort.FILL and chunk.text.lower() in _BOTH:
        return "b"
    return _LETTERS.get(chunk.sort)


def _of_ages(written: _Written, found: re.Match[str]) -> bool:
    """Whether the numbers are ages: by "age", by the people they are of, or as a range of years that is no other time
    ("life expectancy > 12 weeks (about 3 months)")."""
    ages = found.group("ages")
    around = written.letters[max(found.start("ages") - 3, 0) : found.end("ages") + 2]
    if any(letter in around for letter in "Gg") or "fw" in around:
        return True
    ranged = len(ages) > 1 or any(
        chunk.amount is not None and chunk.amount.high is not None for chunk in written.at(found, "ages")
    )
    units = {chunk.amount.unit for chunk in written.at(found, "value1") if chunk.amount is not None}
    return "Y" in ages and ranged and not units & _TIMES


def _of_both_sexes(found: re.Match[str] | None) -> re.Match[str] | None:
    """A row that tells the limits of both sexes is one of a table wherever it stands."""
    told = found is not None and {_whose(found, "1"), _whose(found, "2")} == {"m", "k"}
    return found if told else None


def _whose(found: re.Match[str], number: str) -> str:
    return str(found.group(f"sex{number}") or found.group(f"inner{number}") or found.groupdict().get("whose") or "")


def _of_some(ages: Compare | AllOf, found: re.Match[str]) -> bool:
    """False for "age >= 18 years: ECOG 0-1", which may tell of whom the whole trial is: those are children, or told behind."""
    last = ages.items[-1] if isinstance(ages, AllOf) else ages
    top = last.high.value if isinstance(last, Compare) and last.high is not None else None
    behind = found.start("ages") > found.start("value1")
    return behind or (isinstance(top, Decimal) and isinstance(last, Compare) and top <= _GROWN * 12 / _MONTHS[last.unit or "a"])


def _age(chunks: Sequence[Chunk], written: _Written, setting: Setting) -> Compare | AllOf | None:
    """The ages as a comparison; as two where their ends are told in different units. Years where none is told."""
    amounts = [chunk.amount for chunk in chunks if chunk.amount is not None]
    signs = [chunk.value for chunk in chunks if chunk.sort is Sort.CMP]
    signs += [chunk.value for chunk in written.chunks if chunk is not None and chunk.sort is Sort.POST]
    last = amounts[-1]
    unit = last.unit or "a"
    age = Compare(quantity=Quantity(variable="age"), unit=unit, span=setting.span(chunks))
    if len(amounts) == 1:
        ends = _ends(last, signs)
        return None if ends is None else replace(age, low=ends[0], high=ends[1])
    low = Limit(value=amounts[0].low, inclusive=not signs or signs[0] != ">")
    high = Limit(value=last.low, inclusive=len(signs) != 1 or signs[0] != "<")
    if (amounts[0].unit or unit) == unit:
        return replace(age, low=low, high=high)
    return AllOf(items=(replace(age, low=low, unit=amounts[0].unit), replace(age, high=high)), span=age.span)


def _ends(amount: Amount, signs: Sequence[str]) -> tuple[Limit | None, Limit | None] | None:
    """The two ends of one number or range: "1 year of age" is from the first birthday to the second."""
    if amount.high is not None:
        return None if signs else (Limit(value=amount.low), Limit(value=amount.high))
    match signs:
        case []:
            return Limit(value=amount.low), Limit(value=amount.low + 1, inclusive=False)
        case [">" | ">=" as sign]:
            return Limit(value=amount.low, inclusive=sign == ">="), None
        case ["<" | "<=" as sign]:
            return None, Limit(value=amount.low, inclusive=sign == "<=")
        case _:
            return None


def _limits(written: _Written, found: re.Match[str], variable: Chunk, setting: Setting) -> Criterion | None:
    """The one limit, or that of each sex; None where two limits are not told apart by sex."""
    each: list[tuple[str, Compare]] = []
    sign: tuple[Chunk, ...] = tuple(
        chunk for chunk in written.chunks if chunk is not None and chunk.sort is Sort.CMP and _before(chunk, variable)
    )[-1:]
    window = next((chunk.window for chunk in written.chunks if chunk is not None and chunk.sort is Sort.WINDOW), None)
    unit: str | None = None
    for number in ("2", "1"):  # the unit may stand behind the last alone
        for chunk in written.at(found, f"value{number}"):
            unit = unit or (chunk.amount.unit if chunk.amount is not None else None)
    for number in ("1", "2"):
        value = written.at(found, f"value{number}")
        if not value or value[0].amount is None:
            continue
        sign = written.at(found, f"sign{number}")[-1:] or sign
        said = anew(value[0], amount=anew(value[0].amount, unit=value[0].amount.unit or unit))
        limit = read_phrase((anew(variable, start=said.start, end=said.start), *sign, said), setting)
        if not isinstance(limit, Compare):
            return None
        whose = _whose(found, number)
        limit = replace(limit, window=window)
        each.append(("" if "b" in whose or ("m" in whose and "k" in whose) else whose, limit))
    if len(each) > 1 and {whose for whose, _limit in each} != {"m", "k"}:
        return None
    return joined_by("and", [_of_sex(whose, limit) for whose, limit in each])


def _before(chunk: Chunk, variable: Chunk) -> bool:
    return chunk.end <= variable.start <= chunk.end + 2


def _of_sex(letter: str, limit: Compare) -> Criterion:
    name = next((name for name, own in _SEXES.items() if own == letter), None)
    if name is None:
        return limit
    sex = Has(target=Target(concept=name), span=limit.span)
    return When(condition=sex, then=limit, otherwise=NoConstraint(why=_OTHER_SEX, span=limit.span), span=limit.span)
