"""Excepting: a sentence that spares some of those whom the one before it bans ("Exceptions include A and B", "if A is controlled,
patients are eligible") in; what was read with that exception in place out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.sentences.conditions import exception_applied, has_holes, lifted, with_described
from trialwright.compiler.sentences.modals import obliges
from trialwright.compiler.sentences.notcounted import not_counted
from trialwright.compiler.setting import Reader, Setting, changed_leaves, doubted, flattened, stripped
from trialwright.compiler.wording.rules import matching
from trialwright.protocol.criteria import Criterion, Has, NoConstraint, NoneOf, Not, walk
from trialwright.vocabulary.records import anew

_BEGINS = re.compile(
    r"(?:note:? ?)?(?:the |these |following |allowed |permitted |permissible |only )*exceptions?"
    r"(?: (?:to|from|of|for) (?:this|the|these|above|exclusion|criteri(?:on|a)|rule|requirement| )+)?"
    r"(?: ?(?:include[sd]?|including|are|is|being|comprise|will be|may be|can be|would be))*"
    r"(?: (?:made|allowed|permitted|granted|considered|possible))?(?: for| in(?! situ))?(?: the following)?(?: ?[:,-])?(?= |$)",
    re.IGNORECASE,
)
_POINTS_DOWN = re.compile(
    r"(?:the )?following(?: (?:types? of )?"
    r"(?:cancers?|malignanc\w+|conditions?|diseases?|tumou?rs?|patients?|circumstances?)(?: types?)?)?\W*$",
    re.IGNORECASE,
)
""" "Exception: the following cancers are acceptable:" is the list below it."""
_FOLLOWING = re.compile(
    r"(?:note:? ?)?(?:any (?:one )?of )?the following (?:[\w-]+ ){0,3}?(?:are|is|will be|would be|may be) (?:"
    r"(?:allowed|permitted|acceptable|eligible|exempt(?:ed)?|"
    r"not (?:be )?(?:considered|counted|regarded)(?: as)?(?: [\w-]+){0,3})(?= ?:)|"
    r"(?:\w+ )?exceptions?)(?: (?:to|from|of) (?:this|the|these|above|exclusion|criteri(?:on|a)|rule| )+)?(?: ?:)?(?= |$)",
    re.IGNORECASE,
)


def spared(sentence: Sequence[Chunk], read: list[Criterion], setting: Setting, reader: Reader) -> list[Criterion] | None:
    """What was read with what this sentence spares of it; None for a sentence that spares nobody by itself."""
    listed = _exceptions_listed(sentence, read, setting) or _allowed_in_case(sentence, read, setting, reader)
    if listed is not None:
        return listed
    counted = _what_counts(sentence, read, setting) or not_counted(sentence, read, setting)
    if counted is not None:
        return counted
    bound = _with_bound_exception(sentence, setting, reader)
    if bound is not None:
        return [*read, bound]
    leave = leave_by_agreement(sentence, setting) if setting.exclusion else None
    if leave is None:
        return None
    if not read:
        return [NoConstraint(why="permission", span=leave.span)]
    return [*read[:-1], lifted(read[-1], leave, setting)]


def _with_bound_exception(sentence: Sequence[Chunk], setting: Setting, reader: Reader) -> Criterion | None:
    """ "Brain metastases, except treated ones, in which case the dose must be at most 10 mg": a ban, and terms of its exception,
    which somebody must tell; None for another sentence."""
    place = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.EXC), None)
    if place is None or not setting.exclusion or not obliges(sentence[place:]):
        return None
    ban = stripped(sentence[:place])
    if any(chunk.sort is Sort.MUST for chunk in ban) or not any(chunk.sort is Sort.CONCEPT for chunk in ban):
        return None
    base = reader(ban, setting)
    if isinstance(base, NoConstraint):
        return None
    return doubted(base, setting.unread(sentence[place:], "terms of an exception that were not understood"))


_NOT_COUNTED = re.compile(
    r"\b(?:is|are|was|were|will) not (?:be )?(?:considered|regarded as|counted as|deemed|defined as|constitute)\b.{0,40}"
    r"\b(?:systemic|active|immunosuppressive|treatments?|therap(?:y|ies))\b",
    re.IGNORECASE,
)


def with_not_counted(sentence: tuple[Chunk, ...], named: set[str], ban: Criterion | None, setting: Setting) -> tuple[Chunk, ...]:
    """ "Major surgery within 4 weeks. Biopsy is not major surgery": not considered such; any other sentence as it is."""
    place = next((place for place, chunk in enumerate(sentence) if chunk.text.lower() in ("is not", "are not")), 0)
    if (
        not place
        or sentence[place].sort is not Sort.NEG
        or ban is None
        or not (setting.exclusion or isinstance(ban, Not | NoneOf))
    ):
        return sentence
    what = any(chunk.sort in (Sort.CONCEPT, Sort.HEADNOUN) for chunk in sentence[:place])
    again = any(chunk.sort is Sort.CONCEPT and set(chunk.names) <= named for chunk in sentence[place + 1 :])
    if not (what and again):
        return sentence
    return (*sentence[:place], anew(sentence[place], sort=Sort.PERMIT, value="permitted"), *sentence[place + 1 :])


_OF_TREATMENT = re.compile(r"\b(?:treatments?|therap(?:y|ies)|medications?)\b", re.IGNORECASE)


def _what_counts(sentence: Sequence[Chunk], read: list[Criterion], setting: Setting) -> list[Criterion] | None:
    """ "… that required systemic treatment. Replacement therapy is not considered systemic treatment": the words that describe
    the ailment, with what does not count. None where nothing before is described by a treatment."""
    said = setting.words(sentence)
    if not read or not setting.exclusion or not (_NOT_COUNTED.search(said) or _allows_therapy(sentence, setting)):
        return None
    told = said.strip(" .;,:")
    changed = changed_leaves(read[-1], lambda leaf: _with_words(leaf, told))
    return None if changed == read[-1] else [*read[:-1], changed]


def _allows_therapy(sentence: Sequence[Chunk], setting: Setting) -> bool:
    """ "Replacement therapy (e.g., thyroxine) is allowed": a therapy, and the leave behind it."""
    first = next((chunk for chunk in flattened(sentence) if chunk.sort is Sort.CONCEPT), None)
    kinds = {setting.vocabulary.kind(name) for name in first.names} if first is not None else set()
    leave = stripped(sentence)[-1:]
    if any(chunk.sort is Sort.HEADNOUN and chunk.text.lower() in ("therapy", "treatment") for chunk in sentence[:3]):
        return bool(leave) and leave[0].sort is Sort.PERMIT
    return bool(kinds) and kinds <= THERAPY_KINDS and bool(leave) and leave[0].sort is Sort.PERMIT


def _with_words(leaf: Criterion, told: str) -> Criterion:
    described = leaf.target.qualifier("described") if isinstance(leaf, Has) else None
    if not isinstance(leaf, Has) or described is None or not _OF_TREATMENT.search(described.values[0]):
        return leaf
    longer = replace(described, values=(f"{described.values[0]}; {told}",))
    others = tuple(longer if item is described else item for item in leaf.target.qualifiers)
    return replace(leaf, target=replace(leaf.target, qualifiers=others))


def _exceptions_listed(sentence: Sequence[Chunk], read: list[Criterion], setting: Setting) -> list[Criterion] | None:
    """ "Exceptions include vitiligo and alopecia." behind a ban: none of them is banned. None for any other sentence."""
    if not any(chunk.sort is Sort.EXC or "following" in chunk.text.lower() for chunk in sentence[:6]):
        return None
    said = setting.words(sentence)
    found = _FOLLOWING.match(said) or _BEGINS.match(said)
    bans = [place for place, node in enumerate(read) if _bans(node, setting)]
    if found is None:
        return None
    if not bans:  # what they are exceptions to stands in another line
        return [NoConstraint(why="announces exceptions", span=setting.span(sentence))] if not read and found.end() else None
    cut = sentence[0].start + found.end()
    behind = [chunk for chunk in sentence if chunk.start >= cut]
    leave = next((place for place, chunk in enumerate(behind) if chunk.sort is Sort.PERMIT), len(behind))
    spared = stripped(behind[:leave])
    if not spared or _POINTS_DOWN.match(setting.words(behind[:leave])):
        return [*read, NoConstraint(why="announces exceptions", span=setting.span(sentence))]
    if matching("agreement", setting.words(behind), whole=False) is not None:
        asked = question(sentence, setting)
        return [lifted(node, asked, setting) if place in bans else node for place, node in enumerate(read)]
    return [exception_applied(node, spared, setting) if place in bans else node for place, node in enumerate(read)]


def announces_exceptions(said: str) -> bool:
    """Whether a line begins as one of exceptions to the line before it: "Exceptions to this exclusion include:"."""
    return bool(_FOLLOWING.match(said) or _BEGINS.match(said))


def _bans(node: Criterion, setting: Setting) -> bool:
    if isinstance(node, NoConstraint):
        return False
    return setting.exclusion or any(isinstance(leaf, Not | NoneOf) for leaf in walk(node))


def leave_by_agreement(sentence: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Patients without active disease for 5 years may be included, but only after consultation with the sponsor": whom that
    spares, somebody must say. None for any other sentence."""
    if not any(chunk.sort is Sort.PERMIT for chunk in sentence):
        return None
    said = setting.words(sentence)
    return question(sentence, setting) if matching("agreement", said, whole=False) is not None else None


