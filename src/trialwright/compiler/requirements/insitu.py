"""In situ: a cancer that is to be in situ ("non-invasive cervical cancer") in; the carcinoma in situ of its organ, by name, out.

A record names it so, and no "cervical cancer" that would have to be in situ besides.
"""

from __future__ import annotations

from dataclasses import replace

from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import Criterion, Has, Target
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew


def with_in_situ_named(statement: Statement) -> Statement:
    """The statement, with every cancer that is to be in situ as the carcinoma in situ that the vocabulary names."""
    node = changed_leaves(statement.node, _named)
    return statement if node is statement.node else anew(statement, node=node)


def _named(leaf: Criterion) -> Criterion:
    if not isinstance(leaf, Has):
        return leaf
    exceptions = tuple(map(_target, leaf.target.exceptions))
    target = _target(leaf.target)
    if target is leaf.target and exceptions == leaf.target.exceptions:
        return leaf
    return anew(leaf, target=replace(target, exceptions=exceptions))


def _target(target: Target) -> Target:
    behaviour = target.qualifier("behaviour")
    if behaviour is None or behaviour.values != ("in situ",):
        return target
    name = f"{target.concept.removesuffix(' cancer')} carcinoma in situ"
    if not target.concept.endswith(" cancer") or name not in default_vocabulary():
        return target
    return replace(target, concept=name, qualifiers=tuple(item for item in target.qualifiers if item is not behaviour))
