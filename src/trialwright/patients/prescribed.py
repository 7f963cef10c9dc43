"""Prescribed: a medicine with its dosage as a chart writes it ("Medrol 4 mg once daily", "Prednisone 5 MG Oral Tablet") in; its
name, the way in which it is given, and the dose of a day where the words tell it, out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

_AMOUNT = (
    r"(?P<amount>\d+(?:[.,]\d+)?) ?(?P<unit>mg|mcg|ug|µg|g|iu|units?|ml|meq|million units?|mu)"
    r"(?P<per>/(?:m2|m²|kg|ml|hr?|d|day|dose))?"
)
_WAYS = {
    "oral": ("oral", "orally", "po", "p.o.", "by mouth"),
    "intravenous": ("intravenous", "intravenously", "iv", "i.v."),
    "topical": ("topical", "topically"),
    "inhaled": ("inhaled",),
    "intranasal": ("nasal", "intranasal"),
    "subcutaneous": ("subcutaneous", "subcutaneously", "sc", "sq"),
    "intramuscular": ("im", "intramuscular"),
    "ophthalmic": ("ophthalmic",),
    "rectal": ("rectal",),
    "transdermal": ("transdermal",),
}
_ROUTES = {word: way for way, words in _WAYS.items() for word in words}
_OFTEN = {
    1: (
        "daily;once daily;once a day;every day;a day;per day;/day;/d;qd;q.d.;od;each day;every morning;in the morning;at night;"
        "nightly;at bedtime;qhs;qam"
    ),
    2: "twice daily;twice a day;bid;b.i.d.;bd;two times a day;every 12 hours;q12h",
    3: "three times daily;three times a day;tid;t.i.d.;tds;every 8 hours;q8h",
    4: "four times daily;four times a day;qid;every 6 hours;q6h",
}
_A_DAY = {word: times for times, words in _OFTEN.items() for word in words.split(";")}
_OTHER_TIMES = (
    r"(?:once |twice |three times )?(?:weekly|a week|per week|every week|a month|monthly)|every (?:other day|"
    r"\d+ (?:days?|weeks?|months?|hours?))|"
    r"q\d+ ?[dwhm]\w*|every (?:two|three|four|six) weeks|as needed|prn|once|single dose"
)
_FORMS = r"tablets?|tabs?|capsules?|caps?|pills?|injections?|solution|suspension|infusion|dose|bolus|maintenance"


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_WORD = re.compile(
    rf"[ ,]*(?:(?P<route>(?:{_either(_ROUTES)})(?![\w.]))|(?P<often>(?:{_either(_A_DAY)})(?!\w))|"
    rf"(?P<time>(?:{_OTHER_TIMES})(?!\w))|(?:{_FORMS})(?!\w))",
    re.IGNORECASE,
)
_DOSED = re.compile(rf"(?P<name>[^\d].*?),?\s+(?:at )?\(?{_AMOUNT}\)?(?P<rest>(?![\w%]).*)", re.IGNORECASE | re.DOTALL)
_MASS = {"mg": "mg", "g": "g", "mcg": "ug", "ug": "ug", "µg": "ug"}


class Prescribed(NamedTuple):
    """The name of a medicine, the way of giving it and its dose of a day ("4 mg/d"); empty where they are not told."""

    name: str
    route: str
    dose: str


def prescribed(text: str) -> Prescribed | None:
    """A medicine with its dosage, or None for a text with anything else in it.

    >>> prescribed("Medrol 4 mg once daily")
    Prescribed(name='Medrol', route='', dose='4 mg/d')
    """
    found = _DOSED.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    route, often, other, rest = "", set[int](), False, found["rest"]
    while rest.strip(" ,()"):
        word = _WORD.match(rest)
        if word is None:
            return None
        route = _ROUTES.get((word["route"] or "").lower(), route)
        often |= {_A_DAY[word["often"].lower()]} if word["often"] else set()
        other = other or bool(word["time"])
        rest = rest[word.end() :]
    per, unit = (found["per"] or "").lower(), found["unit"].lower()
    often |= {1} if per in ("/d", "/day") else set()
    if other or len(often) != 1 or unit not in _MASS or per not in ("", "/d", "/day"):
        return Prescribed(found["name"].strip(), route, "")
    amount = Decimal(found["amount"].replace(",", ".")) * often.pop()
    return Prescribed(found["name"].strip(), route, f"{amount.normalize():f} {_MASS[unit]}/d")
