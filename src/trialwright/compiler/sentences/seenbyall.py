"""Seen by all: "diagnosed with oligometastasis by CT, FDG-PET and brain MRI" in; what is found, and each of the
examinations, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Reader, Setting, flattened, joined_by, split_at, stripped
from trialwright.protocol.criteria import Criterion, Has

_SEVERAL = 3
_JOINTS = frozenset({Sort.COMMA, Sort.AND})
_LIMITS = frozenset({Sort.AMOUNT, Sort.CODES, Sort.OR, Sort.NEG, Sort.EXC})


def seen_by_all(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """Three examinations or more that "and" joins behind "by" must all have been made; two may be one or the other. None
    where they are to exclude, an "or" stands among them, or a value is what they measure."""
    place = next((index for index, chunk in enumerate(chunks) if index and chunk.text.lower() == "by"), None)
    if setting.exclusion or place is None or any(chunk.sort in _LIMITS for chunk in flattened(chunks)):
        return None
    members = [stripped(piece) for piece, _sign in split_at(chunks[place + 1 :], _JOINTS) if stripped(piece)]
    together = any(chunk.sort is Sort.AND for chunk in chunks[place:])
    seen = all(len(member) == 1 and _is_examination(member[0], setting) for member in members)
    if len(members) < _SEVERAL or not together or not seen:
        return None
    nodes = [read(member, setting) for member in (stripped(chunks[:place]), *members)]
    return joined_by("and", nodes) if all(isinstance(node, Has) for node in nodes[1:]) else None


def _is_examination(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) == "imaging" for name in chunk.names)
