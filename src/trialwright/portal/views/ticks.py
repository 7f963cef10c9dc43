"""The boxes of a facet enter, their markup in one language leaves: a page has hundreds, and a template takes long over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from trialwright.portal.languages import Language, language
from trialwright.portal.phrasebook import said_with
from trialwright.portal.shown import shown
from trialwright.portal.views.hits import Box


def ticks_in(spoken: Language) -> Callable[[Iterable[Box], str, int], Markup]:
    """What the template calls for a list of boxes: their facet, and how many boxes of it stand before them."""

    code = spoken.code

    def ticks(boxes: Iterable[Box], name: str, before: int) -> Markup:
        mark = str(escape(name))
        rows = [_row(box, mark, at, code) for at, box in enumerate(boxes, before + 1)]
        return Markup("".join(rows))  # noqa: S704 - every value in a row is escaped # nosec B704

    return ticks


def _row(box: Box, name: str, at: int, code: str) -> str:
    value, label = _said(box.value, box.label, box.translated, code)
    chosen = " checked" if box.chosen else ""
    return (
        f'<li class="tick-line"><input type="checkbox" id="{name}-{at}" name="{name}" value="{value}"{chosen}>'
        f'<label for="{name}-{at}">{label} <span class="quiet number">{_counted(box.count, code)}</span></label></li>'
    )


@lru_cache(maxsize=8192)
def _counted(count: int, code: str) -> str:
    return str(escape(language(code).number(count)))


@lru_cache(maxsize=8192)
def _said(value: str, label: str, translated: bool, code: str) -> tuple[str, str]:
    """The value of a box, and how it is called in a language, as markup."""
    said = language(code).text(label) if translated else said_with(language(code))["remark"](label)
    return str(escape(shown(value))), str(escape(shown(said)))
