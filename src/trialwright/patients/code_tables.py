"""The tables of `patients/data`: the name of one in; its rows out."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


@cache
def rows(table: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a table, lines that begin with # left out; an empty cell is ""."""
    text = (resources.files("trialwright.patients") / "data" / table).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(MappingProxyType({name: (cell or "").strip() for name, cell in row.items() if name}) for row in reader)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Saying:
    whole: frozenset[str]
    within: re.Pattern[str] | None
    meaning: str


@cache
def _sayings(statement: str) -> tuple[_Saying, ...]:
    return tuple(_saying(row) for row in rows("fhir_statements.tsv") if row["statement"] == statement)


def _saying(row: Mapping[str, str]) -> _Saying:
    words = row["words"].split(";")
    within = "|".join(re.escape(word) for word in words if not word.startswith("="))
    return _Saying(
        whole=frozenset(word[1:] for word in words if word.startswith("=")),
        within=re.compile(rf"(?<![^\W\d_])(?:{within})") if within else None,
        meaning=row["meaning"],
    )


_DENIED = re.compile(
    r"\b(?:no|not|non|none|never|without|free|cannot|unable|neither|nor|den(?:y|ies|ied)|absen(?:t|ce)|lack(?:s|ing)?|negative"
    r"|unknown|unclear|unsure|suspected|suspicious|possibl[ey]|probabl[ey]|presumed|questionable|undetermined|indeterminate"
    r"|pending|await(?:ed|ing)(?! \w*(?:plant|surg|treat|therap|oper))|equivocal|borderline(?! \w)|inconclusive|uncertain"
    r"|doubtful|non-?diagnostic|detection limit|(?:below|under) (?:the )?(?:limit of )?detection"
    r"|ruled?|passive|second-?hand|expos(?:ed|ure)"
    r"|verdacht|fraglich|m[öo]glich\w*|mogelijk|soup[çc]on|sospecha|nein|nee|nessun[oa]?|negativ\w*|negatief|négatif|excluded"
    r"|nicht|kein\w*|niet|geen|ohne|zonder|pas|sans|aucune?|sin)\b|n['’]t\b|\?"
)
"""Words that deny or doubt what stands beside them."""


def meant(statement: str, text: str) -> str | None:
    """What a text says for a statement ("disease status": "Patient's condition worsened" is "progression"), or None.

    What is denied or doubted beside the words of the table is not said.

    >>> meant("smoking", "Current every day smoker"), meant("smoking", "Current non-smoker")
    ('current', None)
    """
    folded = text.lower().strip(" .")
    for saying in _sayings(statement):
        if folded in saying.whole:
            return saying.meaning
        if saying.within is not None and saying.within.search(folded):
            return None if denied(saying.within.sub(" ", folded)) else saying.meaning
    return None


@cache
def _meant() -> Mapping[tuple[str, str], str]:
    return {(row["sort"], row["text"]): row["meaning"] for row in rows("record_words.tsv")}


def meant_by(sort: str, text: str) -> str | None:
    """What a whole text means for a sort of statement ("answer": "Absent" is "no"), or None."""
    return _meant().get((sort, " ".join(text.lower().split())))


def denied(text: str) -> bool:
    """True for words that deny or doubt something."""
    return _DENIED.search(text.lower()) is not None
