"""The trials that a search found enter, their cards leave as markup: what a card says whatever was asked is made once, and kept.

Every piece is made by the macros of a template, which escapes all that is not our own; nothing else becomes markup here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from trialwright.find.asking import Hit, NearestSite, Results, Snippet
from trialwright.portal.keeping import kept_value
from trialwright.portal.rendering import piece
from trialwright.portal.views.hits import Card, card_of, marked
from trialwright.portal.visit import Visit

_PIECES = "hit.html.j2"
_ON_THE_CARD = ("BriefTitle", "Condition")
"""Fields whose words stand on the card anyway."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fixed:
    """What the card of a trial says whatever was asked, in the pieces of the template; `soon`: it does not recruit yet."""

    head: Markup
    facts: Markup
    sites: Markup
    conditions: Markup
    tick: Markup
    ticked: Markup
    soon: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """The card of a trial found: what it always says, where it runs, where the words stand."""

    fixed: Fixed
    site: Markup
    snippets: Markup


def drawn(visit: Visit, found: Results, *, km: float | None) -> list[Drawn]:
    """The cards of the trials found; `km` is the distance that was asked for."""
    code = visit.spoken.code
    marks = visit.shelf.changing.marks([hit.key for hit in found.hits])
    cards = ((hit, _fixed(visit, hit.key, marks.get(hit.key))) for hit in found.hits)
    return [
        Drawn(
            fixed=card,
            site=card.sites if hit.site is None else _nearest(code, hit.site, km, card.soon),
            snippets=_snippets(code, hit.snippets),
        )
        for hit, card in cards
        if card is not None
    ]


def _fixed(visit: Visit, key: str, mark: int | None) -> Fixed | None:
    """Kept until the trial changes (its `mark`), whatever others do."""

    def made() -> Fixed | None:
        trial = visit.shelf.trial(key)
        if trial is None:
            return None
        return _drawn(visit.spoken.code, card_of(Hit(key=key, score=0.0), trial.record, on=visit.today))

    return kept_value(visit, ("card", visit.spoken.code, key), made, state=mark)


def _drawn(code: str, card: Card) -> Fixed:
    pieces = {name: piece(_PIECES, code, name, card) for name in ("head", "facts", "sites", "conditions", "tick", "ticked")}
    return Fixed(**pieces, soon=card.status.belief.value == "soon")


@lru_cache(maxsize=4096)
def _nearest(code: str, site: NearestSite, km: float | None, soon: bool) -> Markup:
    return piece(_PIECES, code, "nearest", site, km, soon)


@lru_cache(maxsize=4096)
def _snippets(code: str, found: tuple[Snippet, ...]) -> Markup:
    shown = [(snippet.area, marked(snippet)) for snippet in found if snippet.area not in _ON_THE_CARD]
    return piece(_PIECES, code, "snippets", shown)
