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
_BODY = (
    r"(?:(?:American|Asian|Australian|British|Canadian|Chinese|European|French|German|International|Italian|Japanese|National|"
    r"Nordic|Spanish|World|Infectious|Children's)(?: (?!Federation of Gyn)[A-Z][\w'-]+){0,3} )?"
    r"(?:Institutes?|Society|Association|College|Academy|Organi[sz]ation|Federation|Foundation|Joint Committee|Consortium|"
    r"Council|Network|Workshop|Working Group|Agency|Union) (?:[Oo]f|[Ff]or|[Oo]n|[Aa]gainst)(?: the)? (?!Ana?esth|Gyn)"
    r"[A-Z][\w'-]+"
    r"(?:(?:,? and(?: Research on)?| of| for| in| on| &|,|/)?(?: the)?[ -](?!Stages?\b|Grades?\b|ECOG)[A-Z][\w'-]+){0,9}"
    r"(?:'s)?(?: ?[(\[](?!Stage|[^()\[\]]*\bstages? [IV\d])[A-Z][^()\[\]]{1,40}[)\]])?"
)
BODY = re.compile(
    rf"{_BODY}(?: ?(?:/|,|-|and) ?(?:the )?{_BODY}){{0,2}}"
    r"(?:,? (?:staging|classification|clinical practice|consensus|diagnostic|standard|criteria|guidelines?|"
    r"definitions?|recommendations?|manual|system|updates?|"
    r"(?:version |v\.? ?)\d(?:\.\d)?|(?:19|20)\d\d|"
    r"\(?(?:\d(?:th|rd)|[Ee]ighth|[Ss]eventh)(?: revised)? [Ee]d(?:ition|\.)?\)?)(?![\w-])){0,4}"
)
"""The name of an institute or a society, with what it has published: nothing in it is a condition ("… Disorders and Stroke")."""
