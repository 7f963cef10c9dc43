"""The five seed pages enter, their golden records must leave exactly; nothing that a portal wrote may pass for the trial's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.unit.registries.pages_in import SEEDS, golden_of, strings_of

from trialwright.registries.markup import unescape
from trialwright.registries.pages.meddatax_headings import helpers
from trialwright.registries.reading import read_records
from trialwright.registries.record import Standing, TrialRecord

CRITERIA_OPEN = {
    "000": "Inclusion Criteria\n",
    "001": "- Primary Registration",
    "002": "Inclusion criteria\n",
    "004": "Inclusion Criteria\n",
}
CRITERIA_END = {
    "000": "adequate contraceptive measures",
    "001": "- • 13. HBs Ag+",
    "002": "immune checkpoint inhibitors.",
    "004": "8. Allergic to any component of the therapy",
}
NOISE = [
    *(helper for helper in helpers().values() if helper),
    "ClinicalTrials.Veeva",
    "Menu",
    "Find clinical trialsTrials by location",
    "© Copyright 2026 Veeva Systems",
    "Data sourced from clinicaltrials.gov",
    "Trial Information",
    "Clinical trials",
]
SAME_NAME = [
    *(
        "layout",
        "resultsBadge",
        "countries",
        "orgIdType",
        "orgIdSource",
        "facilityContacts",
        "relatedTrials",
        "detailedDescription",
    ),
    *("launchedBy", "launchedDate", "currentAsOf", "portalSummary", "portalSummaryOrigin", "aboutSponsor", "patientsApplied"),
    *("keywords", "timeline", "sourceRegistry", "statusLabel", "phaseLabels", "funderTypes", "locationCount", "locationsState"),
    *("centralContactRaw", "patientGroups", "pageHeading"),
]


def read(seed: Path) -> TrialRecord:
    (record,) = read_records(seed)
    return record


@pytest.fixture(params=SEEDS, ids=lambda seed: seed.stem[:3])
def seed(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_all_five_seed_pages_are_here() -> None:
    assert [seed.stem[:3] for seed in SEEDS] == ["000", "001", "002", "003", "004"]


def test_the_protocol_section_is_the_golden_one(seed: Path) -> None:
    record, golden = read(seed), golden_of(seed)
    assert record.protocol_section == golden["protocolSection"]
    assert record.has_results == golden.get("hasResults")


def test_what_v2_has_no_field_for_is_kept_apart(seed: Path) -> None:
    record, golden = read(seed), golden_of(seed)["x_portal"]
    for key in SAME_NAME:
        if golden.get(key) is not None:
            assert record.extra[key] == golden[key], key


def test_what_is_worked_out_is_derived_and_never_stated() -> None:
    derived: dict[str, Any] = {seed.stem[:3]: read(seed).derived for seed in SEEDS}
    assert derived["001"] == {
        "acronym": "OLIGAMI",
        "minimumAge": "18 Years",
        "maximumAge": "80 Years",
        "condition": "oligometastatic breast cancer",
        "allocation": "RANDOMIZED",
    }
    assert derived["003"]["phases"] == ["PHASE2"]
    assert derived["003"]["studyType"] == "INTERVENTIONAL"
    assert derived["003"]["designWords"] == ["Patient Preference", "Multicenter", "Randomized"]
    assert [word.lower() for word in derived["003"]["interventionWords"]] == ["radiotherapy", "pd-1 inhibitor", "chemotherapy"]
    for seed in SEEDS:
        record = read(seed)
        assert all(record.provenance[f"derived.{key}"].standing is Standing.DERIVED for key in record.derived)
        assert all(record.provenance[f"derived.{key}"].how for key in record.derived)


def test_eligibility_text_is_the_criteria_as_printed_from_first_heading_to_last_item(seed: Path) -> None:
    record, text = read(seed), seed.read_text(encoding="utf-8")
    if seed.stem.startswith("003"):
        assert record.eligibility_text is None
        return
    assert record.eligibility_text is not None
    assert record.eligibility_text in text
    assert record.eligibility_text.startswith(CRITERIA_OPEN[seed.stem[:3]])
    assert record.eligibility_text.endswith(CRITERIA_END[seed.stem[:3]])


def test_every_leaf_knows_how_it_came_in_and_where_it_stands(seed: Path) -> None:
    record, text = read(seed), seed.read_text(encoding="utf-8")
    for path, value in record.leaves():
        noted = record.provenance[path]
        place = noted.place
        assert noted.standing in (Standing.STATED, Standing.DERIVED), path
        assert place is not None and place.line is not None and place.start is not None and place.end is not None, path
        assert text.count("\n", 0, place.start) + 1 == place.line, path
        printed = text[place.start : place.end]
        assert printed, path
        if isinstance(value, str) and value in text:
            assert unescape(printed) == value or noted.standing is Standing.DERIVED or value in printed, path


def test_a_value_printed_literally_has_its_exact_characters(seed: Path) -> None:
    record, text = read(seed), seed.read_text(encoding="utf-8")
    for path in ("identificationModule.nctId", "identificationModule.briefTitle", "sponsorCollaboratorsModule.leadSponsor.name"):
        value = record.get(path)
        if value is not None:
            place = record.provenance[path].place
            assert place is not None
            assert text[place.start : place.end] == value


def test_what_a_full_record_would_have_and_the_page_lacks_is_missing(seed: Path) -> None:
    record = read(seed)
    missing = {path for path, noted in record.provenance.items() if noted.standing is Standing.MISSING}
    assert "outcomesModule.primaryOutcomes" in missing
    assert "ipdSharingStatementModule.ipdSharing" in missing
    assert missing == set(record.extra["missing"])
    assert not any(record.get(path) for path in missing)


def test_no_noise_of_a_portal_is_in_any_field(seed: Path) -> None:
    record = read(seed)
    fields = strings_of([record.protocol_section, record.extra, record.derived])
    for noise in NOISE:
        assert not [field for field in fields if field == noise or (len(noise) > 20 and noise in field)], noise
    assert not any(field.endswith(" ;") for field in strings_of(record.protocol_section))
    assert not any(field.endswith("Clinical Trial") for field in strings_of(record.protocol_section))


def test_no_escape_is_left_in_a_v2_field(seed: Path) -> None:
    assert not [text for text in strings_of(read(seed).protocol_section) if "\\" in text or "&gt;" in text or "&lt;" in text]


def test_no_line_of_a_seed_page_is_left_unread(seed: Path) -> None:
    assert [finding for finding in read(seed).findings if finding.code == "PAGE_LINES_UNREAD"] == []


def test_the_portals_contact_is_never_the_trials() -> None:
    record = read(SEEDS[1])
    assert record.extra["portalContact"]["name"] == "Jennifer Cobb"
    assert record.extra["portalContact"]["trusted"] is False
    assert "Jennifer Cobb" not in strings_of(record.protocol_section)


def test_portal_written_text_is_never_the_sponsors() -> None:
    record = read(SEEDS[1])
    assert record.get("descriptionModule.briefSummary") is None
    assert not [text for text in strings_of(record.protocol_section) if "prestigious" in text or "OLIGAMI" in text]


def test_the_address_may_hold_the_id_but_never_states_it() -> None:
    (record,) = read_records(SEEDS[3], url="http://inclinicaltrials.com/esophageal-neoplasm-metastatic/NCT06084897")
    assert record.extra["idFromUrl"] == "NCT06084897"
    assert record.nct_id is None
