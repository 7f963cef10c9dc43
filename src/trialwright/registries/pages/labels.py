"""The tables of labels, layouts and patterns (`data/*.tsv`) enter, the rows that fit a page and a printed label leave."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from trialwright.registries.markup import unescape

if TYPE_CHECKING:
    from trialwright.registries.pages.text import PageText

UNKNOWN = "unknown"
_CODE = re.compile(r"^[A-Z]\.\d+(?:\.\d+)*\.?\s+(?=\S)|^[A-Z]\.\s+(?=[A-Z])")
_INDEX = re.compile(r"\s*\[\d+\].*$")
_CAMEL = re.compile(r"^[a-z]+(?:[A-Z][a-z]+)+$")
_AROUND = re.compile(r"\s*([/:-])\s*")
_EDGES = " \t:：*.?？!=|-_#>‡†"
_SAME = (("enrolment", "enrollment"), ("randomis", "randomiz"), ("(s)", "s"), ("(es)", "es"), ("(ies)", "ies"), ("&", "and"))
_BEFORE = re.compile(r"^(estimated|est|actual|anticipated|expected|planned|proposed|estimate|geplante[rs]?)\.?\s+")
_AFTER = re.compile(r"\s*[(\[](estimated|actual|anticipated|expected|planned|est)\.?[)\]]$")
_SENTENCE_WORDS = re.compile(
    r"\b(?:not|no|meets?|met|meeting|does|do|did|any|who|which|that|other than|except|following|above|below|listed|these|those"
    r"|violat\w*|fulfil\w*|satisf\w*|fail\w*|appl(?:y|ies)|must|should|will|is|are|defined|see|per|all|have|has|inability|unable)\b"
)
_REMARK = re.compile(r"\s*\([^()]*\)$")
_WIDEST = 120
STRICT = frozenset(
    [
        "id",
        "date",
        "date_struct",
        "status",
        "phase",
        "study_type",
        "allocation",
        "intervention_model",
        "observational_model",
        "time_perspective",
        "primary_purpose",
        "masking",
        "sex",
        "yes_no",
        "age",
        "min_age",
        "max_age",
        "count",
        "agency_class",
        "sampling",
        "arm_type",
        "intervention_type",
        "country",
        "results",
        "scope",
    ]
)
CRITERIA = frozenset(("criteria", "inclusion", "exclusion"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """One row of `data/labels.tsv`: a label as portals print it, the field it feeds and the kind of its value.

    `layouts` and `within` are empty or name the layouts, and the sections of a page, in which the row holds. A `weak` label is
    also a common sub-heading of prose. `before`: the value stands before the label.
    """

    words: str
    path: str
    kind: str
    layouts: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    before: bool = False
    weak: bool = False

    @property
    def strict(self) -> bool:
        """Whether only some words can be its value (a date, an enum, a number)."""
        return self.kind in STRICT or self.kind.startswith("flag")

    @property
    def section(self) -> str | None:
        """The section of a page that this label opens or belongs to."""
        if self.kind == "section" or self.path == "related":
            return self.path
        if self.kind in CRITERIA:
            return self.kind
        if "[]" in self.path:
            return self.path.partition("[]")[0].rpartition(".")[2]
        opened = {
            "collaborators": "collaborators",
            "interventions": "interventions",
            "arms": "armGroups",
            "outcomes": "outcomes",
            "locations": "locations",
        }
        return opened.get(self.kind) or ("contacts" if self.path in ("extra.studyContact", "extra.officials") else None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """One row of `data/layouts.tsv`: how a portal is recognised and what holds for it alone.

    `dates` is "dmy", "mdy" or another word where numbers do not leave it open; `title` is "", "official", "portal" or "none".
    """

    name: str
    dates: str = ""
    title: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        return self.name != UNKNOWN

    def has(self, fact: str) -> bool:
        return fact in self.facts


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """One row of `data/patterns.tsv`: a sentence or badge that portals fill in, and the field of each of its blanks."""

    expression: re.Pattern[str]
    gives: tuple[tuple[str, str, str], ...]
    head: bool
    layouts: tuple[str, ...]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table in `data/`, by column."""
    text = files("trialwright.registries.pages").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@lru_cache(maxsize=20_000)
