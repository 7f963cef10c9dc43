"""The tables behind the reader of labelled text are sound: every row can be used, none contradicts another; laws."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.often import often

from trialwright.registries import enums
from trialwright.registries.pages.labelled import read_labelled
from trialwright.registries.pages.labels import STRICT, Layout, labels_of, normal, patterns, rows
from trialwright.registries.pages.numbers import Printed
from trialwright.registries.pages.text import page_text
from trialwright.registries.pages.values import registry_ids, scalar

FREE = frozenset(
    [
        "title",
        "acronym",
        "text",
        "prose",
        "org_id",
        "ids",
        "secondary_ids",
        "sponsor",
        "collaborators",
        "conditions",
        "keywords",
        "comma_list",
        "list",
        "countries",
        "interventions",
        "arms",
        "outcomes",
        "locations",
        "criteria",
        "inclusion",
        "exclusion",
        "section",
        "ignore",
        "part",
    ]
)
LABELS = rows("labels.tsv")
V2 = set(files("trialwright.registries").joinpath("data/v2_fields.txt").read_text(encoding="utf-8").split())


def test_every_label_has_a_kind_that_is_read() -> None:
    assert {row["kind"].partition(":")[0] for row in LABELS} <= STRICT | FREE | {"flag", "flag_sex"}


def test_every_label_can_be_found_as_it_is_printed() -> None:
    assert [row["label"] for row in LABELS if "*" not in row["label"] and not labels_of(row["label"])[0]] == []


def test_no_label_stands_twice_for_the_same_place() -> None:
    keys = [(normal(row["label"]), row["layouts"], row["within"]) for row in LABELS if row["kind"] != "ignore"]
    doubled = {key for key in keys if keys.count(key) > 1}
    paths = {
        key: {row["path"] for row in LABELS if (normal(row["label"]), row["layouts"], row["within"]) == key} for key in doubled
    }
    assert {key: found for key, found in paths.items() if len(found) > 1} == {}


def test_every_path_of_a_label_is_a_field_of_v2_or_apart() -> None:
    modules = {row["path"] for row in LABELS if "Module." in row["path"]}
    known = {re.sub(r"\[\]", "", field) for field in V2}
    own = {"outcomesModule.outcomes", "eligibilityModule.age"}
    strange = {
        path
        for path in modules
        if not any(
            field.startswith(re.sub(r"\[\]", "", path)) or f"protocolSection.{re.sub(r'[][]', '', path)}" in field
            for field in known
        )
        and not any(path.startswith(name) for name in own)
    }
    assert strange == set()


def test_every_layout_named_by_a_label_or_a_pattern_exists() -> None:
    names = {row["layout"] for row in rows("layouts.tsv")}
    named = {name.strip() for row in LABELS for name in row["layouts"].split(",") if name.strip()}
    assert {name for name in named if not any(known == name or known.startswith(f"{name}-") for known in names)} == set()


def test_every_expression_of_the_tables_compiles() -> None:
    marks = [mark.removeprefix("url:") for row in rows("layouts.tsv") for mark in row["marks"].split(" && ")]
    others = [row[column] for name, column in (("noise.tsv", "noise"), ("lost_signs.tsv", "pattern")) for row in rows(name)]
    assert len([re.compile(mark, re.MULTILINE) for mark in marks]) + len([re.compile(other) for other in others]) > 100
    assert all(group in pattern.expression.groupindex for pattern in patterns() for group, _, _ in pattern.gives if group)


@pytest.mark.parametrize("row", rows("words.tsv"), ids=lambda row: f"{row['kind']}-{row['words']}")
def test_every_word_of_another_language_gives_a_value_of_v2(row: dict[str, str]) -> None:
    read = scalar(row["kind"], row["words"], Printed(layout=Layout(name="unknown")))
    assert read == {"true": True, "false": False}.get(row["value"], [row["value"]] if row["kind"] == "phase" else row["value"])
    assert row["value"] in set(enums.table()[row["kind"]].values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nct01234567", [("ClinicalTrials.gov", "NCT01234567")]),
        ("EUCTR2015-003693-33-AT", [("EudraCT", "2015-003693-33")]),
        ("2023-505678-12-00", [("CTIS", "2023-505678-12-00")]),
        ("CTRI/2020/05/025123 [Registered on: 11/05/2020]", [("CTRI", "CTRI/2020/05/025123")]),
        ("XNCT01234567, NCT0123456", []),
        ("ISRCTN43987580 and NCT01234567", [("ISRCTN", "ISRCTN43987580"), ("ClinicalTrials.gov", "NCT01234567")]),
    ],
)
def test_registry_numbers(text: str, found: list[tuple[str, str]]) -> None:
    assert registry_ids(text) == found


WORDS = [
    *[row["label"] for row in LABELS][::7],
    "Recruiting",
    "Phase 2",
    "18 Years",
    "N/A",
    "2019-05-06",
    "- ECOG 0-1",
    "| a | b |",
    "",
    "---",
    "# X",
]


@often(150)
@given(
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=40)), max_size=25),
    st.sampled_from(["\n", "\n\n", ": ", " | ", "\t"]),
)
def test_any_page_is_read_without_error_and_every_place_lies_on_it(lines: list[str], joint: str) -> None:
    page = page_text(joint.join(lines), name="page")
    record = read_labelled(page)
    json.dumps(record.to_json())
    for item in record.provenance.values():
        if item.place is not None and item.place.start is not None:
            assert 0 <= item.place.start <= (item.place.end or 0) <= len(page.text)


@often(80)
@given(st.integers(min_value=0, max_value=400))
def test_a_page_cut_anywhere_but_inside_a_number_states_nothing_that_the_whole_page_does_not(cut: int) -> None:
    whole = (
        "A Trial of Rest in Back Pain\n\nNCT ID: NCT01234567\nStatus:\nActive, not recruiting\nPhase:\nPhase 2\n"
        "Enrollment: 1600\nStart date: 2019-05-06\nMinimum age:\nMaximum age: 75 Years\nSex: All\n\n"
        "Inclusion Criteria:\n- Pain\n\nExclusion Criteria:\n- Fracture\n"
    )
    assume(not whole[max(cut - 1, 0) : cut + 1].isdigit())
    full, part = dict(read_labelled(page_text(whole)).leaves()), dict(read_labelled(page_text(whole[:cut])).leaves())
    assert [path for path, value in part.items() if path not in full or not str(full[path]).startswith(str(value))] == []
