"""TNM: a text and a place in it in; the chunk of the categories that stand there ("cT2-4a N0 M0", "any T, N2-3") out."""

from __future__ import annotations

import re

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.wording.openings import Openings

_CODE = {
    "T": r"(?:[0-4](?:[a-e](?:[12])?|mi)?|is|a|x|X)",
    "N": r"(?:[0-3](?:[a-c]|mi)?|\+|x|X)",
    "M": r"(?:[01oO](?:[a-d][01]?)?|x|X)",
}
_JOINT = r"\s?(?:-|/|,|to|through|or|and/or|and|,\s?or)\s?"
PREFIX = r"(?:y?[cpuarm]|[cp]/?p)?"


def _category(letter: str) -> str:
    code = _CODE[letter]
    more = rf"(?:{_JOINT}(?:{PREFIX}{letter}{code}|[0-4](?:[a-e][12]?|mi)?(?![a-z0-9%.])|[a-e](?![\w'])))*"
    anyone = rf"[Aa]ny\s?{letter}\b|{PREFIX}{letter}[\s-]?any(?=\b|N|M)"
    return rf"(?:{anyone}|(?P<p{letter}>{PREFIX}){letter}\s?(?P<c{letter}>{code}{more}))"


_GAP = r"(?:\s?[,/]?\s?(?:and |with )?(?:(?:clinical|pathologic|pathological) )?)"
_ONE_LIST = rf"(?!\s?,?\s?or (?:any )?{PREFIX}[NM][0-3+])"
""" "T4b, N3 or M1" are three alternatives, "T1-2, N0-1, M0" is one case."""
_TNM = re.compile(
    rf"(?<![\w-])(?:{_category('T')}(?:{_GAP}{_category('N').replace('<pN>', '<pN1>').replace('<cN>', '<cN1>')}{_ONE_LIST})?"
    rf"(?:{_GAP}{_category('M').replace('<pM>', '<pM1>').replace('<cM>', '<cM1>')})?|"
    rf"{_category('N')}(?:{_GAP}{_category('M')})?)(?![\w+])"
    r"(?!-?\s?(?:weighted|MRI|cells?|sequences?|signal|post|lymphocytes?|helper|DM\b|images?|imaging|scans?))",
)
_NODES_APART = re.compile(
    rf"(?P<alone>.*?T[^,]*?)\s?,\s?(?:any )?{PREFIX}N[^,;]*$",
)
_LISTED_ON = re.compile(
    rf"\s?,?\s?or (?!(?:any |clinical |pathologic(?:al)? |stages? )*(?:{PREFIX}[TNM][0-4xX]|I{{1,3}}[ABC]?\b|IV|higher|greater|"
    r"above|worse|more|lower|less|below|better|later|beyond)\b)[a-z]",
    re.IGNORECASE,
)
""" "T4, N3, or inflammatory breast cancer" are three alternatives; "T2, N1 or T3, N0" are two."""
_NOT_STAGES = re.compile(r"thyro|\bTSH\b|\bFT[34]\b|free T|\bT[34] (?:level|hormone|toxicity)|weighted|T1D\b|T2D", re.IGNORECASE)
CATEGORIES = Openings((_TNM,))
"""Where `tnm_at` may find something."""


def tnm_at(text: str, start: int) -> Chunk | None:
    """The categories that begin at `start`, those that stand side by side together; None where none does."""
    match = _TNM.match(text, start)
    if match is None or _NOT_STAGES.search(text):
        return None
    apart = _NODES_APART.match(match[0]) if match["cT"] and _LISTED_ON.match(text, match.end()) else None
    match = _TNM.fullmatch(text, start, start + len(apart["alone"])) if apart is not None else match
    if match is None:
        return None
    names = []
    for letter in "TNM":
        for group in (letter, f"{letter}1"):
            found = match.groupdict().get(f"c{group}")
            if found:
                names.append("|".join((letter, match.groupdict().get(f"p{group}") or "", found)))
    alone = len(names) == 1 and not re.match(rf"{PREFIX[:-1]}", names[0].split("|")[1])
    if alone and re.fullmatch(r"[Ta]|T\s?a", match[0]):
        return None
    return Chunk(sort=Sort.TNM, start=start, end=match.end(), text=match[0], names=tuple(names))
