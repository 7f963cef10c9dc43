"""The table of whole records: the columns of ClinicalTrials.gov, lists joined with a bar, no cell that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from trialwright.exports.records import RecordFormat, write
from trialwright.exports.table_csv import COLUMNS, OWN_COLUMNS, csv_head, csv_row, csv_text, defused
from trialwright.registries.record import TrialRecord


def cells(section: dict[str, Any], **values: Any) -> dict[str, str]:
    """The row of a record as a program that knows only CSV reads it."""
    text = "".join(write([TrialRecord(protocol_section=section, **values)], RecordFormat.CSV))
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    return row


def test_the_columns_are_those_of_the_registry_in_its_order_and_ours_behind_them() -> None:
    assert len(COLUMNS) == 30
    assert COLUMNS[:3] == ("NCT Number", "Study Title", "Study URL")
    assert COLUMNS[-2:] == ("Locations", "Study Documents")
    assert csv_head((*COLUMNS, *OWN_COLUMNS)).rstrip().split(",")[30:] == list(OWN_COLUMNS)


def test_lists_are_joined_with_a_bar() -> None:
    row = cells(
        {"conditionsModule": {"conditions": ["Gastric Cancer", "GEJ Cancer"]}, "designModule": {"phases": ["PHASE1", "PHASE2"]}}
    )
    assert (row["Conditions"], row["Phases"]) == ("Gastric Cancer|GEJ Cancer", "PHASE1|PHASE2")


def test_groups_of_values_are_written_as_the_registry_writes_them() -> None:
    row = cells(
        {
            "armsInterventionsModule": {
                "interventions": [{"type": "DRUG", "name": "Thalidomide"}, {"type": "RADIATION", "name": "SBRT"}]
            },
            "outcomesModule": {"primaryOutcomes": [{"measure": "PFS", "description": "by RECIST", "timeFrame": "2 years"}]},
            "designModule": {
                "designInfo": {"allocation": "RANDOMIZED", "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT"]}}
            },
            "contactsLocationsModule": {"locations": [{"facility": "UMC", "city": "Utrecht", "country": "Netherlands"}]},
        }
    )
    assert row["Interventions"] == "DRUG: Thalidomide|RADIATION: SBRT"
    assert row["Primary Outcome Measures"] == "PFS, by RECIST, 2 years"
    assert row["Study Design"] == "Allocation: RANDOMIZED|Masking: DOUBLE (PARTICIPANT)"
    assert row["Locations"] == "UMC, Utrecht, Netherlands"


@pytest.mark.parametrize(("known", "shown"), [(True, "YES"), (False, "NO"), (None, "")])
def test_whether_there_are_results_is_empty_where_nobody_says(known: bool | None, shown: str) -> None:
    assert cells({"identificationModule": {"nctId": "NCT01234567"}}, has_results=known)["Study Results"] == shown


def test_a_study_is_named_by_its_number_and_linked_to_its_registry() -> None:
    ids = {"nctId": "NCT01234567", "orgStudyIdInfo": {"id": "X-1"}, "secondaryIdInfos": [{"id": "2021-000001-11"}]}
    row = cells({"identificationModule": ids})
    assert row["Study URL"] == "https://clinicaltrials.gov/study/NCT01234567"
    assert row["Other IDs"] == "X-1|2021-000001-11"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_cell_that_would_be_a_formula_gets_an_apostrophe(start: str) -> None:
    row = cells({"identificationModule": {"briefTitle": f"{start}cmd|' /C calc'!A0"}})
    assert row["Study Title"] == f"'{start}cmd|' /C calc'!A0"


def test_blanks_before_a_formula_do_not_hide_it() -> None:
    assert [defused(value) for value in ("\t=1+1", "\r\n=1+1", " =1+1", "\x00=1+1")] == ["'=1+1"] * 4


def test_what_was_defused_is_remarked_on_and_nothing_else_is() -> None:
    made = csv_row(TrialRecord(protocol_section={"identificationModule": {"nctId": "NCT01234567", "briefTitle": "=1+1"}}))
    assert [remark.part for remark in made.remarks] == ["Study Title"]


def test_breaks_within_a_cell_do_not_break_the_table_for_readers_by_line() -> None:
    text = csv_text(
        TrialRecord(protocol_section={"descriptionModule": {"briefSummary": "one\u2028two\x85three"}}), ["Brief Summary"]
    )
    rows = list(csv.reader(text.splitlines()))
    assert len(rows) == 1


def test_a_column_that_is_none_is_an_error() -> None:
    with pytest.raises(KeyError):
        csv_text(TrialRecord(protocol_section={}), ["Budget"])
