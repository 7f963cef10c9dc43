"""MedDataX's sections on conditions, groups and interventions enter, `conditionsModule` and `armsInterventionsModule` leave.

The page prints each intervention once for every group and once more in its own section, nothing marks where a description ends;
the own section (name, description, type) tells, so it is read first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trialwright.findings import Finding, Span
from trialwright.registries import enums
from trialwright.registries.conditions import split_conditions
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.sections import Part, blocks, paragraphs
from trialwright.registries.pages.text import Line

_TYPE = re.compile(r"Intervention Type\s*(.*)")
_GROUP = re.compile(r"Group Type\s*(.*)")
_ANCHOR = re.compile(r"(?:Intervention|Group) Type\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Intervention:
    """One intervention as its own section prints it."""

    name: str
    type: str | None
    description: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def label(self) -> str:
        """How v2 names it in an arm: "Drug: Chemotherapy"."""
        return f"{(self.type or 'OTHER').replace('_', ' ').title()}: {self.name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Arm:
    """One group: label, type, description and the interventions repeated under it."""

    label: Line
    type: str | None
    description: tuple[Line, ...]
    treated: tuple[Intervention, ...]
    lines: tuple[Line, ...]

    @property
    def typed(self) -> bool:
        """Whether the page prints a "Group Type" line for it."""
        return any(_GROUP.match(line.words) for line in self.lines)


def read(draft: Draft, sections: Mapping[str, Part]) -> None:
    """Conditions, arms, interventions and their other names."""
    if "Conditions" in sections:
        _conditions(draft, sections["Conditions"])
    listed = _listed(sections["Interventions"]) if "Interventions" in sections else []
    arms = _arms(sections["Study Groups"], listed) if "Study Groups" in sections else []
    every = _without_repeats([*listed, *(item for arm in arms for item in arm.treated)])
    draft.skip([part.at for name in ("Interventions", "Study Groups") if (part := sections.get(name))])
    for number, arm in enumerate(arms):
        _put_arm(draft, number, arm)
    if len(arms) == 1 and not arms[0].typed and len(arms[0].lines) > 2 and not arms[0].treated:
        draft.say(_not_told_apart(draft, arms[0]))
    for number, item in enumerate(every):
        _put_intervention(draft, number, item, [arm for arm in arms if any(_same(item, other) for other in arm.treated)])
    if arms and every:
        draft.infer("arm membership read from the nested repeats")
    if "Other Intervention Names" in sections:
        _other_names(draft, sections["Other Intervention Names"], every)


def _not_told_apart(draft: Draft, arm: Arm) -> Finding:
    return Finding(
        code="ARMS_NOT_ALL_READ",
        message="the groups are printed without group type or interventions, so they could not be told apart",
        span=Span(start=arm.lines[0].start, end=arm.lines[-1].end, source=draft.page.name),
        fields=("armsInterventionsModule.armGroups",),
        values=(arm.label.words,),
    )


def _conditions(draft: Draft, part: Part) -> None:
    draft.skip(part.at)
    if len(part.lines) > 1:
        draft.put("conditionsModule.conditions", [line.words for line in part.lines], part.lines)
    elif part.lines:
        found = split_conditions(part.lines[0].words)
        how = "one undelimited line, split at the ends of known conditions" if len(found) > 1 else None
        draft.put("conditionsModule.conditions", list(found), part.lines, how=how)
        draft.note_extra("conditionsLine", part.lines[0].words, part.lines)
        if how:
            draft.infer("conditions split (page gives one undelimited line)")


def _listed(part: Part) -> list[Intervention]:
    found = []
    for before, anchor, _ in blocks(part.lines, lambda line: bool(_TYPE.match(line.words))):
        if before:
            found.append(_intervention(before[0], before[1:], anchor))
    return found


def _intervention(name: Line, description: Sequence[Line], anchor: Line) -> Intervention:
    match = _TYPE.match(anchor.words)
    kind = enums.lookup("intervention_type", match.group(1)) if match and match.group(1) else None
    words = tuple(line.words for line in description)
    return Intervention(name=name.words, type=kind, description=words, lines=(name, *description, anchor))


def _arms(part: Part, listed: Sequence[Intervention]) -> list[Arm]:
    """Arms by their "Group Type" lines; where the page prints none, by the repeated interventions."""
    lines = part.lines
    starts = _starts(lines, listed)
    arms = []
    for number, start in enumerate(starts):
        stop = starts[number + 1] if number + 1 < len(starts) else len(lines)
        arms.append(_arm(lines[start:stop], listed))
    return arms


def _starts(lines: Sequence[Line], listed: Sequence[Intervention]) -> list[int]:
    """Where each arm's label stands: the first line, and the line that is left when an intervention's description is over."""
    starts, at = ([0] if lines else []), 0
    while at < len(lines):
        if not _ANCHOR.match(lines[at].words):
            at += 1
            continue
        at += 1 + (_described(lines, at, listed) if _TYPE.match(lines[at].words) else 0)
        following = next((n for n in range(at, len(lines)) if _ANCHOR.match(lines[n].words)), None)
        opens_arm = following is None or bool(_GROUP.match(lines[following].words)) or following - 1 > at
        if opens_arm and at < len(lines):
            starts.append(at)
    return starts


def _described(lines: Sequence[Line], anchor: int, listed: Sequence[Intervention]) -> int:
    """How many lines after the "Intervention Type" at `anchor` are that intervention's description."""
    name = lines[anchor - 1].words if anchor else ""
    after = [line.words for line in lines[anchor + 1 :]]
    known = [item.description for item in listed if item.name == name]
    fitting = [len(words) for words in known if tuple(after[: len(words)]) == words]
    if fitting:
        return max(fitting)
    ends = next((n for n, words in enumerate(after) if _TYPE.match(words) or _GROUP.match(words)), len(after))
    group_follows = ends < len(after) and bool(_GROUP.match(after[ends]))
    label_lines = 2 if group_follows else 1
    return ends if ends == len(after) else max(ends - label_lines, 0)


