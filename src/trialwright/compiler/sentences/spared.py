"""Spared: an exception of which some words were not read, and the ban that it is to, in; the things that it names, each as far as
the words hold of it, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.phrasing.measures import targets_in
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import LIST_SIGNS, Setting, flattened, split_at, stripped
from trialwright.protocol.criteria import Criterion, Has, Qualifier, Target, Unread, children, walk
from trialwright.vocabulary.concepts import Relation
from trialwright.vocabulary.records import anew

_KINDS = THERAPY_KINDS | DISEASE_KINDS
_APART = frozenset({Sort.EXC, Sort.UNMET, Sort.BARRED, Sort.STOP, Sort.SEMICOLON, Sort.PERMIT})
_LEADING = frozenset({Sort.NARROWING, Sort.FILL, Sort.OTHER, Sort.HIST, Sort.NOW, Sort.WORD, Sort.EITHER})
_LIMITS = frozenset({Sort.AMOUNT, Sort.CODES, Sort.VARIABLE})
_MOST = 12


def results_together(spared: Sequence[Target], base: Criterion, exception: Sequence[Chunk]) -> bool:
    """ "Hepatitis B. Patients with positive HBsAg and undetectable HBV DNA are eligible": results of which "and" asks for both,
    and neither alone lets anybody off."""
    results = [target for target in spared if target.qualifier("value") is not None]
    banned = [leaf for leaf in walk(base) if isinstance(leaf, Has)]
    if len(results) < 2 or len(results) < len(spared) or any(leaf.target.qualifier("value") for leaf in banned):
        return False
    signs = {chunk.sort for chunk in exception if chunk.sort in LIST_SIGNS}
    return signs == {Sort.AND}


def spared_by_name(base: Criterion, exception: Sequence[Chunk], setting: Setting) -> tuple[Target, ...]:
    """ "Anticancer therapy except octreotide (for carcinoid) and endocrine therapy to prevent relapse": each thing that is named
    and may be of what is banned, described by its words; none where a part names nothing, or sets a condition of its own."""
    banned = [leaf.target.concept for leaf in walk(base) if isinstance(leaf, Has)]
    plain = all(isinstance(leaf, Has | Unread) for leaf in walk(base) if not children(leaf))
    if not banned or not plain or any(chunk.sort in _APART for chunk in exception):
        return ()
    found: list[Target] = []
    unknown: list[tuple[Chunk, ...]] = []
    for number, part in enumerate(_parts(exception)):
        if number and any(chunk.sort in (Sort.WINDOW, Sort.HIST, Sort.NOW) for chunk in part):
            return ()  # "other than the agent of this trial, or treatment within 4 weeks" goes on with the ban
        targets = _named(part, banned, setting)
        if not targets:
            unknown.append(part)
        found.extend(targets)
    if unknown and not (found and all(_is_unknown_means(part, banned, setting) for part in unknown)):
        return ()
    found.extend(_by_words(part, banned[0], setting) for part in unknown)
    return tuple(dict.fromkeys(found)) if len(found) <= _MOST else ()


def spares_kinds(exception: Sequence[Chunk], base: Criterion, setting: Setting) -> bool:
    """ "Autoimmune disease unless vitiligo": what stands behind is a kind of the one thing that is banned."""
    banned = {leaf.target.concept for leaf in walk(base) if isinstance(leaf, Has)}
    names = {name for chunk in exception if chunk.sort is Sort.CONCEPT for name in chunk.names}
    kind_of = len(banned) == 1 and any(name not in banned and setting.under(name, *banned) for name in names)
    return kind_of and all(setting.vocabulary.kind(name) in DISEASE_KINDS for name in banned)


def limits_something(chunks: Sequence[Chunk]) -> bool:
    """True where words compare something, which is to be compared, not described."""
    return any(chunk.sort in _LIMITS for chunk in flattened(chunks))


def limits_beside_time(words: Sequence[Chunk]) -> bool:
    """True where words hold a limit that is no time: that is to be compared, not described."""
    amounts = [chunk.amount for chunk in flattened(words) if chunk.amount is not None]
    return any(amount.unit not in ("wk", "d", "mo", "a", "h", None) or amount.relative for amount in amounts)


def begins_with_therapy(words: Sequence[Chunk], setting: Setting) -> bool:
    """ "Replacement therapy is allowed" spares a treatment, not a disease."""
    first = next((chunk for chunk in words if chunk.sort in (Sort.CONCEPT, Sort.NARROWING, Sort.AMOUNT)), None)
    therapy = first is not None and any(setting.vocabulary.kind(name) in THERAPY_KINDS for name in first.names)
    return therapy or any(chunk.sort is Sort.HEADNOUN and "therapy" in chunk.text.lower() for chunk in words[:2])


def _parts(exception: Sequence[Chunk]) -> list[tuple[Chunk, ...]]:
    """The exception cut at its signs."""
    return [stripped(piece) for piece, _sign in split_at(exception, LIST_SIGNS) if stripped(piece)]


def _named(part: tuple[Chunk, ...], banned: Sequence[str], setting: Setting) -> tuple[Target, ...]:
    """What one part of an exception spares, as read where it was read whole, else by its name and its words."""
    if part[0].sort is Sort.IF and part[0].value == "with":
        part = stripped(part[1:])
    lead = next((place for place, chunk in enumerate(part) if chunk.sort is Sort.CONCEPT), None)
    if lead is None or any(chunk.sort in (Sort.IF, Sort.NEG) for chunk in part[:lead]):
        return ()
    if not all(setting.vocabulary.kind(name) in _KINDS for name in part[lead].names):
        return ()
    if not (_may_be(part[lead].names[0], banned, setting) or _alike(part, lead, banned, setting)):
        return ()
    node = read_list(part, anew(setting, exclusion=True))
    plain = all(leaf.window is None for leaf in walk(node) if isinstance(leaf, Has))
    read = targets_in(node) if plain else []
    if read:
        return tuple(replace(target, other=False) for target in read)
    told = Qualifier(name="described", values=(setting.words(part).strip(" .;,:"),))
    return tuple(Target(concept=name, qualifiers=(told,)) for name in part[lead].names)


def _is_unknown_means(part: Sequence[Chunk], banned: Sequence[str], setting: Setting) -> bool:
    """True for a few words that name nothing known, beside the therapies that are spared of one that is banned: "radiotherapy or
    shunt"."""
    therapy = len(banned) == 1 and setting.vocabulary.kind(banned[0]) in THERAPY_KINDS
    return therapy and len(setting.words(part).split()) <= _FEW and all(chunk.sort in _MERE_WORDS for chunk in part)


_FEW = 4
_MERE_WORDS = frozenset({Sort.WORD, Sort.FILL, Sort.NARROWING, Sort.HEADNOUN})


def _by_words(part: Sequence[Chunk], banned: str, setting: Setting) -> Target:
    """What is banned, as far as the words say of it."""
    return Target(concept=banned, qualifiers=(Qualifier(name="described", values=(setting.words(part).strip(" .;,:"),)),))


def _alike(part: Sequence[Chunk], lead: int, banned: Sequence[str], setting: Setting) -> bool:
    """True for a part that begins with a therapy behind a ban on therapies, or an ailment behind one on ailments: it is that one
    which is spared."""
    kinds = {setting.vocabulary.kind(other) for other in (*part[lead].names, *banned)}
    return (kinds <= THERAPY_KINDS or kinds <= DISEASE_KINDS) and all(chunk.sort in _LEADING for chunk in part[:lead])


def _may_be(name: str, banned: Sequence[str], setting: Setting) -> bool:
    """True where what is named is of a thing that is banned, or the other way round."""
    known = [other for other in banned if other in setting.vocabulary]
    return any(setting.vocabulary.relation(name, other) is not Relation.IS_NOT for other in known)
