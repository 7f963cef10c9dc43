"""Examples as main: examples of something that words narrow in; the same narrowed as it is, never certainly present, out.

"Antidiabetics (e.g., metformin) for weight loss": metformin for weight loss, which no fact shows for certain. "Autoimmune disease
(e.g., lupus) with immunosuppression": lupus with it. What would have to be told in another way is left to the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, Qualifier, Unread, children, walk


def described_alike(examples: Criterion, main: Criterion, setting: Setting) -> Criterion | None:
    """The examples with what narrows `main`, of which they are examples; None where they can not be given it."""
    if any(isinstance(node, Unread) for node in walk(main)) or not _of_one_sort(examples, main, setting):
        return None
    if isinstance(examples, AnyOf):
        each = [described_alike(item, main, setting) for item in examples.items]
        return None if None in each else replace(examples, items=tuple(item for item in each if item is not None))
    if _never_certain(examples):
        return examples
    if not isinstance(examples, Has):
        return None
    if isinstance(main, AllOf):
        return _with_the_rest(examples, main, setting)
    heads = main.items if isinstance(main, AnyOf) else (main,)
    words = [head.target.qualifier("described") for head in heads if isinstance(head, Has) and _plain(head)]
    if len(words) < len(heads) or len(set(words)) > 1 or words[0] is None:
        return None
    return _described(examples, words)


def _described(example: Has, words: Sequence[Qualifier | None]) -> Has:
    kept = (*example.target.qualifiers, *(word for word in words[:1] if word is not None))
    return replace(example, target=replace(example.target, qualifiers=kept))


def _plain(head: Has) -> bool:
    return head.target.qualifier("dosing") is None


def _never_certain(node: Criterion) -> bool:
    """True for what no fact shows for certain: a thing with words of its own, alone or as one of what is asked."""
    if isinstance(node, AllOf):
        return any(map(_never_certain, node.items))
    return isinstance(node, Has) and node.target.qualifier("described") is not None


def _with_the_rest(example: Has, main: AllOf, setting: Setting) -> Criterion | None:
    """ "Autoimmune disease (e.g., lupus) that needs immunosuppression": a kind of the first, with all that is asked beside it."""
    first, *rest = main.items
    if not isinstance(first, Has) or not setting.under(example.target.concept, first.target.concept):
        return None
    if not rest or any(children(item) for item in rest):
        return None
    return AllOf(items=(example, *rest), span=example.span)


def _of_one_sort(examples: Criterion, main: Criterion, setting: Setting) -> bool:
    named = {
        setting.vocabulary.kind(node.target.concept) for part in (examples, main) for node in walk(part) if isinstance(node, Has)
    }
    return named <= THERAPY_KINDS or named <= DISEASE_KINDS
