"""Whatever JSON somebody calls a study, every format of a record writes it whole, and no text of it gets out of its place."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import rispy
from fhir.resources.R4B.researchstudy import ResearchStudy as StudyR4
from fhir.resources.researchstudy import ResearchStudy as StudyR5
from hypothesis import given
from hypothesis import strategies as st
from tests.often import often
from tests.unit.exports.full_record import FIELDS, full_section, record_of

from trialwright.exports.medical_trial import script_text, to_medical_trial
from trialwright.exports.records import RecordFormat, write, written
from trialwright.exports.study_json import study_of
from trialwright.exports.table_csv import COLUMNS, OWN_COLUMNS
from trialwright.registries.ctgov import read_study
from trialwright.registries.record import Source, TrialRecord

TEXTS = st.text(max_size=30) | st.sampled_from(
    ["=1+1", "ER  - ", "TY  - JOUR", "\r\nTI  - x", "a|b", '"', "</script>", "\x00", "\ud800", "99999999", "2024-13-45",
     "NCT01234567", "\u2028"]
)  # fmt: skip
SCALARS = TEXTS | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False)
ANYTHING = st.recursive(SCALARS, lambda node: st.lists(node, max_size=3) | st.dictionaries(st.text(max_size=5), node, max_size=3))


@st.composite
def sections(draw: st.DrawFn) -> dict[str, Any]:
    """A full section in which some values are anything."""
    section = full_section()
    for field in draw(st.lists(st.sampled_from(FIELDS), max_size=8, unique=True)):
        node: Any = section
        *above, name = field.split(".")
        for key in above:
            node = node.get(key) if isinstance(node, dict) else node
            node = node[0] if isinstance(node, list) and node else node
        if isinstance(node, dict):
            node[name] = draw(ANYTHING)
    return section


@often(60)
@given(sections())
def test_a_row_has_every_column_and_no_cell_is_a_formula(section: dict[str, Any]) -> None:
    text = "".join(write([record_of(section)], RecordFormat.CSV))
    head, row = csv.reader(io.StringIO(text, newline=""))
    assert tuple(head) == (*COLUMNS, *OWN_COLUMNS)
    assert len(row) == len(head)
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@often(60)
@given(sections())
def test_a_record_is_one_reference(section: dict[str, Any]) -> None:
    text = written(record_of(section), RecordFormat.RIS).text
    assert len(rispy.loads(text)) == 1
    assert text.count("\r\n") == len(text.splitlines())


@often(40)
@given(sections())
def test_fhir_reads_both_releases(section: dict[str, Any]) -> None:
    StudyR4.model_validate_json(written(record_of(section), RecordFormat.FHIR_R4).text)
    StudyR5.model_validate_json(written(record_of(section), RecordFormat.FHIR_R5).text)


@often(60)
@given(sections())
def test_json_ld_can_stand_in_a_page(section: dict[str, Any]) -> None:
    made = script_text(to_medical_trial(record_of(section)).document)
    assert not set(made) & set("<>&\u2028\u2029")
    json.loads(made)


@often(60)
@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(["&lt;", "\\&amp;", "* a\n- b", "&#60;", "\\\\"]))
def test_a_summary_that_is_written_and_read_again_is_the_same(summary: str) -> None:
    record = TrialRecord(protocol_section={"descriptionModule": {"briefSummary": summary}})
    again = read_study(json.loads(json.dumps(study_of(record))), source=Source(name="x", layout="ctgov-v2"))
    assert again.get("descriptionModule.briefSummary") == summary
