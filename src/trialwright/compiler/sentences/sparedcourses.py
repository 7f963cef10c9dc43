"""Spared courses: a ban on a therapy and "unless given in the adjuvant setting and completed at least 12 months before" in; the
ban on every other course of it, and on those courses within that time, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.sentences.completed import edge
from trialwright.compiler.sentences.sparedstates import time_in
from trialwright.compiler.setting import Setting, changed_leaves, joined_by
from trialwright.protocol.criteria import Criterion, Has, Qualifier, Target, Window, WindowKind, children, walk

_SAID = frozenset(
    {
        *(Sort.FILL, Sort.PREP, Sort.FOR, Sort.HIST, Sort.HEADNOUN, Sort.NARROWING, Sort.ENDED, Sort.WINDOW, Sort.CMP),
        *(Sort.AMOUNT, Sort.CONCEPT, Sort.AND, Sort.COMMA, Sort.IF, Sort.WORD, Sort.OR, Sort.MUST),
    }
)
_WORDS = frozenset({"setting", "earlier", "ago", "previously", "before", "last", "dose", "given", "was", "at least", "course"})
_SETTINGS = ("setting=", "route=")
_AT_ONCE = frozenset({"surgery", "procedure", "transplant", "diagnostic"})


def spared_courses(base: Criterion, exception: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """The ban with the courses of the therapy that an exception tells by their setting, their route or how long ago they ended;
    None where the ban is of anything else, or words of the exception say more."""
    banned = [leaf for leaf in walk(base) if not children(leaf)]
    given = [leaf for leaf in banned if isinstance(leaf, Has) and setting.vocabulary.kind(leaf.target.concept) in THERAPY_KINDS]
    if not given or len(given) < len(banned) or not all(_is_said(chunk) for chunk in exception):
        return None
    narrowings = [chunk for chunk in exception if chunk.sort is Sort.NARROWING]
    named = tuple(dict.fromkeys(name for chunk in exception if chunk.sort is Sort.CONCEPT for name in chunk.names))
    timed = any(chunk.sort in (Sort.WINDOW, Sort.AMOUNT) for chunk in exception)
    recent = _recent(exception)
    told_by = _told_by(narrowings)
    told = bool(narrowings) or any(chunk.sort is Sort.ENDED for chunk in exception)
    if not told or (timed and recent is None) or (not timed and not narrowings) or not _one_choice(exception):
        return None
    if len(told_by) > 1 or len(named) > 1 or not all(_is_banned(name, given, setting) for name in named):
        return None

    def spared(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Has):
            return leaf
        concept = named[0] if named else leaf.target.concept
        kept = Target(concept=concept, qualifiers=told_by)
        others = replace(leaf, target=replace(leaf.target, exceptions=(*leaf.target.exceptions, kept)))
        if recent is None:
            return others
        purposes = tuple(item for item in leaf.target.qualifiers if item.name == "purpose")
        late = Has(target=replace(kept, qualifiers=(*told_by, *purposes)), window=recent, span=leaf.span)
        return joined_by("or", (others, late)) if told_by or named else late

    return changed_leaves(base, spared)


def _is_said(chunk: Chunk) -> bool:
    if chunk.sort is Sort.WORD:
        return chunk.text.lower() in _WORDS
    if chunk.sort is Sort.NARROWING:
        return all(name.startswith(_SETTINGS) for name in chunk.names)
    return chunk.sort in _SAID


def _told_by(narrowings: Sequence[Chunk]) -> tuple[Qualifier, ...]:
    """The settings or routes that any one will do of ("adjuvant or neoadjuvant"), by family."""
    told: dict[str, dict[str, None]] = {}
    for chunk in narrowings:
        for name in chunk.names:
            family, _, value = name.partition("=")
            told.setdefault(family, {})[value] = None
    return tuple(Qualifier(name=family, values=tuple(values)) for family, values in told.items())


def _one_choice(exception: Sequence[Chunk]) -> bool:
    """True where an "or" stands at most between two adjectives: "adjuvant or neoadjuvant", not "adjuvant or completed"."""
    said = [chunk for chunk in exception if chunk.sort is not Sort.FILL]
    return all(
        said[place - 1].sort is Sort.NARROWING is said[place + 1].sort
        for place, chunk in enumerate(said)
        if chunk.sort is Sort.OR and 0 < place < len(said) - 1
    )


def _is_banned(name: str, given: Sequence[Has], setting: Setting) -> bool:
    """True for a therapy that may be of what is banned, and is given over a time."""
    kind = setting.vocabulary.kind(name)
    kin = all(setting.under(name, leaf.target.concept) or setting.under(leaf.target.concept, name) for leaf in given)
    return kind in THERAPY_KINDS - _AT_ONCE and kin


def _recent(exception: Sequence[Chunk]) -> Window | None:
    """The time within which a course is banned all the same; None where none is told, or it is no time that must have passed."""
    times = [chunk for chunk in exception if chunk.sort in (Sort.WINDOW, Sort.AMOUNT)]
    if len(times) != 1:
        return None
    if times[0].sort is Sort.WINDOW:
        return edge(exception)
    told = time_in(exception)
    return None if told is None else replace(told, kind=WindowKind.WITHIN_BEFORE, strict=not told.strict)
