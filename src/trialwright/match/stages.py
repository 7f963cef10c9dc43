"""Stages of cancer: a recorded stage and an asked one in; fits, does not, or open out."""

from __future__ import annotations

import re

_ROMAN = re.compile(r"\b(?:stage\s*)?(IV|III|II|I|0|[1-4])\s*([ABC]?)\s*([1-3]?)\b", re.IGNORECASE)
_SUPERFICIAL = re.compile(r"\b(?:c|p)?T(a|is|1)\b", re.IGNORECASE)
_DIGITS = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def stage_code(text: str) -> str | None:
    """The stage group that a text names ("Stage IIIb" is "IIIB", "4" is "IV"); None when it names none."""
    match = _ROMAN.fullmatch(text.strip())
    if match is None:
        return None
    group = match[1].upper()
    return _DIGITS.get(group, group) + match[2].upper() + match[3]


def stage_fits(recorded: str, asked: str) -> bool | None:
    """True: the recorded stage is the asked one or a part of it. None: the
    record is coarser, or one of the two is no stage group."""
    have, want = stage_code(recorded), stage_code(asked)
    if have is None or want is None:
        plain, other = recorded.strip().lower(), asked.strip().lower()
        if plain == other:
            return True
        both = _SUPERFICIAL.fullmatch(recorded.strip()) and _SUPERFICIAL.fullmatch(asked.strip())
        return False if both else None
    if _within(have, want):
        return True
    return None if _within(want, have) else False


def _within(narrow: str, wide: str) -> bool:
    """IVB lies within IV, IIIA within III; III is not within II, though the letters begin alike."""
    return narrow == wide or (narrow.startswith(wide) and narrow[len(wide)] in "ABC123")


def extent_of(stage: str, asked: str) -> bool | None:
    """Whether a stage group means localized, advanced, locally advanced or metastatic disease; None where it leaves that open."""
    code = stage_code(stage)
    if code is None:
        return None
    group = code.rstrip("ABC123")
    if asked == "metastatic":
        return group == "IV"
    if asked == "locally advanced":
        return {"III": True, "IV": None, "II": None}.get(group, False)
    if asked == "advanced":
        return {"III": True, "IV": True, "II": None}.get(group, False)
    if asked == "localized":
        return {"III": None, "IV": False}.get(group, True)
    return None
