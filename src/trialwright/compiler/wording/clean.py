"""A stretch of raw text enters, what a reader sees leaves: escapes and entities undone, blanks and line breaks joined."""

from __future__ import annotations

import html
import re
from functools import lru_cache

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:amp;)*(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*\*|__")
_FULL_WIDTH = str.maketrans("：（）［］", ":()[]")


@lru_cache(maxsize=4096)
def clean(raw: str) -> str:
    """`raw` as a reader sees it: `\\\\>= 1.5×10\\\\^9/L` becomes `>= 1.5×10^9/L`.

    Source: ClinicalTrials.gov API v2's type `markup` escapes every sign that markdown could take for its own.
    """
    text = _ESCAPE.sub(r"\1", raw) if "\\" in raw else raw
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    return " ".join(text.split())


def _entity(match: re.Match[str]) -> str:
    return html.unescape(re.sub(r"^&(?:amp;)+", "&", match.group()))


def heading_key(raw: str) -> str:
    """`raw` as headings are compared: clean, without emphasis, marks of a heading and a closing colon, in lower case."""
    text = clean(raw)
    if "**" in text or "__" in text:
        text = _EMPHASIS.sub("", text)
    text = text.translate(_FULL_WIDTH).strip(" #*=_-–—•·.")
    return text.rstrip(" :：-–—.|").casefold()
