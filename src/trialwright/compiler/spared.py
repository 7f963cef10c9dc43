"""Spared: an exception of which some words were not read, and the ban that it is to, in; the things that it names, each as far as
the words hold of it, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting, flattened, split_at, stripped
from trialwright.compiler.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.protocol.criteria import Criterion, Has, Qualifier, Target, Unread, children, walk
from trialwright.vocabulary.concepts import Relation

_KINDS = THERAPY_KINDS | DISEASE_KINDS
_UNTELLING = frozenset({Sort.IF, Sort.EXC, Sort.NEG, Sort.UNMET, Sort.BARRED, Sort.STOP, Sort.SEMICOLON})
_MOST = 6


def spared_by_name(base: Criterion, exception: Sequence[Chunk], setting: Setting) -> tuple[Target, ...]:
    """ "Anticancer therapy except octreotide (for carcinoid) and endocrine therapy to prevent relapse": each thing that is named
    and may be of what is banned, described by its words; none where a part names nothing, or sets a condition of its own."""
    banned = [leaf.target.concept for leaf in walk(base) if isinstance(leaf, Has)]
    plain = all(isinstance(leaf, Has | Unread) for leaf in walk(base) if not children(leaf))
    if not banned or not plain or any(chunk.sort in _UNTELLING for chunk in flattened(exception)):
        return ()
    found: list[Target] = []
    for number, part in enumerate(_parts(exception)):
        if number and any(chunk.sort in (Sort.WINDOW, Sort.HIST, Sort.NOW) for chunk in part):
            return ()  # "other than the agent of this trial, or treatment within 4 weeks" goes on with the ban
        names = [name for chunk in part if chunk.sort is Sort.CONCEPT and _of_kind(chunk, setting) for name in chunk.names]
        if not names or not (_may_be(names[0], banned, setting) or _alike(part, names[0], banned, setting)):
            return ()
        told = Qualifier(name="described", values=(setting.words(part).strip(" .;,:"),))
        found.append(Target(concept=names[0], qualifiers=() if len(part) == 1 else (told,)))
    return tuple(dict.fromkeys(found)) if len(found) <= _MOST else ()


def _parts(exception: Sequence[Chunk]) -> list[tuple[Chunk, ...]]:
    """The exception cut at its signs."""
    return [stripped(piece) for piece, _sign in split_at(exception, LIST_SIGNS) if stripped(piece)]


def _of_kind(chunk: Chunk, setting: Setting) -> bool:
    return all(setting.vocabulary.kind(name) in _KINDS for name in chunk.names)


def _alike(part: Sequence[Chunk], name: str, banned: Sequence[str], setting: Setting) -> bool:
    """True for a part that begins with a therapy behind a ban on therapies: it is that therapy that is spared."""
    lead = next(place for place, chunk in enumerate(part) if chunk.sort is Sort.CONCEPT)
    kinds = {setting.vocabulary.kind(other) for other in (name, *banned)}
    return kinds <= THERAPY_KINDS and all(chunk.sort in (Sort.NARROWING, Sort.FILL, Sort.OTHER) for chunk in part[:lead])


def _may_be(name: str, banned: Sequence[str], setting: Setting) -> bool:
    """True where what is named is of a thing that is banned, or the other way round."""
    known = [other for other in banned if other in setting.vocabulary]
    return any(setting.vocabulary.relation(name, other) is not Relation.IS_NOT for other in known)
