"""Related trials are found by what they are about, with reasons; the words of a page do not make trials alike."""

from __future__ import annotations

from itertools import pairwise

import pytest

from trialwright.find.profile import Profile, profile_of
from trialwright.find.related import Part, related
from trialwright.find.requirements import Requirement, Sign, requirements_of, weight
from trialwright.find.settings import settings_of
from trialwright.findings import Span
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.registries.record import TrialRecord


def _trial(key: str, title: str, *drugs: str, conditions: tuple[str, ...] = (), more: dict[str, object] | None = None) -> Profile:
    section = {
        "identificationModule": {"nctId": key, "briefTitle": title},
        "conditionsModule": {"conditions": list(conditions)},
        "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": drug} for drug in drugs]},
        **(more or {}),
    }
    return profile_of(TrialRecord(protocol_section=section), None, key=key)


_GASTRIC = _trial("A", "First-line Nivolumab in Metastatic Gastric Cancer", "Nivolumab", conditions=("Gastric Cancer",))
_SAME = _trial("B", "Pembrolizumab for Metastatic Stomach Cancer", "Keytruda", conditions=("Stomach Neoplasms",))
_LATER = _trial("C", "Second-line Paclitaxel in Metastatic Gastric Cancer", "Paclitaxel", conditions=("Gastric Cancer",))
_OTHER = _trial("D", "Exercise in Multiple Sclerosis", "Walking", conditions=("Multiple Sclerosis",))
_LEUKAEMIA = _trial("E", "First-line Venetoclax in Acute Myeloid Leukemia", "Venetoclax", conditions=("AML",))


def test_the_same_disease_and_class_of_drug_come_first_and_say_so() -> None:
    found = related(_GASTRIC, [_OTHER, _LATER, _LEUKAEMIA, _SAME])
    assert [item.key for item in found] == ["B", "C"]
    reasons = {reason.part: reason.shared for reason in found[0].reasons}
    assert reasons[Part.DISEASE] == ("gastric cancer",)
    assert "anti-PD-1" in reasons[Part.TREATMENT]


def test_another_line_of_therapy_is_a_contrast() -> None:
    (found,) = related(_GASTRIC, [_LATER])
    contrasts = {contrast.part: (contrast.first, contrast.other) for contrast in found.contrasts}
    assert contrasts[Part.LINE] == (("first line",), ("second line",))
    assert contrasts[Part.TREATMENT] == (("nivolumab",), ("paclitaxel",))


def test_a_trial_is_not_related_to_itself() -> None:
    assert related(_GASTRIC, [_GASTRIC]) == ()


def test_text_that_a_portal_adds_to_every_page_makes_no_trials_alike() -> None:
    boilerplate = {"portalSummary": "Gastric cancer nivolumab trial. Dive into the extended narrative of this scientific study."}
    records = [
        TrialRecord(
            protocol_section={"identificationModule": {"briefTitle": title}, "conditionsModule": {"conditions": [condition]}},
            extra=boilerplate,
        )
        for title, condition in (("Massage in Asthma", "Asthma"), ("Glasses for Short Sight", "Myopia"))
    ]
    one, other = (profile_of(record, None, key=record.title) for record in records)
    assert related(one, [other]) == ()


def test_an_open_trial_is_said_to_be_open_where_this_one_is_not() -> None:
    closed = Profile(key="A", title="", diseases=frozenset({"gastric cancer"}), open=False, km=120.0)
    opened = Profile(key="B", title="", diseases=frozenset({"gastric cancer"}), open=True, km=30.0)
    (found,) = related(closed, [opened])
    assert {Part.OPEN, Part.NEAR} < {reason.part for reason in found.reasons}


@pytest.mark.parametrize(("status", "said"), [(False, ()), (None, ("not known",))])
def test_a_trial_whose_status_is_not_known_is_not_said_to_be_closed(status: bool | None, said: tuple[str, ...]) -> None:
    first = Profile(key="A", title="", diseases=frozenset({"gastric cancer"}), open=status)
    opened = Profile(key="B", title="", diseases=frozenset({"gastric cancer"}), open=True)
    (found,) = related(first, [opened])
    assert [reason.shared for reason in found.reasons if reason.part is Part.OPEN] == [said]


def test_phases_that_differ_are_told_whole() -> None:
    one, other = (
        Profile(key=key, title="", diseases=frozenset({"gastric cancer"}), question={"phase": frozenset(phases)})
        for key, phases in (("A", {"PHASE2"}), ("B", {"PHASE1", "PHASE2"}))
    )
    (found,) = related(one, [other])
    assert [(each.first, each.other) for each in found.contrasts] == [(("PHASE2",), ("PHASE1", "PHASE2"))]


