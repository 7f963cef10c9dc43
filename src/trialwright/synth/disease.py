"""The cancer of a patient in the making: which, when, how far and with which markers; all of it fits together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random

from trialwright.patients.facts import Fact
from trialwright.synth.draft import Draft, Words, coded, day_of, entry, lasted
from trialwright.synth.labs import quantity
from trialwright.synth.tables import Choice, choice, rows, shares

SUBSTAGES: Mapping[str, Sequence[str]] = {"I": ("I", "IA", "IB"), "II": ("II", "IIA", "IIB"), "III": ("III", "IIIA", "IIIB")}
BURDEN: Mapping[str, float] = {"I": 0.0, "II": 0.3, "III": 0.6, "IV": 1.0, "": 0.5}
_WAIT: Mapping[str, float] = {"I": 900.0, "II": 800.0, "III": 600.0, "IV": 330.0, "": 600.0}
"""Mean days since diagnosis, by stage: our own choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cancer:
    """One row of cancers.tsv."""

    name: str
    cases: float
    female: float
    age: float
    spread: float
    youngest: float
    stages: Choice
    histologies: Choice
    spread_to: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """How a disease stands: its name, its stage ("" where there is none), the day of diagnosis."""

    cancer: str
    stage: str
    since: dt.date


@cache
def cancers() -> Mapping[str, Cancer]:
    """The cancers by name."""
    return {
        row["name"]: Cancer(
            name=row["name"],
            cases=float(row["cases"]),
            female=float(row["female"]),
            age=float(row["age"]),
            spread=float(row["spread"]),
            youngest=float(row["youngest"]),
            stages=choice(row["stages"]),
            histologies=choice(row["histologies"]),
            spread_to=shares(row["spread_to"]),
        )
        for row in rows("cancers.tsv")
    }


@cache
def by_incidence() -> Choice:
    """The cancers, to be drawn by how many get them."""
    return Choice.of((one.name, one.cases) for one in cancers().values())


def drawn_cancer(rng: Random) -> Cancer:
    """A cancer by incidence."""
    return cancers()[by_incidence().draw(rng)]


def add_disease(draft: Draft, cancer: Cancer) -> Course:
    """The cancer with stage and histology, its metastases and its markers."""
    rng = draft.rng
    stage = cancer.stages.draw(rng)
    days = min(rng.expovariate(1 / _WAIT[stage]) + 10, 3650.0)
    course = Course(cancer=cancer.name, stage=stage, since=draft.ago(days))
    words: list[tuple[str, str]] = []
    if stage:
        words.append(("stage", rng.choice(SUBSTAGES.get(stage, (stage,)))))
    histology = cancer.histologies.draw(rng)
    if histology:
        words.append(("histology", histology))
    draft.had(cancer.name, course.since, tuple(words))
    burden = BURDEN[stage]
    draft.latent["inflammation"] += burden
    if stage == "IV":
        _add_metastases(draft, cancer, course.since)
    _add_markers(draft, course)
    return course


def _add_metastases(draft: Draft, cancer: Cancer, since: dt.date) -> None:
    rng = draft.rng
    for what, share in cancer.spread_to:
        if rng.random() >= share:
            continue
        words: Words = (("count", str(1 + int(rng.expovariate(0.4)))),) if "metastases" in what and rng.random() < 0.5 else ()
        draft.facts.append(entry(what, date=max(since, draft.ago(rng.random() * 300)), words=words))
        draft.findings.add(what)
        if what.startswith("liver"):
            draft.latent["liver"] += 1.2


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """Tests that are done together: what they find, by share, and how often they are done."""

    tested: float
    outcomes: Choice


@cache
def panels() -> Mapping[str, tuple[Panel, ...]]:
    """The panels of each cancer."""
    grouped: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows("markers.tsv"):
        grouped.setdefault((row["cancer"], row["panel"]), []).append(row)
    found: dict[str, tuple[Panel, ...]] = {}
    for (cancer, _), group in grouped.items():
        outcomes = Choice.of((row["found"], float(row["share"])) for row in group)
        found[cancer] = (*found.get(cancer, ()), Panel(tested=float(group[0]["tested"]), outcomes=outcomes))
    return found


@cache
def _finding(text: str) -> tuple[tuple[str, str, Words], ...]:
    """What a cell finds: "HER2=negative,method=IHC,score=0" is HER2, negative, with its method and score."""
    found = []
    for part in text.split(";"):
        first, *rest = part.split(",")
        what, value = first.split("=")
        found.append((what, value, tuple((pair.split("=")[0], pair.split("=")[1]) for pair in rest)))
    return tuple(found)


