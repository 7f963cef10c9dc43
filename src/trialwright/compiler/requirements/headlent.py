"""Lent by a heading: a list and the words above it in; each thing of the list with what they say of it (an allergy, how long
ago, in which state an illness excludes) out."""

from __future__ import annotations

import re
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import changed_leaves, flattened
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AnyOf, Compare, Criterion, Has, NoneOf, Qualifier, Window, WindowKind
from trialwright.vocabulary.concepts import default_vocabulary

_OF_ALLERGY = re.compile(r"\b(?:allerg\w*|hypersensitiv\w*|anaphyla\w*)\b[^.;]{0,20}\b(?:to|against|with)\b[^.;]*:?\s*$")
_OF_WASHOUT = re.compile(r"\bwash-?\s?out\b")


def lent_by_heading(listed: Criterion, statement: Statement) -> Criterion:
    """The list with what the heading says of each thing below it."""
    words = statement.normal.text.lower()
    if statement.exclusion and _OF_ALLERGY.search(words):
        return changed_leaves(listed, _allergy_to)
    if not statement.exclusion and _OF_WASHOUT.search(words):
        return changed_leaves(listed, _washed_out)
    if not (statement.exclusion or isinstance(listed, NoneOf)) or _MEANING.search(words):
        return listed
    states = _states_of_illness(statement)
    return _in_states(listed, states) if states else _as_severe(listed, statement)


def with_window(node: Criterion, window: Window) -> Criterion:
    """The tree with the window on every comparison and target that has none of its own."""
    return changed_leaves(
        node, lambda leaf: replace(leaf, window=leaf.window or window) if isinstance(leaf, Compare | Has) else leaf
    )


def timed_by_heading(listed: Criterion, window: Window, statement: Statement) -> Criterion:
    """The list with the time of its heading; "any of these medications within 14 days:" says nothing of when an illness was that
    stands below it, or an allergy."""
    when = next((chunk.start for chunk in flattened(statement.chunks) if chunk.window is not None), 0)
    words = statement.normal.text[:when].lower()
    if not statement.exclusion or not _OF_TREATMENT.search(words) or _OF_MORE.search(words):
        return with_window(listed, window)
    return changed_leaves(listed, lambda leaf: leaf if _never_given(leaf) else with_window(leaf, window))


_OF_TREATMENT = re.compile(r"\b(?:treatments?|therap(?:y|ies)|medications?|medicines?|drugs?|agents?)\b")
_OF_MORE = re.compile(
    r"\b(?:diseases?|conditions?|disorders?|events?|illness(?:es)?|histor(?:y|ies)|complications?|infections?|diagnos\w+|"
    r"comorbid\w+|procedures?|findings?)\b"
)


_NOT_GIVEN = DISEASE_KINDS | {"infection"}


def _never_given(leaf: Criterion) -> bool:
    if not isinstance(leaf, Has):
        return False
    return leaf.target.qualifier("allergy") is not None or default_vocabulary().kind(leaf.target.concept) in _NOT_GIVEN


def _as_severe(listed: Criterion, statement: Statement) -> Criterion:
    """ "Moderate or severe cardiovascular disease:" over "cardiac disease, including infarction": a mild one is not meant by so
    wide a word; what is narrower ("atrial fibrillation") is told to be severe enough."""
    place = next((at for at, chunk in enumerate(statement.chunks) if chunk.sort not in _BEFORE_ILLNESS), 0)
    head = statement.chunks[place] if statement.chunks else None
    said = [name.partition("=") for chunk in statement.chunks[:place] if chunk.sort is Sort.NARROWING for name in chunk.names]
    states = tuple(Qualifier(name=family, values=(value,)) for family, _sign, value in said if family in _HOW_BAD)
    if head is None or head.sort is not Sort.CONCEPT or not states:
        return listed
    words = default_vocabulary()

    def lent(leaf: Criterion) -> Criterion:
        wide = isinstance(leaf, Has) and len(words.descendants(leaf.target.concept)) >= _WIDE
        under = wide and isinstance(leaf, Has) and any(words.is_a(leaf.target.concept, name) for name in head.names)
        return _in_states(leaf, states) if under else leaf

    return changed_leaves(listed, lent)


_HOW_BAD = frozenset({"severity", "significance"})
_WIDE = 30


