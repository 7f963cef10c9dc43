"""Shut out: "ECOG 0-1. Exclusion: pregnancy, brain metastases" among what is required in; what stands before, and what is
excluded denied, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Reader, Setting, denied, joined_by, stripped
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import Criterion
from trialwright.vocabulary.records import anew

_SHUTS_OUT = sought(
    r"(?:^|(?<=[.;:] ))(?:(?:key|main|the) )?(?:exclusions?(?: criteri(?:a|on))?|exclude[ds]?|not eligible|ineligible"
    r"|contra-?indications?)(?: ?[:]| (?=\d[.)]))",
    re.IGNORECASE,
)
_DENIES = frozenset({Sort.NEG, Sort.UNMET})


def of_shut_out(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """What stands behind "Exclusion:" within a line of what is required is what excludes; where it denies something itself, what
    is meant is not known. None for any other line."""
    if setting.exclusion or not chunks:
        return None
    found = next(iter(_SHUTS_OUT.finditer(setting.normal.text, chunks[0].start, chunks[-1].end)), None)
    if found is None:
        return None
    before = stripped([chunk for chunk in chunks if chunk.end <= found.start()])
    behind = stripped([chunk for chunk in chunks if chunk.start >= found.end()])
    if not behind:
        return None
    turned = any(chunk.sort in _DENIES for chunk in behind)
    barred = None if turned else read(behind, anew(setting, exclusion=True))
    shut_out = (
        setting.unread(behind, "whether what is denied excludes is not said") if barred is None else denied(barred, barred.span)
    )
    return joined_by("and", [read(before, setting), shut_out]) if before else shut_out
