"""Standards: a text in; where it names a published standard by which something is judged ("RECIST 1.1") out, as a pattern."""

from __future__ import annotations

import re

_NAMES = "RECIST|CTCAE|NCI[- ]CTCAE|NCI[- ]CTC|CTC|RANO|AJCC|UICC|TNM|IMWG|Lugano|PCWG|INRC|WHO|GCIG|Cheson|VALG"
NAMED = re.compile(rf"(?:m|i|ir)?(?:{_NAMES})\b")
"""The name of a standard, with its version or without."""
STANDARD = re.compile(
    rf"(?:m|i|ir)?(?:{_NAMES})"
    r"[,\s]*(?:\(?(?:[vV]ersion|VERSION|ver\.?|[vV]\.?|criteria|classification|system|staging)\s?)*\s?"
    r"(?:\d+(?:\.\d+)*(?:th|rd|nd|st)?(?:[- ](?i:edition)| ed\.?)?(?:,? \d{4})?"
    r"(?i:(?: staging)? (?:classification|criteria|manual|system))?|\d{4})\)?(?! ?(?:grade|x|<|>))|"
    r"(?:m|i)?RECIST \((?i:(?:the |revised )*response evaluation criteria (?:in|for|of) (?:the )?solid tumou?rs?)\)"
    r"(?:,? ?(?:version|ver\.?|v\.?|guidelines?|criteria)* ?\d\.\d(?!\d|\.\d))?|"
    r"(?:version|v) ?\d+\.\d+|"
    r"(?i:(?:the |revised |modified )*response evaluation criteria (?:in|for|of) (?:the )?solid tumou?rs?(?: criteria)?"
    r"(?:,? ?\((?:m|i)?RECIST[^()]{0,30}\))?"
    r"(?:,? ?\(?(?:version|ver\.?|v\.?|guidelines?|criteria)? ?\d\.\d\)?(?!\d|\.\d))?(?:,? ?\(v? ?1\.1\))?"
    r"(?: (?:criteria|guidelines?))?)"
)
"""A named standard with its version: by what something is judged, never a number to compare with."""
