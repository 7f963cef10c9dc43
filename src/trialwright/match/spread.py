"""Spread: the question whether there are distant metastases, and a cancer by its stage in; that there are, out."""

from __future__ import annotations

from trialwright.match.answer import Answer, decided, described
from trialwright.match.candidates import Found
from trialwright.match.known import Known
from trialwright.match.stages import stage_code
from trialwright.protocol.criteria import Has, Target

_SPREAD = "distant metastasis"


def spread_by_stage(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    """Stage IV of a cancer that has it for distant metastases alone shows them (AJCC 8), where it is the one cancer on record."""
    if target != Target(concept=_SPREAD) or node.window is not None or found.candidates:
        return None
    words = known.context.vocabulary
    cancers = [item for item in known.cancers() if item.present and not any(words.is_a(name, _SPREAD) for name in item.concepts)]
    if len({item.concepts for item in cancers}) != 1:
        return None
    for item in cancers:
        code = stage_code(item.qualifier("stage") or "") or ""
        told = all(known.has_trait(name, "distant IV") and not words.is_a(name, "mucosal melanoma") for name in item.concepts)
        if code.startswith("IV") and told:
            return decided(True, f"{described(item.fact)}: stage {code} is given for distant metastases", item.fact)
    return None
