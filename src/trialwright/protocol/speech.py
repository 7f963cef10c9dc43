"""A pattern or a name in English enters, the same in the language that a page speaks leaves; what stays English is marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from trialwright.protocol.units_in_words import rows_of, with_unit_of
from trialwright.vocabulary.time import PartialDate
from trialwright.vocabulary.written import written

OPEN, CLOSE = "\u2068", "\u2069"
"""Unicode's own signs around words of another language: no text of a record keeps them, and where they stay they show nothing."""
_FOREIGN = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")


def _month_in_english(text: str) -> str:
    """A date without its day: "2026-03-07" is March 2026."""
    try:
        date = PartialDate.parse(text)
    except ValueError:
        return text
    return f"{date.first:%Y}" if date.first.month != date.last.month else f"{date.first:%B %Y}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Speech:
    """How criteria are said in one language.

    `words` has our English patterns and names in that language; `decimal` stands in numbers, `date` says a date as exactly as
    it is known. Where a language is not `native`, a name that it lacks is a foreign word, and marked.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    decimal: str = "."
    date: Callable[[str], str] = _month_in_english
    native: bool = True

    def text(self, words: str) -> str:
        """A pattern or a text of ours; itself where the language has none."""
        return self.words.get(words, words)

    def say(self, name: str, /, **parts: str) -> str:
        """A row of `data/node_words.tsv` with its parts filled in."""
        return self.fill(_patterns()[name], **parts)

    def fill(self, pattern: str, /, **parts: str) -> str:
        """A pattern of one of our tables with its parts filled in.

        >>> Speech().fill("{limits} lines of {target}", limits="at most 2", target="chemotherapy")
        'at most 2 lines of chemotherapy'
        """
        return self.text(pattern).format(**parts)

    def name(self, words: str) -> str:
        """The name of a concept, a value or a moment."""
        found = self.words.get(words)
        return found if found is not None else self.foreign(written(words))

    def foreign(self, words: str) -> str:
        """Words that stay in the language of the record; of words in English themselves no mark is needed."""
        return words if self.native or not words else f"{OPEN}{unmarked(words)}{CLOSE}"

    def number(self, number: str) -> str:
        """A number as the language writes it: "9.0" is "9,0" in Dutch."""
        return number.replace(".", self.decimal)

    def with_unit(self, number: str, unit: str | None) -> str:
        """A number with its unit: "9,0 g/dL", "14 dagen"."""
        return with_unit_of(self.number(number), unit, one=number == "1", text=self.text)

    def amount(self, number: Decimal, unit: str) -> str:
        """An amount of time by the UCUM code of its unit: "14 days"."""
        return self.with_unit(format(number.normalize(), "f"), unit)


ENGLISH = Speech()
"""The language in which our words are written."""


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """A text in pieces, each with whether it is foreign.

    >>> list(pieces("geen \\u2068brain metastasis\\u2069"))
    [('geen ', False), ('brain metastasis', True)]
    """
    for at, piece in enumerate(_FOREIGN.split(text)):
        if piece:
            yield piece, at % 2 == 1


def unmarked(text: str) -> str:
    """A text without the marks around foreign words."""
    return text.replace(OPEN, "").replace(CLOSE, "")


@cache
def _patterns() -> dict[str, str]:
    return {row["name"]: row["text"] for row in rows_of("node_words.tsv")}
