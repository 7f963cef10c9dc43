"""A question of the search page enters, what is kept of it leaves: a title and a name; a kept one enters, its question leaves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass

from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.portal.asked import ORDERS, Asked, placed, query_of
from trialwright.portal.keeping import kept_value
from trialwright.portal.visit import Visit
from trialwright.shelf.searches import Saved, as_kept

LONGEST_TITLE, MOST = 120, 200
"""How many searches a portal keeps: each is asked again with every change of the shelf."""
_LONGEST_NAME = 40
_SHOWN = "…"


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """A kept search as a page shows it. `asked` is its question on the search page, None where that page cannot ask it."""

    saved: Saved
    asked: Asked | None

    @property
    def path(self) -> str:
        """The page of its news."""
        return f"/feeds/{self.saved.name}"


def followed(visit: Visit) -> tuple[Followed, ...]:
    """Every search that is followed, by name."""
    return kept_value(visit, "followed", lambda: tuple(_followed(saved) for saved in visit.shelf.searches.all())) or ()


def _followed(saved: Saved) -> Followed:
    return Followed(saved=saved, asked=asked_again(saved.query))


def followed_as(visit: Visit, asked: Asked) -> Followed | None:
    """The kept search that asks the same, if there is one."""
    kept = followed(visit)
    if not kept:
        return None
    try:
        wanted = as_kept(query_of(asked, placed(asked), size=1, count=()))
    except UserError:
        return None
    return next((item for item in kept if item.saved.query == wanted), None)


def asked_again(query: Query) -> Asked | None:
    """The question of the search page that a kept query is.

    >>> asked_again(as_kept(Query(words="gastric", age=61))) == Asked(words="gastric", age=61)
    True
    >>> asked_again(Query(ids=("NCT00000001",))) is None
    True
    """
    near = query.near
    asked = Asked(
        words=query.words,
        condition=query.areas.get("cond", ""),
        treatment=query.areas.get("intr", ""),
        place=near.name if near is not None else "",
        km=near.within_km if near is not None else None,
        recruiting=near.recruiting if near is not None else False,
        age=query.age,
        starts=query.dates.get("StartDate", (None, None)),
        enrolment=query.enrolment,
        facets=query.facets,
        order=next((name for name, order in ORDERS.items() if order == query.sort), ""),
        off=tuple(sorted(query.unexpanded)),
        meaning=query.meaning,
    )
    return asked if as_kept(query_of(asked, placed(asked), size=1, count=())) == query else None


def title_of(asked: Asked) -> str:
    """What to call a question until somebody gives it a better name.

    >>> title_of(Asked(words="gastric cancer", place="Utrecht", km=50, facets={"phase": ("PHASE3",)}))
    'gastric cancer · PHASE3 · Utrecht, 50 km'
    """
    whole = " · ".join(_pieces(asked))
    return whole if len(whole) <= LONGEST_TITLE else whole[: LONGEST_TITLE - 1] + _SHOWN


def _pieces(asked: Asked) -> Iterator[str]:
    yield from (text for text in (asked.words, asked.condition, asked.treatment) if text)
    yield from (value for values in asked.facets.values() for value in values)
    if asked.age is not None:
        yield f"{asked.age:g}"
    for low, high in (asked.starts, asked.enrolment):
        if (low, high) != (None, None):
            yield f"{low or ''}–{high or ''}"
    if asked.place:
        yield asked.place + (f", {asked.km:g} km" if asked.km is not None else "")


def name_of(title: str, taken: Container[str]) -> str:
    """A name for addresses, of small letters and digits, that nothing has yet.

    >>> name_of("Gastric cancer · Málaga", ("gastric-cancer-malaga",))
    'gastric-cancer-malaga-2'
    """
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_NAME].strip("-") or "search"
    return next(name for name in _numbered(base) if name not in taken)


def _numbered(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}-{number}" for number in range(2, MOST + 3))
