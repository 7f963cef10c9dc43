"""Allergies: "severe hypersensitivity to A, B or any of their excipients" in; an allergy to each drug that is named, and one
question for the rest, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.badlyborne import INTOLERANCE
from trialwright.compiler.phrasing.phrases import read_phrase
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import LIST_SIGNS, Setting, changed_leaves, denied, joined_by, split_at, stripped
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import Ask, Criterion, Has, Qualifier, children, walk
from trialwright.protocol.interview import question_of
from trialwright.vocabulary.records import anew

_REACTION = sought(r"allerg|hypersensi|anaphyla|intoleran|idiosyncra|\bsensitivit(?:y|ies)\b", re.IGNORECASE)
_TO = re.compile(r"(?:.*\b)?(?:to|against|towards?|from|with)", re.IGNORECASE | re.DOTALL)
_OTHER_GRAMMAR = frozenset({Sort.EXC, Sort.PERMIT, Sort.BARRED, Sort.IF, Sort.NEG, Sort.EG, Sort.DEFINES, Sort.MUST, Sort.COLON})
_NAMED = frozenset({Sort.CONCEPT, Sort.VARIABLE, Sort.ASKED})
_PLAIN = frozenset({Sort.CONCEPT, Sort.FILL, Sort.EITHER, Sort.OTHER, Sort.HEADNOUN, Sort.WINDOW})
_MOST_REACTIONS = 14
"""Chunks between the first word of a reaction and what it is to; more of them are another sentence."""

Members = list[tuple[tuple[Chunk, ...], Chunk | None]]


def allergies_in(chunks: tuple[Chunk, ...], setting: Setting) -> tuple[tuple[Chunk, ...], Criterion, tuple[Chunk, ...]] | None:
    """What stands before an allergy in a list that excludes, the allergy, and what stands behind it; None where none is spoken of
    or more is said than to what it is."""
    if not setting.exclusion or not _REACTION.search(setting.normal.text):
        return None
    first = next((place for place, chunk in enumerate(chunks) if _REACTION.search(chunk.text)), None)
    if first is None or any(chunk.sort in _OTHER_GRAMMAR for chunk in chunks):
        return None
    last = _reaction_end(chunks, first)
    if last is None:
        return None
    start = _reaction_start(chunks, first)
    cue = chunks[start : last + 1]
    pieces = split_at(chunks[last + 1 :], LIST_SIGNS)
    own, rest = _substances(pieces, setting)
    if not own:
        return None
    return stripped(chunks[:start]), _allergy(cue, own, setting), rest


def _reaction_end(chunks: Sequence[Chunk], first: int) -> int | None:
    """The place of the "to" behind the last word of a reaction, before anything that it is to."""
    found = None
    for place in range(first, min(first + _MOST_REACTIONS, len(chunks))):
        chunk = chunks[place]
        if chunk.sort in (Sort.CONCEPT, Sort.STUDYDRUG) and not _REACTION.search(chunk.text):
            break
        ties = chunk.sort is Sort.ALLERGY or _TO.fullmatch(chunk.text)
        if ties and chunk.sort in (Sort.ALLERGY, Sort.PREP, Sort.WORD, Sort.NARROW):
            found = place
            if not any(_REACTION.search(item.text) for item in chunks[place + 1 : place + _MOST_REACTIONS]):
                break  # "to drugs related to A": what follows the first "to" is what the reaction is to
    return found


def _reaction_start(chunks: Sequence[Chunk], first: int) -> int:
    """Where the words that lead up to the reaction begin: behind the last thing that is named before it."""
    named = [place for place in range(first) if chunks[place].sort in _NAMED]
    if not named:
        return 0
    return next((place + 1 for place in range(named[-1], first) if chunks[place].sort in LIST_SIGNS), named[-1] + 1)


def _substances(pieces: Members, setting: Setting) -> tuple[list[tuple[Chunk, ...]], tuple[Chunk, ...]]:
    """The members of the list that the reaction is to, and the chunks from the first on that names a disease."""
    own: list[tuple[Chunk, ...]] = []
    for place, (piece, _sign) in enumerate(pieces):
        kinds = {setting.vocabulary.kind(name) for chunk in piece if chunk.sort is Sort.CONCEPT for name in chunk.names}
        if (kinds and kinds <= DISEASE_KINDS) or any(chunk.sort in (Sort.ASKED, Sort.CMP) for chunk in piece):
            behind = tuple(chunk for later, sign in pieces[place:] for chunk in (*later, *((sign,) if sign else ())))
            return own, stripped(behind)
        said = stripped(piece)
        said = said[1:] if said and said[0].sort in _TIES and said[0].text.lower() == "to" else said  # "to A or to any other B"
        if said:
            own.append(said)
    return own, ()


_TIES = frozenset({Sort.PREP, Sort.ALLERGY})


def _allergy(cue: tuple[Chunk, ...], members: Sequence[tuple[Chunk, ...]], setting: Setting) -> Criterion:
    word = "intolerance to" if any(INTOLERANCE.search(chunk.text) for chunk in cue) else "allergy to"
    reaction = Chunk(sort=Sort.ALLERGY, start=cue[-1].start, end=cue[-1].end, text=word, value="to")
    listed = any(chunk.sort in LIST_SIGNS for chunk in cue)  # "severe allergic or other reactions": the word is of the first only
    lent = (*(chunk for chunk in cue if chunk.sort is Sort.NARROWING and not listed), reaction)
    nodes: list[Criterion] = []
    unnamed: list[tuple[Chunk, ...]] = []
    open_ended = of_it = False
    for member in members:
        like = _behind_likeness(member, setting)
        of_it = bool(like) or (of_it and _plain(member, setting))
        named = like or member
        bare = tuple(chunk for chunk in named if chunk.sort is not Sort.GROUP)
        node = read_phrase((*lent, *bare), setting) if _plain(named, setting) and (of_it or not open_ended) else None
        read = node is not None and all(isinstance(leaf, Has) for leaf in walk(node) if not children(leaf))
        if node is not None and read:
            nodes.append(_graded(_spanning(node, named, setting), cue, setting))
        if of_it or not read:
            unnamed.append(member)
            open_ended = open_ended or _goes_on(member)
    if unnamed:
        said = f"{setting.words(cue)} {setting.normal.text[unnamed[0][0].start : unnamed[-1][-1].end].strip(' .;,:')}"
        span = setting.span((*cue, *unnamed[-1]))
        nodes.append(Ask(statement=said, question=question_of(said), span=span))
    return joined_by("or", nodes)


_GRADE = re.compile(
    r"(?:[<>]=? ?)?\bgrade ?(?:[<>]=? ?)?[1-5](?: ?(?:-|or|to|/|and) ?(?:grade )?[1-5])?"
    r"(?: or (?:higher|greater|above|worse|more))?",
    re.IGNORECASE,
)


_ASIDE = re.compile(r"\((?:including|includes|such as|e\.?g)[^()]*\)", re.IGNORECASE)


def _graded(node: Criterion, cue: Sequence[Chunk], setting: Setting) -> Criterion:
    """ "Grade 3 hypersensitivity to A": how bad an allergy was is kept in its words, for no record grades one."""
    grade = _GRADE.search(_ASIDE.sub("", setting.words(cue)))
    if grade is None or any(name.startswith("severity=") for chunk in cue for name in chunk.names):
        return node  # "severe hypersensitivity (>= grade 3)": the bracket says it again
    told = Qualifier(name="described", values=(grade[0],))

    def of_grade(leaf: Criterion) -> Criterion:
        return (
            replace(leaf, target=replace(leaf.target, qualifiers=(*leaf.target.qualifiers, told)))
            if isinstance(leaf, Has)
            else leaf
        )

    return changed_leaves(node, of_grade)


_THING = r"(?:compounds?|agents?|drugs?|substances?|medications?|products?|molecules?)"
_PART = r"(?:components?|excipients?|ingredients?|constituents?)"
_IN_WHAT = r"(?:(?:chemical(?:ly)?|biolog\w+|structur\w+|physical|or|and|and/or|/|to) ?)*"
_LIKE_IT = re.compile(
    r"(?:(?:to|of|any|other|one|some|the|a|an|either|its|active|inactive|or|and|known|all) )*(?:"
    rf"{_THING} (?:of|that have|having|which have|with(?: an?)?) (?:a |an )?(?:similar|same|related) {_IN_WHAT}"
    r"(?:compositions?|structures?|properties|formulas?)? ?(?:to|as|of|with)|"
    rf"{_THING} {_IN_WHAT}(?:similar|related) to|"
    rf"{_PART}(?:(?:,? or |,? and/or |/){_PART})? (?:of|in|from|contained in|used in))(?: the| an?| either| both| any of)?",
    re.IGNORECASE,
)
""" "Compounds of similar composition to A", "any excipient of A": who is allergic to A itself is meant all the more."""


def _behind_likeness(member: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The drug in "compounds of similar composition to A", "any component of A"; none in any other member."""
    place = next((index for index, chunk in enumerate(member) if chunk.sort is Sort.CONCEPT), 0)
    behind = tuple(member[place:])
    if not place or not _plain(behind, setting) or _LIKE_IT.fullmatch(setting.words(member[:place])) is None:
        return ()
    return behind


