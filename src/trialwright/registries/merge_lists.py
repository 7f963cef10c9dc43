"""One list as several sources print it enters; groups of items that are one thing leave, the most trusted source first."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from trialwright.registries.checks.people import plain_name
from trialwright.registries.likeness import tokens
from trialwright.registries.merge_values import Choice, Said, disagreement, habit, why

_V2_PHASES = ("NA", "EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4")
Key = tuple[str, ...]


def _text(item: Mapping[str, Any], key: str) -> str:
    return str(item.get(key) or "")


def _by(key: str) -> Callable[[Mapping[str, Any]], Key]:
    return lambda item: tokens(_text(item, key))


def _person(item: Mapping[str, Any]) -> Key:
    return plain_name(_text(item, "name")) or tokens(_text(item, "name"))


def _site(item: Mapping[str, Any]) -> Key:
    return (*tokens(_text(item, "facility")), "|", *tokens(_text(item, "city")), "|", *tokens(_text(item, "country")))


def _whole(item: Mapping[str, Any]) -> Key:
    return (json.dumps(item, sort_keys=True, default=str),)


_KEYS: Mapping[str, Callable[[Mapping[str, Any]], Key]] = {
    "armGroups": _by("label"),
    "interventions": _by("name"),
    "locations": _site,
    "collaborators": _by("name"),
    "centralContacts": _person,
    "overallOfficials": _person,
    "contacts": _person,
    "primaryOutcomes": _by("measure"),
    "secondaryOutcomes": _by("measure"),
    "otherOutcomes": _by("measure"),
    "secondaryIdInfos": _by("id"),
    "seeAlsoLinks": _by("url"),
}


def same_items(field: str, lists: Sequence[Said]) -> list[list[Said]]:
    """The mappings of several lists, those that are one thing together: arms by label, sites by place, people by name."""
    key = _KEYS.get(field.rsplit(".", 1)[-1], _whole)
    groups: dict[Key, list[Said]] = {}
    for said in lists:
        for at, item in enumerate(said.value):
            if isinstance(item, Mapping):
                found = _known_site(item, groups) if field.endswith("locations") else None
                groups.setdefault(found or key(item) or (str(id(item)),), []).append(
                    Said(value=item, record=said.record, path=f"{said.path}.{at}")
                )
    return list(groups.values())


def _known_site(item: Mapping[str, Any], groups: Mapping[Key, list[Said]]) -> Key | None:
    """A site without a name is the one site that another source names in that town, if there is just one."""
    if _text(item, "facility"):
        return None
    town = _site({"city": item.get("city"), "country": item.get("country")})
    named = [
        key
        for key, said in groups.items()
        if _site({"city": said[0].value.get("city"), "country": said[0].value.get("country")}) == town
    ]
    return named[0] if len(named) == 1 else None


def words_union(lists: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    """The words that any source lists, each once; second, those left out since they are others glued together on one line."""
    kept: dict[Key, Said] = {}
    for said in lists:
        for at, item in enumerate(said.value):
            kept.setdefault(tokens(str(item)), Said(value=item, record=said.record, path=f"{said.path}.{at}"))
    glued = [key for key in kept if _is_glued(key, [other for other in kept if other != key])]
    return [said for key, said in kept.items() if key not in glued], [kept[key] for key in glued]


def _is_glued(whole: Key, others: Sequence[Key], *, parts: int = 0) -> bool:
    if not whole:
        return parts > 1
    return any(
        other and whole[: len(other)] == other and _is_glued(whole[len(other) :], others, parts=parts + 1) for other in others
    )


def choose_phases(field: str, lists: Sequence[Said]) -> Choice:
    """Phases: the fuller list where the other source is known to print one of two; else a difference is a contradiction."""
    fullest = max(lists, key=lambda said: len(set(said.value)))
    explained = [said for said in lists if set(said.value) < set(fullest.value) and "one_of_two" in said.habits(field)]
    used = fullest if explained else lists[0]
    contrary = [said for said in lists if said not in explained and set(said.value) != set(used.value)]
    findings = [habit(field, _listed(used), _listed(said), why(said, field, "one_of_two")) for said in explained]
    if contrary:
        findings.append(disagreement(field, _listed(used), [("/".join(map(str, said.value)), said.source) for said in contrary]))
    value = sorted(used.value, key=lambda phase: _V2_PHASES.index(phase) if phase in _V2_PHASES else len(_V2_PHASES))
    return Choice(
        value=value,
        said=used,
        findings=tuple(findings),
        others=tuple(said for said in lists if set(said.value) != set(used.value)),
    )


def _listed(said: Said) -> Said:
    return Said(value="/".join(map(str, said.value)), record=said.record, path=said.path)
