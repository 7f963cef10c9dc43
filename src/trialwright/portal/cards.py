"""The trials that a search found enter, their cards leave as markup: what a card says whatever was asked is made once, and kept.

Every piece is made by the macros of a template, which escapes all that is not our own; nothing else becomes markup here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from markupsafe import Markup, escape

from trialwright.find.asking import Hit, NearestSite, Results, Snippet
from trialwright.portal.asked import Asked, Placed
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
    soon: bool


def drawn(visit: Visit, found: Results, asked: Asked, where: Placed) -> list[Markup]:
    """The cards of the trials found: what each always says, where it runs from `where`, where the words of `asked` stand."""
    code = visit.spoken.code
    comparing = visit.has("/compare")
    carried = escape(f"?{urlencode(asked.place_pairs)}") if where.place is not None and asked.place_pairs else Markup("")
    marks = visit.shelf.changing.marks([hit.key for hit in found.hits])
    cards = ((hit, _fixed(visit, hit.key, marks.get(hit.key))) for hit in found.hits)
    return [
        _joined(
            card.head,
            carried,
            card.facts,
            card.sites if hit.site is None else _nearest(code, hit.site, asked.km, card.soon),
            card.conditions,
            _snippets(code, hit.snippets),
            card.tick if comparing else Markup(""),
        )
        for hit, card in cards
        if card is not None
    ]


def _joined(*pieces: Markup) -> Markup:
    """Pieces as one; what is markup already is not looked at again, which `Markup.join` does and takes half of a card's time."""
    return Markup("".join(pieces))  # noqa: S704 - of markup alone # nosec B704


def _fixed(visit: Visit, key: str, mark: int | None) -> Fixed | None:
    """Kept until the trial changes (its `mark`), whatever others do."""

    def made() -> Fixed | None:
        trial = visit.shelf.trial(key)
        if trial is None:
            return None
        return _drawn(visit.spoken.code, card_of(Hit(key=key, score=0.0), trial.record, on=visit.today))

    return kept_value(visit, ("card", visit.spoken.code, key), made, state=mark)


def _drawn(code: str, card: Card) -> Fixed:
    pieces = {name: piece(_PIECES, code, name, card) for name in ("head", "facts", "sites", "conditions", "tick")}
    return Fixed(**pieces, soon=card.status.belief.value == "soon")


@lru_cache(maxsize=4096)
def _nearest(code: str, site: NearestSite, km: float | None, soon: bool) -> Markup:
    return piece(_PIECES, code, "nearest", site, km, soon)


@lru_cache(maxsize=4096)
def _snippets(code: str, found: tuple[Snippet, ...]) -> Markup:
    shown = [(snippet.area, marked(snippet)) for snippet in found if snippet.area not in _ON_THE_CARD]
    return piece(_PIECES, code, "snippets", shown)
