"""Requirements of one sex: the chunks of a sentence that begins with one in, what it asks of those patients out.

"Women over 50" may ask that the patient be one, or ask it of women only; "men over 40 and women over 50" asks of each their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.preparing.enrolled import lets_join
from trialwright.compiler.setting import Setting, joined_by, stripped
from trialwright.compiler.wording.sought import needs
from trialwright.protocol.criteria import AllOf, AnyOf, Ask, Criterion, Has, NoConstraint, Readings, Target, When
from trialwright.vocabulary.records import anew

Reader = Callable[[Sequence[Chunk], Setting], Criterion]
_GROUP = re.compile(
    r"(?:(?:patients?|subjects?|participants?|adults?|individuals?|volunteers?) )?(?:\([^()]*\),? )?(?:who (?:are|is|were) )?"
    r"(?:with|undergoing|scheduled|planned|planning|diagnosed|treated|receiving|referred|having)\b",
    re.IGNORECASE,
)
_OF_THEIR_SEX = re.compile(
    r"contracept|birth control|pregnan|child|fertil|breast-?feed|lactat|partner|uterus|reproducti|condom|sperm|"
    r"\bova\b|\beggs?\b|father",
    re.IGNORECASE,
)
""" "Women with breast cancer scheduled for surgery" may be the group that is wanted; "women with a uterus" are asked as women."""
_SEXES = frozenset({"female", "male", "childbearing potential", "reproductive potential", "postmenopausal"})
_BOTH = ({"female", "male"}, {"male", "female"})
_JOINTS = frozenset({Sort.OR, Sort.AND, Sort.COMMA, Sort.SEMICOLON, Sort.SLASH})


_MAN, _WOMAN = r"(?:male|men|man)s?", r"(?:women|females?|woman)"
_EITHER_SEX = re.compile(
    rf"(?:both )?(?:{_MAN}(?:,? (?:and|or|and/or) | ?/ ?){_WOMAN}|{_WOMAN}(?:,? (?:and|or|and/or) | ?/ ?){_MAN})"
    r"(?: patients| subjects)?",
    re.IGNORECASE,
)


_PEOPLE = frozenset({"patients", "subjects", "participants", "adults", "individuals"})


@needs("childbearing potential")
def with_men_kept(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Men and women of childbearing potential": all men, and those women; only what is required is asked of them all."""
    result: list[Chunk] = []
    for chunk in chunks:
        last = 1 + bool(result and result[-1].text.lower() in _PEOPLE)
        people = result[-last] if len(result) >= last else None
        potential = chunk.sort is Sort.CONCEPT and chunk.names == ("childbearing potential",)
        if potential and people is not None and people.sort is Sort.FILL and _EITHER_SEX.fullmatch(people.text):
            joint = anew(people, sort=Sort.OR, start=people.end, text="or", value="or")
            result[-last:] = [anew(people, sort=Sort.CONCEPT, names=("male",), value=""), joint]
        result.append(chunk)
    return tuple(chunks) if setting.exclusion else tuple(result)


