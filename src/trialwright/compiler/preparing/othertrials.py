"""Other trials: "participation in a concurrent trial", "… in a trial involving nivolumab" in; the participation, and that it goes
on, or which trial is meant, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_TRIALS = "participation in another clinical study"
_AT_ONCE = re.compile(r"\b(?:concurrent|concomitant|simultaneous|ongoing|parallel)\b", re.IGNORECASE)


@needs(_AT_ONCE)
def with_trials_at_once(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with the word that is lost in the name of a participation kept before it, where no time is said."""
    if Sort.WINDOW in [chunk.sort for chunk in chunks]:
        return tuple(chunks)
    result: list[Chunk] = []
    for chunk in chunks:
        said = _AT_ONCE.search(chunk.text) if chunk.sort is Sort.CONCEPT else None
        if said is not None and all(setting.under(name, _TRIALS) for name in chunk.names):
            result.append(anew(chunk, sort=Sort.NARROWING, names=("activity=active",), text=said[0]))
        result.append(chunk)
    return tuple(result)


_OF_A_TRIAL = re.compile(
    r"(?:involving|of|with|using|for|on|testing|evaluating|investigating|assessing|studying)$", re.IGNORECASE
)
_ITS_DRUG = re.compile(r"\b(?P<drug>[\w/-]{4,}) (?:clinical )?(?:trial|study)$", re.IGNORECASE)


@needs(("trial", "study", "studies"))
def with_trials_of_a_drug(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with a drug behind a participation, or in its name, as what tells which trial is meant: whoever was in another
    trial, and had the drug elsewhere, was in none of those."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        before = result[-1] if result else None
        tied = _OF_A_TRIAL.match(chunk.text) is not None and chunk.sort in (Sort.PREP, Sort.FOR, Sort.TAIL, Sort.IF)
        if before is not None and tied and _takes_part(before, setting) and _drug_behind(chunks, place, setting):
            result.append(anew(chunk, sort=Sort.NARROW, names=(), value=""))
            continue
        result.append(chunk)
        said = _ITS_DRUG.search(chunk.text) if _takes_part(chunk, setting) else None
        if said is not None and _is_drug(setting.tagger.tagged(said["drug"]), setting):
            start = chunk.start + said.start("drug")
            result.append(
                anew(chunk, sort=Sort.NARROW, names=(), value="", text=said["drug"], start=start, end=start + len(said["drug"]))
            )
    return tuple(result)


def _takes_part(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.under(name, _TRIALS) for name in chunk.names)


def _drug_behind(chunks: Sequence[Chunk], place: int, setting: Setting) -> bool:
    """True where the next thing that is named is a therapy."""
    behind = next((chunk for chunk in chunks[place + 1 :] if chunk.sort not in (Sort.FILL, Sort.NARROWING)), None)
    return behind is not None and "investigational agent" not in behind.names and _is_drug((behind,), setting)


def _is_drug(chunks: Sequence[Chunk], setting: Setting) -> bool:
    return (
        len(chunks) == 1
        and chunks[0].sort is Sort.CONCEPT
        and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in chunks[0].names)
    )
