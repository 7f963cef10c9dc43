"""Might have: "as these patients may have a lower tolerance" in; the sentence without the reason, and a "may have" that gives no
leave as words, out.

"Patients may have had chemotherapy" gives leave, "patients with epilepsy, as they may have seizures" gives a reason for a ban.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_REASON = re.compile(
    r"(?:,|;| -)?\s+(?:as|because|since|given that|in view of the fact that|due to the fact that)\s+"
    r"(?:(?:these|such|those|the|this|study|patients|subjects|participants|individuals|women|they|it|drugs?|treatments?)\s*)+\Z",
    re.IGNORECASE,
)
_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})


@needs("may have")
def with_mights_told(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """What is banned without the reason for it; where something is named before a "may have" that is no reason, it gives no leave
    either."""
    kept = tuple(chunks)
    for place, chunk in enumerate(chunks):
        if not setting.exclusion or chunk.sort is not Sort.PERMIT or chunk.text.lower() != "may have":
            continue
        begins = next((at + 1 for at in range(place - 1, -1, -1) if chunks[at].sort in _ENDS), 0)
        end = next((at for at in range(place, len(chunks)) if chunks[at].sort in _ENDS), len(chunks))
        named = any(item.sort in (Sort.CONCEPT, Sort.VARIABLE, Sort.OR) for item in chunks[begins:place])
        if not named or any(item.sort is Sort.AMOUNT for item in chunks[place:end]):
            continue  # "patients with liver metastases may have ALT up to 5 x ULN"
        reason = _REASON.search(setting.normal.text[chunks[begins].start : chunk.start])
        if reason is None:
            return (*chunks[:place], anew(chunk, sort=Sort.WORD), *with_mights_told(chunks[place + 1 :], setting))
        cut = chunks[begins].start + reason.start()
        before = next(at for at in range(begins, place + 1) if chunks[at].start >= cut)
        return (*chunks[:before], *with_mights_told(chunks[end:], setting))
    return kept
