"""Text from outside made fit for a document: any text in; a text, an id, markdown or XHTML that can do no harm there out."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Container
from html import escape, unescape

_LONGEST_ID = 64
_NOT_ID = re.compile(r"[^A-Za-z0-9.\-]+")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
_MARKUP = re.compile(r"[\\`*_\[~]|<(?=[A-Za-z/!?])|&(?=#?\w+;)")
_BETWEEN = "\x1f"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:trialwright:export")


def clean(text: str, *, empty: str = "(no text)") -> str:
    """A text without control characters and halves of characters, never blank: JSON, XML and FHIR take it.

    >>> clean(" ANC\\x00 > 1.5\\n")
    'ANC > 1.5'
    """
    kept = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))
    return kept.strip() or empty


def one_line(text: str, *, empty: str = "(no text)") -> str:
    """As `clean`, on one line with single blanks: what a code or a display may be."""
    return " ".join(clean(text, empty=empty).split())


def heading(text: str) -> str:
    """As `plain`, on one line: a title or a sentence of the source."""
    return " ".join(plain(text).split())


def plain(text: str) -> str:
    """As `clean`, with the escapes and entities of a registry's markdown undone: what a person is to read.

    >>> plain("neutrophils \\\\>= 1.5 x 10\\\\^9/L")
    'neutrophils >= 1.5 x 10^9/L'
    """
    return clean(_ENTITY.sub(lambda entity: unescape(entity[0]), _ESCAPE.sub(r"\1", text)))


def markdown(text: str) -> str:
    """As `plain`, so that markdown shows it letter by letter: 10*9/L keeps its star, and "<b" is no tag.

    >>> markdown("10*9/L <script> < 3")
    '10\\\\*9/L \\\\<script> < 3'
    """
    return _MARKUP.sub(lambda sign: f"\\{sign[0]}", plain(text))


def xhtml(text: str) -> str:
    """As `plain`, with what would be markup escaped.

    >>> xhtml("<b>&")
    '&lt;b&gt;&amp;'
    """
    return escape(plain(text), quote=False)


def identifier(text: str, taken: Container[str] = ()) -> str:
    """An id of letters, digits, "-" and ".", at most 64 long, that is not `taken` yet.

    >>> identifier("2.I4/../x", {"2.I4-..-x"})
    '2.I4-..-x-2'
    """
    kept = _NOT_ID.sub("-", text).strip("-")[:_LONGEST_ID] or "x"
    number, found = 2, kept
    while found in taken:
        ending = f"-{number}"
        found, number = kept[: _LONGEST_ID - len(ending)] + ending, number + 1
    return found


def urn(*parts: str) -> str:
    """The same `urn:uuid:` for the same parts, so that a document is the same each time it is made."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, _BETWEEN.join(clean(part) for part in parts))}"
