"""Non-kinds: "non-mucinous epithelial ovarian cancer" in, where the vocabulary knows the cancer with and without the adjective;
the wider cancer, except that kind of it, out. And "tumor called glioblastoma" as the glioblastoma; "an agent directed
to another receptor" as another agent."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.tagging.tag import tag
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_PREFIX = "non"


@needs(_PREFIX)
def with_other_kinds(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks of a required statement with its one such cancer as the wider one and its exception in brackets; a list with
    exceptions of its own is left as it is."""
    turns = [chunk for chunk in chunks if chunk.sort in (Sort.NEG, Sort.EXC, Sort.UNMET, Sort.ALSO)]
    if setting.exclusion or len(turns) != 1:
        return tuple(chunks)
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        found = _other_kind(chunks[place : place + 3], setting)
        result.extend(found or (chunks[place],))
        place += 3 if found else 1
    return tuple(result)


def _other_kind(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...] | None:
    if len(chunks) < 3 or chunks[0].sort is not Sort.NEG or chunks[0].text.lower() != _PREFIX or chunks[1].text != "-":
        return None
    kind, (_adjective, _, rest) = chunks[2], chunks[2].text.partition(" ")
    wider = [chunk for chunk in tag(rest, setting.tagger) if chunk.sort is not Sort.FILL] if rest else []
    if kind.sort is not Sort.CONCEPT or len(wider) != 1 or wider[0].sort is not Sort.CONCEPT:
        return None
    words = setting.vocabulary
    if not all(words.is_a(name, wider[0].names[0]) and words.kind(name) == "cancer" for name in kind.names):
        return None
    whole = anew(kind, names=wider[0].names, text=rest, start=kind.end - len(rest))
    without = anew(chunks[0], sort=Sort.EXC, value="except")
    return whole, anew(kind, sort=Sort.GROUP, start=chunks[0].start, names=(), text="()", inner=(without, kind))


_CALLED = frozenset({"called", "termed", "named"})


@needs(_CALLED)
def with_names_given(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without "tumor called" before the name of such a tumor."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        behind = chunks[place + 1] if place + 1 < len(chunks) else None
        calls = chunk.sort is Sort.WORD and chunk.text.lower() in _CALLED and bool(result)
        if calls and behind is not None and result[-1].sort is behind.sort is Sort.CONCEPT:
            wide, name = result[-1].names[0], behind.names[0]
            if setting.vocabulary.kind(name) == "cancer" and setting.vocabulary.is_a(name, wide):
                result.pop()
                continue
        result.append(chunk)
    return tuple(result)


@needs("another")
def with_another_said(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "An agent directed to another T-cell receptor": other than the trial's own, where nothing before it tells than which."""
    named = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.CONCEPT), None)
    if (
        named is None
        or " another " not in f" {chunks[named].text.lower()}"
        or chunks[named - 1 if named else 0].sort is Sort.OTHER
    ):
        return tuple(chunks)
    if any(setting.vocabulary.kind(name) != "drug class" for name in chunks[named].names):
        return tuple(chunks)
    start = chunks[named].start
    other = Chunk(sort=Sort.OTHER, start=start, end=start, text="", value="other")
    return (*chunks[:named], other, *chunks[named:])
