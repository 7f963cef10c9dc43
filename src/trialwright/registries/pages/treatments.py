"""Lines under a label of interventions, arms or outcomes enter, the objects they list leave (API v2 names)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from trialwright.registries import enums
from trialwright.registries.pages.blocks import Piece
from trialwright.registries.pages.values import empty

_LONGEST_NAME = 120
_SENTENCE = re.compile(r"[a-z)]\.\s+[A-Z]|[.!?]$")
_PLACE_HOLDER = re.compile(r"(?:arm|group|cohort)\s*(?:\d{1,2}|[A-Z])", re.IGNORECASE)
_DESCRIBES = re.compile(r"(?:time from|defined as|measured|assessed|percentage of|proportion of|according to)\b", re.IGNORECASE)
_TIME_FRAME = re.compile(r"\s*[\[(]\s*(?:time ?frames?|timepoints?)\s*:?\s*(.+?)\s*[\])]\s*$", re.IGNORECASE)


@dataclass(kw_only=True, slots=True)
class Entry:
    """One object of a list being made: its fields and the pieces they were read from."""

    fields: dict[str, object] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Treatments:
    """What a block about treatments lists, and the lines that it does not explain."""

    interventions: list[Entry] = field(default_factory=list)
    arms: list[Entry] = field(default_factory=list)
    rest: list[Piece] = field(default_factory=list)


@cache
def _typed(kind: str) -> re.Pattern[str]:
    words = sorted(enums.table()[kind], key=len, reverse=True)
    names = "|".join(re.escape(word).replace(r"\ ", r"[ _]") for word in words)
    return re.compile(rf"(?:(?<=\s)|^)({names})\s*:\s+(?=\S)", re.IGNORECASE)


def typed_names(words: str, kind: str) -> list[tuple[str, str]]:
    """Every "Type: name" of a line: "Drug: A Drug: B" -> [("DRUG", "A"), ("DRUG", "B")]; [] when it does not begin with one."""
    cuts = [match for match in _typed(kind).finditer(words) if match.group(1)[0].isupper()]
    if not cuts or cuts[0].start() > 0:
        return []
    ends = [match.start() for match in cuts[1:]] + [len(words)]
    pairs = [
        (enums.lookup(kind, cut.group(1).replace("_", " ")), words[cut.end() : end].strip(" ;,|"))
        for cut, end in zip(cuts, ends, strict=True)
    ]
    return [(type_, name) for type_, name in pairs if type_ and name]


def _other_typed(words: str) -> list[tuple[str, str]]:
    """ "Radiation - Stereotactic Radiation", "Cisplatin (Drug)"."""
    if match := re.fullmatch(r"([A-Z][A-Za-z/ ]{2,24})\s+[-–—]\s+(.{2,120})", words):
        kind = enums.lookup("intervention_type", match.group(1))
        return [(kind, match.group(2))] if kind else []
    if match := re.fullmatch(r"(.{2,120}?)\s*[(\[]([A-Z][A-Za-z/ ]{2,24})[)\]]", words):
        kind = enums.lookup("intervention_type", match.group(2))
        return [(kind, match.group(1))] if kind and kind != "OTHER" else []
    return []


def treatments(values: Sequence[Piece], *, names: bool) -> Treatments:
    """Interventions ("Drug: X") and arms ("Experimental: X") of a block; with `names`, also short lines without a type."""
    made = Treatments()
    last: Entry | None = None
    for piece in values:
        arms = typed_names(piece.text, "arm_type")
        drugs = [] if arms and arms[0][0] != "OTHER" else typed_names(piece.text, "intervention_type") or _other_typed(piece.text)
        if drugs:
            made.interventions += [Entry(fields={"type": type_, "name": name}, pieces=[piece]) for type_, name in drugs]
            last = made.interventions[-1]
        elif arms:
            made.arms += [Entry(fields={"type": type_, "label": name}, pieces=[piece]) for type_, name in arms]
            last = made.arms[-1]
        elif last is not None:
            _describe(last, piece)
        else:
            made.rest.append(piece)
    if names and not made.interventions and not made.arms:
        _plain_names(made)
    return made


def _describe(entry: Entry, piece: Piece) -> None:
    before = entry.fields.get("description")
    entry.fields["description"] = f"{before}\n{piece.text}" if before else piece.text
    entry.pieces.append(piece)


def _plain_names(made: Treatments) -> None:
    """Names without a type: only when every line is short, no sentence and no numbered account."""
    lines = [piece for piece in made.rest if not empty(piece.text)]
    if not lines or any(
        len(piece.text) > _LONGEST_NAME or _SENTENCE.search(piece.text) or re.match(r"\(?\d", piece.mark) for piece in lines
    ):
        return
    if any(re.search(r"(?:^|\s)(?:\d[.)]|Arm [A-Z0-9]\b|Group [A-Z0-9]\b)", piece.text) for piece in lines):
        return
    made.interventions = [
        Entry(fields={"name": name}, pieces=[piece]) for piece in lines for name in re.split(r"\s*[;|]\s*", piece.text) if name
    ]
    made.rest = []


def outcomes(values: Sequence[Piece]) -> list[Entry]:
    """The measures of a block: one a bullet, a number or a short line; what follows a long one describes it."""
    values = [piece for piece in values if not empty(piece.text) and not _PLACE_HOLDER.fullmatch(piece.text)]
    if not values:
        return []
    listed = [piece.bulleted for piece in values]
    short = all(len(piece.text) <= 60 and not _DESCRIBES.match(piece.text) and not piece.text.endswith(".") for piece in values)
    made: list[Entry] = []
    for piece, marked in zip(values, listed, strict=True):
        begins = marked if any(listed) else short or not made
        if begins or not made:
            made.append(_outcome(piece))
        else:
            _describe(made[-1], piece)
    return made


def _outcome(piece: Piece) -> Entry:
    words = piece.text
    entry = Entry(pieces=[piece])
    if match := _TIME_FRAME.search(words):
        entry.fields = {"measure": words[: match.start()].strip(), "timeFrame": match.group(1)}
    else:
        entry.fields = {"measure": words}
    return entry
