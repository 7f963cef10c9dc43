"""The profile of a trial and those of others enter; the related ones leave, each with why it is and in what it differs.

Likeness is of meaning, part by part, and never of a page's words. Concepts are compared by Lin's measure: two are as alike as the
narrowest thing that both are (Lin 1998, "An information-theoretic definition of similarity"). A part that a record does not tell
counts half: what is known of two trials weighs more than what may be.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from trialwright.find.profile import DISEASES, TREATMENTS, Profile
from trialwright.find.requirements import Requirement, Sign, weight
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary

_LEAST, _UNTOLD = 0.33, 0.5
_LINES = ("first line", "second line", "later line")
_SHOWN = 4


class Part(StrEnum):
    """The parts in which trials are compared."""

    DISEASE = "disease"
    SETTING = "setting"
    TREATMENT = "treatment"
    QUESTION = "question"
    REQUIREMENTS = "requirements"
    SUBJECT = "subject"
    LINE = "line"
    OPEN = "open"
    NEAR = "near"
    PHASE = "phase"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why a trial is related, by part: what both have, most telling first. `likeness` is from 0 to 1."""

    part: Part
    shared: tuple[str, ...]
    likeness: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Contrast:
    """In what a related trial differs, by part: what only the first has, and what only the other."""

    part: Part
    first: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Related:
    """A related trial: how alike it is from 0 to 1, why, and what differs."""

    key: str
    title: str
    likeness: float
    reasons: tuple[Reason, ...]
    contrasts: tuple[Contrast, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Compared:
    likeness: float
    shared: tuple[str, ...]


def related(trial: Profile, others: Iterable[Profile], *, most: int = 10) -> tuple[Related, ...]:
    """The trials related to `trial`, the most alike first. One that shares neither disease, treatment nor subject is not."""
    found = [item for other in others if other.key != trial.key and (item := _related(trial, other)) is not None]
    return tuple(sorted(found, key=lambda item: (-item.likeness, item.key))[:most])


def _related(trial: Profile, other: Profile) -> Related | None:
    parts = {part: compared for part, compare in _COMPARED.items() if (compared := compare(trial, other)) is not None}
    counted = sum(item.weight * (1.0 if part in parts else _UNTOLD) for part, item in _parts().items())
    likeness = sum(_parts()[part].weight * compared.likeness for part, compared in parts.items()) / counted
    reasons = tuple(
        Reason(part=part, shared=compared.shared, likeness=compared.likeness)
        for part, compared in parts.items()
        if compared.likeness >= _parts()[part].said_from and (compared.shared or part is Part.SUBJECT)
    )
    if likeness < _LEAST or not {Part.DISEASE, Part.TREATMENT, Part.SUBJECT} & {reason.part for reason in reasons}:
        return None
    return Related(
        key=other.key,
        title=other.title,
        likeness=round(likeness, 3),
        reasons=(*reasons, *_practical(trial, other)),
        contrasts=tuple(_contrasts(trial, other)),
    )


def _diseases(trial: Profile, other: Profile) -> _Compared | None:
    return _concepts(trial.diseases, other.diseases)


def _treatments(trial: Profile, other: Profile) -> _Compared | None:
    return _concepts(trial.treatments, other.treatments)


def _concepts(mine: frozenset[str], theirs: frozenset[str]) -> _Compared | None:
    """The best counterpart of each concept of either side, weighed by how much the concept tells; None where a side has none."""
    vocabulary = default_vocabulary()
    mine, theirs = _narrowest(mine, vocabulary), _narrowest(theirs, vocabulary)
    if not mine or not theirs:
        return None
    pairs = [_best(one, theirs) for one in sorted(mine)] + [_best(one, mine) for one in sorted(theirs)]
    weights = [_telling(one) for one in (*sorted(mine), *sorted(theirs))]
    likeness = sum(weight * pair[0] for weight, pair in zip(weights, pairs, strict=True)) / max(sum(weights), 1e-9)
    shared = dict.fromkeys(name for score, name in sorted(pairs, key=lambda pair: (-pair[0], pair[1])) if name and score >= 0.5)
    return _Compared(likeness=likeness, shared=tuple(shared)[:_SHOWN])


def _narrowest(names: frozenset[str], vocabulary: Vocabulary) -> frozenset[str]:
    """Concepts without those that another of them is: cancer beside gastric cancer says nothing."""
    known = {name for name in names if name in vocabulary}
    above = {wide for name in known for wide in vocabulary.ancestors(name) - {name}}
    return frozenset(known - above)


def _best(one: str, others: Iterable[str]) -> tuple[float, str]:
    return max(_lin(one, other) for other in others)


@cache
def _lin(one: str, other: str) -> tuple[float, str]:
    """Lin's likeness of two concepts, and the narrowest thing that both are."""
    vocabulary = default_vocabulary()
    both = vocabulary.ancestors(one) & vocabulary.ancestors(other)
    if not both:
        return 0.0, ""
    joint = max(both, key=lambda name: (_telling(name), name))
    total = _telling(one) + _telling(other)
    return (min(1.0, 2 * _telling(joint) / total) if total else 0.0), joint


@cache
def _telling(name: str) -> float:
    """The information of a concept: the fewer of all diseases, or treatments, stand below it, the more it tells."""
    vocabulary = default_vocabulary()
    if name in untelling():
        return 0.0
    family = DISEASES if vocabulary.kind(name) in DISEASES else TREATMENTS
    return -math.log(min(1.0, len(vocabulary.descendants(name)) / _size(family)))


@cache
def untelling() -> frozenset[str]:
    """Concepts too wide to tell anything of a trial: "malignancy", "systemic therapy"."""
    return frozenset(row["concept"] for row in _rows("untelling.tsv"))


@cache
def _size(kinds: frozenset[str]) -> int:
    return sum(concept.kind in kinds for concept in default_vocabulary().concepts.values())


def _settings(trial: Profile, other: Profile) -> _Compared | None:
    groups = trial.settings.keys() & other.settings.keys()
    if not groups:
        return None
    shared = tuple(name for group in sorted(groups) for name in sorted(trial.settings[group] & other.settings[group]))
    alike = sum(bool(trial.settings[group] & other.settings[group]) for group in groups)
    return _Compared(likeness=alike / len(groups), shared=shared[:_SHOWN])


def _questions(trial: Profile, other: Profile) -> _Compared | None:
    names = (trial.question.keys() & other.question.keys()) - {"phase"}
    if not names:
        return None
    likeness = sum(_overlap(trial.question[name], other.question[name]) for name in names) / len(names)
    shared = tuple(value for name in sorted(names) for value in sorted(trial.question[name] & other.question[name]))
    return _Compared(likeness=likeness, shared=shared[:_SHOWN])


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _requirements(trial: Profile, other: Profile) -> _Compared | None:
    """How much of what either asks both ask, each thing weighed by how rare it is among trials."""
    if trial.requirements is None or other.requirements is None:
        return None
    both, either = trial.requirements & other.requirements, trial.requirements | other.requirements
    likeness = sum(map(weight, both)) / max(sum(map(weight, either)), 1e-9)
    telling = sorted(both, key=lambda item: (-weight(item), item))
    return _Compared(likeness=likeness, shared=tuple(_said(item) for item in telling[:_SHOWN]))


def _subjects(trial: Profile, other: Profile) -> _Compared | None:
    """The cosine of two trials' places in the space of meaning."""
    if trial.subject is None or other.subject is None or len(trial.subject) != len(other.subject):
        return None
    cosine = sum(one * two for one, two in zip(trial.subject, other.subject, strict=True))
    return _Compared(likeness=max(0.0, min(1.0, cosine)), shared=())


def _said(item: Requirement) -> str:
    return {Sign.REQUIRED: "", Sign.EXCLUDED: "no ", Sign.LIMITED: "limit of "}[item.sign] + item.what


_COMPARED: Mapping[Part, Callable[[Profile, Profile], _Compared | None]] = {
    Part.DISEASE: _diseases,
    Part.SETTING: _settings,
    Part.TREATMENT: _treatments,
    Part.QUESTION: _questions,
    Part.REQUIREMENTS: _requirements,
    Part.SUBJECT: _subjects,
}


def _practical(trial: Profile, other: Profile) -> Iterator[Reason]:
    """What speaks for looking at the other: it is open where this one is not (or not known to be), or nearer."""
    if other.open and not trial.open:
        yield Reason(part=Part.OPEN, shared=("not known",) if trial.open is None else ())
    if trial.km is not None and other.km is not None and other.km < trial.km:
        yield Reason(part=Part.NEAR, shared=(f"{other.km:.0f}", f"{trial.km:.0f}"))


def _contrasts(trial: Profile, other: Profile) -> Iterator[Contrast]:
    mine, theirs = trial.settings.get("line"), other.settings.get("line")
    if mine and theirs and not mine & theirs:
        yield Contrast(part=Part.LINE, first=_in_order(mine), other=_in_order(theirs))
    for part, one, two in (
        (Part.DISEASE, trial.diseases, other.diseases),
        (Part.TREATMENT, trial.treatments, other.treatments),
        (Part.SETTING, trial.settings.get("extent", frozenset()), other.settings.get("extent", frozenset())),
    ):
        apart = (_only(one, two), _only(two, one)) if one and two else ((), ())
        if any(apart):
            yield Contrast(part=part, first=apart[0], other=apart[1])
    phase, its_phase = (profile.question.get("phase", frozenset()) for profile in (trial, other))
    if phase and its_phase and phase != its_phase:
        yield Contrast(part=Part.PHASE, first=tuple(sorted(phase)), other=tuple(sorted(its_phase)))


def _in_order(lines: frozenset[str]) -> tuple[str, ...]:
    return tuple(line for line in _LINES if line in lines)


def _only(one: frozenset[str], other: frozenset[str]) -> tuple[str, ...]:
    """What one has and the other has not, the most telling first; of concepts only the narrowest."""
    vocabulary = default_vocabulary()
    own = _narrowest(one, vocabulary) or one
    apart = own - other
    return tuple(sorted(apart, key=lambda name: (-_telling(name) if name in vocabulary else 0.0, name))[:_SHOWN])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Weight:
    weight: float
    said_from: float


@cache
def _parts() -> dict[Part, _Weight]:
    rows = _rows("likeness.tsv")
    return {Part(row["part"]): _Weight(weight=float(row["weight"]), said_from=float(row["said_from"])) for row in rows}


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("trialwright.find") / "data" / name).read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
