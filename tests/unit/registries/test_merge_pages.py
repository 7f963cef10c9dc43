"""The seed trials as other portals show them: the pages of one trial become one record, a look-alike stays apart."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from trialwright.errors import UserError
from trialwright.registries.check import check_record
from trialwright.registries.merge import Sameness, merge, same_trial
from trialwright.registries.reading import read_records
from trialwright.registries.record import Source, TrialRecord

_DATA = Path(__file__).parents[2] / "data"
_ELSEWHERE = _DATA / "pages" / "seed_trials_elsewhere"
_ADDRESSES = {
    row["file"]: row["url"] for row in map(json.loads, (_ELSEWHERE / "index.jsonl").read_text(encoding="utf-8").splitlines())
}


def _seed(number: str) -> TrialRecord:
    return next(iter(read_records(next((_DATA / "seeds").glob(f"{number}_*.txt")))))


def _page(name: str) -> TrialRecord:
    return next(iter(read_records(_ELSEWHERE / name, url=_ADDRESSES[name])))


def _look_alike() -> TrialRecord:
    """NCT06086457 as the notes describe it: same first and last sentence, but phase 3 and at most two organs."""
    seed = str(_seed("003").get("descriptionModule.briefSummary"))
    first, last = seed.split(". ", maxsplit=1)[0], seed.rsplit(". ", maxsplit=1)[-1]
    middle = (
        "On this basis, a randomized phase III trial compares PD-1 inhibitor plus chemotherapy with or without "
        "radiotherapy in patients with metastases in no more than 2 organs"
    )
    return TrialRecord(
        protocol_section={
            "identificationModule": {
                "briefTitle": "PD-1 Inhibitor Plus Chemotherapy With or Without "
                "Radiotherapy in Patients With Metastatic Esophageal Cancer"
            },
            "descriptionModule": {"briefSummary": f"{first}. {middle}. {last}"},
            "designModule": {"phases": ["PHASE3"]},
        },
        sources=(Source(name="look-alike", layout="unknown", url="https://clinicaltrials.gov/study/NCT06086457"),),
    )


@pytest.mark.parametrize(
    ("seed", "page", "verdict"),
    [
        ("000", "000_medpath.txt", Sameness.SAME),
        ("000", "000_clinicaltrialexchange.txt", Sameness.SAME),
        ("000", "000_veeva.txt", Sameness.PROPOSED),
        ("002", "002_medpath.txt", Sameness.SAME),
        ("002", "002_trials.co.txt", Sameness.SAME),
        ("003", "003_medifind.txt", Sameness.PROPOSED),
        ("003", "003_veeva.txt", Sameness.PROPOSED),
        ("000", "002_medpath.txt", Sameness.DIFFERENT),
        ("003", "000_medpath.txt", Sameness.DIFFERENT),
        ("004", "003_veeva.txt", Sameness.DIFFERENT),
    ],
)
def test_pages_are_told_apart(seed: str, page: str, verdict: Sameness) -> None:
    assert same_trial(_seed(seed), _page(page)).verdict is verdict


def test_seed_003_gains_its_criteria_status_and_phase() -> None:
    merged = merge([_seed("003"), _page("003_medifind.txt"), _page("003_veeva.txt")], accept_proposed=True)
    assert "Squamous cell carcinoma of the esophagus" in (merged.eligibility_text or "")
    assert merged.get("statusModule.overallStatus") == "RECRUITING"
    assert merged.get("designModule.phases") == ["PHASE2"]
    assert "phases" not in merged.derived
    assert merged.conditions == ("Esophageal Neoplasm Metastatic", "Esophageal Cancer Stage IVb")
    assert len(merged.sources) == 3


def test_the_merged_seed_003_is_no_longer_too_thin() -> None:
    merged = merge([_seed("003"), _page("003_medifind.txt"), _page("003_veeva.txt")], accept_proposed=True)
    codes = {finding.code for finding in check_record(merged, on=date(2026, 11, 21))}
    assert "RECORD_TOO_THIN" not in codes
    assert "ALLOCATION_UNCLEAR" in codes


def test_the_look_alike_stays_apart_from_every_page_of_seed_003() -> None:
    for record in (_seed("003"), _page("003_medifind.txt"), _page("003_veeva.txt")):
        assert same_trial(record, _look_alike()).verdict is Sameness.DIFFERENT
    with pytest.raises(UserError, match="different trials"):
        merge([_seed("003"), _look_alike()], accept_proposed=True)


def test_the_look_alike_stays_apart_even_when_its_phase_and_address_are_not_known() -> None:
    alike = _look_alike()
    bare = TrialRecord(
        protocol_section={key: value for key, value in alike.protocol_section.items() if key != "designModule"},
        sources=(Source(name="look-alike", layout="unknown"),),
    )
    for record in (_seed("003"), _page("003_medifind.txt"), _page("003_veeva.txt")):
        assert same_trial(record, bare).verdict is Sameness.DIFFERENT


def test_seed_000_takes_conditions_phases_and_a_month_from_its_pages() -> None:
    merged = merge([_seed("000"), _page("000_medpath.txt"), _page("000_clinicaltrialexchange.txt")])
    assert merged.get("statusModule.completionDateStruct.date") == "2034-01"
    assert merged.get("designModule.phases") == ["PHASE2", "PHASE3"]
    assert len(merged.conditions) == 6
    assert "immunotherapy ± targeted therapy" in str(merged.get("descriptionModule.briefSummary"))
    codes = sorted(finding.code for finding in merged.findings if finding.code.startswith("SOURCE"))
    assert codes == ["SOURCE_DATE_PADDED", "SOURCE_RULE_APPLIED", "SOURCE_RULE_APPLIED"]


def test_seed_002_takes_the_hospital_as_sponsor_and_keeps_the_university() -> None:
    merged = merge([_seed("002"), _page("002_medpath.txt"), _page("002_trials.co.txt")])
    path = "sponsorCollaboratorsModule.leadSponsor.name"
    assert merged.get(path) == "Qilu Hospital of Shandong University"
    assert [other["value"] for other in merged.extra["alternatives"][path]] == ["Shandong University"]
    assert merged.get("conditionsModule.keywords") == [
        "Thalidomide",
        "maintenance treatment",
        "gastric cancer",
        "liver metastases",
    ]
    assert not [finding for finding in merged.findings if finding.code == "SOURCES_DISAGREE"]