@pytest.mark.parametrize(
    ("one", "other"),
    [("gastric cancer", "gastric cancer"), ("gastric adenocarcinoma", "gastric cancer"), ("esophageal cancer", "gastric cancer")],
)
def test_likeness_is_the_same_from_both_sides_and_at_most_one(one: str, other: str) -> None:
    first, second = (Profile(key=key, title="", diseases=frozenset({name})) for key, name in (("1", one), ("2", other)))
    (there,), (back,) = related(first, [second]), related(second, [first])
    assert there.likeness == back.likeness <= 1


def test_the_narrower_the_shared_disease_the_more_alike() -> None:
    asked = Profile(key="0", title="", diseases=frozenset({"gastric adenocarcinoma"}))
    others = [
        Profile(key=name, title="", diseases=frozenset({name}))
        for name in ("gastric adenocarcinoma", "gastric cancer", "esophageal cancer")
    ]
    found = related(asked, others)
    assert [item.key for item in found][:2] == ["gastric adenocarcinoma", "gastric cancer"]
    assert all(one.likeness >= other.likeness for one, other in pairwise(found))


def _protocol(*criteria: str) -> Protocol:
    lines = tuple(
        Line(id=f"I{at}", section=Section.INCLUSION, text=text, span=Span(start=0, end=0), node=parse_criterion(text))
        for at, text in enumerate(criteria, start=1)
    )
    return Protocol(key="", title="", stages=(Stage(name="screening", label="", lines=lines),))


def test_requirements_keep_what_must_be_there_apart_from_what_must_not() -> None:
    found = requirements_of(
        _protocol("has HER2 [value: positive]", "none of (brain metastasis, pregnancy)", "hemoglobin >= 9 g/dL")
    )
    assert found == {
        Requirement(sign=Sign.REQUIRED, what="HER2: positive"),
        Requirement(sign=Sign.EXCLUDED, what="brain metastasis"),
        Requirement(sign=Sign.EXCLUDED, what="pregnancy"),
        Requirement(sign=Sign.LIMITED, what="hemoglobin"),
    }


def test_what_is_excluded_only_together_is_not_ruled_out_alone() -> None:
    nursing, both = (
        "none of (pregnancy, all of (breastfeeding, female))",
        "none of (all of (HER2 [value: positive], brain metastasis))",
    )
    assert requirements_of(_protocol(nursing)) == {
        Requirement(sign=Sign.EXCLUDED, what="breastfeeding"),
        Requirement(sign=Sign.EXCLUDED, what="pregnancy"),
    }
    assert requirements_of(_protocol(both)) == frozenset()


def test_a_rare_requirement_tells_more_than_a_common_one() -> None:
    common, rare = Requirement(sign=Sign.LIMITED, what="age"), Requirement(sign=Sign.REQUIRED, what="claudin 18.2: positive")
    assert 0 <= weight(common) < weight(rare)


def test_rare_shared_requirements_are_the_reason_that_is_said() -> None:
    asks = requirements_of(_protocol('has "claudin 18.2" [value: positive]', "no brain metastasis", "age >= 18 years"))
    first, second = (Profile(key=key, title="", diseases=frozenset({"gastric cancer"}), requirements=asks) for key in ("1", "2"))
    (found,) = related(first, [second])
    (reason,) = [reason for reason in found.reasons if reason.part is Part.REQUIREMENTS]
    assert reason.shared[0] == "claudin 18.2: positive"


@pytest.mark.parametrize(
    ("title", "group", "settings"),
    [
        ("Local Treatment in Oligometastatic Prostate Cancer", "extent", {"oligometastatic"}),
        ("Neoadjuvant Chemotherapy of Locally Advanced Rectal Cancer", "phase of care", {"neoadjuvant"}),
        ("Neoadjuvant Chemotherapy of Locally Advanced Rectal Cancer", "extent", {"locally advanced"}),
        ("Relapsed or Refractory Myeloma", "course", {"relapsed or refractory"}),
        ("Previously Treated NSCLC", "line", {"later line"}),
        ("Castration-Resistant Prostate Cancer", "course", {"relapsed or refractory"}),
    ],
)
def test_the_setting_is_read_off_the_title(title: str, group: str, settings: set[str]) -> None:
    assert settings_of([title], [])[group] == settings


@pytest.mark.parametrize("title", ["Resistance Exercise in Melanoma", "Asthma", "", "Advancement of Care"])
def test_words_that_only_look_like_a_setting_are_none(title: str) -> None:
    assert settings_of([title], []) == {}