def _allergy_to(leaf: Criterion) -> Criterion:
    if not isinstance(leaf, Has) or default_vocabulary().kind(leaf.target.concept) not in THERAPY_KINDS:
        return leaf
    if leaf.target.qualifier("allergy") is not None:
        return leaf
    allergy = Qualifier(name="allergy", values=("true",))
    return replace(leaf, target=replace(leaf.target, qualifiers=(*leaf.target.qualifiers, allergy)), window=None)


def _washed_out(leaf: Criterion) -> Criterion:
    """ "Chemotherapy: at least 21 days before" is asked of those who had it: none within those days."""
    window = leaf.window if isinstance(leaf, Has) else None
    if not isinstance(leaf, Has) or window is None or window.kind is not WindowKind.AT_LEAST_BEFORE:
        return leaf
    recent = replace(window, kind=WindowKind.WITHIN_BEFORE, strict=not window.strict)
    return NoneOf(items=(replace(leaf, window=recent),), span=leaf.span)


_MEANING = re.compile(r"defin|evidenc|demonstrat|indicat|manifest|documented|confirmed|shown")
""" "Uncontrolled disease as shown by:": what stands below says what the words mean."""
_ILLNESS = re.compile(r"\b(?:illness(?:es)?|diseases?|conditions?|disorders?|comorbidit(?:y|ies)|problems?|infections?)\b", re.I)
_EARLIER = re.compile(r"\b(?:history|prior|previous(?:ly)?|past|earlier)\b", re.IGNORECASE)
_BEFORE_ILLNESS = frozenset(
    {
        *(Sort.NARROWING, Sort.HIST, Sort.NOW, Sort.FILL, Sort.NEG, Sort.IF, Sort.MUST, Sort.WORD, Sort.OTHER, Sort.EITHER),
        *(Sort.OR, Sort.AND, Sort.COMMA, Sort.SLASH),
    }
)
_STATES = ("control=", "activity=", "stability=", "symptoms=", "treatment=")
_OR_STATES = (*_STATES, "severity=", "significance=")


def _states_of_illness(statement: Statement) -> tuple[Qualifier, ...]:
    """The states of which a heading names one for illnesses of any kind: "uncontrolled illness, including:" over "diabetes",
    "severe or uncontrolled conditions:". Several are alternatives."""
    before: list[Chunk] = []
    for chunk in statement.chunks:
        if chunk.sort not in _BEFORE_ILLNESS:
            break
        before.append(chunk)
    else:
        return ()
    named = statement.chunks[len(before)]
    if named.sort not in (Sort.HEADNOUN, Sort.ASKED, Sort.CONCEPT) or not _ILLNESS.search(named.text):
        return ()
    either = any(chunk.sort in (Sort.OR, Sort.SLASH) for chunk in before)
    if either and any(chunk.sort in (Sort.HIST, Sort.NEG) and _EARLIER.search(chunk.text) for chunk in before):
        return ()  # "active disease or history of disease", "prior or active disease": in either state
    families = _OR_STATES if either else _STATES
    names = [name for chunk in before if chunk.sort is Sort.NARROWING for name in chunk.names]
    if not any(name.startswith(_STATES) for name in names):
        return ()
    said = [name.partition("=") for name in names if name.startswith(families)]
    kept = said if either else said[-1:]
    return tuple(Qualifier(name=family, values=(value,)) for family, _sign, value in kept)


_NEVER_MILD = frozenset({"myocardial infarction", "cerebrovascular accident", "transient ischemic attack", "unstable angina"})
_ILL = frozenset({"condition", "infection"})


def _in_states(node: Criterion, states: tuple[Qualifier, ...]) -> Criterion:
    """The bare illnesses in one of the states; not those that happened at a time, or say a state of their own."""
    if isinstance(node, AnyOf | NoneOf):
        return replace(node, items=tuple(_in_states(item, states) for item in node.items))
    if not isinstance(node, Has) or node.window is not None or node.target.concept in _NEVER_MILD:
        return node
    own = {item.name for item in node.target.qualifiers}
    known = {family.rstrip("=") for family in _OR_STATES} | {"described", "onset"}
    if own & known or default_vocabulary().kind(node.target.concept) not in _ILL:
        return node
    each = tuple(replace(node, target=replace(node.target, qualifiers=(*node.target.qualifiers, state))) for state in states)
    return each[0] if len(each) == 1 else AnyOf(items=each, span=node.span)
