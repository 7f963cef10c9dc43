"""Course: a question that a cancer's stage or status answers ("distant metastasis", "recurrence"), and that cancer in; yes or no
out."""

from __future__ import annotations

import datetime as dt

from trialwright.match.another import is_metastasis
from trialwright.match.answer import Answer, decided, described
from trialwright.match.candidates import Found
from trialwright.match.known import Item, Known
from trialwright.match.stages import extent_of, stage_code
from trialwright.protocol.criteria import Has, Target

_SPREAD = "distant metastasis"
_EXTENTS = {_SPREAD: "metastatic", "locally advanced disease": "locally advanced", "advanced disease": "advanced"}
_AGAIN = frozenset({"recurrence", "locoregional recurrence", "local recurrence", "refractory disease"})
"""What a newly diagnosed cancer has not had."""
_STANDS = dt.timedelta(days=366)
"""How long a stage tells that there are no metastases."""


def spread_by_stage(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    """What the stage (AJCC 8) or the status of the one cancer on record says of its spread or return; None where it is open.

    Stage IV is metastatic where the cancer has it for distant metastases alone; a lower one is not, until something else is told.
    """
    if target != Target(concept=target.concept) or node.window is not None or found.candidates:
        return None
    if target.concept not in _EXTENTS and target.concept not in _AGAIN:
        return None
    cancers = [item for item in known.cancers() if item.present and not is_metastasis(item, known)]
    if len({item.concepts for item in cancers}) != 1 or (known.of(_SPREAD) and target.concept != _SPREAD):
        return None
    return _returned(target, cancers) if target.concept in _AGAIN else _spread(_EXTENTS[target.concept], cancers, known)


def _returned(target: Target, cancers: list[Item]) -> Answer | None:
    new = next((item for item in cancers if item.narrowing.get("recurrence") == ("newly diagnosed",)), None)
    if new is None:
        return None
    return decided(False, f"{described(new.fact)}: newly diagnosed is no {target.concept}", new.fact)


def _spread(extent: str, cancers: list[Item], known: Known) -> Answer | None:
    words = known.context.vocabulary
    for item in cancers:
        code = stage_code(item.qualifier("stage") or "") or ""
        told = all(known.has_trait(name, "distant IV") and not words.is_a(name, "mucosal melanoma") for name in item.concepts)
        if extent == "metastatic" and told and code.startswith("IV"):
            return decided(True, f"{described(item.fact)}: stage {code} is given for distant metastases", item.fact)
        if extent != "metastatic" and extent_of(code, extent) is True:
            return decided(True, f"{described(item.fact)}: stage {code} is {extent}", item.fact)
    staged = [item for item in cancers if item.qualifier("stage")]
    if staged and all(extent_of(item.qualifier("stage") or "", extent) is False and _stands(item, known) for item in staged):
        item = staged[0]
        return decided(False, f"{described(item.fact)}: this stage is not {extent}", item.fact)
    return None


def _stands(item: Item, known: Known) -> bool:
    """Whether a stage speaks of today: it is not old, and nothing on record says that the disease came back or went on."""
    turned = set(item.narrowing.get("recurrence", ())) - {"newly diagnosed"} or item.narrowing.get("stability") == ("unstable",)
    if turned or item.narrowing.get("extent") or known.of("recurrence") or known.of("disease progression"):
        return False
    day = item.fact.moment
    return day is None or known.by_the_day().context.on - day.first <= _STANDS
