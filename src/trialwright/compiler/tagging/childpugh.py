"""Child-Pugh: a text and a place behind the name of that scale in; the codes of classes with their points ("A5-6", "A or B7",
"A (score 5-6)") out. Points per class: Pugh et al., Br J Surg 1973;60:646 (A 5-6, B 7-9, C 10-15)."""

from __future__ import annotations

import re

from trialwright.compiler.chunks import Chunk, Sort

_POINTS = {"A": (5, 6), "B": (7, 9), "C": (10, 15)}
_NUMBER = r"(?:1[0-5]|[5-9])"
_TO = r"\s?(?:-|to|or|and|,|/)\s?"
_CODE = (
    rf"[ABC](?:\s?-?\s?{_NUMBER}(?:{_TO}{_NUMBER})*(?![\d.%])"
    rf"|,?\s?\((?:(?:total |a )?scores?:? |points? )?(?:of |= ?)?{_NUMBER}(?:{_TO}{_NUMBER})*(?: points?)?\))?(?![\w+])"
)
CHILD_PUGH = re.compile(rf"{_CODE}(?:\s?(?:,\s?or|,|/|or|and/or|and|-|to|through)\s?(?:class |score |grade )?{_CODE})*(?![\w%^])")
_NAMED = re.compile(
    r"\bchild[- ]?(?:turcotte[- ]?)?pugh(?:'s)?(?:\s?\(CP\)|,)?[- ](?:(?:class(?:ification)?|score|grade|status|category|stage|"
    r"liver function|of|is|or|at least|up to|(?:greater|better|worse|less|higher|lower) than|above|below|be|=|:|<=|>=|<|>) ?)*$",
    re.IGNORECASE,
)
_FAR = 70


def child_pugh_at(text: str, start: int) -> Chunk | None:
    """The codes that begin at `start`, where the scale is named right before and points are told; classes alone are left to the
    reader of codes."""
    match = CHILD_PUGH.match(text, start)
    if match is None or not any(sign.isdigit() for sign in match[0]) or _NAMED.search(text, max(start - _FAR, 0), start) is None:
        return None
    names = _codes(match[0])
    return Chunk(sort=Sort.CODES, start=start, end=match.end(), text=match[0], names=names) if names else None


def _codes(said: str) -> tuple[str, ...]:
    """The codes in their order, a range with "-" between its ends; none where points are told that the class does not have."""
    found: list[str] = []
    pieces = re.split(r"(?=[ABC])", said)[1:]
    for piece in pieces:
        letter, points = piece[0], [int(number) for number in re.findall(r"\d+", piece)]
        first, last = _POINTS[letter]
        if any(not first <= number <= last for number in points):
            return ()
        ranged = len(points) > 1 and re.search(r"\d\s?(?:-|to)\s?\d", piece) is not None
        if not points or ({first, last} <= {*points} and (ranged or last - first == 1)):
            found.append(letter)
        elif ranged:
            found += [f"{letter}{points[0]}", "-", f"{letter}{points[-1]}"]
        else:
            found += [f"{letter}{number}" for number in points]
        if re.search(r"(?:-|\bto|\bthrough)\s*(?:class |score |grade )?$", piece):
            found.append("-")
    if len(found) == _PAIR and found[0] == "A" and found[1][0] == "B":
        found.insert(1, "-")  # "A/B9": nobody turns away B7 who lets in B9
    return tuple(found)


_PAIR = 2
