"""Records of one trial from several sources enter; one record that keeps every source and names each contradiction leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from trialwright.errors import UserError
from trialwright.findings import Finding
from trialwright.registries.identity import Identity, Sameness, same_trial
from trialwright.registries.layouts import OF_THE_REGISTRY
from trialwright.registries.merge_lists import choose_phases, same_items, words_union
from trialwright.registries.merge_values import Choice, Said, choose, update_date
from trialwright.registries.record import Place, Provenance, Standing, TrialRecord

__all__ = ["Identity", "Sameness", "merge", "merge_known", "same_trial"]

_CRITERIA = "eligibilityModule.eligibilityCriteria"


def merge(records: Sequence[TrialRecord], *, accept_proposed: bool = False) -> TrialRecord:
    """One record from several of one trial: nothing that any source states is lost, and every contradiction is a finding.

    A registry record is trusted before a page, a newer one before an older. Values that were not used are kept in
    `extra["alternatives"]`. Raises `UserError` when the records are not known to be one trial; a likeness of words alone is
    enough only with `accept_proposed`.
    """
    if not records:
        raise UserError("there is nothing to merge", hint="give the records of one trial")
    if len(records) > 1:
        _require_one_trial(records, accept_proposed=accept_proposed)
    return merge_known(records)


def merge_known(records: Sequence[TrialRecord]) -> TrialRecord:
    """The same of records that are known to be of one trial by other means: by a person, or by numbers of third records."""
    if len(records) == 1:
        return records[0]
    ordered = sorted(records, key=_trust, reverse=True)
    work = _Merging()
    section = work.mapping("", [Said(value=record.protocol_section, record=record, path="") for record in ordered])
    criteria = work.whose.get(_CRITERIA) or next((record for record in ordered if record.eligibility_text), None)
    merged = TrialRecord(
        protocol_section=section,
        has_results=_any_results(ordered),
        derived=_derived(ordered, section),
        eligibility_text=criteria.eligibility_text if criteria else None,
        provenance=work.provenance,
        sources=tuple(source for record in ordered for source in record.sources),
        findings=tuple(dict.fromkeys((*(finding for record in ordered for finding in record.findings), *work.findings))),
    )
    return replace(merged, extra=_extra(ordered, criteria, work), provenance={**_missing(ordered, merged), **work.provenance})


def _require_one_trial(records: Sequence[TrialRecord], *, accept_proposed: bool) -> None:
    """Every record must be tied to the first through records known to be the same; none may contradict another."""
    enough = {Sameness.SAME, Sameness.PROPOSED} if accept_proposed else {Sameness.SAME}
    identities = {(one, other): same_trial(records[one], records[other]) for one, other in combinations(range(len(records)), 2)}
    for (one, other), identity in identities.items():
        if identity.contradicted:
            raise UserError(
                f"{_name(records[one])} and {_name(records[other])} are different trials: {'; '.join(identity.reasons)}",
                hint="merge them apart",
            )
    tied = {0}
    while (
        grown := {
            place for pair, identity in identities.items() if identity.verdict in enough and tied & set(pair) for place in pair
        }
        - tied
    ):
        tied |= grown
    loose = [place for place in range(len(records)) if place not in tied]
    if loose:
        reasons = [
            f"{_name(records[one])} and {_name(records[other])}: {'; '.join(found.reasons)}"
            for (one, other), found in identities.items()
            if loose[0] in (one, other)
        ]
        proposed = any(found.verdict is Sameness.PROPOSED for pair, found in identities.items() if loose[0] in pair)
        hint = (
            "they are only proposed to be one trial: confirm it, then accept proposals"
            if proposed
            else "give the address of the page, which may hold its registry number"
        )
        raise UserError(f"{_name(records[loose[0]])} is not known to be the same trial ({' | '.join(reasons)})", hint=hint)


def _name(record: TrialRecord) -> str:
    return record.sources[0].name if record.sources else record.key


def _trust(record: TrialRecord) -> tuple[bool, str, int]:
    """Registry before page, newer before older, fuller before thinner."""
    registry = any(source.layout in OF_THE_REGISTRY for source in record.sources)
    return registry, update_date(record), sum(1 for _ in record.leaves())


class _Merging:
    """What is gathered on the way through the record: findings, where each value came from, and the values not used."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.provenance: dict[str, Provenance] = {}
        self.alternatives: dict[str, list[dict[str, Any]]] = {}
        self.whose: dict[str, TrialRecord] = {}

    def mapping(self, path: str, said: Sequence[Said]) -> dict[str, Any]:
        keys = dict.fromkeys(key for item in said for key in item.value)
        found: dict[str, Any] = {}
        for key in keys:
            inner = f"{path}.{key}" if path else str(key)
            each = [
                Said(value=item.value[key], record=item.record, path=f"{item.path}.{key}" if item.path else str(key))
                for item in said
                if key in item.value
            ]
            found[key] = self.node(inner, [item for item in each if item.value is not None])
        return {key: value for key, value in found.items() if value is not None}

    def node(self, path: str, said: Sequence[Said]) -> Any:
        if not said:
            return None
        maps = [item for item in said if isinstance(item.value, Mapping)]
        lists = [item for item in said if isinstance(item.value, list | tuple)]
        if maps:
            return self.mapping(path, maps)
        return self._list(path, lists) if lists else self._take(path, choose(_field(path), said))

    def _list(self, path: str, lists: Sequence[Said]) -> list[Any]:
        if path.endswith("designModule.phases"):
            return list(self._take(path, choose_phases(path, lists)))
        if any(isinstance(item, Mapping) for said in lists for item in said.value):
            return [self.node(f"{path}.{at}", group) for at, group in enumerate(same_items(path, lists))]
        kept, glued = words_union(lists)
        self._keep_aside(path, glued)
        for at, said in enumerate(kept):
            self.provenance[f"{path}.{at}"] = _provenance(said)
        return [said.value for said in kept]

    def _take(self, path: str, choice: Choice) -> Any:
        self.findings.extend(choice.findings)
        self.provenance[path] = _provenance(choice.said)
        self.whose[path] = choice.said.record
        self._keep_aside(path, choice.others)
        return choice.value

    def _keep_aside(self, path: str, others: Sequence[Said]) -> None:
        if others:
            self.alternatives[path] = [{"value": said.value, "source": said.source} for said in others]


