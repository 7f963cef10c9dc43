"""Asking: what only a person can tell ("any condition that may interfere", "uncontrolled intercurrent illness") in; the question
out, or None."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, changed_leaves, sorts_of, stripped
from trialwright.compiler.wording.rules import beginning, matching, words
from trialwright.protocol.criteria import Ask, Criterion, NoConstraint, children, walk
from trialwright.protocol.interview import question_of

_HEAD_ENDS = frozenset({Sort.EG, Sort.NARROW, Sort.TAIL, Sort.GROUP, Sort.COLON, Sort.WINDOW, Sort.NEG, Sort.EXC, Sort.DEFINES})
_EDGES = frozenset({Sort.COMMA, Sort.STOP, Sort.SEMICOLON, Sort.COLON, Sort.AND, Sort.OR})
_OTHER_GRAMMAR = frozenset({Sort.AMOUNT, Sort.CODES, Sort.VARIABLE, Sort.EXC, Sort.PERMIT, Sort.BARRED, Sort.COLON, Sort.DEFINES})
_NAMED = frozenset({Sort.CONCEPT, Sort.VARIABLE, Sort.STUDYDRUG})
_CLAUSE = re.compile(r"\b(?:who|whose|which|that)\b", re.IGNORECASE)


def as_written(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks without those that a list has lent them from elsewhere: a question is asked in the words that stand there."""
    kept: list[Chunk] = []
    for chunk in chunks:
        if not kept or chunk.start >= kept[-1].end:
            kept.append(chunk)
    return tuple(kept)


def question(chunks: Sequence[Chunk], setting: Setting) -> Ask:
    """The words of a stretch, without signs at its ends, as one question for a person."""
    items = list(as_written(chunks))
    while items and items[-1].sort in _EDGES:
        items.pop()
    while items and items[0].sort in _EDGES:
        items.pop(0)
    said = setting.words(items).strip(" .;,:")
    return Ask(statement=said, question=question_of(said), span=setting.span(chunks))


_BODY, _MIND = frozenset({"medical", "physical", "clinical", "any"}), frozenset({"psychiatric", "mental", "psychological"})


