"""Which kinds a source is believed to have all of: what was declared, and what it tells of, in; the kinds, and why not, out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from trialwright.findings import Finding, Severity
from trialwright.patients.facts import Kind

Parts = tuple[frozenset[str], ...]
"""What a kind is made of: of each part the source must have something, in one of the places that are named."""


def believed(
    declared: Collection[Kind], parts: Mapping[Kind, Parts], told: Collection[str], name: str
) -> tuple[frozenset[Kind], tuple[Finding, ...]]:
    """The declared kinds that can be complete, and a finding for each of the others.

    A place without anything in it knows nothing: where all of the places of one part are empty, nobody is without what they hold.

    >>> kinds = {Kind.TREATMENTS: (frozenset({"drugs"}), frozenset({"procedures"}))}
    >>> believed({Kind.TREATMENTS}, kinds, {"procedures"}, "a.db")[1][0].message
    'a.db: treatments cannot be complete: there is nothing in drugs'
    """
    findings: list[Finding] = []
    kept: set[Kind] = set()
    for kind in sorted(declared):
        empty = [part for part in parts.get(kind, ()) if not part & set(told)]
        if empty:
            missing = ", nor in ".join(" or ".join(sorted(part)) for part in empty)
            findings.append(not_complete(f"{name}: {kind.value} cannot be complete: there is nothing in {missing}", kind))
        else:
            kept.add(kind)
    return frozenset(kept), tuple(findings)


def not_complete(message: str, *kinds: Kind) -> Finding:
    """That kinds that were declared complete are taken as not complete."""
    hint = f"taken as not complete: {', '.join(kinds)}"
    return Finding(code="NOT_COMPLETE", message=message, severity=Severity.WARNING, hint=hint)
