"""Patients around the limits of trials: protocols, a number, a seed, a day in; patients and the verdicts meant for them out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random

from trialwright.patients.facts import Fact, PatientFacts
from trialwright.protocol.criteria import Ask, Compare, Has, walk
from trialwright.protocol.protocol import Line, Protocol, Stage
from trialwright.synth.aiming import Setting, plan_for
from trialwright.synth.calendar_days import completed_years
from trialwright.synth.disease import Cancer, cancers, drawn_cancer
from trialwright.synth.draft import Draft, meaning, patient_of
from trialwright.synth.made import Made, Plan, Want, fit_together, speaks_to
from trialwright.synth.patient import Intended, SyntheticPatient, Verdict
from trialwright.synth.population import begun, drawn_source, filled, recorded
from trialwright.vocabulary.concepts import default_vocabulary

_VERDICTS: Mapping[Want, Verdict] = {"true": "pass", "false": "fail", "unknown": "unknown"}
_WANTS: tuple[Want, ...] = ("true", "false", "unknown")
_ELIGIBLE, _MOST_AIMS, _ATTEMPTS = 0.2, 4, 3
"""Share of patients who shall pass every line that can be aimed at; aims of the others; attempts at one aim: our own choice."""


def generate(protocols: Sequence[Protocol], n: int, seed: int, on: dt.date) -> Iterator[SyntheticPatient]:
    """So many patients around the limits of the trials in turn, as they are known on a day; made as they are asked for.

    The same protocols, seed and day give the same patients. A trial without a line to aim at gives patients without a truth.
    """
    for number in range(1, n + 1):
        protocol = protocols[(number - 1) % len(protocols)]
        yield trial_patient(protocol, f"T{seed}-{number:07d}", Random(f"trial {seed} {number} {protocol.key}"), on)  # noqa: S311


def trial_patient(protocol: Protocol, name: str, rng: Random, on: dt.date) -> SyntheticPatient:
    """One patient around the limits of a trial."""
    stage = next((one for one in protocol.stages if one.begins is None), None)
    setting = Setting(diseases=protocol.conditions, on=on, rng=rng)
    aims = _aims(stage, setting) if stage is not None else []
    plan = tuple(made for _, _, part in aims for made in part)
    mine = {_key(fact): fact for made in plan for fact in made.facts}
    facts = _around((plan, list(mine.values())), protocol, (name, on), rng)
    places = {key: fact.place for key, fact in mine.items()}
    truth = tuple(_intended(protocol, stage, aim, places) for aim in aims) if stage else ()
    return SyntheticPatient(facts=facts, truth=truth)


_FEW = 4
"""A condition that covers more of our cancers than these ("malignancy") says nothing beside a narrower one."""
Aim = tuple[Line, Want, Plan]


def _aims(stage: Stage, setting: Setting) -> list[Aim]:
    """Lines with the truth that they get, as many as do not get into each other's way."""
    rng = setting.rng
    lines = [line for line in stage.lines if any(isinstance(node, Compare | Has | Ask) for node in walk(line.node))]
    rng.shuffle(lines)
    eligible = rng.random() < _ELIGIBLE
    most = len(lines) if eligible else rng.randint(1, _MOST_AIMS)
    found: list[Aim] = []
    made: list[Made] = []
    for line in lines:
        if len(found) >= most:
            break
        want: Want = "true" if eligible else rng.choice(_WANTS)
        plan = _attempted(line, want, setting)
        if plan is not None and fit_together([*made, *plan]):
            found.append((line, want, plan))
            made.extend(plan)
    return found


def _attempted(line: Line, want: Want, setting: Setting) -> Plan | None:
    for _ in range(_ATTEMPTS):
        plan = plan_for(line.node, want, setting)
        if plan is not None and _ages_agree(plan):
            return plan
    return None


def _ages_agree(plan: Plan) -> bool:
    return len({made.ages for made in plan if made.ages}) <= 1


def _key(fact: Fact) -> str:
    """What a fact says, wherever it stands."""
    return repr(replace(fact, place=""))


