"""Course: a question that a cancer's stage or status answers ("distant metastasis", "recurrence"), and that cancer in; yes or no
out."""

from __future__ import annotations

from trialwright.match.another import is_metastasis, is_over, primaries
from trialwright.match.answer import Answer, decided, described
from trialwright.match.candidates import Found
from trialwright.match.known import Item, Known, related
from trialwright.match.stages import extent_of, stage_code
from trialwright.match.tables import rows
from trialwright.protocol.criteria import Has, Target
from trialwright.vocabulary.concepts import Relation, Vocabulary
from trialwright.vocabulary.terms import qualifier_table

_SPREAD = "distant metastasis"
_EXTENTS = {_SPREAD: "metastatic", "locally advanced disease": "locally advanced", "advanced disease": "advanced"}
_AGAIN = frozenset({"recurrence", "locoregional recurrence", "local recurrence", "refractory disease"})
"""What a newly diagnosed cancer has not had."""
_STANDS = 366
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
        said = item.narrowing.get("extent", ())
        if any(qualifier_table().agree("extent", word, extent) for word in said):
            return decided(True, f"{described(item.fact)}: {extent}", item.fact)
        if "localized" in said:
            return decided(False, f"{described(item.fact)}: localized", item.fact)
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
    return day is None or known.lately(day.first, _STANDS)


def of_another_histology(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    """A cancer of one organ has one histology: where the one on record is of another than is asked for, it is not that one."""
    words = known.context.vocabulary
    if target.other or node.window is not None or found.candidates or words.kind(target.concept) != "cancer":
        return None
    if any("history" in item.values for item in target.qualifiers):
        return None  # what there was before it is not told
    asked = _axes(target.concept, words)
    own = primaries(known)
    if not asked[1] or not own or any(is_over(item) for item in own) or len({item.concepts for item in own}) != 1:
        return None
    organs, types = (set().union(*sides) for sides in zip(*(_axes(name, words) for name in own[0].concepts), strict=True))
    if not types or not organs & asked[0] or related(own[0], target.concept, known) is not Relation.IS_NOT:
        return None
    return decided(False, f"{described(own[0].fact)} is of another histology", own[0].fact)


def _axes(name: str, words: Vocabulary) -> tuple[set[str], set[str]]:
    """The one organ that a cancer is named for, and its histological types."""
    above = [kind for kind in words.ancestors(name) if kind in words] if name in words else []
    types = {kind for kind in above if words[kind].axis == "histology"} - {"carcinoma", "non-epithelial tumor"}
    return {kind for kind in above if kind in _OF_ONE_ORGAN}, types


_OF_ONE_ORGAN = {*(row["cancer"] for row in rows("organ_cancers.tsv")), "ovarian cancer", "brain cancer"} - {"skin cancer"}
"""A skin may have had several."""
