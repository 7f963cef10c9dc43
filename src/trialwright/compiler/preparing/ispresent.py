"""Is present: "if liver metastases are present" in; the same without the word, which only says that they are there, out; and an
"unresolved infection" as an active one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, with_inner
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_STAYS = frozenset({"metastasis", "cancer"})
_ENDS = frozenset({Sort.COMMA, Sort.SEMICOLON, Sort.STOP, Sort.AND, Sort.OR, Sort.WINDOW})

_GO_ON = frozenset({"in which", "in the absence of", "in the absence or", "in absence of", "without"})


@needs("present")
def without_present(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without "present" behind cancers and metastases: they do not come and go as an infection does."""
    result: list[Chunk] = []
    for place, item in enumerate(chunks):
        inner = without_present(item.inner, setting) if item.sort is Sort.GROUP else item.inner
        chunk = with_inner(item, inner) if inner else item
        before = next((other for other in reversed(chunks[:place]) if other.sort is not Sort.FILL), None)
        closes = place + 1 == len(chunks) or chunks[place + 1].sort in _ENDS or chunks[place + 1].text.lower() in _GO_ON
        says_so = chunk.sort is Sort.NARROWING and chunk.text.lower() == "present" and closes
        if says_so and before is not None and before.sort is Sort.CONCEPT and _stays(before, setting):
            chunk = anew(chunk, sort=Sort.FILL, names=(), value="fill")
        result.append(chunk)
    return tuple(result)


def _stays(chunk: Chunk, setting: Setting) -> bool:
    return all(setting.vocabulary.kind(name) in _STAYS for name in chunk.names)


@needs("unresolved")
def with_unresolved_as_active(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Unresolved infection": one that goes on; what a treatment has left behind is asked about in its own way."""
    result = list(chunks)
    for place, (chunk, behind) in enumerate(pairwise(chunks)):
        alone = chunk.sort is Sort.ASKED and chunk.text.lower() == "unresolved"
        if not alone or behind.sort is not Sort.CONCEPT or not _of_itself(behind, setting):
            continue
        told = place > 0 and chunks[place - 1].names == _ACTIVE
        result[place] = (
            anew(chunk, sort=Sort.FILL, value="fill") if told else anew(chunk, sort=Sort.NARROWING, names=_ACTIVE, value="")
        )
    return tuple(result)


_ACTIVE = ("activity=active",)


def _of_itself(chunk: Chunk, setting: Setting) -> bool:
    return all(setting.vocabulary.kind(name) == "condition" and not setting.under(name, "toxicity") for name in chunk.names)
