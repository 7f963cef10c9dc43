"""The labels of a page that head criteria enter, the criteria as printed leave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from trialwright.findings import Finding, Severity, Span
from trialwright.registries.pages.blocks import Piece
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.labels import CRITERIA, Layout
from trialwright.registries.pages.losses import cut_off, lost_signs
from trialwright.registries.pages.noise import is_noise
from trialwright.registries.pages.scan import Found
from trialwright.registries.pages.values import empty
from trialwright.registries.record import Place, Provenance, Standing

_HEADED = re.compile(r"\b(inclusion|exclusion)\s+criteria\b", re.IGNORECASE)
_NAMED = re.compile(r"\b(inclusion|exclusion)\b", re.IGNORECASE)
_OF_CRITERIA = re.compile(r"\bcriteria\b|\beligib", re.IGNORECASE)
_OF_PATIENTS = re.compile(
    r"\b(?:years?|aged?|ECOG|Karnofsky|KPS|performance status|consent|diagnos\w+|histolog\w+|pregnan\w+|prior|previous"
    r"|history of|metasta\w+|life expectancy|h(?:a)?emoglobin|platelets?|creatinine|must (?:have|be|not)|stage)\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"none\.?", re.IGNORECASE)
_STANDARD = {"inclusion": "Inclusion Criteria:", "exclusion": "Exclusion Criteria:"}
_FEW_ITEMS = 3
_TRIMMED = " \t\n|"


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """One list of criteria: its kind, its characters with the heading, where the list begins, whether the heading names it."""

    kind: str
    start: int
    end: int
    body: int
    spoken: bool


def read_criteria(draft: Draft, found: Sequence[Found], loose: Sequence[Piece], layout: Layout) -> None:
    """Put the criteria as printed into the draft: from the first heading on, or passages joined where they stand apart."""
    passages = _passages(draft, found)
    if not any(passage.kind in ("inclusion", "exclusion") for passage in passages):
        passages = _bare_lists(draft, found, loose, layout) or passages
    passages = [passage for passage in passages if draft.page.text[passage.body : passage.end].strip(_TRIMMED)]
    if not passages:
        _none_shown(draft, found)
        return
    text = _joined(draft, passages)
    draft.eligibility_text = text
    first, last = passages[0], passages[-1]
    number = next(line.number for line in draft.page.lines if line.end >= first.start)
    place = Place(source=draft.page.name, line=number, start=first.start, end=last.end)
    whole = len(passages) == 1 or text in draft.page.text
    how = None if whole else "passages of the page, joined"
    draft.put(
        "eligibilityModule.eligibilityCriteria",
        text,
        [line for line in draft.page.lines for each in passages if each.start <= line.end and line.start <= each.end],
    )
    draft.provenance["eligibilityModule.eligibilityCriteria"] = Provenance(standing=Standing.STATED, how=how, place=place)
    _shown_lists(draft, passages, found)
    cut_off(draft, last.end)
    lost_signs(draft, text)


def _passages(draft: Draft, found: Sequence[Found]) -> list[Passage]:
    made: list[Passage] = []
    above: int | None = None
    for label in found:
        kind = label.label.kind
        if kind not in CRITERIA:
            above = None
            continue
        values = [] if all(empty(piece.text) and not _NONE.fullmatch(piece.text) for piece in label.values) else label.values
        if not values and not label.values and kind != "criteria":
            above = _line_start(draft, label.at.start) if above is None else above
        if not values or (kind == "criteria" and not _is_list(draft, label, values)):
            continue
        body = _body(draft, label, values)
        start = _line_start(draft, body if kind == "criteria" else label.at.start)
        spoken = kind == "criteria" or _speaks(kind, draft.page.text[start:body])
        made.append(
            Passage(
                kind=kind, start=start if above is None or not spoken else above, end=values[-1].end, body=body, spoken=spoken
            )
        )
        above = None
    return _with_words_above(draft, made, found)


def _with_words_above(draft: Draft, made: list[Passage], found: Sequence[Found]) -> list[Passage]:
    """What stands between the heading of all criteria and the first list belongs to them ("Adults. Inclusion Criteria: …")."""
    for before, label in pairwise(found):
        words = [piece for piece in before.values if not is_noise(piece.text) and not piece.text.endswith("?")]
        if (
            before.label.kind != "criteria"
            or label.label.kind != "inclusion"
            or not words
            or not made
            or len(words) < len(before.values)
        ):
            continue
        if made[0].spoken and made[0].start == _line_start(draft, label.at.start):
            return [replace(made[0], start=_line_start(draft, words[0].start)), *made[1:]]
    return made


def _speaks(kind: str, heading: str) -> bool:
    """Whether the printed heading says in plain English, and apart from the list, which list it heads."""
    said = {name.lower() for name in _NAMED.findall(heading)}
    named = said == {kind} or (kind == "inclusion" and not said and bool(_OF_CRITERIA.search(heading)))
    return named and "|" not in heading and (heading.rstrip(" \t")[-1:] in (":", "\n", "：") or heading.endswith("\n"))


def _line_start(draft: Draft, at: int) -> int:
    """The place of a bullet or heading sign before it, when nothing else stands before it in its line."""
    begin = draft.page.text.rfind("\n", 0, at) + 1
    return begin if not re.search(r"[\w|]", draft.page.text[begin:at]) else at


def _body(draft: Draft, label: Found, values: Sequence[Piece]) -> int:
    """Where the list itself begins: after the heading in its line, or at the start of the first line below."""
    first = values[0]
    if first.line.number == label.at.line.number:
        before = draft.page.text[label.at.start : first.start]
        mark = re.search(r"(?:[-*•‣⁃–·●]|\(?\d{1,2}\\?[.)])\s*$", before)
        return first.start - (len(before) - mark.start() if mark else 0)
    return first.line.start


def _is_list(draft: Draft, label: Found, values: Sequence[Piece]) -> bool:
    """Whether what stands under "Eligibility" is criteria: it names a list, or has several items."""
    text = draft.page.text[values[0].start : values[-1].end]
    told = [
        piece for piece in values if _OF_PATIENTS.search(piece.text) and not piece.text.endswith("?") and not is_noise(piece.text)
    ]
    if label.how == "alone" and told and len(told) * 2 >= len(values):
        return True
    return bool(_HEADED.search(text)) or (sum(piece.bulleted for piece in values) >= _FEW_ITEMS and label.how == "alone")


def _joined(draft: Draft, passages: Sequence[Passage]) -> str:
    """The passages in the page's own characters; one run where nothing but blanks and headings stands between them."""
    pieces: list[str] = []
    end = -1
    for passage in passages:
        between = draft.page.text[end : passage.start] if end >= 0 else ""
        shown = draft.page.text[passage.start : passage.end].rstrip(_TRIMMED)
        if not passage.spoken:
            shown = f"{_STANDARD[passage.kind]}\n\n{draft.page.text[passage.body : passage.end].strip(_TRIMMED)}"
            _heading_added(draft, passage)
        joint = between if end >= 0 and passage.spoken and not between.strip() else "\n\n"
        pieces += [joint if pieces else "", shown]
        end = passage.start + len(draft.page.text[passage.start : passage.end].rstrip(_TRIMMED))
    return "".join(pieces)


