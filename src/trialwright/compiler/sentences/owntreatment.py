"""Own treatment: "radiation will be given" among what excludes in; a hole out, for it may tell of the trial's own treatment."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, stripped
from trialwright.compiler.wording.rules import words
from trialwright.protocol.criteria import Unread

_BESIDE = frozenset({Sort.NARROWING, Sort.FILL, Sort.NOW, Sort.HEADNOUN, Sort.CONCEPT})


def of_the_trial(chunks: Sequence[Chunk], setting: Setting) -> Unread | None:
    """A hole where a sentence says no more than that a treatment will be given, and of nobody; None for any other."""
    said = stripped(chunks)
    place = next((index for index, chunk in enumerate(said) if chunk.sort is Sort.ASKED), None)
    if not setting.exclusion or not place or said[place].text.lower() not in words("will be"):
        return None
    named = [name for chunk in said[:place] if chunk.sort is Sort.CONCEPT for name in chunk.names]
    therapies = bool(named) and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named)
    people = any(chunk.sort is Sort.FILL and chunk.text.lower().startswith(("patient", "subject", "who")) for chunk in said)
    plain = all(chunk.sort in _BESIDE for chunk in said[:place])
    given = setting.normal.text[said[place].end : said[place].end + _FAR].lower().split()[:1]
    ends = all(chunk.sort in (Sort.FILL, Sort.STOP) for chunk in said[place + 1 :])
    if not (therapies and plain and ends) or people or not given or given[0].strip(".,;") not in words("given"):
        return None
    return setting.unread(chunks, "whether it tells of the trial's own treatment is not said")


_FAR = 30
