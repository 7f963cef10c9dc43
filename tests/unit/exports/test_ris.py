"""One reference in RIS, read by another's reader: what reviewers deduplicate by, and no line that could be taken for a tag."""

from __future__ import annotations

from typing import Any

import pytest
import rispy

from trialwright.exports.ris import ris_text, to_ris
from trialwright.registries.record import Source, TrialRecord

TRIAL = {
    "identificationModule": {
        "nctId": "NCT05198856",
        "briefTitle": "Thalidomide in Gastric Cancer",
        "orgStudyIdInfo": {"id": "HOPE2021"},
    },
    "statusModule": {"overallStatus": "NOT_YET_RECRUITING", "studyFirstPostDateStruct": {"date": "2022-01-20"}},
    "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Henan Cancer Hospital"}},
    "descriptionModule": {"briefSummary": "First line.\nER  - \nTY  - JOUR"},
    "conditionsModule": {"conditions": ["Gastric Cancer"], "keywords": ["thalidomide", "Gastric Cancer"]},
    "designModule": {"phases": ["PHASE1", "PHASE2"]},
}


def read(section: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The one reference that rispy finds."""
    (found,) = rispy.loads(ris_text(TrialRecord(protocol_section=section, **values)))
    return dict(found)


def test_the_number_is_both_accession_number_and_id_and_the_registry_the_database() -> None:
    found = read(TRIAL)
    assert (found["accession_number"], found["id"], found["name_of_database"]) == (
        "NCT05198856",
        "NCT05198856",
        "ClinicalTrials.gov",
    )
    assert found["urls"] == ["https://clinicaltrials.gov/study/NCT05198856"]
    assert found["type_of_reference"] == "DBASE"


def test_title_sponsor_date_words_and_notes_are_there() -> None:
    found = read(TRIAL)
    assert found["title"] == "Thalidomide in Gastric Cancer"
    assert found["authors"] == ["Henan Cancer Hospital"]
    assert (found["year"], found["date"]) == ("2022", "2022/01/20/")
    assert found["keywords"] == ["Gastric Cancer", "thalidomide"]
    assert found["notes"] == ["Status: NOT_YET_RECRUITING", "Phase: PHASE1; PHASE2", "Other numbers: HOPE2021"]


def test_a_text_cannot_end_the_reference_or_begin_another() -> None:
    assert read(TRIAL)["abstract"] == "First line. ER - TY - JOUR"


def test_lines_end_as_the_format_has_it() -> None:
    text = ris_text(TrialRecord(protocol_section=TRIAL))
    assert text.startswith("TY  - DBASE\r\n")
    assert text.endswith("ER  - \r\n\r\n")
    assert "\n" not in text.replace("\r\n", "")


@pytest.mark.parametrize(("stated", "shown"), [("2022-01", "2022/01//"), ("2022", "2022///")])
def test_a_date_is_as_exact_as_it_is_stated(stated: str, shown: str) -> None:
    assert read({"statusModule": {"startDateStruct": {"date": stated}}})["date"] == shown


def test_a_trial_of_another_registry_is_cited_by_its_number_there() -> None:
    found = read({"identificationModule": {"orgStudyIdInfo": {"id": "ISRCTN12345678"}, "briefTitle": "T"}})
    assert (found["accession_number"], found["name_of_database"]) == ("ISRCTN12345678", "ISRCTN")


def test_a_page_without_a_number_is_cited_by_its_address() -> None:
    page = Source(name="page.txt", layout="x", url="https://portal.example.org/t/1")
    found = read({"identificationModule": {"briefTitle": "T"}}, sources=(page,))
    assert found["urls"] == ["https://portal.example.org/t/1"]
    assert "name_of_database" not in found


def test_what_is_left_out_is_remarked_on() -> None:
    made = to_ris(TrialRecord(protocol_section={"contactsLocationsModule": {"locations": [{"city": "Utrecht"}]}}))
    assert [(remark.part, remark.effect.value) for remark in made.remarks] == [
        ("contactsLocationsModule.locations.city", "left out")
    ]
