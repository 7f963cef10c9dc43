"""Text from outside made fit for a document: any text in; a text, an id, markdown or XHTML that can do no harm there out."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Container
from html import escape

_LONGEST_ID = 64
_NOT_ID = re.compile(r"[^A-Za-z0-9.\-]+")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
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


def markdown(text: str) -> str:
    """As `clean`, with no HTML in it: "<b" is a less-than sign and a letter, as the page had it.

    >>> markdown("ANC <1.5 <script>")
    'ANC <1.5 \\\\<script>'
    """
    return _TAG.sub(r"\\<", clean(text))


def xhtml(text: str) -> str:
    """As `clean`, with what would be markup escaped.

    >>> xhtml("<b>&")
    '&lt;b&gt;&amp;'
    """
    return escape(clean(text), quote=False)


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
