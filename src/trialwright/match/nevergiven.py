"""Never given: a comparison with a total dose and a patient in; none of it, where what it is the dose of was surely never given,
out."""

from __future__ import annotations

from trialwright.match.answer import Answer
from trialwright.match.gathered import NOTHING, of_nothing, total_of
from trialwright.match.known import Known
from trialwright.match.values import Range
from trialwright.protocol.criteria import Compare, Target
from trialwright.vocabulary.normal import therapies_of_dose


def never_given(node: Compare, known: Known) -> Answer | None:
    """The answer of nobody's dose to limits on a cumulative one; None where something of it was given, or may have been."""
    targets = [Target(concept=name) for name in therapies_of_dose(node.quantity.variable or "")]
    if not targets or not all(isinstance(total_of(node, target, known), Range) for target in targets):
        return None
    return of_nothing(NOTHING, node, targets[0])