def _arm(lines: Sequence[Line], listed: Sequence[Intervention]) -> Arm:
    group = next((n for n, line in enumerate(lines) if _GROUP.match(line.words)), None)
    first = next((n for n, line in enumerate(lines) if _TYPE.match(line.words)), None)
    end = group if group is not None else (first - 1 if first is not None else len(lines))
    match = _GROUP.match(lines[group].words) if group is not None else None
    kind = enums.lookup("arm_type", match.group(1)) if match and match.group(1) else None
    return Arm(label=lines[0], type=kind, description=tuple(lines[1:end]), treated=_treated(lines, listed), lines=tuple(lines))


def _treated(lines: Sequence[Line], listed: Sequence[Intervention]) -> tuple[Intervention, ...]:
    found = []
    for at, line in enumerate(lines):
        if at and _TYPE.match(line.words):
            count = _described(lines, at, listed)
            found.append(_intervention(lines[at - 1], lines[at + 1 : at + 1 + count], line))
    return tuple(found)


def _without_repeats(items: Sequence[Intervention]) -> list[Intervention]:
    kept: list[Intervention] = []
    for item in items:
        if not any(_same(item, other) for other in kept):
            kept.append(item)
    return kept


def _same(one: Intervention, other: Intervention) -> bool:
    return (one.name, one.type) == (other.name, other.type)


def _put_arm(draft: Draft, number: int, arm: Arm) -> None:
    at = f"armsInterventionsModule.armGroups.{number}"
    draft.put(f"{at}.label", arm.label.words, arm.label)
    group = [line for line in arm.lines if _GROUP.match(line.words)]
    draft.put(f"{at}.type", arm.type, group)
    draft.put(f"{at}.description", paragraphs(arm.description), arm.description)
    for place, item in enumerate(arm.treated):
        draft.put(
            f"{at}.interventionNames.{place}",
            item.label,
            item.lines,
            how="type and name of the intervention printed under the group",
        )
    draft.skip(arm.lines)


def _put_intervention(draft: Draft, number: int, item: Intervention, arms: Sequence[Arm]) -> None:
    at = f"armsInterventionsModule.interventions.{number}"
    value: dict[str, Any] = {"type": item.type, "name": item.name, "description": "\n\n".join(item.description) or None}
    draft.put(at, value, item.lines)
    for place, arm in enumerate(arms):
        draft.put(f"{at}.armGroupLabels.{place}", arm.label.words, arm.label, how="the intervention is printed under this group")


def _other_names(draft: Draft, part: Part, every: Sequence[Intervention]) -> None:
    """Other names stand on one line without separators; they are given out only where other text of the page ties all of them."""
    draft.skip(part.at)
    if not part.lines:
        return
    draft.note_extra("otherInterventionNames", " ".join(line.words for line in part.lines), part.lines)
    words = [word for line in part.lines for word in line.words.split()]
    owners = _assign(words, every, _tying_text(draft))
    if owners is None:
        return
    for number, item in enumerate(every):
        names = [name for owner, name in owners if owner is item]
        path = f"armsInterventionsModule.interventions.{number}.otherNames"
        draft.put(path, names, part.lines, how="the page's text uses this name for this intervention")
    draft.infer("other names split and assigned to " + " and ".join(owner.name for owner, _ in owners))


def _tying_text(draft: Draft) -> str:
    arms = draft.section.get("armsInterventionsModule", {}).get("armGroups", [])
    model = draft.section.get("designModule", {}).get("designInfo", {}).get("interventionModelDescription", "")
    return "\n".join([model, *(arm.get("description", "") for arm in arms)])


def _assign(words: Sequence[str], every: Sequence[Intervention], text: str) -> list[tuple[Intervention, str]] | None:
    """The words cut into names, each with the intervention it is tied to; None unless every word finds one. Longest first."""
    if not words:
        return []
    for size in range(min(len(words), 6), 0, -1):
        name = " ".join(words[:size])
        owners = [item for item in every if _ties(name, item, text)]
        if len(owners) == 1 and (rest := _assign(words[size:], every, text)) is not None:
            return [(owners[0], name), *rest]
    return None


def _ties(name: str, item: Intervention, text: str) -> bool:
    """Whether the intervention's own description holds the name, or the page prints "name: intervention"."""
    pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
    own = "\n".join(item.description)
    if name.lower() != item.name.lower() and re.search(pattern, own, re.IGNORECASE):
        return True
    return re.search(rf"{pattern}\s*[:=]\s*{re.escape(item.name)}(?!\w)", text, re.IGNORECASE) is not None