@needs("reproductive potential", "childbearing potential")
def with_able_of_either_sex(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Women or men of reproductive potential": people of either sex, of whom all are such."""
    if setting.exclusion and not any(chunk.sort in (Sort.MUST, Sort.BARRED, Sort.NEG) for chunk in chunks):
        return tuple(chunks)  # "women or men … who are unwilling" is asked in its own words
    result: list[Chunk] = []
    for chunk in chunks:
        able = chunk.sort is Sort.CONCEPT and chunk.names[:1] in (("reproductive potential",), ("childbearing potential",))
        if able and _pair_of_sexes(result[-_PAIR:]) and all(before.sort in _BEGIN for before in result[-_PAIR - 1 : -_PAIR]):
            first, last = result[-_PAIR], result[-1]
            people = setting.normal.text[first.start : last.end]
            result[-_PAIR:] = [anew(first, sort=Sort.FILL, end=last.end, names=(), text=people, value="fill")]
        result.append(chunk)
    return tuple(result)


def _pair_of_sexes(chunks: Sequence[Chunk]) -> bool:
    """ "Women or men", "females/males"."""
    joined = len(chunks) == _PAIR and chunks[1].sort in (Sort.OR, Sort.AND, Sort.SLASH)
    return joined and sorted(chunk.names for chunk in (chunks[0], chunks[2])) == [("female",), ("male",)]


_BEGIN = frozenset({Sort.FILL, Sort.STOP, Sort.SEMICOLON, Sort.COMMA, Sort.COLON, Sort.IF})


@needs("women", "females", "female", "woman")
def with_people_of_either_sex(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Women or men who are sexually active" among what excludes: people, of whom the rest is said."""
    if not setting.exclusion or len(chunks) < _PAIR + 1:
        return tuple(chunks)
    first, _joint, second, *rest = chunks
    both = _pair_of_sexes(chunks[:_PAIR])
    said = rest and (rest[0].sort in (Sort.FILL, Sort.PREP, Sort.IF, Sort.WORD) or rest[0].text.lower().startswith("who"))
    return (anew(first, sort=Sort.FILL, end=second.end, names=(), text="people"), *rest) if both and said else tuple(chunks)


_PAIR = 3


def by_sex(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """A sentence about the patients of one sex, of each in turn, or about a disease of either; None for any other."""
    of_either = _disease_of_either(chunks, setting, read)
    if of_either is not None:
        return of_either
    if not chunks or chunks[0].sort is not Sort.CONCEPT or chunks[0].names[0] not in _SEXES:
        return None
    partnered = _with_partnered_men(chunks, setting)
    if partnered is not None:
        return partnered
    return _of_each_sex(chunks, setting, read) or _of_one_sex(chunks, setting, read)


def _disease_of_either(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "HER2-negative breast cancer in men or postmenopausal women": the disease, and being one of these."""
    if not any(chunk.sort is Sort.CONCEPT and chunk.names[0] == "female" for chunk in chunks):
        return None
    said = [part for chunk in chunks for part in _with_sex_apart(chunk, setting)]
    place = next((index for index, chunk in enumerate(said) if index and chunk.text.lower() == "in"), None)
    if place is None:
        return None
    end = next((index for index in range(place, len(said)) if said[index].sort is Sort.COMMA), len(said))
    disease, people = (*said[:place], *said[end:]), _alternatives(said[place + 1 : end])
    names = {name for group in people for name in group}
    if not names >= _BOTH[0] or not names <= _OF_PEOPLE or not all(group and set(group) & _BOTH[0] for group in people):
        return None
    span = setting.span(chunks)
    groups = (joined_by("and", [Has(target=Target(concept=name), span=span) for name in group]) for group in people)
    return joined_by("and", (read(disease, setting), joined_by("or", tuple(groups))))


def _with_sex_apart(chunk: Chunk, setting: Setting) -> tuple[Chunk, ...]:
    """ "Breast cancer in men" as the three words that it is."""
    if chunk.sort is not Sort.CONCEPT or not chunk.text.lower().endswith((" in men", " in males")):
        return (chunk,)
    wider = setting.vocabulary[chunk.names[0]].parents
    cut = chunk.text.lower().rindex(" in ")
    disease = anew(chunk, end=chunk.start + cut, text=chunk.text[:cut], names=wider[:1])
    joint = anew(chunk, sort=Sort.FOR, names=(), start=disease.end + 1, end=disease.end + 3, text="in", value="for")
    return (disease, joint, anew(chunk, start=joint.end + 1, text=chunk.text[cut + 4 :], names=("male",))) if wider else (chunk,)


def _alternatives(chunks: Sequence[Chunk]) -> list[list[str]]:
    """The names of each of several groups of people; an empty one where anything else is said."""
    groups: list[list[str]] = [[]]
    for chunk in chunks:
        if chunk.sort in (Sort.OR, Sort.AND, Sort.SLASH):
            groups.append([])
        elif chunk.sort is Sort.CONCEPT:
            groups[-1].append(chunk.names[0])
        elif chunk.sort not in (Sort.FILL, Sort.FOR, Sort.PREP):
            return [[]]
    return groups


_OF_PEOPLE = frozenset({"female", "male", "postmenopausal", "premenopausal", "perimenopausal"})


def _with_partnered_men(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Women of childbearing potential and men with partners of childbearing potential must use contraception": asked of those
    women, and of men of whom somebody says so; None for any other sentence."""
    duty = next((place for place, chunk in enumerate(chunks) if chunk.sort in (Sort.MUST, Sort.ASKED)), None)
    joint = next(
        (
            place
            for place, chunk in enumerate(chunks[:duty])
            if place and chunk.sort in _JOINTS and chunks[place + 1].names == ("male",)
        ),
        None,
    )
    if setting.exclusion or duty is None or joint is None or duty <= joint + 1:
        return None
    women, men = stripped(chunks[:joint]), stripped(chunks[joint + 2 : duty])
    if not all(chunk.names[:1] and chunk.names[0] in _SEXES for chunk in women) or not _PARTNER.match(setting.words(men)):
        return None
    whose = [Has(target=Target(concept=chunk.names[0]), span=setting.span((chunk,))) for chunk in women]
    male = Has(target=Target(concept="male"), span=setting.span(chunks[joint + 1 : joint + 2]))
    span = setting.span(chunks)
    condition = AnyOf(items=(joined_by("and", whose), AllOf(items=(male, question(men, setting)), span=span)), span=span)
    free = NoConstraint(why="for those who have it", span=span)
    asked = question(chunks[duty + 1 :] if chunks[duty].sort is Sort.MUST else chunks[duty:], setting)
    return When(condition=condition, then=asked, otherwise=free, span=span)


_PARTNER = re.compile(r"[^,;.]*\b(?:partners?|(?:women|females?) of child-?bearing)\b", re.IGNORECASE)


def _of_partners(subject: Sequence[Chunk], rest: Sequence[Chunk]) -> bool:
    """ "Men who are sexually active with women of childbearing potential must": what women could bear is not asked of the man."""
    bound = any(chunk.sort in (Sort.MUST, Sort.ASKED) for chunk in rest)
    women = any(chunk.names in (("childbearing potential",), ("female",)) for chunk in rest)
    return bound and women and subject[0].names == ("male",)


def _of_each_sex(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Men over 40 and women over 50": asked of each sex by itself; whichever word joins them, nobody is both."""
    pieces = _begun_by_a_sex(chunks)
    if len(pieces) != len(_BOTH) or {piece[0].names[0] for piece in pieces} not in _BOTH:
        return None
    rests = [stripped(piece[1:]) for piece in pieces]
    if not all(rests):
        return None
    span = setting.span(chunks)
    whose = [Has(target=Target(concept=piece[0].names[0]), span=setting.span(piece[:1])) for piece in pieces]
    theirs = [read(rest, setting) for rest in rests]
    if setting.exclusion:
        return AnyOf(items=tuple(AllOf(items=pair, span=span) for pair in zip(whose, theirs, strict=True)), span=span)
    free = NoConstraint(why="for the other sex", span=span)
    each = (When(condition=sex, then=node, otherwise=free, span=span) for sex, node in zip(whose, theirs, strict=True))
    return AllOf(items=tuple(each), span=span)


def _begun_by_a_sex(chunks: Sequence[Chunk]) -> list[tuple[Chunk, ...]]:
    """The sentence cut before each sex that stands behind a comma or a conjunction."""
    cuts = [
        place
        for place, chunk in enumerate(chunks)
        if chunk.sort is Sort.CONCEPT and chunk.names[0] in _BOTH[0] and (not place or chunks[place - 1].sort in _JOINTS)
    ]
    return [stripped(tuple(chunks[start:end])) for start, end in pairwise([*cuts, len(chunks)])]


def _of_one_sex(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Female participants are not pregnant": a requirement for them, not that everybody be one. "Women aged 18 or older" may be
    either."""
    subject, rest = chunks[:1], stripped(chunks[1:])
    if setting.exclusion or not rest:
        return None
    if chunks[1].sort in (Sort.OR, Sort.AND, Sort.COMMA, Sort.SLASH):
        return None
    while (
        rest
        and rest[0].sort is Sort.PREP
        and rest[0].text.lower() in ("of", "with")
        and len(rest) > 1
        and rest[1].names[:1]
        and rest[1].names[0] in _SEXES
    ):
        subject, rest = (*subject, rest[1]), stripped(rest[2:])
    if not rest:
        return None
    span = setting.span(chunks)
    conditions = tuple(Has(target=Target(concept=chunk.names[0]), span=setting.span((chunk,))) for chunk in subject)
    condition = joined_by("and", conditions)
    then = question(rest, setting) if _of_partners(subject, rest) else read(rest, setting)
    free = When(condition=condition, then=then, otherwise=NoConstraint(why="for the other sex", span=span), span=span)
    if lets_join(chunks, setting):
        return AllOf(items=(condition, then), span=span)
    binds = {Sort.MUST, Sort.IF, Sort.PERMIT}  # "not amenable to resection" tells of the disease
    theirs = len(subject) > 1 or _OF_THEIR_SEX.search(setting.words(chunks)) is not None
    named = _GROUP.match(setting.words(chunks[1:])) is not None and not theirs
    bound = any(chunk.sort in (binds if named else {*binds, Sort.NEG}) for chunk in chunks)
    if bound or (theirs and (isinstance(then, Ask) or any(chunk.sort is Sort.ASKED for chunk in chunks))):
        return free  # "women willing to comply" may mean women only
    return Readings(items=(free, AllOf(items=(condition, then), span=span)), why="only of them, or only them", span=span)
