"""Laws of merging: a record with itself is itself, and no stated value is lost."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trialwright.registries.merge import merge
from trialwright.registries.record import Source, TrialRecord

_words = st.text(alphabet="abcdefghij ", min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
_dates = st.sampled_from(["2024", "2024-01", "2024-01-01", "2024-01-31", "2025-02-03"])
_modules = st.fixed_dictionaries(
    {"identificationModule": st.just({"nctId": "NCT00000001"})},
    optional={
        "statusModule": st.fixed_dictionaries(
            {},
            optional={
                "overallStatus": st.sampled_from(["RECRUITING", "COMPLETED"]),
                "startDateStruct": st.fixed_dictionaries({"date": _dates}),
            },
        ),
        "descriptionModule": st.fixed_dictionaries({}, optional={"briefSummary": _words, "detailedDescription": _words}),
        "conditionsModule": st.fixed_dictionaries(
            {}, optional={"conditions": st.lists(_words, max_size=4), "keywords": st.lists(_words, max_size=3)}
        ),
        "designModule": st.fixed_dictionaries(
            {}, optional={"phases": st.lists(st.sampled_from(["PHASE1", "PHASE2"]), min_size=1, max_size=2, unique=True)}
        ),
        "contactsLocationsModule": st.fixed_dictionaries(
            {},
            optional={
                "locations": st.lists(
                    st.fixed_dictionaries({"city": _words, "country": _words}, optional={"facility": _words}), max_size=3
                )
            },
        ),
    },
)
_layouts = st.sampled_from(["ctgov-v2", "meddatax", "clinicaltrialexchange", "medpath", "veeva", "unknown"])


def _record(section: dict[str, Any], layout: str, name: str) -> TrialRecord:
    return TrialRecord(protocol_section=section, sources=(Source(name=name, layout=layout),))


def _shown(value: object) -> str:
    return "".join(str(value).lower().split())


@given(section=_modules, layout=_layouts)
def test_a_record_merged_with_a_copy_of_itself_gains_no_contradiction(section: dict[str, Any], layout: str) -> None:
    merged = merge([_record(section, layout, "a"), _record(section, layout, "b")])
    assert not [finding for finding in merged.findings if finding.code == "SOURCES_DISAGREE"]


@given(one=_modules, other=_modules, layouts=st.tuples(_layouts, _layouts))
def test_every_stated_value_is_in_the_merged_record_or_kept_beside_it(
    one: dict[str, Any], other: dict[str, Any], layouts: tuple[str, str]
) -> None:
    records = [_record(one, layouts[0], "a"), _record(other, layouts[1], "b")]
    merged = merge(records)
    kept = " ".join(_shown(value) for _, value in merged.leaves()) + " " + _shown(merged.extra.get("alternatives", {}))
    lost = [(path, value) for record in records for path, value in record.leaves() if _shown(value) not in kept]
    assert lost == []


@given(one=_modules, other=_modules, layouts=st.tuples(_layouts, _layouts))
def test_the_order_of_the_sources_does_not_change_which_fields_disagree(
    one: dict[str, Any], other: dict[str, Any], layouts: tuple[str, str]
) -> None:
    a, b = _record(one, layouts[0], "a"), _record(other, layouts[1], "b")
    there = {finding.fields[0] for finding in merge([a, b]).findings if finding.code == "SOURCES_DISAGREE"}
    back = {finding.fields[0] for finding in merge([b, a]).findings if finding.code == "SOURCES_DISAGREE"}
    assert there == back
