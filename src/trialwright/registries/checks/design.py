"""Phase, allocation, masking and number of arms enter; findings on titles and summaries that say otherwise leave."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trialwright.findings import Finding
from trialwright.registries.checks.codes import report
from trialwright.registries.checks.view import Passage, View

_INFO = "designModule.designInfo"
_PHASE = re.compile(
    r"\b(?P<early>early[- ])?phase[s]?[\s-]*(?P<one>0|[1-4]|iv|i{1,3})(?:\s?[abc](?![a-z]))?"
    r"(?:\s*(?:/|-|–|and|or|to|,|&|,? ?and)\s*(?:phase\s*)?(?P<two>[2-4]|iv|i{2,3})(?:\s?[abc])?(?![\w.]))?(?![\w.])",
    re.IGNORECASE,
)
_PHASE_OF_TRIAL = re.compile(r"\bphase[s]?[\s-]*(?:[0-4]|iv|i{1,3})\b.{0,80}\b(?:trial|study)\b", re.IGNORECASE)
_PHASE_NAMES = {
    "0": "PHASE1",
    "1": "PHASE1",
    "i": "PHASE1",
    "2": "PHASE2",
    "ii": "PHASE2",
    "3": "PHASE3",
    "iii": "PHASE3",
    "4": "PHASE4",
    "iv": "PHASE4",
}
_PREFERENCE = re.compile(r"\b(?:patient|participant)s?['’]?[- ]preference\b|\bpreference (?:trial|design|cohort)", re.IGNORECASE)
_RANDOM = re.compile(r"\brandomi[sz](?:ed|ation)\b", re.IGNORECASE)
_NOT_RANDOM = re.compile(
    r"\b(?:non|not|un|quasi|pre|post)[- ]?randomi[sz]|randomi[sz]ed (?:phase|discontinuation)|\bmendelian", re.IGNORECASE
)
_NON_RANDOM = re.compile(r"\bnon[- ]?randomi[sz]ed\b", re.IGNORECASE)
_BLIND = re.compile(r"\b(?:double|triple|quadruple|single)[- ](?:blind|mask)(?:ed)?\b", re.IGNORECASE)
_OPEN = re.compile(r"\bopen[- ]?label(?:led|ed)?\b|\bunblinded\b", re.IGNORECASE)
_EXTENSION = re.compile(r"extension|roll-?over|run-?in|follow(?:ed)?[- ](?:by|up)|blind|mask", re.IGNORECASE)
_THIS = re.compile(r"\b(?:this|the present) (?:is|was|study is|trial is|study was|clinical trial is)\b[^.]{0,90}$", re.IGNORECASE)
_ARM_WORDS = {"single": 1, "one": 1, "two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4}
_ARM_COUNT = re.compile(r"\b(?P<count>single|one|two|three|four|[1-4])[- ]arm(?:ed|s)?\b", re.IGNORECASE)
_CLOSED_MASKING = ("DOUBLE", "TRIPLE", "QUADRUPLE")


def check_design(view: View) -> Iterator[Finding]:
    """The design fields against titles, summaries and the arms listed."""
    yield from _phase(view)
    yield from _preference(view)
    yield from _allocation(view)
    yield from _masking(view)
    yield from _arm_count(view)
    yield from _model(view)


def title_phases(title: str) -> frozenset[str]:
    """The phases that a title names, early phase 1 and phase 0 counted as phase 1: "Phase Ib/II" -> PHASE1, PHASE2."""
    found: set[str] = set()
    for match in _PHASE.finditer(title):
        found.update(_PHASE_NAMES[part.lower()] for part in (match.group("one"), match.group("two")) if part)
    return frozenset(found)


def _phase(view: View) -> Iterator[Finding]:
    phases = view.record.get("designModule.phases")
    if not isinstance(phases, list | tuple) or not phases:
        return
    stated = {"PHASE1" if phase == "EARLY_PHASE1" else str(phase) for phase in phases} - {"NA"}
    for title in view.titles:
        named = title_phases(title.text)
        if named and named != stated and (stated or _PHASE_OF_TRIAL.search(title.text)):
            words = "/".join(str(phase) for phase in phases)
            quoted = "; ".join(match.group().strip() for match in _PHASE.finditer(title.text))
            message = f'The phase field says {words}, the title "{quoted}"; the field counts, but ask which holds.'
            yield report("PHASE_TEXT_MISMATCH", message, quotes=[("designModule.phases", words), (title.field, quoted)])
            return


def _preference(view: View) -> Iterator[Finding]:
    for title in view.titles:
        preference, random = _PREFERENCE.search(title.text), _RANDOM.search(title.text)
        if preference and random:
            allocation = view.text(f"{_INFO}.allocation") or "not stated"
            message = (
                f'The title says both "{preference.group()}" and "{random.group()}": not a plain randomised trial, whether '
                "choice or chance assigns is not clear."
            )
            quotes = [(title.field, f"{preference.group()} ... {random.group()}"), (f"{_INFO}.allocation", allocation)]
            yield report("ALLOCATION_UNCLEAR", message, quotes=quotes)
            return


def _allocation(view: View) -> Iterator[Finding]:
    allocation = view.text(f"{_INFO}.allocation")
    for title in view.titles:
        random, plainly_not = _RANDOM.search(title.text), _NON_RANDOM.search(title.text)
        said = (
            plainly_not
            if allocation == "RANDOMIZED"
            else (random if allocation in ("NON_RANDOMIZED", "NA") and not _NOT_RANDOM.search(title.text) else None)
        )
        if said:
            message = f'The allocation field says {allocation}, the title "{said.group()}".'
            yield report(
                "ALLOCATION_TEXT_MISMATCH",
                message,
                quotes=[(f"{_INFO}.allocation", allocation or ""), (title.field, said.group())],
            )
            return
    if allocation == "RANDOMIZED" and len(view.arms) == 1:
        label = str(view.arms[0].get("label", ""))
        message = f'The allocation is RANDOMIZED, yet only one arm is listed ("{label}").'
        yield report(
            "ALLOCATION_ARMS_MISMATCH",
            message,
            quotes=[(f"{_INFO}.allocation", "RANDOMIZED"), ("armsInterventionsModule.armGroups", label)],
        )


def _masking(view: View) -> Iterator[Finding]:
    masking = view.text(f"{_INFO}.maskingInfo.masking")
    for passage in (*view.titles, *view.summaries):
        found, opened = _BLIND.search(passage.text), _OPEN.search(passage.text)
        said = None
        if masking == "NONE" and found and not opened:
            said = found
        elif masking in _CLOSED_MASKING and opened and not _EXTENSION.search(passage.text):
            said = opened
        if said and _own(passage, said):
            message = f'The masking field says {masking}, the text "{said.group()}".'
            yield report(
                "MASKING_TEXT_MISMATCH",
                message,
                quotes=[(f"{_INFO}.maskingInfo.masking", masking or ""), (passage.field, said.group())],
            )
            return


def _own(passage: Passage, match: re.Match[str]) -> bool:
    """Whether the words speak of this trial: they stand in a title, or a sentence that begins "This is …"."""
    return passage.field.startswith("identificationModule") or bool(_THIS.search(passage.text, 0, match.start()))


def _arm_count(view: View) -> Iterator[Finding]:
    listed = len(view.arms)
    number = view.record.extra.get("numberOfArms")
    if listed and isinstance(number, int) and number != listed:
        message = f"The record counts {number} arms and lists {listed}."
        yield report(
            "ARM_COUNT_MISMATCH",
            message,
            quotes=[("extra.numberOfArms", str(number)), ("armsInterventionsModule.armGroups", str(listed))],
        )
        return
    for passage in (*view.titles, *view.summaries):
        match = _ARM_COUNT.search(passage.text)
        if match and listed and _ARM_WORDS.get(match.group("count").lower(), listed) != listed and _own(passage, match):
            message = f'The text says "{match.group()}", the record lists {listed} arms.'
            yield report(
                "ARM_COUNT_MISMATCH",
                message,
                quotes=[(passage.field, match.group()), ("armsInterventionsModule.armGroups", str(listed))],
            )
            return


def _model(view: View) -> Iterator[Finding]:
    model, listed = view.text(f"{_INFO}.interventionModel"), len(view.arms)
    if model in ("PARALLEL", "CROSSOVER", "FACTORIAL") and listed == 1 and view.text(f"{_INFO}.allocation") != "RANDOMIZED":
        message = f"The intervention model is {model}, yet only one arm is listed."
        yield report(
            "MODEL_ARMS_MISMATCH",
            message,
            quotes=[
                (f"{_INFO}.interventionModel", model),
                ("armsInterventionsModule.armGroups", str(view.arms[0].get("label", ""))),
            ],
        )