def _field(path: str) -> str:
    """A path without the positions in lists: what rules are written for."""
    return ".".join(part for part in path.split(".") if not part.isdigit())


def _provenance(said: Said) -> Provenance:
    """Where the source has the value, or the nearest place that it notes for what holds the value."""
    place = Place(source=said.record.sources[0].name if said.record.sources else said.record.key)
    parts = said.path.split(".")
    for size in range(len(parts), 0, -1):
        noted = said.record.provenance.get(".".join(parts[:size]))
        if noted is not None and noted.standing is not Standing.MISSING:
            return noted if noted.place is not None else replace(noted, place=place)
    return Provenance(standing=Standing.STATED, place=place)


def _any_results(records: Sequence[TrialRecord]) -> bool | None:
    told = [record.has_results for record in records if record.has_results is not None]
    return any(told) if told else None


def _derived(records: Sequence[TrialRecord], section: Mapping[str, Any]) -> dict[str, Any]:
    """What was worked out from prose, unless a source now states it."""
    stated = {part for path, _ in TrialRecord(protocol_section=section).leaves() for part in path.split(".")}
    found: dict[str, Any] = {}
    for record in records:
        for key, value in record.derived.items():
            if key not in stated:
                found.setdefault(key, value)
    return found


def _extra(records: Sequence[TrialRecord], criteria: TrialRecord | None, work: _Merging) -> dict[str, Any]:
    """What v2 has no field for, by trust; groups of criteria go with the criteria, lists of what is missing are made anew."""
    found: dict[str, Any] = {}
    for record in (*([criteria] if criteria else []), *records):
        for key, value in record.extra.items():
            if key in ("missing", "layout") or (key.startswith("eligibility") and record is not criteria):
                continue
            if key == "inferred" and isinstance(value, list):
                found[key] = list(dict.fromkeys((*found.get(key, []), *value)))
            elif key not in found:
                found[key] = value
            elif found[key] != value:
                work.alternatives.setdefault(f"extra.{key}", []).append({"value": value, "source": _name(record)})
    if work.alternatives:
        found["alternatives"] = work.alternatives
    return found


def _missing(records: Sequence[TrialRecord], merged: TrialRecord) -> dict[str, Provenance]:
    """The fields that some source lacks and no other has."""
    return {
        path: noted
        for record in records
        for path, noted in record.provenance.items()
        if noted.standing is Standing.MISSING and merged.get(path) is None and not any(part.isdigit() for part in path.split("."))
    }
