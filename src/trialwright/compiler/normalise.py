"""Normalise: one statement's text in, the same text in one spelling of signs and numbers out, with a map back to every character.

Comparators, escapes, full-width and typographic signs, thousands and lost superscripts become plain; nothing else changes, and
the place of each character of the result in the source is kept, so that spans always count in the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from trialwright.findings import Finding, Severity, Span
from trialwright.vocabulary.abbreviations import expansions
from trialwright.vocabulary.records import record


@record(frozen=True, kw_only=True, slots=True)
class Normal:
    """Normalised text; character i stands for the source characters `starts[i]` to `ends[i]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, first: int, last: int) -> Span:
        """The source span of the normalised characters `first` to `last` (exclusive); empty where they are."""
        if first >= last:
            place = self.starts[first] if first < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return Span(start=place, end=place)
        return Span(start=self.starts[first], end=max(self.ends[first:last]))


_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_FULLWIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SIGNS = {
    "≤": "<=",
    "≦": "<=",
    "⩽": "<=",
    "≥": ">=",
    "≧": ">=",
    "⩾": ">=",
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "\u00a0": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\u3000": " ",
    "\t": " ",
    "\r": " ",
    "\n": " ",
    "µ": "u",
    "μ": "u",
    "×": "x",
    "✕": "x",
    "·": "*",
    "℃": "°C",
    "、": ",",
    "。": ".",
    "，": ",",
    "；": ";",
    "：": ":",
    "﹤": "<",
    "﹥": ">",
} | _FULLWIDTH

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def _constant(text: str) -> Callable[[re.Match[str]], str]:
    return lambda _match: text


_ENTITIES = {"gt": ">", "lt": "<", "amp": "&", "nbsp": " ", "ge": "≥", "le": "≤", "quot": '"', "#39": "'", "plusmn": "±"}
_ESCAPES: tuple[_Rule, ...] = (
    (re.compile(r"\\?&(?:amp;)?(gt|lt|amp|nbsp|ge|le|quot|#39|plusmn);"), lambda match: _ENTITIES[match[1]]),
    (re.compile(r"\\([<>~^*_\[\]()#+\-.!|`=])"), lambda match: match[1]),
)

_CHARACTERS: tuple[_Rule, ...] = (
    (re.compile("[" + re.escape("".join(_SIGNS)) + "]"), lambda match: _SIGNS[match[0]]),
    (re.compile(r"(?<=\d)[⁰¹²³⁴⁵⁶⁷⁸⁹]+"), lambda match: "^" + match[0].translate(_SUPERSCRIPTS)),
    (re.compile(r"(?<=[a-zA-Z])[⁰¹²³⁴⁵⁶⁷⁸⁹]"), lambda match: match[0].translate(_SUPERSCRIPTS)),
)

_BETWEEN = r"\bbetween ((?:the )?(?:ages? )(?:of )?)?(\d+(?:\.\d+)?(?: ?(?:%|[a-zµ][\w/^*]{0,11}))?) ?(?:and|to|-) ?(?=\d)"
""" "Between 9 and 14 g/dL" is the range "9 - 14 g/dL"."""

