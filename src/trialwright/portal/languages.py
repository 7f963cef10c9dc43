"""A code enters, the texts, dates and numbers of a language leave; what a browser asks for enters, the language to use leaves."""

from __future__ import annotations

import datetime as dt
import gettext as gettext_files
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from babel import Locale, negotiate_locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_decimal_symbol
from babel.support import NullTranslations, Translations

from trialwright.errors import UserError
from trialwright.protocol.speech import ENGLISH, Speech
from trialwright.vocabulary.time import PartialDate
from trialwright.vocabulary.written import written

DOMAIN = "portal"
SOURCE = "en"
"""The language that texts are written in: its catalogue is the texts themselves."""

_MONTH, _DAY = "MMMM y", "long"


@dataclass(frozen=True, kw_only=True, slots=True)
class Language:
    """One language of the portal: its code ("nl"), its name in itself, its texts, its calendar."""

    code: str
    name: str
    texts: gettext_files.NullTranslations
    locale: Locale

    def text(self, message: str) -> str:
        """The text in this language; the message itself where the catalogue lacks it."""
        return self.texts.gettext(message)

    def date(self, value: str | dt.date | None) -> str:
        """A date as exact as it is given: "2026-01" stays a month. What is no date is given back as it stands.

        >>> language("en").date("2026-01"), language("nl").date("2026-01-31")
        ('January 2026', '31 januari 2026')
        """
        return _dated(value or "", self.code)

    def month(self, value: str) -> str:
        """A date without its day: "2026-01-31" is January 2026."""
        return self.date(value[:7])

    def number(self, value: float) -> str:
        """A number with the language's separators."""
        return _number(value, self.code)

    @property
    def speech(self) -> Speech:
        """How criteria and the plain summary are said in this language."""
        return _speech(self.code)


@lru_cache(maxsize=8192)
def _dated(value: str | dt.date, code: str) -> str:
    # Day before month also in English: readers come from everywhere, and 03/04 or "March 4" misleads half of them.
    calendar = Locale("en", "GB") if code == SOURCE else language(code).locale
    if isinstance(value, dt.date):
        return str(format_date(value, format=_DAY, locale=calendar))
    try:
        partial = PartialDate.parse(value)
    except ValueError:
        return value
    if partial.exact:
        return _dated(partial.first, code)
    month = partial.first.month == partial.last.month
    return str(format_date(partial.first, format=_MONTH if month else "y", locale=calendar))


@lru_cache(maxsize=4096)
def _number(value: float, code: str) -> str:
    return str(format_decimal(value, locale=language(code).locale))


@cache
def _speech(code: str) -> Speech:
    if code == SOURCE:
        return ENGLISH
    pairs = ((message.id, message.string) for message in _catalogue(code))
    words = {said: found for said, found in pairs if isinstance(said, str) and isinstance(found, str) and said and found}
    words = {written(said): found for said, found in words.items()} | words
    decimal = get_decimal_symbol(language(code).locale)
    return Speech(words=words, decimal=decimal, date=language(code).month, native=False)


@cache
def language(code: str) -> Language:
    """A language by its code; one without a catalogue is a `UserError`."""
    locale = Locale.parse(code)
    name = (locale.get_display_name(code) or code).capitalize()
    return Language(code=code, name=name, texts=_texts(code), locale=locale)


def _texts(code: str) -> gettext_files.NullTranslations:
    """The catalogue of a language, compiled in memory: no compiled file can be older than its source."""
    if code == SOURCE:
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, _catalogue(code))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


@cache
def _catalogue(code: str) -> Catalog:
    source = files("trialwright.portal") / "locale" / f"{code}.po"
    if not source.is_file():
        raise UserError(f"there is no catalogue of texts for {code!r}", hint="use en or nl")
    return read_po(io.BytesIO(source.read_bytes()), locale=code)


def chosen_language(codes: tuple[str, ...], cookies: Mapping[str, str], accepted: str, *, asked: str | None = None) -> Language:
    """The language for a reader: the one in the address, else the one chosen before, else the browser's, else the first."""
    for code in (asked, cookies.get("language")):
        if code in codes and code is not None:
            return language(code)
    return language(_negotiated(codes, accepted[:200]))


@lru_cache(maxsize=512)
def _negotiated(codes: tuple[str, ...], accepted: str) -> str:
    wanted = [part.partition(";")[0].strip().replace("-", "_") for part in accepted.split(",")]
    return negotiate_locale(wanted, codes) or codes[0]
