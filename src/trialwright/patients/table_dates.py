"""Dates as tables write them, in several orders and languages: a cell in; the day, or the month or year, out."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from trialwright.vocabulary.time import PartialDate

_PARTS = re.compile(r"(\d{1,4})([-/. ])(\d{1,2})[-/. ](\d{1,4})(?:[T ].*)?")
_SHORT = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[T ].*)?")
_TURN, _OLDEST = 50, 115
_ISO = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ].*)?")
_MONTH = re.compile(r"(\d{1,2})[-/.](\d{4})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?\d{4,6}.*)?")
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|er|º|°)?[-. ]*(?:de )?)?([^\W\d_]{3,})\.?[-., ]*(?:de )?(\d{4})(?:[T: ]\d.*)?", re.IGNORECASE
)
_NAME_FIRST = re.compile(r"([^\W\d_]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar january januari janvier enero ene gennaio janeiro jänner",
            "feb februar february februari février fevrier fév fev febrero febbraio fevereiro",
            "mar märz maerz mär mrz march maart mrt mars marzo março marco",
            "apr april avril avr abril abr aprile",
            "may mai mei mayo maggio maio mag",
            "jun juni june juin junio giugno junho",
            "jul juli july juillet juil julio luglio julho",
            "aug august augustus août aout agosto ago",
            "sep sept september septembre septiembre settembre setembro set",
            "oct okt oktober october octobre octubre ottobre outubro out ott",
            "nov november novembre noviembre novembro",
            "dec dez dezember december décembre decembre déc diciembre dicembre dezembro dic",
        ),
        start=1,
    )
    for name in names.split()
}


@lru_cache(maxsize=65536)
def date_in(text: str, order: str | None, *, birth: bool = False) -> PartialDate | None:
    """A date as tables write it. Of "03/04/2020" the order must be known; None where it is not, or for what is no date.

    Of a year of two digits ("1.10.26") the order must be told, whatever sign stands between; of a date of birth the century too,
    which only a year that has not come yet tells ("54"), or one that nobody alive was born in.

    >>> str(date_in("1.10.26", "day first")), date_in("1.10.26", None), str(date_in("1.10.54", "day first", birth=True))
    ('2026-10-01', None, '1954-10-01')

    >>> str(date_in("03/04/2020", "day first")), date_in("03/04/2020", None), str(date_in("2020-04", None))
    ('2020-04-03', None, '2020-04')
    >>> str(date_in("12MAY2021", None)), str(date_in("3. März 2021", None)), str(date_in("05/2022", None))
    ('2021-05-12', '2021-03-03', '2022-05')
    """
    plain = _ISO.fullmatch(text)
    if plain is not None:
        return _parsed(plain[1])
    month = _MONTH.fullmatch(text)
    if month is not None:
        return _parsed(f"{month[2]}-{int(month[1]):02}")
    compact = _COMPACT.fullmatch(text)
    if compact is not None:
        return _parsed("-".join(compact.groups()))
    return _in_parts(text, order) or _of_two_digits(text, order, birth=birth) or _in_words(text)


def _in_parts(text: str, order: str | None) -> PartialDate | None:
    found = _PARTS.fullmatch(text)
    if found is None:
        return None
    one, sign, two, three = found.groups()
    order = order or ("day first" if sign == "." else None)  # with points the day is first wherever they are used
    if len(one) == 4:
        year, month, day = one, two, three
    elif len(three) == 4 and (order == "day first" or int(one) > 12):
        day, month, year = one, two, three
    elif len(three) == 4 and (order == "month first" or int(two) > 12):
        month, day, year = one, two, three
    else:
        return None
    return _parsed(f"{year}-{int(month):02}-{int(day):02}")


def _of_two_digits(text: str, order: str | None, *, birth: bool) -> PartialDate | None:
    """A date whose year has two digits, where the order is told."""
    found = _SHORT.fullmatch(text)
    if found is None or order is None:
        return None
    one, two, three = found.groups()
    day, month, short = {
        "day first": (one, two, three),
        "month first": (two, one, three),
        "year first": (three, two, one),
    }[order]
    year = _full_year(int(short), birth=birth) if len(short) == 2 else None
    return _parsed(f"{year}-{int(month):02}-{int(day):02}") if year is not None else None


def _full_year(short: int, *, birth: bool) -> int | None:
    """The year that two digits stand for: of a record 1950 to 2049; None where a birth can be of either century."""
    if not birth:
        return 2000 + short if short < _TURN else 1900 + short
    today = dt.date.today().year
    if 2000 + short > today:
        return 1900 + short
    return 2000 + short if 1900 + short < today - _OLDEST else None


def _in_words(text: str) -> PartialDate | None:
    """A date with the name of its month, which tells the order."""
    first, found = _NAME_FIRST.fullmatch(text), _NAMED.fullmatch(text)
    if first is not None:
        name, day, year = first.groups()
    elif found is not None:
        day, name, year = found.groups()
    else:
        return None
    month = _MONTHS.get(name.lower())
    if month is None:
        return None
    return _parsed(f"{year}-{month:02}-{int(day):02}" if day else f"{year}-{month:02}")


def _parsed(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None
