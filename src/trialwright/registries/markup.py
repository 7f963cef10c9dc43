"""Text with API v2's markdown escapes and HTML entities enters (`\\<`, `\\~`, `\\&gt;`), the text they stand for leaves."""

from __future__ import annotations

import html
import re
from typing import Any

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)


def unescape(text: str) -> str:
    """`text` without backslashes before signs and with entities resolved: `\\>= 1.5×10\\^9/L` -> `>= 1.5×10^9/L`.

    Source: ClinicalTrials.gov API v2 type `markup` escapes every sign that markdown could take for its own.
    """
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text) if "&" in text else text


def unescaped(value: Any) -> Any:
    """A JSON value with every string in it unescaped and every null left out."""
    if isinstance(value, str):
        return unescape(value)
    if isinstance(value, dict):
        return {key: unescaped(item) for key, item in value.items() if item is not None}
    return [unescaped(item) for item in value] if isinstance(value, list | tuple) else value