def denied_allergies(chunks: tuple[Chunk, ...], setting: Setting) -> Criterion | None:
    """ "No allergic reactions attributed to compounds of similar composition to A", among what is required; None for any other
    denial."""
    if setting.exclusion or chunks[0].sort is not Sort.NEG or any(chunk.sort is Sort.NEG for chunk in chunks[1:]):
        return None
    apart = allergies_in(chunks[1:], anew(setting, exclusion=True))
    if apart is None or apart[0] or apart[2]:
        return None
    leaves = {type(leaf) for leaf in walk(apart[1]) if not children(leaf)}
    return denied(apart[1], setting.span(chunks)) if leaves == {Has, Ask} else None


def _goes_on(member: Sequence[Chunk]) -> bool:
    """ "Compounds similar to A, B or C": what stands behind a member that ends in a drug may go on with it."""
    tied = any(chunk.sort in (Sort.PREP, Sort.NARROW) or _TO.fullmatch(chunk.text) for chunk in member[:-1])
    return tied and member[-1].sort is Sort.CONCEPT


def _plain(member: Sequence[Chunk], setting: Setting) -> bool:
    """True for a member that only names a drug."""
    named = [name for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names]
    member = [chunk for chunk in member if not (chunk.sort is Sort.GROUP and _same_again(chunk.inner, named))]
    kinds = {setting.vocabulary.kind(name) for name in named}
    return bool(named) and kinds <= THERAPY_KINDS and all(chunk.sort in _PLAIN for chunk in member)


def _same_again(inner: Sequence[Chunk], named: Sequence[str]) -> bool:
    """ "5-fluorouracil (5-FU)": the bracket names the same once more."""
    return all(chunk.sort is Sort.CONCEPT and set(chunk.names) <= set(named) for chunk in inner)


def _spanning(node: Criterion, member: Sequence[Chunk], setting: Setting) -> Criterion:
    return replace(node, span=setting.span(member))