_NUMBERS: tuple[_Rule, ...] = (
    (re.compile(r"<\s*/\s*="), _constant("<=")),
    (re.compile(r">\s*/\s*="), _constant(">=")),
    (re.compile(r"=\s*/\s*<|=\s?<|<\s=|<\s?\(=\)|< ?or ?= ?(?=\d)|<(?=\s*or equal to)"), _constant("<=")),
    (re.compile(r"=\s*/\s*>|=\s?>|>\s=|>\s?\(=\)|> ?or ?= ?(?=\d)|>(?=\s*or equal to)"), _constant(">=")),
    (re.compile(r"(?<=[<>]=)\s*or equal to"), _constant("")),
    (re.compile(r"(?<=\d),\s?(?=\d{3}(?!\d))"), _constant("")),
    (re.compile(r"(?<=\d)['’](?=\d{3}(?!\d))"), _constant("")),
    (re.compile(r"(?<=\d)\.(?=\d{3}\s?/\s?(?:mm|u[lL]|mcL|cu))"), _constant("")),
    (re.compile(r"(?<=\d{3})\s?u[lL]\b"), _constant("/uL")),
    (re.compile(r"(?<=\d) (?=\d{3}\s?/\s?(?:mm|u?[lL]|mcL|cu))"), _constant("")),
    (
        re.compile(r"(?<=\d)(?:\s?[x*]\s?)10\s?[\^*eE]?\s?\(?([369]|12)\)?(?=\s?(?:/|cells|per|platelets|u?[lL]\b))"),
        lambda match: f"x10^{match[1]}",
    ),
    (re.compile(r"(?<=\d)\s?[x*]\s?10\s?E\+?(\d{1,2})"), lambda match: f"x10^{int(match[1])}"),
    (re.compile(r"(?<=\d) 10 ?[\^*]? ?([369]|12)(?= ?/ ?[uL])"), lambda match: f" x10^{match[1]}"),
    (re.compile(r"(?<=\d)\s(?=%)"), _constant("")),
    (re.compile(r",?\s*\bbut\s+(?:is\s+|are\s+)?not\s+(?:limited|restricted|confined)\s+to\b,?", re.IGNORECASE), _constant("")),
    (re.compile(_BETWEEN, re.IGNORECASE), lambda match: f"{match[1] or ''}{match[2]} - "),
    (re.compile(r"(?<=[^\d\s])(?=[<>]=?\s?\d)"), _constant(" ")),
    (re.compile(r"(?<=[<>=])(?=\d)"), _constant(" ")),
)

_LOST_SUPERSCRIPT = re.compile(r"(?<=\d)\s?[x*×]\s?10\s?([369]|12)(?=\s?/)")


def normalise(text: str, offset: int = 0) -> Normal:
    """`text` in plain signs; `offset` is where it begins in the source that spans count in."""
    result = Normal(
        text=text,
        starts=tuple(range(offset, offset + len(text))),
        ends=tuple(range(offset + 1, offset + len(text) + 1)),
    )
    for rules in (_ESCAPES, _CHARACTERS, _NUMBERS):
        for pattern, replacement in rules:
            if pattern.search(result.text):
                result = _replaced(result, pattern, replacement)
    return _expanded(result)


def lost_superscripts(text: str, offset: int = 0) -> tuple[Finding, ...]:
    """A finding for each power of ten whose superscript was lost ("1.5 x 109/L"): read as 10^9, and said."""
    return tuple(
        Finding(
            code="SUPERSCRIPT_LOST",
            severity=Severity.INFO,
            message=f"'{match[0].strip()}' is read as a power of ten (10^{match[1]}): the superscript was lost",
            span=Span(start=offset + match.start(), end=offset + match.end()),
            values=(match[0].strip(),),
        )
        for match in _LOST_SUPERSCRIPT.finditer(text)
    )


def _expanded(before: Normal) -> Normal:
    """Abbreviations of more than one thought ("mCRPC") in the words that they stand for."""
    result = before
    for found in reversed(expansions(before.text)):
        place, size = before.span(found.start, found.end), len(found.words)
        result = Normal(
            text=f"{result.text[: found.start]}{found.words}{result.text[found.end :]}",
            starts=(*result.starts[: found.start], *[place.start] * size, *result.starts[found.end :]),
            ends=(*result.ends[: found.start], *[place.end] * size, *result.ends[found.end :]),
        )
    return result


def _replaced(before: Normal, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]) -> Normal:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in pattern.finditer(before.text):
        first, last = match.span()
        pieces.append(before.text[done:first])
        starts.extend(before.starts[done:first])
        ends.extend(before.ends[done:first])
        put = replacement(match)
        place = before.span(first, last)
        pieces.append(put)
        starts.extend([place.start] * len(put))
        ends.extend([place.end] * len(put))
        done = last
    pieces.append(before.text[done:])
    starts.extend(before.starts[done:])
    ends.extend(before.ends[done:])
    return Normal(text="".join(pieces), starts=tuple(starts), ends=tuple(ends))
