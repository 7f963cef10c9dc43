"""Exceptions: what stands behind "except" of a ban on cancers in; the cancers that do not count, each with its own words, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.phrasing.measures import targets_in
from trialwright.compiler.setting import LIST_SIGNS, Setting, changed_leaves, flattened, stripped
from trialwright.protocol.criteria import Criterion, Has, Qualifier, Target, WindowKind, walk
from trialwright.vocabulary.records import anew

_ANY = "malignancy"
_GENERAL = frozenset({"malignancy", "neoplasm", "invasive cancer", "solid tumor", "hematologic malignancy"})
_SPLITS = LIST_SIGNS | {Sort.SEMICOLON, Sort.STOP}
_LENT = ("outcome=", "treatment=")


def bans_cancers(base: Criterion) -> bool:
    """True for a ban on cancers of any kind: its exceptions are cancers."""
    named = [node.target for node in walk(base) if isinstance(node, Has)]
    return any(target.concept == _ANY or (target.other and target.concept in _GENERAL) for target in named)


def spares_cancers(condition: Criterion, setting: Setting) -> bool:
    """True for what names a cancer: it spares that cancer, not everybody who has had it beside another one."""
    named = [node.target.concept for node in walk(condition) if isinstance(node, Has)]
    return any(setting.vocabulary.kind(name) in ("cancer", "histology") for name in named)


def excepted_cancers(chunks: Sequence[Chunk], setting: Setting) -> tuple[Target, ...]:
    """The cancers that an exception names; words that no table knows are kept with the cancer they stand by, and an exception
    that names none is of any cancer. None of them lifts more than its words say."""
    found: list[Target] = []
    lent: tuple[Chunk, ...] = ()
    for whole in _pieces(chunks, setting):
        within = _told_in_bracket(whole, setting)
        if within:
            found.extend(within)
            continue
        example = next((index for index, chunk in enumerate(whole) if chunk.sort is Sort.EG), None)
        piece, kinds = (whole, ()) if example is None else (whole[:example], whole[example + 1 :])
        if kinds:
            lent = tuple(chunk for chunk in piece if _is_lent(chunk))
            found.extend(_targets(stripped((*lent, *kinds)), setting))
        if not stripped(piece):
            continue
        bare = stripped(piece)[0].sort is Sort.CONCEPT
        found.extend(_targets(stripped((*lent, *stripped(piece)) if bare and lent else piece), setting))
        lent = tuple(chunk for chunk in piece if _is_lent(chunk)) or lent
    return with_last_clause(in_situ_kept(tuple(dict.fromkeys(found)), chunks, setting))


def _told_in_bracket(piece: tuple[Chunk, ...], setting: Setting) -> tuple[Target, ...]:
    """ "Carcinoma in situ (e.g. cervix, bladder)", "skin cancers (such as basal cell)": examples narrow nothing, the cancer is
    spared; "carcinoma in situ (cervix, breast)": in each of those organs. Nothing where the bracket says more, or the cancer is
    not known."""
    said = stripped(piece)
    group = said[-1] if len(said) > 1 and said[-1].sort is Sort.GROUP and said[-1].inner else None
    head = said[:-1]
    if group is None or any(chunk.sort in LIST_SIGNS or chunk.sort in (Sort.GROUP, Sort.EG) for chunk in head):
        return ()
    inner = group.inner
    spared = _targets(head, setting)
    if any(target.qualifier("described") for target in spared) or any(chunk.sort in _MORE for chunk in inner):
        return ()
    if inner[0].sort is Sort.EG and not inner[0].text.lower().startswith("i"):  # "i.e." says which it is
        return spared
    inner = inner[1:] if inner[0].sort is Sort.EG else inner
    if (
        not all(chunk.sort in (*LIST_SIGNS, Sort.FILL, Sort.PREP) or _is_organ(chunk, setting) for chunk in inner)
        or len(spared) > 1
    ):
        return ()
    organs = [name for chunk in inner if chunk.sort is Sort.CONCEPT for name in chunk.names]
    return tuple(_in_organ(spared[0], organ, setting) for organ in organs)


_MORE = frozenset({Sort.EXC, Sort.NEG, Sort.IF, Sort.AMOUNT, Sort.CODES, Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.PERMIT, Sort.UNMET})


def _is_organ(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) == "organ" for name in chunk.names)


def at_each_site(spared: tuple[Target, ...], setting: Setting) -> tuple[Target, ...]:
    """ "Carcinoma in situ (cervix, breast)": a cancer at several places is one at each of them, for nobody has one in both."""
    found: list[Target] = []
    for target in spared:
        places = [value for item in target.qualifiers if item.name == "site" for value in item.values]
        bare = replace(target, qualifiers=tuple(item for item in target.qualifiers if item.name != "site"))
        found.extend([_in_organ(bare, place, setting) for place in places] or [target])
    return tuple(found)


def _in_organ(target: Target, organ: str, setting: Setting) -> Target:
    """The cancer in one organ: by its own name, where it has one ("cervical carcinoma in situ")."""
    in_situ = setting.under(target.concept, "carcinoma in situ")
    named = setting.tagger.tagged(f"{target.concept} of the {organ}") if in_situ else ()
    found = [chunk for chunk in named if chunk.sort is not Sort.FILL]
    if len(found) == 1 and len(found[0].names) == 1 and setting.under(found[0].names[0], target.concept):
        return replace(target, concept=found[0].names[0])
    return replace(target, qualifiers=(*target.qualifiers, Qualifier(name="site", values=(organ,))))


def in_situ_kept(spared: tuple[Target, ...], chunks: Sequence[Chunk], setting: Setting) -> tuple[Target, ...]:
    """ "Carcinoma in situ of breast or cervix, bladder cancer": a cancer that is named by its organ alone may be one in situ."""
    words = setting.words(chunks)
    if "in situ" not in words.lower().replace("-", " "):
        return spared
    organs = {name for chunk in flattened(chunks) if _names_an_organ(chunk, setting) for name in chunk.names}
    said = Qualifier(name="described", values=(words.strip(" .;,:"),))
    return tuple(
        replace(target, qualifiers=(said,)) if target.concept in organs and not _SUPERFICIAL.search(target.concept) else target
        for target in spared
    )


_SUPERFICIAL = re.compile(r"in situ|non-?invasive|non-muscle-invasive")


def _names_an_organ(chunk: Chunk, setting: Setting) -> bool:
    """True for an organ that was given the head of what stands beside it ("cervix" before "bladder cancer")."""
    alone = setting.tagger.tagged(chunk.text) if chunk.sort is Sort.CONCEPT else ()
    return bool(alone) and {setting.vocabulary.kind(name) for name in alone[0].names} == {"organ"}


_OF_THEM = re.compile(r"(?:.*?\b)?((?:that|which) (?:has|have|is|are|was|were) .+|(?:both|all|each) \S.+)$", re.IGNORECASE)
_WORTH = ("treatment", "described", "outcome", "activity")


def with_last_clause(spared: tuple[Target, ...]) -> tuple[Target, ...]:
    """ "Except basal cell or squamous cell carcinoma that has been treated": what is said behind the last may be of each, so that
    none is spared for certain without it."""
    told = spared[-1].qualifier("described") if len(spared) > 1 else None
    clause = _OF_THEM.match(told.values[0]) if told is not None else None
    if clause is None:
        return spared
    words = Qualifier(name="described", values=(clause[1],))
    bare = (not any(target.qualifier(name) for name in _WORTH) for target in spared[:-1])
    return (
        *(
            replace(target, qualifiers=(*target.qualifiers, words)) if plain else target
            for target, plain in zip(spared[:-1], bare, strict=True)
        ),
        spared[-1],
    )


def _is_lent(chunk: Chunk) -> bool:
    return chunk.sort is Sort.NARROWING and any(name.startswith(_LENT) for name in chunk.names)


def _targets(piece: Sequence[Chunk], setting: Setting) -> tuple[Target, ...]:
    node = read_list(piece, anew(setting, exclusion=True))
    plain = targets_in(node)
    untimed = all(leaf.window is None for leaf in walk(node) if isinstance(leaf, Has))
    if plain and untimed and all(setting.vocabulary.kind(target.concept) in ("cancer", "histology") for target in plain):
        return at_each_site(tuple(replace(target, other=False) for target in plain), setting)
    name = _head(piece, setting) or _ANY
    return (Target(concept=name, qualifiers=(Qualifier(name="described", values=(setting.words(piece).strip(" .;,:"),)),)),)


def _head(piece: Sequence[Chunk], setting: Setting) -> str | None:
    """The one cancer that a part of the exception begins with, adjectives aside; None where it is of more, or of any."""
    place = next((index for index, chunk in enumerate(piece) if _is_cancer(chunk, setting)), None)
    others = {chunk.names[0] for chunk in flattened(piece) if _is_cancer(chunk, setting)}
    if place is None or len(others) != 1 or any(chunk.sort in (Sort.EXC, Sort.EG) for chunk in flattened(piece)):
        return None
    if _several_sites(piece[place:], setting) or _unknown_beside(piece[place:]):
        return None  # "in situ cancers of cervix, breast or skin", "basal cell carcinoma or odontoma"
    led = all(chunk.sort in _LEADS and chunk.text.lower() not in _RELATIVE for chunk in piece[:place])
    return piece[place].names[0] if led else None


def _unknown_beside(chunks: Sequence[Chunk]) -> bool:
    """True where behind a sign stand words alone that are nothing said of the cancer: one more thing, that no table names."""
    for place, chunk in enumerate(chunks):
        end = next((index for index in range(place + 1, len(chunks)) if chunks[index].sort in LIST_SIGNS), len(chunks))
        part = [item for item in chunks[place + 1 : end] if item.sort is not Sort.FILL]
        if chunk.sort in LIST_SIGNS and part and all(item.sort is Sort.WORD for item in part):
            first = part[0].text.lower().split()[0]
            if first not in _RELATIVE and not first.endswith(_SAYS):
                return True
    return False


_SAYS = ("ed", "ing", "ly", "free", "cent", "ent")


def _several_sites(chunks: Sequence[Chunk], setting: Setting) -> bool:
    return any(
        before.sort in LIST_SIGNS
        and behind.sort is Sort.CONCEPT
        and all(setting.vocabulary.kind(name) == "organ" for name in behind.names)
        for before, behind in pairwise([chunk for chunk in chunks if chunk.sort not in (Sort.FILL, Sort.PREP)])
    )


_ADJECTIVES = frozenset(
    {Sort.NARROWING, Sort.FILL, Sort.WORD, Sort.HIST, Sort.EITHER, Sort.OTHER_SIGN, Sort.VARIABLE, Sort.CODES}
)
_LEADS = _ADJECTIVES | {Sort.GRADEOF, Sort.AMOUNT, Sort.COMMA}
_RELATIVE = frozenset(
    {"who", "which", "that", "whose", "with", "without", "has", "have", "is", "are", "been", "for", "from", "whom"}
)


def _is_cancer(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in ("cancer", "histology") for name in chunk.names)


def _pieces(chunks: Sequence[Chunk], setting: Setting) -> list[tuple[Chunk, ...]]:
    """The exception cut where one more cancer begins; a part that names none goes with the one before it, or waits for the
    next."""
    pieces: list[list[Chunk]] = [[]]
    for place, chunk in enumerate(chunks):
        if chunk.sort in LIST_SIGNS and _lacks_its_head(pieces[-1], setting):
            pieces[-1].append(chunk)
        elif chunk.sort in _SPLITS and _begins_another(pieces[-1], chunks[place + 1 :], setting):
            pieces.append([])
        else:
            pieces[-1].append(chunk)
    return [tuple(piece) for piece in pieces if stripped(piece)]


def _lacks_its_head(before: Sequence[Chunk], setting: Setting) -> bool:
    """ "In situ cervical" before "or bladder cancer": a name only with the head of what follows, as are its adjectives."""
    if not any(_is_cancer(chunk, setting) for chunk in before[-1:]):
        return False
    alone = setting.tagger.tagged(before[-1].text)
    return len(alone) != 1 or alone[0].names != before[-1].names


def _begins_another(before: Sequence[Chunk], after: Sequence[Chunk], setting: Setting) -> bool:
    """True between two parts that each name a cancer of their own, or behind which a new noun begins."""
    if any(chunk.sort is Sort.EG for chunk in before):
        return False
    if not any(_is_cancer(chunk, setting) for chunk in before):
        return not all(chunk.sort in _LEADS and chunk.text.lower() not in _RELATIVE for chunk in before)
    end = next((index for index, chunk in enumerate(after) if chunk.sort in _SPLITS), len(after))
    part = after[:end]
    if _long_ago(part):
        return True
    relative = bool(part) and part[0].text.lower().split()[0] in _RELATIVE
    if relative or any(chunk.sort is Sort.NEG for chunk in part[:2]):
        return False
    if any(_is_cancer(chunk, setting) for chunk in part):
        return True
    if next((chunk.sort for chunk in part if chunk.sort is not Sort.FILL), None) is Sort.OTHER:
        return True  # "cervical carcinoma in situ or other tumors that are cured"
    return end < len(after) and _begins_another(before, after[end + 1 :], setting) and _only_adjectives(part)


def long_ago_beside(chunks: Sequence[Chunk]) -> bool:
    """ "Except basal cell carcinoma or disease-free for 5 years": true where a long time is an exception of its own, which any
    cancer may fall under, and no time of what stands before it."""
    return any(chunk.sort is Sort.OR and _long_ago(chunks[place + 1 :]) for place, chunk in enumerate(chunks))


def _long_ago(part: Sequence[Chunk]) -> bool:
    first = next((chunk for chunk in part if chunk.sort not in (Sort.FILL, Sort.IF, Sort.EITHER) and not _is_lent(chunk)), None)
    return first is not None and first.window is not None and first.window.kind is WindowKind.AT_LEAST_BEFORE


def _only_adjectives(part: Sequence[Chunk]) -> bool:
    return all(chunk.sort in _ONLY_ADJECTIVES for chunk in part)


_ONLY_ADJECTIVES = frozenset({Sort.NARROWING, Sort.FILL, Sort.WORD, Sort.VARIABLE, Sort.CODES, Sort.GRADEOF, Sort.AMOUNT})


_FREE = re.compile(
    r"\b(?:disease|cancer|tumou?r|recurrence)[- ]free|\bfree (?:of|from)\b|\bno evidence of\b|\bNED\b", re.IGNORECASE
)


def earlier_cancers(having: Criterion, subject: Sequence[Chunk], rest: Sequence[Chunk], setting: Setting) -> Criterion:
    """ "Prior breast cancer is allowed if disease-free for 5 years": another than the one that the trial treats."""
    said = setting.words(rest)
    if not (rest and any(chunk.sort is Sort.HIST for chunk in subject) and _FREE.search(said)):
        return having
    return changed_leaves(having, lambda leaf: _as_other(leaf) if _of_cancer(leaf, setting) else leaf)


def of_those_others(then: Criterion, having: Criterion) -> Criterion:
    """What is asked of those who had another cancer, of that cancer: "disease-free for 5 years" says nothing of the trial's."""
    others = {leaf.target.concept for leaf in walk(having) if isinstance(leaf, Has) and leaf.target.other}
    if not others:
        return then
    return changed_leaves(then, lambda leaf: _as_other(leaf) if isinstance(leaf, Has) and leaf.target.concept in others else leaf)


def _of_cancer(leaf: Criterion, setting: Setting) -> bool:
    return isinstance(leaf, Has) and setting.vocabulary.kind(leaf.target.concept) in ("cancer", "histology")


def _as_other(leaf: Criterion) -> Criterion:
    return replace(leaf, target=replace(leaf.target, other=True)) if isinstance(leaf, Has) else leaf
