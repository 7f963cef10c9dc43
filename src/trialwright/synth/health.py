"""The general health of a patient in the making: other conditions and their medicines, performance status, what was ruled out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from trialwright.patients.facts import Fact
from trialwright.synth.draft import Draft, Words, entry, lasted, number, result
from trialwright.synth.tables import choice, rows, shares

_ECOG = {"well": choice("0:48;1:42;2:8;3:2"), "ill": choice("0:22;1:48;2:22;3:7;4:1"), "frail": choice("0:8;1:37;2:34;3:17;4:4")}
_KARNOFSKY = {"0": ("100", "90"), "1": ("80", "80"), "2": ("70", "60"), "3": ("50", "40"), "4": ("30", "20")}
"""Karnofsky for an ECOG grade as commonly paired (Oken et al., Am J Clin Oncol 1982;5:649-655). The weights: our own choice."""
_AS_KARNOFSKY, _UNDATED = 0.08, 0.25


@dataclass(frozen=True, kw_only=True, slots=True)
class Comorbidity:
    """One row of comorbidities.tsv, with its share at every ten years of age."""

    what: str
    at: tuple[float, ...]
    female: float
    medicines: tuple[tuple[str, float], ...]
    words: Words


@cache
def comorbidities() -> tuple[Comorbidity, ...]:
    """The other conditions."""
    return tuple(
        Comorbidity(
            what=row["what"],
            at=tuple(min(0.9, float(row["at_60"]) * float(row["decade"]) ** (age / 10 - 6)) for age in range(0, 130, 10)),
            female=float(row["female"]),
            medicines=shares(row["medicines"]),
            words=(("status", row["status"]),) if row["status"] else (),
        )
        for row in rows("comorbidities.tsv")
    )


_LATENT: Mapping[str, str] = {"chronic kidney disease": "kidney", "cirrhosis": "liver", "heart failure": "frailty"}


def add_comorbidities(draft: Draft) -> None:
    """Other conditions by age and sex, and the medicines that go with them."""
    rng, decade, woman, taken = draft.rng, draft.years // 10, draft.sex == "female", set[str]()
    for one in comorbidities():
        if rng.random() >= one.at[decade] * (one.female if woman else 1.0):
            continue
        since = draft.ago(60 + rng.random() ** 2 * 5000)
        draft.facts.append(entry(one.what, date=None if rng.random() < _UNDATED else since, words=one.words))
        hidden = _LATENT.get(one.what)
        if hidden:
            draft.latent[hidden] += 1.5
        for medicine, share in one.medicines:
            if medicine not in taken and rng.random() < share:
                taken.add(medicine)
                draft.facts.append(lasted(medicine, max(since, draft.ago(2500)), None))


def add_performance(draft: Draft, stage: str) -> None:
    """ECOG (of some patients Karnofsky) by age and stage."""
    rng = draft.rng
    how = "well" if stage in ("I", "II") and draft.years < 75 else "frail" if draft.years >= 78 and stage == "IV" else "ill"
    grade = _ECOG[how].draw(rng)
    draft.latent["frailty"] += int(grade) - 1
    day = draft.ago(rng.random() ** 2 * 60)
    if rng.random() < _AS_KARNOFSKY:
        draft.facts.append(result("Karnofsky performance status", Decimal(rng.choice(_KARNOFSKY[grade])), date=day))
    elif rng.random() < 0.95:
        draft.facts.append(result("ECOG performance status", number(int(grade), 0), date=day))


def add_absences(draft: Draft, stage: str) -> None:
    """What was looked for and not found; allergies; what somebody attests."""
    rng, day = draft.rng, draft.ago(draft.rng.random() * 40)
    for row in rows("absences.tsv"):
        if rng.random() < float(row["share"]) and _asked_of(row["for"], draft, stage) and row["what"] not in draft.findings:
            draft.facts.append(_absent(row, day))
    for row in rows("allergies.tsv"):
        if rng.random() < float(row["share"]):
            draft.facts.append(entry(row["what"]))
    for row in rows("statements.tsv"):
        if rng.random() < float(row["share"]):
            draft.facts.append(result(row["what"], row["value"] == "true", date=day))


def _absent(row: Mapping[str, str], day: dt.date) -> Fact:
    if row["as"] == "absent":
        return entry(row["what"], date=day, present=False)
    return result(row["what"], row["as"], date=day)


def _asked_of(whom: str, draft: Draft, stage: str) -> bool:
    if whom.startswith("women under "):
        return draft.sex == "female" and draft.years < int(whom.rsplit(" ", 1)[1])
    return whom == "all" or (whom == "metastatic" and stage == "IV")
