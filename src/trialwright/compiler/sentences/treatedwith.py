"""Treated with: "prior treatment of ALL or CML with dasatinib or asciminib" in; the therapies behind "with", given for those
diseases, out. Read member by member it would name the first disease alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Reader, Setting, changed_leaves, stripped
from trialwright.protocol.criteria import Criterion, Has, Qualifier, children, walk

_TREATMENT = re.compile(
    r"(?:(?:any|all|have|has|had|prior|previous|previously|earlier|received|receiving|undergone|history of|systemic|of)\s+)*"
    r"(?:treatments?|therap(?:y|ies))(?:\s+(?:of|for))?",
    re.IGNORECASE,
)
_OPENING = frozenset({Sort.HIST, Sort.HEADNOUN, Sort.FILL, Sort.PREP, Sort.FOR, Sort.IF})
_DISEASES = frozenset({Sort.CONCEPT, Sort.OR, Sort.AND, Sort.COMMA, Sort.SLASH, Sort.FILL, Sort.EITHER})
_WITH = re.compile(r"(?:with|using|by)", re.IGNORECASE)
_TREATED = frozenset({"cancer", "histology", "metastasis", "condition"})


def treated_with(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """The therapies with the diseases as their purpose; None for a sentence of another form."""
    said = stripped(chunks)
    first = next((place for place, chunk in enumerate(said) if chunk.sort not in _OPENING), 0)
    if not first or said[first].sort is not Sort.CONCEPT or _TREATMENT.search(setting.words(said[:first])) is None:
        return None
    end = next((place for place in range(first, len(said)) if said[place].sort not in _DISEASES), len(said))
    named = [name for chunk in said[first:end] if chunk.sort is Sort.CONCEPT for name in chunk.names]
    if end + 1 >= len(said) or said[end].sort is not Sort.PREP or not _WITH.fullmatch(said[end].text):
        return None
    if not all(setting.vocabulary.kind(name) in _TREATED for name in named):
        return None
    node = read(said[end + 1 :], setting)
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    if not all(isinstance(leaf, Has) and setting.vocabulary.kind(leaf.target.concept) in THERAPY_KINDS for leaf in leaves):
        return None
    purpose = Qualifier(name="purpose", values=tuple(dict.fromkeys(named)))

    def given_for(leaf: Criterion) -> Criterion:
        assert isinstance(leaf, Has)
        of_it = replace(leaf.target, qualifiers=(*leaf.target.qualifiers, purpose))
        return leaf if leaf.target.qualifier("purpose") else replace(leaf, target=of_it)

    return changed_leaves(node, given_for)
