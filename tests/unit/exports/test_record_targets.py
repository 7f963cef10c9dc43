"""What each format of a whole record says of each field is what the table says it does: kept by taking the field out."""

from __future__ import annotations

import pytest
from tests.unit.exports.full_record import FIELDS, full_section, record_of, without

from trialwright.exports.records import RecordFormat, written
from trialwright.exports.remarks import Effect
from trialwright.exports.unsaid import targets, unsaid
from trialwright.registries.ctgov import read_study
from trialwright.registries.record import Provenance, Source, Standing, TrialRecord

FORMATS = [form for form in RecordFormat if form is not RecordFormat.JSON]


@pytest.mark.parametrize("form", FORMATS)
def test_the_table_lists_every_field_of_api_v2(form: RecordFormat) -> None:
    assert list(targets(form)) == FIELDS
    assert set(targets(form).values()) <= {"yes", "words", "part", ""}


@pytest.mark.parametrize("form", FORMATS)
def test_a_field_changes_the_document_just_where_the_table_says_so(form: RecordFormat) -> None:
    full = written(record_of(full_section()), form).text
    changes = {field for field in FIELDS if written(without(field), form).text != full}
    assert changes == {field for field, said in targets(form).items() if said}


def test_api_v2_json_says_every_field() -> None:
    full = written(record_of(full_section()), RecordFormat.JSON)
    assert full.remarks == ()
    assert [field for field in FIELDS if written(without(field), RecordFormat.JSON).text == full.text] == []


def test_a_remark_names_the_field_and_what_became_of_it() -> None:
    record = record_of(full_section())
    found = {remark.part: remark.effect for remark in unsaid(record, "ris")}
    assert found["contactsLocationsModule.locations.city"] is Effect.LEFT_OUT
    assert found["designModule.phases"] is Effect.AS_TEXT
    assert "descriptionModule.briefSummary" not in found


def test_what_the_source_shows_beside_the_fields_and_what_was_derived_is_remarked_on() -> None:
    derived = {"statusModule.overallStatus": Provenance(standing=Standing.DERIVED, how="the source writes 'Open'")}
    record = TrialRecord(
        protocol_section={"statusModule": {"overallStatus": "RECRUITING"}}, extra={"views": 12}, provenance=derived
    )
    found = [(remark.part, remark.effect.value, remark.why) for remark in unsaid(record, "csv")]
    assert found[0][:2] == ("extra.views", "left out")
    assert found[1] == (
        "statusModule.overallStatus",
        "assumed",
        "it stands there as if the source stated it: the source writes 'Open'",
    )


def test_sections_that_a_table_has_no_column_for_are_named() -> None:
    study = {
        "protocolSection": {"identificationModule": {"nctId": "NCT01234567"}},
        "derivedSection": {"miscInfoModule": {"a": 1}},
    }
    record = read_study(study, source=Source(name="x", layout="ctgov-v2"))
    assert [remark.part for remark in written(record, RecordFormat.CSV).remarks] == ["extra.derivedSection"]
