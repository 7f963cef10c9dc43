"""The name of a template and values enter, a page in one language leaves; everything that is not our own markup is escaped."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from trialwright.lay.summary import age_words
from trialwright.portal.assets import asset_path
from trialwright.portal.folding import SpokenEnvironment
from trialwright.portal.languages import Language, language
from trialwright.portal.phrasebook import said_with, uncoded
from trialwright.portal.shown import plain, shown, web_address
from trialwright.portal.views.ticks import said_of, ticks_in
from trialwright.portal.views.words import area_label, field_label, word


def render(template: str, code: str, values: dict[str, Any]) -> str:
    """The page made of a template with its texts in the language `code`."""
    return environment(code).get_template(template).render(values)


def piece(template: str, code: str, name: str, *values: Any) -> Markup:
    """What one macro of a template makes of values in the language `code`: markup, all that is not our own escaped."""
    made: Markup = getattr(environment(code).get_template(template).module, name)(*values)
    return made


def _with_safe_values(translate: Callable[..., str]) -> Callable[..., str]:
    """A function of the catalogue whose values are made safe: what it gives back is markup, and is not looked at again."""

    @pass_context
    def translated(context: Context, *texts: Any, **values: Any) -> str:
        return translate(context, *texts, **{name: shown(value) for name, value in values.items()})

    return translated


@cache
def environment(code: str) -> Environment:
    """The templates with the texts, dates and numbers of one language."""
    spoken = language(code)
    made = SpokenEnvironment(
        loader=PackageLoader("trialwright.portal", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=shown,
        extensions=["jinja2.ext.i18n"],
    )
    _speak(made, spoken)
    made.speak(spoken)
    made.filters["plain"] = plain
    made.filters["address"] = web_address
    made.filters["field_label"] = field_label
    made.filters["area_label"] = area_label
    made.filters["uncoded"] = uncoded
    made.filters["worded"] = lambda pair: word(*pair)
    made.globals["asset"] = asset_path
    return made


def _speak(made: Environment, spoken: Language) -> None:
    """Lets the templates use a language: `_()`, dates, numbers, and words that come from tables."""
    made.install_gettext_translations(spoken.texts, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    for name in ("gettext", "ngettext"):
        made.globals[name] = _with_safe_values(cast("Callable[..., str]", made.globals[name]))
    made.filters["date"] = spoken.date
    made.filters["number"] = spoken.number
    made.filters["said"] = spoken.text
    made.filters["age"] = lambda stated: age_words(str(stated), spoken.speech)
    made.filters.update(said_with(spoken))
    made.filters["ticks"] = ticks_in(spoken)
    made.filters["value_of"] = said_of(spoken)
    made.globals["spoken"] = spoken
