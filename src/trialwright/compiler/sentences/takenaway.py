"""Taken away: what is required and an exception from it in; whether the exception takes away ("breast cancer other than
inflammatory") or lets in ("unless sterile"), out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import AllOf, AnyOf, Compare, Criterion, Has, NoneOf, Not, Target, Unread, children, walk


def takes_away(base: Criterion, exception: Criterion, setting: Setting) -> bool | None:
    """ "Stage I-III, excluding IIIC", "breast cancer other than inflammatory": an exception of its own sort to what is required
    takes away, it does not let in; None where that is not plain ("negative pregnancy test unless sterile")."""
    required = base.items if isinstance(base, AllOf) else (base,)
    if isinstance(exception, Unread):
        first = required[0]  # "AML other than what was not read": a kind of it may be kept out
        cancer = isinstance(first, Has) and setting.vocabulary.kind(first.target.concept) in _TUMORS
        return None if cancer else False
    named = [leaf for leaf in walk(base) if isinstance(leaf, Has)]
    tumors = [item for item in required if isinstance(item, Has) and setting.vocabulary.kind(item.target.concept) in _TUMORS]
    if tumors and _of_its_sort(tumors, exception, setting):
        return True  # "melanoma (except ocular melanoma) of stage IIIC or IV"
    plain = not any(isinstance(node, Not | NoneOf) for node in walk(base))
    if isinstance(base, AnyOf) and named and plain and _of_its_sort(named, exception, setting):
        return True  # "tumors (except sarcoma) that resist therapy, or for whom there is none"
    if any(isinstance(item, Has) for item in required) and all(isinstance(item, Has | Compare) for item in required):
        return True if _of_its_sort(required, exception, setting) else None
    staged = plain and _only_stages(base) and _only_stages(exception)  # "stage III (excluding T1-2, N1) or IV"
    return staged or (isinstance(base, Compare) and isinstance(exception, Compare) and base.quantity == exception.quantity)


def _only_stages(node: Criterion) -> bool:
    leaves = (leaf for leaf in walk(node) if not children(leaf))
    return all(isinstance(leaf, Compare) and str(leaf.quantity.variable).endswith("stage") for leaf in leaves)


_TUMORS = frozenset({"cancer", "histology", "metastasis"})


def _of_its_sort(required: Sequence[Criterion], exception: Criterion, setting: Setting) -> bool:
    leaves = [leaf for leaf in walk(exception) if not children(leaf)]
    targets = [leaf.target for leaf in leaves if isinstance(leaf, Has)]
    if len(targets) < len(leaves):
        return all(isinstance(leaf, Compare) for leaf in leaves)
    return _kinds_of(targets, [item.target for item in required if isinstance(item, Has)], setting)


def _kinds_of(spared: Sequence[Target], named: Sequence[Target], setting: Setting) -> bool:
    """True where each of the first is, or may be, a kind of one of the second: a tumor of tumors, a therapy of therapies."""
    kinds = [{setting.vocabulary.kind(target.concept) for target in targets} for targets in (spared, named)]
    if any(target.concept == "advanced disease" for target in named):
        kinds[1].add("cancer")  # "advanced malignancies"
    one_sort = any(kinds[0] <= sort and kinds[1] & sort for sort in (_TUMORS, THERAPY_KINDS))
    return one_sort or all(any(setting.under(target.concept, other.concept) for other in named) for target in spared)


def may_be_taken_from(base: Criterion, spared: Sequence[Target], setting: Setting) -> bool:
    """False for what is required of a patient and an exception that is no kind of it: "a negative test except in women past the
    menopause"."""
    required = base.items if isinstance(base, AllOf | AnyOf) else (base,)
    named = [item.target for item in required if isinstance(item, Has)]
    return len(named) < len(required) or _kinds_of(spared, named, setting)
