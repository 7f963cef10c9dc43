"""Pieces that hold a title, a text or names enter; the lines of the title, the text, or the names one by one leave."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.registries.conditions import split_conditions
from trialwright.registries.pages.blocks import Piece
from trialwright.registries.pages.noise import is_noise

LONGEST_NAME = 200
_WRAPPED_END = re.compile(
    r"(?:\b(?:of|and|in|the|with|for|to|a|an|or|by|on|from|versus|vs\.?|de|und|der|et)|[,\-–])$", re.IGNORECASE
)
_KEY = re.compile(r"[\w-]+\s*[:=]")
_SENTENCES = re.compile(r"[a-z)]\.\s+[A-Z]|[.?!]$")
_LONGEST_PLAIN = 60
_COMMAS = re.compile(r"[;|、\uff0c\uff1b]\s*|\s+·\s+|,(?=\s)(?![^()]*\))")
_SIGNS = re.compile(r"\s*[;、\uff1b]\s*|\s+[·|]\s+")
_MARKED = re.compile(r"(?:^|\s)(?:\d{1,2}[.)]|[-*•])\s+")
_CODES = re.compile(
    r"^(?:\(\d+\)\s*)?(?:ICD-?10 (?:Condition|Code)\s*:\s*)?(?:[A-Z]\d{2}(?:\.\d+)?\S{0,4}?\s*(?:\|\||\s[-–]\s))?\s*"
)
_DISEASE = re.compile(
    r"(?:cancer|carcinoma|tumou?r|neoplasm|lymphoma|leuk(?:a)?emia|metastas[ei]s|sarcoma|melanoma|disease|syndrome|disorder|glioma"
    r"|blastoma|myeloma|mesothelioma|adenoma|cyst|diabetes|failure|infection|pain|injury|krebs|karzinom|c[aá]ncer)",
    re.IGNORECASE,
)
_FEW_WORDS = 5
_FULL_LINE = 65
_EXPLAINS = re.compile(
    r"(?:this|these|see|review|learn|find|meet|check|read|explore|discover|get|identify|understand|reach|dive|here|below"
    r"|the following|look|view|click|access|know|compare|what|who|how)\b",
    re.IGNORECASE,
)
_VERBS = re.compile(
    r"\b(?:is|are|was|were|will|can|may|should|must|shows?|lists?|describes?|provides?|contains?|tells?|you|your|we)\b"
)
_GLUED = re.compile(r"[a-z][A-Z]")
_INVERTED = re.compile(r"[Nn]on\b|[a-z]")


def is_helper(words: str) -> bool:
    """Whether a line is a sentence in which a portal explains a heading ("Meet the organizations funding the study.")."""
    return (
        words.rstrip().endswith(".") and len(words.split()) > _FEW_WORDS and bool(_EXPLAINS.match(words) or _VERBS.search(words))
    )


def title_lines(values: Sequence[Piece], *, wrapped: bool = False) -> Sequence[Piece]:
    """The first line of a title and those it runs on to: visibly, or after a full line on a page of broken lines (`wrapped`)."""
    used = 1
    while used < len(values) and not values[used].gap and _goes_on(values, used, wrapped=wrapped):
        used += 1
    return values[:used]


def _goes_on(values: Sequence[Piece], used: int, *, wrapped: bool) -> bool:
    full = wrapped and len(values[used - 1].text) > _FULL_LINE
    return full or _runs_on(values[used - 1].text, values[used].text)


def _runs_on(line: str, below: str) -> bool:
    return bool(_WRAPPED_END.search(line)) or (below[:1].islower() and not _KEY.match(below))


def paragraphs(values: Sequence[Piece], *, wrapped: bool = False) -> str:
    """Pieces as one text with the page's blank lines and line breaks, these undone where lines are broken at a fixed width."""
    text = ""
    for piece in values:
        shown = f"{piece.mark} {piece.text}" if piece.bulleted else piece.text
        joint = "\n\n" if piece.gap else " " if wrapped and not piece.bulleted else "\n"
        text += (joint if text else "") + shown
    return text


def listed(values: Sequence[Piece]) -> list[Piece]:
    """The pieces of a list of names: up to the first that is a sentence or a paragraph."""
    kept: list[Piece] = []
    for piece in values:
        if is_noise(piece.text):
            continue
        long = len(piece.text) > LONGEST_NAME and (bool(kept) or not re.search(r"[,;|]", piece.text))
        if long or (len(piece.text) > _LONGEST_PLAIN and _SENTENCES.search(piece.text)):
            break
        kept.append(piece)
    return kept


def commas(words: str) -> list[str]:
    """A line cut at semicolons, bars and commas outside brackets."""
    return [part.strip() for part in _COMMAS.split(words) if part.strip()]


def conditions(words: str, *, alone: bool) -> list[str]:
    """The conditions of one line: cut at semicolons and bars; at commas only when the line is the whole list (`alone`) and every
    part names a disease ("Colorectal Carcinoma, Liver Metastases", not "Carcinoma, Non-Small-Cell Lung"); without any sign, where
    one known name ends and another begins ("Liver Metastases Colorectal Cancer")."""
    bare = _CODES.sub("", words)
    parts = [_CODES.sub("", part.strip()) for part in _SIGNS.split(bare) if part.strip()]
    if len(parts) > 1 or not alone:
        return parts
    numbered = [part.strip() for part in _MARKED.split(bare) if part.strip()]
    if len(numbered) > 1:
        return numbered
    cut = commas(bare)
    if len(cut) > 1:
        return cut if all(_DISEASE.search(part) and not _INVERTED.match(part) for part in cut) else [bare]
    joined = split_conditions(bare) if not _GLUED.search(bare) else (bare,)
    return list(joined) if all(_DISEASE.search(part) for part in joined) else [bare]