def _intended(protocol: Protocol, stage: Stage, aim: Aim, places: Mapping[str, str]) -> Intended:
    line, want, plan = aim
    return Intended(
        trial=protocol.key,
        stage=stage.name,
        line=line.id,
        verdict=_VERDICTS[want],
        kind=type(line.node).__name__,
        case="; ".join(dict.fromkeys(made.case for made in plan)),
        how="; ".join(dict.fromkeys(made.how for made in plan)),
        rests_on=tuple(dict.fromkeys(places[_key(fact)] for made in plan for fact in made.facts)),
        complete=tuple(sorted({kind for one in plan for kind in one.complete})),
    )


# Around what was made, a person -------------------------------------------------------------------------------------------------


def _around(parts: tuple[Plan, list[Fact]], protocol: Protocol, named: tuple[str, dt.date], rng: Random) -> PatientFacts:
    """A person of the trial's disease who has what was made, and nothing that speaks to it; the facts get their places."""
    (plan, mine), (name, on) = parts, named
    source = drawn_source(rng)
    sex = next((made.sex for made in plan if made.sex is not None), None)
    cancer = _cancer(protocol.conditions, sex, rng)
    draft = begun(rng, on, cancer, source)
    draft.sex = sex or draft.sex
    draft.born = _born(plan, draft, rng)
    base = recorded(filled(draft, cancer), name, source)
    topics = frozenset(made.topics for made in plan)
    others = [fact for fact in base.facts if _since_birth(fact, draft.born) and not any(speaks_to(fact, one) for one in topics)]
    complete = frozenset(kind for one in plan for kind in one.complete)
    draft.facts = [*others, *mine]
    coverage = (source.complete | complete) - frozenset(kind for one in plan for kind in one.open)
    patient = patient_of(draft, name, coverage)
    if sex == "":
        patient = replace(patient, sex=None)
    return replace(patient, birth_date=None) if any(made.born == dt.date.max for made in plan) else patient


def _since_birth(fact: Fact, born: dt.date) -> bool:
    return all(date is None or date.first >= born for date in (fact.date, fact.start, fact.end))


def _born(plan: Plan, draft: Draft, rng: Random) -> dt.date:
    """The birth date that was made, else one at which what was made can be."""
    made = next((one.born for one in plan if one.born and one.born != dt.date.max), None)
    ages = [one.ages for one in plan if one.ages]
    if made is not None or not ages:
        return made or draft.born
    youngest, oldest = max(low for low, _ in ages), min(high for _, high in ages)
    if youngest <= completed_years(draft.born, draft.on) <= oldest or youngest > oldest:
        return draft.born
    return draft.on - dt.timedelta(days=int(365.25 * rng.randint(youngest, oldest)) + rng.randrange(20, 340))


def _cancer(conditions: Sequence[str], sex: str | None, rng: Random) -> Cancer:
    """A cancer of those that the trial treats, one that this sex can have."""
    fitting = [one for one in _treated(tuple(conditions)) if _can_have(one, sex)]
    if fitting:
        return rng.choice(fitting)
    while True:
        one = drawn_cancer(rng)
        if _can_have(one, sex):
            return one


def _can_have(one: Cancer, sex: str | None) -> bool:
    return not sex or 0 < one.female < 1 or one.female == (1 if sex == "female" else 0)


@lru_cache(maxsize=4096)
def _treated(conditions: tuple[str, ...]) -> tuple[Cancer, ...]:
    words = default_vocabulary()
    named = [name for name in conditions if name in words and words[name].parents]
    found = [[one for one in cancers().values() if _of_one_line(name, _concept(one))] for name in named]
    narrow = [group for group in found if 0 < len(group) <= _FEW] or found
    return tuple({one.name: one for group in narrow for one in group}.values())


def _of_one_line(name: str, other: str) -> bool:
    words = default_vocabulary()
    return words.is_a(name, other) or words.is_a(other, name)


def _concept(one: Cancer) -> str:
    return meaning(one.name).concept or ""
