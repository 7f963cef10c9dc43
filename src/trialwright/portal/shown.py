"""Text from outside enters, text that is safe to show leaves: no hidden signs, no address that acts."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from trialwright.registries.markup import unescape

# Controls but tab and line ends; marks that turn or hide text (a name could otherwise be shown backwards, or a line end early).
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
LONGEST_ADDRESS = 2000
LONGEST = 40_000
"""The most characters of one value that a page shows; how many more there are stands behind them."""


def shown(value: Any) -> Any:
    """A value as a page may show it: strings without hidden signs; markup of our own and other values as they are.

    >>> shown("abc\\u202edef")
    'abcdef'
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = value if value.isascii() and value.isprintable() else _HIDDEN.sub("", value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … [+{len(text) - LONGEST:,}]"


def plain(text: str) -> str:
    """Text of a record as people read it: registry escapes undone."""
    return unescape(text)


def web_address(text: object) -> str | None:
    """An address that may become a link: http or https with a host and without a name and password; anything else stays text.

    >>> web_address("https://example.org/trial"), web_address("javascript:alert(1)")
    ('https://example.org/trial', None)
    """
    if (
        not isinstance(text, str)
        or len(text) > LONGEST_ADDRESS
        or _HIDDEN.search(text)
        or any(sign in text for sign in ' \t\n\\"<>')
    ):
        return None
    try:
        parts = urlsplit(text)
        user = parts.username
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.hostname and user is None else None


def local_path(text: str | None) -> str:
    """A path of this portal to go back to: one that leads elsewhere becomes the front page.

    >>> local_path("/trial/NCT1?x=1"), local_path("//elsewhere.example")
    ('/trial/NCT1?x=1', '/')
    """
    if not text or len(text) > LONGEST_ADDRESS or not re.fullmatch(r"/(?![/\\])[!-~]*", text) or "\\" in text:
        return "/"
    return text