def of_no_kind(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """True for illness of no kind that has a name ("serious concurrent medical condition"): which it is, somebody must judge."""
    if any(chunk.sort is Sort.TNM for chunk in chunks):
        return False  # "T4 disease"
    said = [word for word in re.findall(r"[a-z]+", setting.words(chunks).lower()) if len(word) > 1]
    if not said or said[-1] not in words("illness noun") or (set(said) & _MIND and not set(said) & _BODY):
        return False
    return all(word in words("illness noun") or word in words("illness word") for word in said)


def judged(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Any condition (e.g., a psychiatric disorder) that may interfere with the study", "for whom the investigator considers …
    unsuitable": a question as a whole, examples and all. None for any other sentence."""
    there = sorts_of(chunks)
    if not _OTHER_GRAMMAR.isdisjoint(there) or not stripped(chunks):
        return None
    said = setting.words(chunks)
    if _NAMED.isdisjoint(there) and matching("judgement", said, whole=False) is not None:
        return question(chunks, setting)
    if not setting.exclusion:
        told = any(matching(kind, said) is not None for kind in ("other ground", "specimen"))
        return question(chunks, setting) if told else None
    head = _head(chunks)
    if not head or not of_no_kind(head, setting):
        return None
    if matching("consequence", setting.words(_behind_examples(chunks)), whole=False) is None:
        return None
    if own_clause_at(chunks, setting) is not None and _OF_ITSELF.search(setting.words(head)):
        return None
    return question(chunks, setting)


def _behind_examples(chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    """The chunks behind the examples in a bracket, or from open examples on; all of them where there are none."""
    for place, chunk in enumerate(chunks):
        if chunk.sort is Sort.EG:
            return chunks[place:]
        if chunk.sort is Sort.GROUP and chunk.inner and chunk.inner[0].sort is Sort.EG:
            return chunks[place + 1 :]
    return chunks


_OF_ITSELF = re.compile(r"uncontrolled|intercurrent|serious|severe|significant", re.IGNORECASE)
_ANY_CONDITION = re.compile(
    r"\W*(?:or |and )?any (?!other)(?:[\w-]+ ){0,4}(?:conditions?|illness|disorders?|problems?)\b", re.IGNORECASE
)
_SITUATION = re.compile(rf"\b(?:situations?|circumstances?|social)\b|^{_ANY_CONDITION.pattern}", re.IGNORECASE)


_OF_THE_MIND = re.compile(r"(?:psychiatric|mental|psychological)\b.*\bsocial\b", re.IGNORECASE)


def own_clause_at(chunks: Sequence[Chunk], setting: Setting) -> int | None:
    """Where, in "A, B, or psychiatric illness/social situations that would limit compliance", the last member with its own clause
    begins: a situation is nothing without one, nor is "any condition"."""
    commas = [place for place, chunk in enumerate(chunks) if chunk.sort is Sort.COMMA]
    few = 0 if commas and _ANY_CONDITION.match(setting.words(chunks[commas[-1] + 1 :])) else 1
    last = commas[-1] + 1 if len(commas) > few else len(chunks)
    joint = max((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.OR), default=-1) + 1
    if joint > 1 and chunks[joint - 2].sort is Sort.COMMA and _of_its_own(chunks[:joint], chunks[joint:], setting):
        return joint
    if len(commas) > 1 and joint > last and _OF_THE_MIND.match(setting.words(chunks[joint:])):
        last = joint  # "arrhythmia or psychiatric illness/social situations that …"
    said = setting.words(chunks[last:])
    return last if _SITUATION.search(said) and _CLAUSE.search(said) else None


_ONE_OF_ITS_OWN = re.compile(r"(?:an? |the )?(?:history|presence|finding|diagnosis|evidence) of\b", re.IGNORECASE)
_OF_ANY_KIND = re.compile(
    r"psychiatr|mental|psycholog|social|\b(?:illness|disease|disorder|condition|problem)s?\b", re.IGNORECASE
)


def _of_its_own(before: Sequence[Chunk], last: Sequence[Chunk], setting: Setting) -> bool:
    """ "QTcF > 470 ms, or a history of ECG abnormalities that may affect safety": the clause is of those, not of the value."""
    said = setting.words(last)
    if _ONE_OF_ITS_OWN.match(said) is None or _CLAUSE.search(said) is None:
        return False
    return _OF_ANY_KIND.search(setting.words(before)) is None


def _head(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks up to the first that says more about what was named."""
    end = next(
        (
            place
            for place, chunk in enumerate(chunks)
            if chunk.sort in _HEAD_ENDS or (chunk.sort in (Sort.FILL, Sort.WORD) and _CLAUSE.match(chunk.text))
        ),
        len(chunks),
    )
    return stripped(chunks[:end])


HOW_EXAMINED = "how it is examined"
"""Why a sentence asks for nothing that only says by which test or scan something may be shown (data/wordings.tsv)."""


def says_nothing(said: str) -> str | None:
    """Why a sentence asks for nothing ("the effects on the fetus are unknown"), or None for any other."""
    return matching("background", _LINKS.sub("", said))


def asks_nothing(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """What a statement of one sentence is that asks for nothing; None for any other. How therapy is counted asks for nothing
    either; of what does not count unless, what is asked of those in whom it does stands elsewhere."""
    said = setting.words(chunks).rstrip(" .")
    why = says_nothing(said)
    counted = None if why is not None else matching("counting rule", said)
    if counted is not None and _NOT_COUNTED_UNLESS.search(said):
        return setting.unread(chunks, counted)
    why = why or counted
    return None if why is None else NoConstraint(why=why, span=setting.span(chunks))


_NOT_COUNTED_UNLESS = re.compile(r"\bnot\b.*\b(?:unless|if|when|provided|as long as)\b", re.IGNORECASE | re.DOTALL)
_LINKS = re.compile(r"^(?:in addition|furthermore|moreover|however|therefore|thus|also),? ", re.IGNORECASE)


def without_reason(sentence: tuple[Chunk, ...], setting: Setting) -> tuple[Chunk, ...]:
    """ "Pregnant or nursing, because the agent may harm the fetus": the reason for a rule is no part of it."""
    for row, _why in beginning("leading reason", setting.words(sentence)):
        found = row.pattern.match(setting.words(sentence))
        if found is not None:
            cut = sentence[0].start + found.end()
            sentence = tuple(chunk for chunk in sentence if chunk.start >= cut)
    for place, chunk in enumerate(sentence):
        if chunk.text.lower() not in _REASONS or not stripped(sentence[:place]):
            continue
        behind, before = setting.words(sentence[place:]), setting.words(sentence[:place])
        plain = not _CLAUSE.search(before) or _WITH_CHILD.fullmatch(before.strip(" ,")) is not None
        if plain and matching("reason", behind) is not None:
            return sentence[:place]
    return sentence


_WITH_CHILD = re.compile(
    r"(?:\w+ ){0,3}(?:who|that) (?:are|is|may be) (?:(?:currently |known to be )?(?:pregnant|lactating|nursing|breast-? ?feeding)"
    r"(?:,? (?:and/or|or|and) |, |$))+",
    re.IGNORECASE,
)
""" "Women who are pregnant or nursing due to potential harm": the clause only names them."""


_REASONS = frozenset({"because", "because of", "since", "as", "due to", "given", "owing to"})


def only_asks(node: Criterion) -> bool:
    """What a question excepts belongs to the question: it spares nobody by itself."""
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    return bool(leaves) and all(isinstance(leaf, Ask) for leaf in leaves)


EXCEPTION = "(exception: "
_TOXICITY = re.compile(r"toxicit|recover|resol|adverse|side[- ]effect", re.IGNORECASE)


def asks_of_toxicity(node: Criterion) -> bool:
    """True for questions about what treatments have left behind: who has lost hair may have another toxicity too."""
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    asked = [leaf.statement for leaf in leaves if isinstance(leaf, Ask)]
    return len(asked) == len(leaves) and any(_TOXICITY.search(statement) for statement in asked)


def with_its_exception(node: Criterion, words: str) -> Criterion:
    """Questions with what they except said behind them."""

    def told(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Ask) or words.removeprefix(EXCEPTION).rstrip(")") in leaf.statement:
            return leaf
        shared = next((size for size in range(len(words), 0, -1) if f" {leaf.statement}".endswith(f" {words[:size]}")), 0)
        said = (f"{leaf.statement} {words}" if not shared else leaf.statement + words[shared:]).strip(" .;,")
        return Ask(statement=said, question=question_of(said), span=leaf.span)

    return changed_leaves(node, told)
