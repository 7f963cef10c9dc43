"""A record and its protocol enter, what makes a trial like another leaves: disease, setting, treatments, question, demands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trialwright.find.requirements import Requirement, requirements_of
from trialwright.find.settings import settings_of
from trialwright.find.tagging import default_tagger
from trialwright.protocol.protocol import Protocol
from trialwright.registries.record import TrialRecord

DISEASES = frozenset({"cancer", "histology", "metastasis"})
TREATMENTS = frozenset({"drug", "drug class", "regimen", "surgery", "radiotherapy", "transplant", "procedure"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """What one trial is about, in concepts of the vocabulary.

    `settings` by group (`find.settings`); `question` are the purpose, the sorts of intervention and the design in API v2's words;
    `requirements` is None where no criteria are known. `open` tells whether the trial can be entered as far as its
    status can be believed, None where that is not known; `km` is the distance of its nearest site to a place asked for;
    `subject` is its place in a space of meaning (`find.meaning`), of length 1.
    """

    key: str
    title: str
    diseases: frozenset[str] = frozenset()
    settings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    treatments: frozenset[str] = frozenset()
    question: Mapping[str, frozenset[str]] = field(default_factory=dict)
    requirements: frozenset[Requirement] | None = None
    open: bool | None = None
    km: float | None = None
    subject: tuple[float, ...] | None = None


def profile_of(record: TrialRecord, protocol: Protocol | None, *, key: str) -> Profile:
    """The profile of a trial, from what its sponsor states: nothing that a portal adds of its own is looked at."""
    titles = [title for name in ("briefTitle", "officialTitle") if (title := _text(record, f"identificationModule.{name}"))]
    interventions = _listed(record, "armsInterventionsModule.interventions")
    names = [str(name) for item in interventions for name in (item.get("name"), *_texts(item.get("otherNames"))) if name]
    groups = _listed(record, "armsInterventionsModule.armGroups")
    labels = [str(group.get("label")) for group in groups if group.get("label")]
    named = _concepts((*record.conditions, *titles), DISEASES)
    return Profile(
        key=key,
        title=record.title,
        diseases=frozenset(protocol.conditions if protocol is not None else ()) | named,
        settings=settings_of(titles, record.conditions, _text(record, "descriptionModule.briefSummary")),
        treatments=_concepts((*names, *labels), TREATMENTS) or _concepts(titles, TREATMENTS),
        question=_question(record, interventions),
        requirements=requirements_of(protocol) or None if protocol is not None else None,
    )


def _question(record: TrialRecord, interventions: Iterable[Mapping[str, object]]) -> dict[str, frozenset[str]]:
    design = "designModule.designInfo"
    found = {
        "purpose": _texts(record.get(f"{design}.primaryPurpose")),
        "intervention": [str(item.get("type")) for item in interventions if item.get("type")],
        "design": [*_texts(record.get(f"{design}.allocation")), *_texts(record.get("designModule.studyType"))],
        "phase": _texts(record.get("designModule.phases")),
    }
    return {name: frozenset(values) for name, values in found.items() if values}


def _concepts(texts: Iterable[str], kinds: frozenset[str]) -> frozenset[str]:
    tagger = default_tagger()
    return frozenset(name for text in texts for name in tagger.concepts(text) if tagger.vocabulary.kind(name) in kinds)


def _text(record: TrialRecord, path: str) -> str:
    value = record.get(path)
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    items = value if isinstance(value, list | tuple) else (value,)
    return [item for item in items if isinstance(item, str) and item]


def _listed(record: TrialRecord, path: str) -> list[Mapping[str, object]]:
    value = record.get(path)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list | tuple) else []
