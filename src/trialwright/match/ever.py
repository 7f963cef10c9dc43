"""Ever: a leaf and the text that it stands in enter; where its row asks for what was at any time ("history of pneumonia"), the
leaf leaves with a mark that says so, and what is over counts as well.

The mark is a part of the question, so that no engine has to look at the text for its answer.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from trialwright.match.known import has_trait
from trialwright.protocol.criteria import Has, Qualifier, Target
from trialwright.vocabulary.concepts import Vocabulary

EVER = Qualifier(name="timing", values=("ever",))
_EARLIER = re.compile(r"\b(?:histor(?:y|ies)|ever|previous(?:ly)?|prior|past|lifetime)\b", re.IGNORECASE)
_PASSES = ("passing", "of the day")


def marked(node: Has, text: str, words: Vocabulary) -> Has:
    """The leaf, marked where its row says "history of" and what it asks for is, or may be, of a kind that passes."""
    if not text or node.window is not None or EVER in node.target.qualifiers or not _may_pass(node.target.concept, words):
        return node
    if _EARLIER.search(_row(node, text)) is None:
        return node
    return replace(node, target=replace(node.target, qualifiers=(*node.target.qualifiers, EVER)))


def unmarked(target: Target) -> Target:
    """The target without the mark."""
    if EVER not in target.qualifiers:
        return target
    return replace(target, qualifiers=tuple(item for item in target.qualifiers if item != EVER))


def _row(node: Has, text: str) -> str:
    """The row of the text that a criterion stands in."""
    start = text.rfind("\n", 0, node.span.start) + 1
    return text[start:].split("\n", 1)[0]


@lru_cache(maxsize=65_536)
def _may_pass(concept: str, words: Vocabulary) -> bool:
    """Whether a concept is of a kind that passes, or something below it is."""
    if concept not in words:
        return False
    return any(has_trait(words, name, trait) for name in (concept, *words.descendants(concept)) for trait in _PASSES)