def normal(words: str) -> str:
    """A label as the table is searched by: no case, marks, numbering or final colon; `Enrolment (s) :` -> `enrollment s`."""
    text = (
        unescape(words)
        .replace("\xa0", " ")
        .replace("’", "'")
        .replace("–", "-")
        .replace("—", "-")
        .replace("(", "(")
        .replace(")", ")")
    )
    text = _INDEX.sub("", _CODE.sub("", text.strip(_EDGES))).casefold()
    if "_" in text or _CAMEL.match(words):
        text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words.strip(_EDGES)).replace("_", " ").casefold()
    for printed, same in _SAME:
        text = text.replace(printed, same)
    return re.sub(r"\s+", " ", _AROUND.sub(r"\1", text)).strip(_EDGES)


@cache
def _table() -> Mapping[str, tuple[Label, ...]]:
    found: dict[str, list[Label]] = {}
    for row in rows("labels.tsv"):
        label = Label(
            words=row["label"],
            path=row["path"],
            kind=row["kind"],
            layouts=_list(row["layouts"]),
            within=_list(row["within"]),
            before=row["position"] == "before",
            weak=row["strength"] == "weak",
        )
        found.setdefault(normal(row["label"].replace("*", "…")), []).append(label)
    return {key: tuple(labels) for key, labels in found.items()}


@cache
def _open_ended() -> tuple[tuple[str, str, tuple[Label, ...]], ...]:
    """Labels with a blank at one end ("… inclusion criteria"): the words at the start, those at the end, the rows."""
    cut = ((key.partition("…"), labels) for key, labels in _table().items() if "…" in key)
    return tuple((start, end, labels) for (start, _, end), labels in cut)


def labels_of(words: str) -> tuple[tuple[Label, ...], str | None]:
    """All rows for a printed label, and the kind of date or number its words tell ("Estimated …" -> "estimated")."""
    if len(words) > _WIDEST:
        return (), None
    key = normal(words)
    match = _BEFORE.search(key) or _AFTER.search(key)
    told = None if match is None else "estimated" if match.group(1).startswith(("est", "gepl")) else match.group(1)
    found = _table().get(key) or (_table().get(_AFTER.sub("", _BEFORE.sub("", key))) if match else None)
    found = found or _table().get(_REMARK.sub("", key))
    if found:
        return found, told
    return (_filled(key) if len(key.split()) <= 9 else ()), None


def _filled(key: str) -> tuple[Label, ...]:
    """Rows for a label with a blank filled in: by a few words that make no sentence ("cohort a inclusion criteria")."""
    for start, end, labels in _open_ended():
        blank = key[len(start) : len(key) - len(end)].strip()
        if (
            blank
            and key.startswith(start)
            and key.endswith(end)
            and len(blank.split()) <= 5
            and not _SENTENCE_WORDS.search(blank)
        ):
            return labels
    return ()


def choose(labels: Sequence[Label], layout: Layout, section: str | None) -> Label | None:
    """The row that holds on this layout and in this section of the page; the most special one first."""
    fit = [row for row in labels if _holds(row, layout) and (not row.within or section in row.within)]
    return max(fit, key=lambda row: (bool(row.within), bool(row.layouts)), default=None)


def _holds(row: Label, layout: Layout) -> bool:
    return not row.layouts or any(layout.name == name or layout.name.startswith(f"{name}-") for name in row.layouts)


@cache
def patterns() -> tuple[Pattern, ...]:
    """The sentences that portals fill in, in the order of the table."""
    return tuple(
        Pattern(
            expression=re.compile(row["pattern"]),
            gives=tuple(_blank(part) for part in row["gives"].split("; ")),
            head=row["zone"] == "head",
            layouts=_list(row["layouts"]),
        )
        for row in rows("patterns.tsv")
    )


def _blank(part: str) -> tuple[str, str, str]:
    group, _, rest = part.partition("=")
    path, _, kind = rest.rpartition(":")
    return group, path, kind


@cache
def _layouts() -> tuple[tuple[Layout, tuple[tuple[bool, re.Pattern[str]], ...]], ...]:
    found = []
    for row in rows("layouts.tsv"):
        named = (fact.partition("=") for fact in _list(row["facts"].replace(",exclusion", "+exclusion")))
        facts = {name: value for name, _, value in named}
        marks = tuple(
            (mark.startswith("url:"), re.compile(mark.removeprefix("url:"), re.MULTILINE)) for mark in row["marks"].split(" && ")
        )
        found.append((Layout(name=row["layout"], dates=row["dates"], title=row["title"], facts=facts), marks))
    return tuple(found)


def layout_of(page: PageText) -> Layout:
    """The first layout of the table all of whose marks the page bears, else one called "unknown"."""
    tidy = "\n".join(line.words for line in page.lines)
    for layout, marks in _layouts():
        if all(mark.search(page.url or "") if address else mark.search(tidy) for address, mark in marks):
            return layout
    return Layout(name=UNKNOWN)


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())