def _add_markers(draft: Draft, course: Course) -> None:
    rng = draft.rng
    share = 1.0 if course.stage in ("IV", "") else 0.5
    for panel in panels().get(course.cancer, ()):
        outcome = panel.outcomes.draw(rng)
        draft.findings.update(outcome.split(";"))
        draft.findings.update(part.split(",")[0] for part in outcome.split(";"))
        if rng.random() >= (1.0 if panel.tested == 1.0 else panel.tested * share):
            continue
        day = min(course.since + dt.timedelta(days=rng.randrange(5, 30)), draft.on)
        for what, value, words in _finding(outcome):
            concept, kind, qualifiers = coded(what, words)
            draft.facts.append(Fact(what=what, concept=concept, kind=kind, value=value, date=day_of(day), qualifiers=qualifiers))
    for number in _numbers().get(course.cancer, ()):
        if rng.random() < number.tested * share:
            day = min(course.since + dt.timedelta(days=rng.randrange(5, 40)), draft.on)
            draft.facts.append(quantity(number.what, Decimal(number.values.draw(rng)), number.unit, (None, None, day)))


@dataclass(frozen=True, kw_only=True, slots=True)
class MarkerNumber:
    """One row of marker_numbers.tsv."""

    what: str
    unit: str | None
    values: Choice
    tested: float


@cache
def _numbers() -> Mapping[str, tuple[MarkerNumber, ...]]:
    found: dict[str, tuple[MarkerNumber, ...]] = {}
    for row in rows("marker_numbers.tsv"):
        one = MarkerNumber(what=row["what"], unit=row["unit"] or None, values=choice(row["values"]), tested=float(row["tested"]))
        found[row["cancer"]] = (*found.get(row["cancer"], ()), one)
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Treatment:
    """One row of treatments.tsv."""

    setting: str
    stages: tuple[str, ...]
    needs: str
    what: tuple[str, ...]
    share: float
    days: float
    site: str


@cache
def treatments() -> Mapping[str, tuple[Treatment, ...]]:
    """The treatments of each cancer, in the order in which they are given."""
    found: dict[str, tuple[Treatment, ...]] = {}
    for row in rows("treatments.tsv"):
        one = Treatment(
            setting=row["setting"],
            stages=tuple(row["stages"].split(";")),
            needs=row["needs"],
            what=tuple(row["what"].split(";")),
            share=float(row["share"]),
            days=float(row["days"]),
            site=row["site"],
        )
        found[row["cancer"]] = (*found.get(row["cancer"], ()), one)
    return found


def add_treatments(draft: Draft, course: Course) -> None:
    """What has been given since diagnosis, one after another, one of a setting; a marrow under treatment makes fewer cells."""
    rng, day, given = draft.rng, course.since + dt.timedelta(days=21), set[str]()
    for one in treatments().get(course.cancer, ()):
        if day >= draft.on or one.setting in given or course.stage not in one.stages or not _next(one.setting, given):
            continue
        if (one.needs and one.needs not in draft.findings) or rng.random() >= one.share:
            continue
        given.add(one.setting)
        lasts = max(14.0, one.days * (0.4 + 1.2 * rng.random())) if one.days else 0.0
        end = day + dt.timedelta(days=int(lasts))
        draft.facts.extend(_given(one, day, end if end < draft.on else None))
        if one.days and end > draft.on - dt.timedelta(days=30) and one.setting not in ("radiotherapy",):
            draft.latent["marrow"] += 1.0
        day = end + dt.timedelta(days=14 + rng.randrange(45))


def _next(setting: str, given: set[str]) -> bool:
    """A second line comes after a first."""
    return not setting.isdigit() or setting == "1" or str(int(setting) - 1) in given


def _given(one: Treatment, day: dt.date, end: dt.date | None) -> list[Fact]:
    if not one.days:
        return [entry(what, date=day) for what in one.what]
    words: tuple[tuple[str, str], ...] = ()
    if one.setting in ("adjuvant", "neoadjuvant"):
        words = (("intent", one.setting),)
    elif one.setting.isdigit():
        words = (("intent", "palliative"), ("line", one.setting))
    if one.site:
        words = (*words, ("site", one.site))
    return [lasted(what, day, end, words) for what in one.what]
