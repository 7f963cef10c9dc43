"""Samples: "tumor tissue tested as deficient MMR", "blood samples 7 to 21 days after surgery were positive for ctDNA" in; the
same without the sample, so that it is read as the result that it is, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.results import tested
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_OF_A_SAMPLE = re.compile(
    r"(?:(?:the|an?|archival|archived|fresh|tumou?rs?|blood|plasma|serum|urine|tissues?|samples?|specimens?|biops(?:y|ies)|from|of|"
    r"in|collected|taken|obtained|drawn|has|have|had|or|and)\b[\s/,-]*)+",
    re.IGNORECASE,
)
_TUMOR_OR_SPREAD = re.compile(
    r"(?:the )?(?:primary )?(?:tumou?rs?|cancer)(?: tissues?)?(?: and/or | or | and |/)(?:the |a )?metasta(?:sis|ses|tic "
    r"(?:lesions?|tumou?rs?|sites?|tissues?))(?: \([^()]*\))?(?= (?:is|are|be|must|should|has|have|tests?|tested|positive"
    r"|negative|express\w*|with)\b)",
    re.IGNORECASE,
)
""" "Primary tumor and/or metastasis (archival) is positive for HER2": on what it was found."""
_SAMPLE = re.compile(r"\b(?:blood|plasma|serum|tissues?|samples?|specimens?|biops(?:y|ies))\b", re.IGNORECASE)
_FINDS = re.compile(
    r"(?:tested|positive|negative|shown|found|showing|demonstrating|showed|harbou?ring|with|express\w*)", re.IGNORECASE
)
_BETWEEN = frozenset({Sort.FILL, Sort.MUST, Sort.WORD, Sort.PREP, Sort.FOR, Sort.IF, Sort.EITHER, Sort.NARROWING})
_NAMED = (Sort.CONCEPT, Sort.VARIABLE)


@needs(_SAMPLE, _TUMOR_OR_SPREAD)
def with_samples_left_out(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without the sample that a result was found in; unchanged where a sample is what is asked for."""
    opening = _OF_A_SAMPLE.match(setting.normal.text, chunks[0].start) if chunks else None
    spread = _TUMOR_OR_SPREAD.match(setting.normal.text, chunks[0].start) if chunks and not setting.exclusion else None
    if spread is None and (opening is None or _SAMPLE.search(opening[0]) is None):
        return tuple(chunks)
    opening = spread or opening
    assert opening is not None
    place = next((index for index, chunk in enumerate(chunks) if chunk.end > opening.end()), len(chunks))
    behind = tuple(chunks[place:])
    timed = 0
    if behind and behind[0].sort is Sort.SPAN_OF_TIME and len(behind) > 1 and behind[1].sort is Sort.CONCEPT:
        timed = 2
    elif behind and behind[0].sort is Sort.WINDOW:
        timed = 1
    named = next((index for index, chunk in enumerate(behind) if index >= timed and chunk.sort in _NAMED), None)
    if named is None or not tested(behind[named], setting) or any(chunk.sort is Sort.ASKED for chunk in behind):
        told = spread is not None and named is None and any(_FINDS.fullmatch(chunk.text) for chunk in behind)
        unknown = chunks[:place] if told else ()
        return tuple(anew(chunk, sort=Sort.WORD, names=()) if chunk in unknown else chunk for chunk in chunks)
    between = behind[timed:named]
    found = any(chunk.sort is not Sort.FILL and _FINDS.fullmatch(chunk.text) for chunk in between)
    if not found or any(chunk.sort not in _BETWEEN for chunk in between):
        return tuple(chunks)
    cut = [chunk for chunk in between if chunk.text.lower() in ("tested", "as", "shown", "found")]
    return tuple(anew(chunk, sort=Sort.FILL, value="fill") if chunk in cut else chunk for chunk in behind)
