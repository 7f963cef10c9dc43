"""The boxes of a facet enter, their markup in one language leaves: a page has hundreds, and a template takes long over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from trialwright.portal.languages import Language, language
from trialwright.portal.phrasebook import said_with
from trialwright.portal.shown import shown
from trialwright.portal.views.hits import Box

_ROW = (
    '<li class="tick-line"><input type="checkbox" id="{id}" name="{name}" value="{value}"{chosen}>'
    '<label for="{id}">{label} <span class="quiet number">{count}</span></label></li>'
)


def ticks_in(spoken: Language) -> Callable[[Iterable[Box], str, int], Markup]:
    """What the template calls for a list of boxes: their facet, and how many boxes of it stand before them."""

    def ticks(boxes: Iterable[Box], name: str, before: int) -> Markup:
        rows = (_row(box, str(escape(f"{name}-{at}")), str(escape(name)), spoken) for at, box in enumerate(boxes, before + 1))
        return Markup("".join(rows))  # noqa: S704 - every value in a row is escaped # nosec B704

    return ticks


def _row(box: Box, mark: str, name: str, spoken: Language) -> str:
    value, label = _said(box.value, box.label, box.translated, spoken.code)
    chosen = " checked" if box.chosen else ""
    return _ROW.format(id=mark, name=name, value=value, chosen=chosen, label=label, count=escape(spoken.number(box.count)))


@lru_cache(maxsize=8192)
def _said(value: str, label: str, translated: bool, code: str) -> tuple[str, str]:
    """The value of a box, and how it is called in a language, as markup."""
    said = language(code).text(label) if translated else said_with(language(code))["remark"](label)
    return str(escape(shown(value))), str(escape(shown(said)))