def _heading_added(draft: Draft, passage: Passage) -> None:
    printed = draft.page.text[passage.start : passage.body].strip() or "no heading"
    draft.say(
        Finding(
            code="CRITERIA_HEADING_ADDED",
            message=f"{printed!r} stands over the list; {_STANDARD[passage.kind]!r} was put before it to say which list it is",
            span=Span(start=passage.start, end=passage.end, source=draft.page.name),
            fields=("eligibilityModule.eligibilityCriteria",),
        )
    )


def _bare_lists(draft: Draft, found: Sequence[Found], loose: Sequence[Piece], layout: Layout) -> list[Passage]:
    """Lists that this layout prints without headings, in its known order."""
    kinds = [kind for kind in layout.facts.get("bare_lists", "").split("+") if kind]
    runs = [run for run in _runs(loose) if len(run) >= _FEW_ITEMS] if kinds else []
    if not runs or len(runs) > len(kinds) or (len(kinds) > 1 and len(runs) != len(kinds)):
        return []
    ends = [_with_words_below(run, after, loose) for run, after in pairwise([*runs, []])]
    return [
        Passage(kind=kind, start=run[0].line.start, end=end, body=run[0].line.start, spoken=False)
        for kind, run, end in zip(kinds, runs, ends, strict=False)
    ]


def _with_words_below(run: Sequence[Piece], after: Sequence[Piece], loose: Sequence[Piece]) -> int:
    """Where a list ends: sentences without a bullet, between it and the next list, belong to it ("Both at once are allowed")."""
    below = [piece for piece in loose if after and run[-1].end <= piece.start < after[0].start]
    return below[-1].end if below else run[-1].end


def _runs(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Runs of list items; a numbered list that begins again at 1 begins a new run."""
    runs: list[list[Piece]] = []
    for piece in pieces:
        first = bool(re.fullmatch(r"\(?1\\?[.)]", piece.mark))
        near = bool(runs) and piece.line.number - runs[-1][-1].line.number <= 3
        if not piece.bulleted:
            continue
        if first or not near:
            runs.append([piece])
        else:
            runs[-1].append(piece)
    return runs


def _none_shown(draft: Draft, found: Sequence[Found]) -> None:
    said = [label for label in found if label.label.kind in ("inclusion", "exclusion")]
    why = "their headings stand over nothing" if said else "no list of criteria is shown"
    draft.miss("eligibilityModule.eligibilityCriteria", why=why)
    draft.say(
        Finding(
            code="NO_CRITERIA_SHOWN",
            message=f"the page shows no criteria ({why}); that is not a trial without criteria",
            severity=Severity.WARNING,
            fields=("eligibilityModule.eligibilityCriteria",),
        )
    )


def _shown_lists(draft: Draft, passages: Sequence[Passage], found: Sequence[Found]) -> None:
    text = draft.eligibility_text or ""
    kinds = {passage.kind for passage in passages} | {name.lower() for name in _HEADED.findall(text)}
    for kind in ("inclusion", "exclusion") if kinds != {"criteria"} else ():
        shown = kind in kinds
        draft.extra[f"{kind}SectionShown"] = shown
        if shown:
            continue
        said = next((label for label in found if label.label.kind == kind), None)
        if said is not None and said.values:
            draft.extra[f"{kind}NotProvided"] = True
        why = (
            f"its heading says {said.values[0].text[:60]!r}"
            if said and said.values
            else "its heading stands over nothing"
            if said
            else "no such list is shown"
        )
        draft.say(
            Finding(
                code="CRITERIA_LIST_NOT_SHOWN",
                message=f"no {kind} criteria on the page ({why}): that is not 'no {kind} criteria'",
                severity=Severity.WARNING,
                fields=("eligibilityModule.eligibilityCriteria",),
                values=(kind,),
            )
        )
