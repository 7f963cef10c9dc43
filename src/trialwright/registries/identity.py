"""Two records enter; whether they describe one trial leaves, with the reasons in words. A likeness of words only proposes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from trialwright.registries.checks.design import title_phases
from trialwright.registries.ids import Ids, address_ids, own_ids, stated_ids
from trialwright.registries.likeness import begins_with, likeness, same_numbers, same_words
from trialwright.registries.record import TrialRecord

_SOMEWHAT_ALIKE, _ALIKE_TITLE, _ALIKE_SUMMARY, _NEARLY_SAME = 0.75, 0.93, 0.95, 0.99
_LONG_ENOUGH = 200
_LEAST_TITLE = 5
_TITLES = ("identificationModule.briefTitle", "identificationModule.officialTitle")
_SUMMARY = "descriptionModule.briefSummary"


class Sameness(StrEnum):
    """Whether two records are of one trial: known by a number, known or thought not to be, or only likely by their words."""

    SAME = "same"
    DIFFERENT = "different"
    PROPOSED = "proposed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """The verdict on two records and why; `contradicted` when something speaks against one trial, not only nothing for it."""

    verdict: Sameness
    reasons: tuple[str, ...]
    contradicted: bool = False


def same_trial(a: TrialRecord, b: TrialRecord) -> Identity:
    """Whether two records describe one trial.

    `same`: they share a registry number, printed or in the address of a page. `different`: they have different numbers of one
    registry, or their phase or design cannot be one trial's, or nothing connects them. `proposed`: only their titles or summaries
    are alike, which a person must confirm.

    >>> one = TrialRecord(protocol_section={"identificationModule": {"nctId": "NCT06084897"}})
    >>> other = TrialRecord(protocol_section={"identificationModule": {"nctId": "NCT06086457"}})
    >>> same_trial(one, other).verdict.value
    'different'
    """
    by_number = _by_number(a, b)
    if by_number is not None:
        return by_number
    against = tuple(_contradictions(a, b))
    if against:
        return Identity(verdict=Sameness.DIFFERENT, reasons=against, contradicted=True)
    likely = tuple(_likenesses(a, b))
    if likely:
        return Identity(verdict=Sameness.PROPOSED, reasons=likely)
    return Identity(verdict=Sameness.DIFFERENT, reasons=("no registry number in common, and titles and summaries are not alike",))


def _by_number(a: TrialRecord, b: TrialRecord) -> Identity | None:
    mine, theirs = _joined(own_ids(a), address_ids(a)), _joined(own_ids(b), address_ids(b))
    for registry in mine.keys() & theirs.keys():
        if shared := mine[registry] & theirs[registry]:
            number = sorted(shared)[0]
            return Identity(verdict=Sameness.SAME, reasons=(_how_shared(number, a, b),))
    apart = [registry for registry in sorted(mine.keys() & theirs.keys()) if len(mine[registry]) == len(theirs[registry]) == 1]
    if apart:
        registry = apart[0]
        pair = f"{next(iter(mine[registry]))} and {next(iter(theirs[registry]))}"
        return Identity(verdict=Sameness.DIFFERENT, reasons=(f"different numbers of {registry}: {pair}",), contradicted=True)
    every, other = _joined(stated_ids(a), address_ids(a)), _joined(stated_ids(b), address_ids(b))
    for registry in every.keys() & other.keys():
        if shared := every[registry] & other[registry]:
            return Identity(verdict=Sameness.SAME, reasons=(_how_shared(sorted(shared)[0], a, b),))
    return None


def _joined(one: Ids, other: Ids) -> Ids:
    return {registry: one.get(registry, frozenset()) | other.get(registry, frozenset()) for registry in one.keys() | other.keys()}


def _how_shared(number: str, a: TrialRecord, b: TrialRecord) -> str:
    printed = [any(number in numbers for numbers in stated_ids(record).values()) for record in (a, b)]
    if all(printed):
        return f"both state {number}"
    if any(printed):
        return f"one states {number}, the address of the other holds it"
    return f"the addresses of both hold {number}"


def _contradictions(a: TrialRecord, b: TrialRecord) -> Iterator[str]:
    one, other = _phases(a), _phases(b)
    if one and other and not one & other:
        yield f"phase {'/'.join(sorted(one))} against {'/'.join(sorted(other))}"
    for path, name in (("designModule.studyType", "study type"), ("designModule.designInfo.allocation", "allocation")):
        mine, theirs = a.get(path), b.get(path)
        if mine and theirs and mine != theirs:
            yield f"{name} {mine} against {theirs}"
    for registry_sex in (("FEMALE", "MALE"), ("MALE", "FEMALE")):
        if (a.get("eligibilityModule.sex"), b.get("eligibilityModule.sex")) == registry_sex:
            yield f"sex {registry_sex[0]} against {registry_sex[1]}"


def _phases(record: TrialRecord) -> frozenset[str]:
    """The phases that a record states, or that its titles name."""
    stated = record.get("designModule.phases")
    if isinstance(stated, list | tuple) and stated:
        return frozenset("PHASE1" if phase == "EARLY_PHASE1" else str(phase) for phase in stated) - {"NA"}
    return frozenset().union(*(title_phases(title) for title in _titles(record))) or _derived_phases(record.derived.get("phases"))


def _derived_phases(value: Any) -> frozenset[str]:
    plain = value.get("value") if isinstance(value, dict) else value
    return frozenset(map(str, plain)) if isinstance(plain, list | tuple) else frozenset()


def _titles(record: TrialRecord) -> tuple[str, ...]:
    return tuple(value for path in _TITLES if isinstance(value := record.get(path), str))


def _likenesses(a: TrialRecord, b: TrialRecord) -> Iterator[str]:
    summary = _summary_likeness(a, b)
    pairs = [
        (one, other)
        for one in _titles(a)
        for other in _titles(b)
        if same_numbers(one, other) or begins_with(*_by_length(one, other))
    ]
    if any(same_words(one, other) and len(one.split()) >= _LEAST_TITLE for one, other in pairs):
        yield "the same title"
    elif any(begins_with(*_by_length(one, other)) for one, other in pairs) and (summary is None or summary >= _ALIKE_SUMMARY):
        yield "one title begins with the other" + ("" if summary is None else ", and the summaries agree")
    elif summary is not None and summary >= _ALIKE_SUMMARY and any(likeness(one, other) >= _ALIKE_TITLE for one, other in pairs):
        yield "titles that hardly differ, and the summaries agree"
    titles_apart = _titles(a) and _titles(b) and not any(likeness(*pair) >= _SOMEWHAT_ALIKE for pair in pairs)
    if summary is not None and summary >= (_NEARLY_SAME if titles_apart else _ALIKE_SUMMARY):
        yield f"summaries that are alike ({summary:.0%} of the words that both show)"
    mine, theirs = (record.get("identificationModule.orgStudyIdInfo.id") for record in (a, b))
    if mine and mine == theirs and any(char.isdigit() for char in str(mine)) and len(str(mine)) > _LEAST_TITLE:
        yield f"the same number of the sponsor ({mine})"


def _by_length(one: str, other: str) -> tuple[str, str]:
    return (one, other) if len(one) >= len(other) else (other, one)


def _summary_likeness(a: TrialRecord, b: TrialRecord) -> float | None:
    one, other = a.get(_SUMMARY), b.get(_SUMMARY)
    if not isinstance(one, str) or not isinstance(other, str) or min(len(one), len(other)) < _LONG_ENOUGH:
        return None
    return likeness(one, other)
