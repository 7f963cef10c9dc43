"""The values of a facet enter, the markup of their boxes in one language leaves: a page has hundreds, and a template is slow.

What a box says beside its count is made once and kept. A box is called after its value: after a choice it may stand elsewhere,
and whoever goes by the keyboard stays on it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from trialwright.find.asking import Bucket
from trialwright.portal.languages import Language, language
from trialwright.portal.phrasebook import voiced, worded
from trialwright.portal.shown import shown
from trialwright.portal.views.hits import FacetView, facet_label
from trialwright.vocabulary.written import written


def ticks_in(spoken: Language) -> Callable[[Iterable[Bucket], FacetView], Markup]:
    """What the template calls for some values of a facet."""

    code = spoken.code

    def ticks(values: Iterable[Bucket], facet: FacetView) -> Markup:
        name, chosen = facet.name, facet.chosen
        rows = [f"{_before(name, each.value, each.value in chosen, code)}{_counted(each.count, code)}" for each in values]
        return Markup("".join(rows))  # noqa: S704 - every value in a row is escaped # nosec B704

    return ticks


def said_of(spoken: Language) -> Callable[[str, str], Markup]:
    """What the template calls for one value of a facet: how it is called in a language."""
    code = spoken.code
    return lambda value, name: _said(name, value, code)


@lru_cache(maxsize=8192)
def _before(name: str, value: str, chosen: bool, code: str) -> str:
    """A row as far as its count."""
    named = f"{escape(name)}-{zlib.crc32(value.encode()):x}"
    ticked = " checked" if chosen else ""
    return (
        f'<li class="tick-line"><input type="checkbox" id="{named}" name="{escape(name)}" value="{escape(shown(value))}"{ticked}>'
        f'<label for="{named}">{_said(name, value, code)} '
    )


@lru_cache(maxsize=8192)
def _counted(count: int, code: str) -> str:
    """The count of a row, and its end."""
    return f'<span class="quiet number">{escape(language(code).number(count))}</span></label></li>'


def _said(name: str, value: str, code: str) -> Markup:
    """A value in a language, safe to show; one that has no name there says that it is English."""
    spoken = language(code)
    label, translated = facet_label(name, value)
    if translated:
        return escape(shown(spoken.text(label)))
    said, foreign = worded(label, spoken), spoken.speech.foreign
    return voiced(foreign(written(label)) if said in (label, foreign(label)) else said)
