"""Own cancers: how a cancer of no name is narrowed among what excludes ("metastatic cancer") in; whether it is the
patient's own, and not another one, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.protocol.criteria import Qualifier

_SPREAD = frozenset({"metastatic", "advanced"})
_NOW = _SPREAD | {"locally advanced", "resectable", "unresectable"}


def of_the_own(qualifiers: Sequence[Qualifier], *, earlier: bool) -> bool:
    """ "Metastatic cancer", "resectable cancer" are the patient's own; earlier ones, told by their time, may be others."""
    told = _SPREAD if earlier else _NOW
    return any(item.name in ("extent", "resectability") and set(item.values) <= told for item in qualifiers)
