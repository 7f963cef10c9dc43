"""Unproven: a cancer that has to be confirmed, and a sheet that says there is no tissue diagnosis, in; no out, where nothing was
found since."""

from __future__ import annotations

import re

from trialwright.match.answer import Answer, day_of, decided, described
from trialwright.match.candidates import Found
from trialwright.match.known import CANCER_KINDS, Known
from trialwright.protocol.criteria import Has, Target

_TISSUE = r"(?:(?:histo|cyto)?patho|histo|cyto)logic(?:al)?|tissue"
_DIAGNOSIS = re.compile(
    rf"(?:{_TISSUE})(?:(?: or | and |/|, | and/or )(?:{_TISSUE}))* (?:diagnosis|confirmation|proof|verification)(?: available)?",
    re.IGNORECASE,
)


def unproven(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    """That a cancer is not confirmed, as a statement of its own says; None where it does not, or a cancer was found later."""
    proof = target.qualifier("proof")
    if proof is None or proof.negated or proof.values != ("confirmed",) or found.sure:
        return None
    if known.context.vocabulary.kind(target.concept) not in CANCER_KINDS:
        return None
    told = [item for item in known.bare_words() if _DIAGNOSIS.fullmatch(item.written().strip())]
    if not told:
        return None
    latest = max(day_of(item.fact) for item in told)
    newest = [item for item in told if day_of(item.fact) == latest]
    if any(item.present for item in newest) or any(day_of(item.fact) > latest for item in found.candidates):
        return None
    return decided(False, described(newest[-1].fact), newest[-1].fact)
