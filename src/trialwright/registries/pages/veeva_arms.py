"""The lines under "N participants in M patient groups" of a Veeva page enter, arms and their interventions leave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from trialwright.findings import Finding, Span
from trialwright.registries import enums
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.sections import paragraphs
from trialwright.registries.pages.text import Line

GROUPS = re.compile(r"([\d,]+)\s+participants?\s+in\s+([\d,]+)\s+patient\s+groups?(?:,.*)?", re.IGNORECASE)
_DESCRIPTION = re.compile(r"Description:")
_TREATMENT = re.compile(r"Treatments?:")
_GLUED = re.compile(r"(Description:|Treatments?:)\s+(?=\S)")


@dataclass
class _Arm:
    label: Line
    type: Line | None = None
    description: list[Line] = field(default_factory=list)
    treatments: list[Line] = field(default_factory=list)


def treatment(words: str) -> dict[str, str]:
    """Type and name of "Drug: Thalidomide"; only the name where no known type stands before the colon."""
    kind, colon, name = words.partition(":")
    value = enums.lookup("intervention_type", kind) if colon else None
    return {"type": value, "name": name.strip()} if value else {"name": words}


def read(draft: Draft, lines: Sequence[Line]) -> None:
    """Arms with label, type, description, treatments; membership is laid over the interventions that the page's head lists."""
    match = GROUPS.fullmatch(lines[0].words)
    expected = int(match.group(2).replace(",", "")) if match else 0
    draft.note_extra("patientGroups", expected, lines[0])
    if match and not draft.has("designModule.enrollmentInfo.count"):
        draft.put("designModule.enrollmentInfo.count", int(match.group(1).replace(",", "")), lines[0])
    draft.skip([line for line in lines if _DESCRIPTION.match(line.words) or _TREATMENT.match(line.words)])
    arms = _arms([part for line in lines[1:] for part in _apart(line)])
    for number, arm in enumerate(arms):
        _put(draft, number, arm)
    _membership(draft, arms)
    if len(arms) != expected:
        draft.say(
            Finding(
                code="ARMS_NOT_ALL_READ",
                message=f"the page says {expected} patient group(s); {len(arms)} could be told apart",
                span=Span(start=lines[0].start, end=lines[-1].end, source=draft.page.name),
                fields=("armsInterventionsModule.armGroups",),
                values=(lines[0].words,),
            )
        )


def _apart(line: Line) -> tuple[Line, ...]:
    """A label with its value on the same line, as two lines."""
    match = _GLUED.match(line.text)
    if match is None:
        return (line,)
    middle = line.start + match.end()
    label = Line(number=line.number, start=line.start, end=middle, text=line.text[: match.end()])
    return label, Line(number=line.number, start=middle, end=line.end, text=line.text[match.end() :])


def _arms(lines: Sequence[Line]) -> list[_Arm]:
    arms: list[_Arm] = []
    into = ""
    for at, line in enumerate(lines):
        following = lines[at + 1].words if at + 1 < len(lines) else ""
        if arms and _is_type(line.words):
            arms[-1].type = line
        elif arms and _DESCRIPTION.fullmatch(line.words):
            into = "description"
        elif arms and _TREATMENT.fullmatch(line.words):
            into = "treatment"
        elif not arms or _opens(line.words, following, into):
            arms.append(_Arm(label=line))
            into = ""
        elif into == "treatment":
            arms[-1].treatments.append(line)
        else:
            arms[-1].description.append(line)
    return arms


def _is_type(words: str) -> bool:
    return words.endswith((" group", " Group")) and enums.lookup("arm_type", words) is not None


def _opens(words: str, following: str, into: str) -> bool:
    """Whether a line is an arm's label: its type or "Description:" comes next, or it ends the treatments, or stands bare."""
    if _is_type(following) or _DESCRIPTION.fullmatch(following):
        return True
    if into == "treatment":
        return "type" not in treatment(words)
    return into == ""


def _put(draft: Draft, number: int, arm: _Arm) -> None:
    at = f"armsInterventionsModule.armGroups.{number}"
    draft.put(f"{at}.label", arm.label.words, arm.label)
    if arm.type:
        draft.put(f"{at}.type", enums.lookup("arm_type", arm.type.words), arm.type)
    draft.put(f"{at}.description", paragraphs(arm.description), arm.description)
    draft.put(f"{at}.interventionNames", [line.words for line in arm.treatments], arm.treatments)


def _membership(draft: Draft, arms: Sequence[_Arm]) -> None:
    listed = draft.section.get("armsInterventionsModule", {}).get("interventions", [])
    names = [item["name"] for item in listed]
    for arm in arms:
        for line in arm.treatments:
            value = treatment(line.words)
            if value["name"] not in names:
                draft.put(f"armsInterventionsModule.interventions.{len(names)}", value, line)
                names.append(value["name"])
    for number, name in enumerate(names):
        owners = [arm.label for arm in arms if any(treatment(line.words)["name"] == name for line in arm.treatments)]
        for place, label in enumerate(owners):
            path = f"armsInterventionsModule.interventions.{number}.armGroupLabels.{place}"
            draft.put(path, label.words, label, how="the group lists this treatment")
