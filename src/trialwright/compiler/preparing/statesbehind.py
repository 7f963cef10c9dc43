"""States behind: "metastatic or recurrent disease that is not resectable" in; the state before the first of them, as a word of
all of them, out. And "arrhythmia requiring drug or device therapy", whose clause goes on over the "or"."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_SPREAD = frozenset({"distant metastasis", "recurrence", "locally advanced disease", "advanced disease", "local recurrence"})
_IS = frozenset({"that is", "that are", "which is", "which are"})
_IS_NOT = frozenset({"that is not", "that are not", "which is not", "which are not"})
_OPPOSITES = {"resectability=resectable": "resectability=unresectable", "resectability=unresectable": "resectability=resectable"}
_CLOSED = frozenset({Sort.STOP, Sort.SEMICOLON})


@needs("that is", "that are", "which is", "which are")
@needs("resect", "operab")
def with_states_of_all(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "unresectable" of a closing clause before the forms of disease that it is said of."""
    items = tuple(chunks)
    for place in range(1, len(items) - 1):
        state, told = items[place + 1], _told(items, place)
        closed = place + 2 == len(items) or items[place + 2].sort in _CLOSED
        if told is None or not closed:
            continue
        start = _first_of(items, place)
        if start is not None:
            first = anew(state, names=(told,), start=items[start].start, end=items[start].start)
            return (*items[:start], first, *items[start:place], *items[place + 2 :])
    return items


def _told(items: Sequence[Chunk], place: int) -> str | None:
    """Whether the clause that begins there says that the tumor can be resected, as a narrowing; None for another clause."""
    clause, state = items[place], items[place + 1]
    if clause.sort is not Sort.NARROW or state.sort is not Sort.NARROWING or len(state.names) != 1:
        return None
    if clause.text.lower() in _IS_NOT:
        return _OPPOSITES.get(state.names[0])
    return state.names[0] if clause.text.lower() in _IS and state.names[0] in _OPPOSITES else None


def _first_of(items: Sequence[Chunk], place: int) -> int | None:
    """Where the forms of disease right before a clause begin ("metastatic or recurrent disease"); None where none stand there."""
    start, expects = place, True
    while start:
        before = items[start - 1]
        if before.sort is Sort.CONCEPT and expects and set(before.names) <= _SPREAD:
            expects = False
        elif before.sort not in LIST_SIGNS or before.sort is Sort.SLASH:
            break
        else:
            expects = True
        start -= 1
    while start < place and items[start].sort in LIST_SIGNS:
        start += 1
    return start if start < place else None


_NEEDS = ("requir", "needing", "in need of", "that require", "which require", "that need")
_WORDS = frozenset({Sort.WORD, Sort.HEADNOUN, Sort.FILL})
_THERAPY = frozenset({"therapy", "treatment", "intervention", "support", "management", "therapies", "treatments"})


@needs("requir", "need")
def with_needs_going_on(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "or" as a word of the clause, where only words and the noun of a therapy stand on both sides of it."""
    result = list(chunks)
    for place, chunk in enumerate(chunks):
        if chunk.sort is not Sort.OR:
            continue
        start = place
        while start and chunks[start - 1].sort in _WORDS:
            start -= 1
        end = place + 1
        while end < len(chunks) and chunks[end].sort in _WORDS:
            end += 1
        clause = chunks[start - 1] if start and start < place else chunk
        last = chunks[end - 1]
        therapy = last.sort is Sort.HEADNOUN and last.text.lower() in _THERAPY and end - place > 1
        if clause.sort is Sort.NARROW and clause.text.lower().startswith(_NEEDS) and therapy:
            result[place] = anew(chunk, sort=Sort.WORD, value=chunk.text)
    return tuple(result)
