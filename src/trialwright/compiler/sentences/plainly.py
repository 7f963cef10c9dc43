"""Plain questions: a proposition of what excludes in; the same out, with each part that was not understood, but says one plain
thing of the patient that no table names, as a question to a person.

A part stays a hole where its words deny, spare, permit or compare something, where they only narrow what stands beside them, or
where they speak of something else than the patient ("an alternative cannot be found").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.sentences.whether import CLAUSE, of_the_patient
from trialwright.compiler.setting import Setting, flattened, stripped
from trialwright.compiler.tagging.ways import words_of
from trialwright.compiler.wording.rules import matching
from trialwright.protocol.criteria import AllOf, AnyOf, Ask, AtLeast, Criterion, Has, NoneOf, Not, Readings, Unread, When
from trialwright.protocol.interview import question_of

_GRAMMAR = frozenset(
    {
        *(Sort.NEG, Sort.UNMET, Sort.EXC, Sort.PERMIT, Sort.BARRED, Sort.EITHERWAY, Sort.DEFINES, Sort.ALSO, Sort.MUST, Sort.EG),
        *(Sort.STOP, Sort.SEMICOLON, Sort.COLON, Sort.COMMA, Sort.AND, Sort.OR, Sort.SLASH, Sort.ASKED, Sort.REFER),
        *(Sort.AMOUNT, Sort.CODES, Sort.CMP, Sort.POST, Sort.VARIABLE, Sort.TNM, Sort.STUDYDRUG),
    }
)
_LEADS = frozenset({Sort.FILL, Sort.HIST, Sort.NOW, Sort.OTHER, Sort.EITHER, Sort.IF})
_ENDS_HEAD = frozenset({Sort.PREP, Sort.FOR, Sort.NARROW, Sort.IF, Sort.TAIL, Sort.WINDOW})


_HOLE = "not understood"
"""Why a phrase is a hole whose words are no doubt about anything else."""


def asked_plainly(node: Criterion, setting: Setting) -> Criterion:
    """The proposition with plain questions where there were holes, as far as it is of what excludes and not denied, or denied
    among what is required ("ECOG 0-1 with no deterioration over the previous 2 weeks")."""
    match node:
        case _ if not setting.exclusion:
            return node if setting.leads else _denied_asked(node, setting)
        case AnyOf():
            pairs = zip((None, *node.items), node.items, strict=False)
            asked = [item if _may_hang_on(before, item, setting) else asked_plainly(item, setting) for before, item in pairs]
            return replace(node, items=_of_one_illness(asked))
        case AllOf() | AtLeast() | Readings():
            return replace(node, items=tuple(asked_plainly(item, setting) for item in node.items))
        case When():
            return replace(node, then=asked_plainly(node.then, setting))
        case _:
            return _asked(node, setting)


def _denied_asked(node: Criterion, setting: Setting) -> Criterion:
    match node:
        case AllOf():
            return replace(node, items=tuple(_denied_asked(item, setting) for item in node.items))
        case When():
            return replace(node, then=_denied_asked(node.then, setting))
        case Not():
            return replace(node, item=_asked(node.item, setting))
        case NoneOf():
            pairs = zip((None, *node.items), node.items, strict=False)
            return replace(
                node, items=tuple(item if _tied(before, item, setting) else _asked(item, setting) for before, item in pairs)
            )
        case _:
            return node


_TIE = re.compile(r"\b(?:to|of|in|with|for|from|by|on|at|under|involving|requiring|due)\b", re.IGNORECASE)


def _tied(before: Criterion | None, item: Criterion, setting: Setting) -> bool:
    """ "No radiotherapy to the chest or ipsilateral lymphatics": what stands behind "or" may hang on the "to" before it."""
    if before is None or not isinstance(item, Unread):
        return False
    start, end = setting.normal.text.find(setting.normal.within(before.span)), setting.normal.text.find(item.text)
    return _TIE.search(setting.normal.text[max(start, 0) : max(end, 0)]) is not None


_NO_ILLNESS = "".join(
    f"(?<!{word})" for word in ("patients", "subjects", "participants", "individuals", "those", "people", "treatment", "therapy")
)
_WITH = re.compile(rf"{_NO_ILLNESS}(?<=\w) with (?!or )\w[^,;:]*$", re.IGNORECASE)


def _may_hang_on(before: Criterion | None, item: Criterion, setting: Setting) -> bool:
    """ "Fracture of vertebrae with cortical involvement or canal compromise": what stands behind "or" may be with the first."""
    if before is None or not isinstance(item, Unread) or not isinstance(before, Has | AllOf):
        return False
    start, end = setting.normal.text.find(setting.normal.within(before.span)), setting.normal.text.find(item.text)
    said = setting.normal.text[max(start, 0) : max(end, 0)]
    return said.endswith(" or ") and _WITH.search(said.removesuffix(" or ")) is not None


_ANY_ILLNESS = re.compile(
    r"(?:(?:with|any|other|another|a|an) )*(?:diseases?|conditions?|disorders?|illness(?:es)?|problems?)", re.IGNORECASE
)


def _of_one_illness(items: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """ "Other disease or condition affecting absorption": one question, lest any other disease be asked for."""
    result: list[Criterion] = []
    for item in items:
        before = result[-1] if result else None
        if isinstance(before, Ask) and isinstance(item, Ask) and _ANY_ILLNESS.fullmatch(before.statement):
            said = f"{before.statement} or {item.statement}"
            result[-1] = Ask(statement=said, question=question_of(said), span=before.span.joined(item.span))
        else:
            result.append(item)
    return tuple(result)


def _asked(leaf: Criterion, setting: Setting) -> Criterion:
    if not isinstance(leaf, Unread) or leaf.why != _HOLE or not says_one_thing(leaf.text, setting):
        return leaf
    said = _plain(leaf.text)
    return Ask(statement=said, question=question_of(said), span=leaf.span)


def says_one_thing(text: str, setting: Setting) -> bool:
    """True for words of the statement that say one plain thing of the patient, which nothing on record tells."""
    said = _plain(text)
    chunks = stripped(setting.tagger.tagged(said))
    if not chunks or said not in _plain(setting.normal.text) or any(chunk.sort in _GRAMMAR for chunk in flattened(chunks)):
        return False
    if chunks[0].sort in _ENDS_HEAD - {Sort.IF} or any(chunk.sort is Sort.IF for chunk in chunks[2:]):
        return False
    whole = said.removesuffix(" A")  # of a part or a cohort, and no article without its noun
    if matching("no plain question", whole) is not None or not of_the_patient(said):
        return False
    head = _head(chunks)
    if not head or not _names_nothing(head, setting) or all(chunk.text.lower() in words_of("method") for chunk in head):
        return False
    return _is_noun(head[-1], said) and (len(_telling(chunks)) >= _FEWEST or matching("name of an illness", said) is not None)


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" .;,:")


_FEWEST = 2


def _telling(chunks: Sequence[Chunk]) -> list[str]:
    """The words that tell something: of all but times, signs and empty words."""
    said = [chunk for chunk in flattened(chunks) if chunk.sort in (Sort.WORD, Sort.HEADNOUN, Sort.NARROWING, Sort.CONCEPT)]
    return [word for chunk in said for word in re.findall(r"[^\W\d_]{2,}", chunk.text)]


def _head(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks from the first that says something up to the first that says more about it."""
    first = next((place for place, chunk in enumerate(chunks) if chunk.sort not in _LEADS), len(chunks))
    ends = (
        place
        for place, chunk in enumerate(chunks)
        if place > first and (chunk.sort in _ENDS_HEAD or CLAUSE.fullmatch(chunk.text))
    )
    return tuple(chunks[first : next(ends, len(chunks))])


def _names_nothing(head: Sequence[Chunk], setting: Setting) -> bool:
    """True for a head with a word that no table knows, and no illness or treatment whose name would tell."""
    named = {setting.vocabulary.kind(name) for chunk in head if chunk.sort is Sort.CONCEPT for name in chunk.names}
    return named <= {"organ", "demographic"} and any(chunk.sort is Sort.WORD for chunk in head)


def _is_noun(last: Chunk, said: str) -> bool:
    """False for words that end in an adjective, which is of something else, or a head that is a place."""
    if last.sort in (Sort.CONCEPT, Sort.NARROWING):
        return False
    return matching("ends in an adjective", said) is None
