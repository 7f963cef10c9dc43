"""Ways of telling: a text and a place in it in; where words of proof ("histologically or cytologically confirmed") or of method
("as determined by IHC in a central laboratory") end out."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from trialwright.compiler.wording.openings import Openings

_ENDINGS = "(?:y|ies|ic|ical|ically|ally)"
_BETWEEN = r"(?:[\s,/()&-]|\band/or\b|\bor\b|\band\b|\bwith\b)*"


@cache
def _table() -> dict[str, tuple[str, ...]]:
    text = (resources.files("trialwright.compiler") / "data" / "ways.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")][1:]
    return {kind: tuple(words.split(";")) for kind, words in rows}


def _either(words: tuple[str, ...]) -> str:
    longest = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", _ENDINGS).replace(r"\ ", r"\s+") for word in longest)


@cache
def _proofs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = _table()
    way = rf"(?:{_either((*table['tissue'], *table['seen'], *table['neutral']))})(?![\w])"
    ways = rf"{way}(?:{_BETWEEN}{way})*"
    proven, noun = _either(table["proven"]), _either(table["of"])
    told = rf"(?:(?:{proven})\b(?:\s+(?:diagnosis|diagnoses)\s+of\b)?|(?:{noun})(?:\s+\(\w+(?: \w+)* ?\))?\s+of\b)"
    before = rf"(?P<ways>{ways}[\s)-]*{told}(?:{_BETWEEN}{ways}[\s)-]*{told})*)"
    behind = (
        rf"(?:{proven})(?:\s+(?:by|on|via|through|with|in|at|using|from))?\s+(?:an?\s+|the\s+)?\(?(?P<ways>{ways})\)?"
        r"(?:\s+(?:examination|analysis|assessment|evaluation|review|report|test|testing|exam|specimens?|samples?|means|methods?))*"
    )
    return re.compile(before, re.IGNORECASE), re.compile(behind, re.IGNORECASE)


@cache
def _kinds() -> tuple[re.Pattern[str], re.Pattern[str]]:
    tissue, seen = _either(_table()["tissue"]), _either(_table()["seen"])
    return re.compile(rf"\b(?:{tissue})", re.IGNORECASE), re.compile(rf"\b(?:{seen})\b", re.IGNORECASE)


@cache
def _proof_openings() -> Openings:
    return Openings(_proofs())


def may_prove(word: str) -> bool:
    """False for a word at which no words of proof begin."""
    return _proof_openings().fit(word)


def proof_at(text: str, start: int) -> tuple[int, bool] | None:
    """The end of words of proof that begin at `start`, and whether tissue is asked for whichever way was taken."""
    before, behind = _proofs()
    match = before.match(text, start) or behind.match(text, start)
    if match is None:
        return None
    return match.end(), _all_tissue(match["ways"])


def _all_tissue(ways: str) -> bool:
    """ "Histologically or radiologically confirmed" does not ask for tissue; "histologically and radiologically" does."""
    tissue, seen = _kinds()
    return tissue.search(ways) is not None and (seen.search(ways) is None or re.search(r"\bor\b|/", ways) is None)


@cache
def words_of(kind: str) -> frozenset[str]:
    """The single words of a row of data/ways.tsv, in small letters."""
    return frozenset(word.lower() for words in _table()[kind] for word in words.split())


@cache
def _cues() -> re.Pattern[str]:
    return re.compile(rf"(?:{_either(_table()['cue'])})(?!\w)", re.IGNORECASE)


@cache
def _cue_openings() -> Openings:
    return Openings([_cues()])


def may_cue(words: str) -> bool:
    """False for words at whose beginning `cue_at` finds nothing."""
    return _cue_openings().fit(words)


def cue_at(text: str, start: int) -> int | None:
    """Where words end that begin at `start` and say that what follows is how something was found; None for others."""
    if not _cue_openings().fit_at(text, start):
        return None
    match = _cues().match(text, start)
    return match.end() if match is not None else None