def _allowed_in_case(
    sentence: Sequence[Chunk], before: Sequence[Criterion], setting: Setting, read: Reader
) -> list[Criterion] | None:
    """ "Uncontrolled asthma; if asthma is well controlled, the patient is eligible": the ban spares those of the condition."""
    place = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.PERMIT), None)
    said = stripped(sentence)
    if place is None or not before or not said or said[0].sort is not Sort.IF or not _bans(before[-1], setting):
        return None
    comma = max((index for index in range(place) if sentence[index].sort is Sort.COMMA), default=None)
    if (
        comma is None
        or any(chunk.sort is not Sort.FILL for chunk in sentence[comma + 1 : place])
        or stripped(sentence[place + 1 :])
    ):
        return None
    condition = stripped(said[1 : said.index(sentence[comma])])
    turn = next((index for index, chunk in enumerate(condition) if chunk.text.lower() == "but"), None)
    having = read(condition[:turn], anew(setting, exclusion=True))
    if turn is None:
        return [*before[:-1], exception_applied(before[-1], condition, setting, unless=True)]
    if has_holes(having):
        return None
    spared = with_described(before[-1], having, stripped(condition[turn + 1 :]), setting)
    doubt = setting.unread(sentence, "an exception that was not understood")
    return [*before[:-1], spared or lifted(before[-1], doubt, setting)]
