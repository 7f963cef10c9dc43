"""Examples as main: examples of something that words narrow in; the same narrowed as it is, never certainly present, out.

"Antidiabetics (e.g., metformin) for weight loss": metformin for weight loss, which no fact shows for certain. "Autoimmune disease
(e.g., lupus) with immunosuppression": lupus with it. What would have to be told in another way is left to the caller.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import Setting, changed_leaves
from trialwright.findings import Span
from trialwright.protocol.criteria import AllOf, AnyOf, Ask, Criterion, Has, Not, Qualifier, Target, Unread, children, walk


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


def told_as_such(examples: Criterion, main: Criterion, setting: Setting) -> Criterion | None:
    """ "Anticancer agents, including biologic therapy", "vaccination (including influenza)": each example as far as it is what
    was read before it, which no fact shows for certain; None where that, or an example, was not read, or where what is named is
    what it is for ("immunosuppressive therapy (i.e., for organ transplantation)")."""
    if any(isinstance(node, Unread) for part in (examples, main) for node in walk(part)) or _for_it(examples, setting):
        return None
    parts = main.items if isinstance(main, AllOf | AnyOf) else (main,)
    heads = [head.target for head in parts if isinstance(head, Has)]
    before = [part for part in parts if part.span.start < examples.span.start]
    asked = [_LISTING.sub("", part.statement) for part in before[-1:] if isinstance(part, Ask)]
    if not heads or any(children(part) and not isinstance(part, Not) for part in parts):
        return None
    if not all(isinstance(node, AnyOf | Has | Ask) for node in walk(examples)) or not _may_be(examples, heads, setting):
        return None

    def told(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Has) or _never_certain(leaf):
            return leaf
        own = [_name(head) for head in heads if setting.under(leaf.target.concept, head.concept)]
        words = f"as {' or '.join(dict.fromkeys(asked or own or map(_name, heads)))}"
        return _described(leaf, (Qualifier(name="described", values=(words,)),))

    return changed_leaves(examples, told)


_LISTING = re.compile(r"[\s,(]+(?:such as|including|includes|e\.g\.?|i\.e\.?|like)\b.*\Z", re.IGNORECASE | re.DOTALL)


def _may_be(examples: Criterion, heads: Sequence[Target], setting: Setting) -> bool:
    """True where what is named may be what it is an example of: an illness beside illnesses, a therapy beside therapies, and an
    infection that a vaccine is against."""
    named = [leaf.target for leaf in walk(examples) if isinstance(leaf, Has)]
    told_apart = ("allergy", "dosing")
    if not named or any(target.qualifier(name) is not None for target in (*named, *heads) for name in told_apart):
        return False
    kinds = {setting.vocabulary.kind(target.concept) for target in (*named, *heads)}
    return kinds <= THERAPY_KINDS or kinds <= DISEASE_KINDS or all(setting.under(head.concept, "vaccine") for head in heads)


def _name(target: Target) -> str:
    own = target.qualifier("described")
    return target.concept if own is None else f"{target.concept} {', '.join(map(str, own.values))}"


_FOR = re.compile(r"\bfor (?:an? |the )?\Z", re.IGNORECASE)


def _for_it(examples: Criterion, setting: Setting) -> bool:
    place = len(setting.normal.within(Span(start=setting.normal.starts[0], end=examples.span.start)))
    said = setting.normal.text
    return _FOR.search(said[:place]) is not None or said[place:].lower().startswith("for ")


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
