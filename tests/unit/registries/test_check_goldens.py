"""Every remark that the five golden records ask for is made, and no other."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trialwright.findings import Finding
from trialwright.registries.check import check_record
from trialwright.registries.record import Source, TrialRecord

_GOLDEN = Path(__file__).parents[2] / "data" / "seeds" / "golden"
_TODAY = date(2026, 11, 21)
_NOT_EXTRA = ("derived", "eligibility", "checks", "inferred", "missing")


def _golden(seed: str) -> dict[str, Any]:
    path = next(_GOLDEN.glob(f"{seed}_*.json"))
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _record(seed: str) -> TrialRecord:
    golden = _golden(seed)
    portal = golden["x_portal"]
    return TrialRecord(
        protocol_section=golden["protocolSection"],
        extra={key: value for key, value in portal.items() if key not in _NOT_EXTRA},
        derived=portal.get("derived", {}),
        eligibility_text=golden["protocolSection"].get("eligibilityModule", {}).get("eligibilityCriteria"),
        sources=(Source(name=portal["seed"], layout=portal["layout"]),),
    )


def _found(seed: str, code: str) -> list[Finding]:
    return [finding for finding in check_record(_record(seed), on=_TODAY) if finding.code == code]


@pytest.mark.parametrize("seed", ["000", "001", "002", "003", "004"])
def test_a_golden_record_gives_the_codes_it_lists_and_no_other(seed: str) -> None:
    wanted = {check["code"] for check in _golden(seed)["x_portal"]["checks"]}
    assert {finding.code for finding in check_record(_record(seed), on=_TODAY)} == wanted


@pytest.mark.parametrize("seed", ["000", "001", "002", "003", "004"])
def test_severity_and_dependence_on_the_date_are_those_of_the_golden_record(seed: str) -> None:
    wanted = {
        (check["code"], check["severity"], check.get("dependsOnToday", False)) for check in _golden(seed)["x_portal"]["checks"]
    }
    found = {
        (finding.code, finding.severity.value, finding.depends_on_date) for finding in check_record(_record(seed), on=_TODAY)
    }
    assert found == wanted


@pytest.mark.parametrize(
    ("seed", "code", "quoted"),
    [
        ("000", "ENROLLMENT_TEXT_MISMATCH", ["290", "414"]),
        ("000", "DURATION_TEXT_MISMATCH", ["96 months", "53 months (35 months enrollment + 18 months follow-up)"]),
        ("000", "COUNTRIES_TEXT_MISMATCH", ["Netherlands only", "hospitals across Europe", "Asian centers"]),
        ("000", "PERSON_NAME_VARIANT", ["Richard van Hillgersberg", "Richard van Hillegersberg"]),
        ("000", "PHONE_MALFORMED", ["+313088 755 5555"]),
        ("000", "START_DATE_PASSED_NOT_YET_RECRUITING", ["2026-01-31", "NOT_YET_RECRUITING", "last updated 2025-06-02"]),
        ("000", "SPELLING", ["Univeristy", "taregted", "fluorpyrimidine", "recieve", "regiments"]),
        ("001", "UNTRUSTED_CONTACT", ["Jennifer Cobb"]),
        ("001", "LOCATIONS_TEXT_MISMATCH", ["Tokyo, Japan only", "multiple hospitals in Japan", "Okayama University"]),
        ("001", "SELF_CONTRADICTORY_CRITERION", ["exclusion 1", "no evidence of disease"]),
        ("001", "CRITERION_UNCLEAR", ["Infection with care", "delivery after 28 days", "need to cure"]),
        ("001", "DATE_MEANING_UNCLEAR", ["2023-11-13"]),
        ("001", "SUMMARY_OMITS_SECOND_STEP_WINDOW", ["12 weeks", "84-126 days"]),
        ("002", "NO_CONTACT_CHANNEL", ["Xiuwen Wang", "Cuihua Yi"]),
        ("002", "NON_CLINICAL_CRITERION", ["exclusion 7", "financially well off"]),
        ("002", "COMPOSITE_INTERVENTION", ["Thalidomide Combined With Chemotherapy and Monotherapy"]),
        ("002", "TITLE_CONDITION_MISMATCH", ["Her2-negative Advanced GC", "Gastric Cancer Metastatic to Liver"]),
        ("003", "ALLOCATION_UNCLEAR", ["Patient Preference ... Randomized"]),
        ("003", "RECORD_TOO_THIN", ["no status, sponsor, eligibility or location"]),
        ("003", "SPELLING", ["the the"]),
        ("004", "COMPLETION_PASSED_STILL_RECRUITING", ["2025-09-25", "RECRUITING", "last updated 2023-11-07"]),
        ("004", "RECORD_STALE_OVER_2Y", ["2023-11-07"]),
        ("004", "CONDITION_IS_INTERVENTION", ["Radiotherapy", "Immunotherapy"]),
        ("004", "REGIMEN_MISMATCH", ["XELOX", "XELOX/FOLFOX/FOLFIRI", "investigators' choice"]),
        ("004", "PHONE_EXT_EQUALS_PHONE", ["13564676623 ext. 13564676623"]),
        ("004", "PERSON_NAME_VARIANT", ["Fan Xia", "Xia Fan"]),
        ("004", "ARM_LABEL_EQUALS_INTERVENTION", ["chemotherapy", "Chemotherapy"]),
        ("004", "NEGATED_REQUIREMENT_IN_EXCLUSION", ["exclusion 7"]),
        ("004", "SPELLING", ["colorectal colorectal", "heterochronous", "Locally Recurrence", "inform consent"]),
    ],
)
def test_both_places_are_quoted(seed: str, code: str, quoted: list[str]) -> None:
    values = " | ".join(value for finding in _found(seed, code) for value in finding.values)
    assert [words for words in quoted if words not in values] == []


def test_a_remark_on_a_criterion_points_at_it_in_the_eligibility_text() -> None:
    finding = _found("004", "NEGATED_REQUIREMENT_IN_EXCLUSION")[0]
    assert finding.span is not None
    assert finding.span.cut(_record("004").eligibility_text or "").startswith(
        "Baseline blood and biochemical indicator do not meet"
    )


def test_remarks_that_rest_on_the_date_are_not_made_before_it() -> None:
    codes = {finding.code for finding in check_record(_record("004"), on=date(2024, 1, 1))}
    assert not codes & {"COMPLETION_PASSED_STILL_RECRUITING", "RECORD_STALE_OVER_2Y"}
    assert "CONDITION_IS_INTERVENTION" in codes


def test_nothing_is_corrected() -> None:
    record = _record("000")
    before = json.dumps(record.protocol_section, sort_keys=True)
    check_record(record, on=_TODAY)
    assert json.dumps(record.protocol_section, sort_keys=True) == before
