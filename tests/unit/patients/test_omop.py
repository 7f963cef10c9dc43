"""Rows of an OMOP database become facts by the concepts of that database; what says the opposite, or cannot be told, does not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.unit.patients.omop_base import CONCEPTS, facts, left, read, write

from trialwright.errors import UserError
from trialwright.patients.facts import Kind
from trialwright.patients.omop import OmopOptions, read_omop
from trialwright.patients.omop_tables import READ, CdmTable
from trialwright.patients.understood import Understood, Why
from trialwright.vocabulary.time import PartialDate

WATCHED = "1,7,2010-01-01,2024-01-01"


def test_a_person_has_a_birth_date_as_exact_as_it_is_given_and_a_sex(tmp_path: Path) -> None:
    found = read(tmp_path, person="7,8532,1960,5,,F").patient
    assert (found.id, found.birth_date, found.sex) == ("7", PartialDate.parse("1960-05"), "female")


def test_a_sex_without_a_concept_is_what_the_source_says(tmp_path: Path) -> None:
    assert read(tmp_path, person="7,0,1960,,,M").patient.sex == "male"


def test_a_mention_long_after_the_begin_of_observation_is_the_day_of_diagnosis(tmp_path: Path) -> None:
    rows = "1,7,1,2020-03-02,,,,,\n2,7,1,2021-03-02,,,,,\n3,7,1,2022-03-02,,,,,"
    (fact,) = facts(tmp_path, observation_period=WATCHED, condition_occurrence=rows)
    assert (fact.concept, fact.date, fact.place) == ("breast cancer", PartialDate.parse("2020-03-02"), "condition_occurrence/1")


def test_a_cancer_mentioned_when_observation_begins_may_be_older(tmp_path: Path) -> None:
    (fact,) = facts(tmp_path, observation_period=WATCHED, condition_occurrence="1,7,1,2010-03-02,,,,,")
    assert fact.date is not None and str(fact.date.last) == "2010-03-02" and fact.date.first < fact.date.last


def test_an_illness_does_not_end_with_the_visit_but_when_the_record_says(tmp_path: Path) -> None:
    visits = "5,7,9202,2020-03-02,2020-03-04,"
    rows = "1,7,13,2020-03-02,2020-03-04,,5,,\n2,7,13,2021-03-02,2021-04-09,,,,"
    of_visit, ended = facts(tmp_path, visit_occurrence=visits, condition_occurrence=rows)
    assert (of_visit.date, of_visit.end) == (PartialDate.parse("2020-03-02"), None)
    assert (ended.start, ended.end) == (PartialDate.parse("2021-03-02"), PartialDate.parse("2021-04-09"))


def test_a_preliminary_diagnosis_is_none_and_a_resolved_one_is_over(tmp_path: Path) -> None:
    found = read(tmp_path, condition_occurrence="1,7,1,2020-03-02,,32899,,,\n2,7,13,2020-03-02,,32906,,,")
    assert left(found) == {(Why.NOT_CONFIRMED, "Malignant neoplasm of breast")}
    assert [(fact.concept, fact.qualifiers["ongoing"]) for fact in found.patient.facts] == [("myocardial infarction", "false")]


def test_what_is_a_kind_of_a_known_disease_is_that_disease(tmp_path: Path) -> None:
    (fact,) = facts(tmp_path, condition_occurrence="1,7,8,2020-03-02,,,,,", concept_ancestor="9,8,2,2")
    assert (fact.what, fact.concept) == ("Infiltrating carcinoma of unheard sort", "colon cancer")


def test_a_morphology_at_a_place_is_a_cancer_with_that_histology(tmp_path: Path) -> None:
    (fact,) = facts(tmp_path, condition_occurrence="1,7,17,2020-03-02,,,,,")
    assert (fact.concept, fact.qualifiers["histology"]) == ("invasive ductal carcinoma of the breast", "ductal carcinoma")


def test_the_concept_of_the_source_counts_where_the_standard_one_is_missing(tmp_path: Path) -> None:
    (fact,) = facts(tmp_path, condition_occurrence="1,7,0,2020-03-02,,,,C61,18")
    assert fact.concept == "prostate cancer"


def test_an_unknown_concept_is_listed_by_its_name_and_a_missing_one_by_its_number(tmp_path: Path) -> None:
    found = read(tmp_path, condition_occurrence="1,7,15,2020-03-02,,,,,\n2,7,4711,2020-03-02,,,,,")
    assert left(found) == {(Why.CODE, "Kurzsyndrom"), (Why.CODE, "concept 4711")}


def test_own_codes_tell_what_a_concept_a_code_or_a_word_of_the_source_means(tmp_path: Path) -> None:
    own = tmp_path / "codes.tsv"
    own.write_text("system\tcode\tconcept\nOMOP\t4711\tgastric cancer\nSNOMED\t1\tmelanoma\nsource\tXY\tasthma\n")
    rows = "1,7,4711,2020-03-02,,,,,\n2,7,15,2020-03-02,,,,,\n3,7,0,2020-03-02,,,,XY,"
    found = read(tmp_path, OmopOptions(codes=own), condition_occurrence=rows).patient.facts
    assert {fact.concept for fact in found} == {"gastric cancer", "melanoma", "asthma"}


def test_a_result_has_its_unit_its_bound_and_its_limits(tmp_path: Path) -> None:
    (fact,) = facts(tmp_path, measurement="1,7,2,2020-03-02,4171756,10.2,,8713,12.0,16.0,g/dL,,,")
    assert (fact.concept, fact.value, fact.comparator, fact.unit) == ("hemoglobin", Decimal("10.2"), "<", "g/dL")
    assert (fact.lln, fact.uln, fact.date) == (Decimal("12.0"), Decimal("16.0"), PartialDate.parse("2020-03-02"))


def test_limits_of_nothing_to_nothing_are_none_and_an_unknown_bound_makes_no_fact(tmp_path: Path) -> None:
    found = read(tmp_path, measurement="1,7,2,2020-03-02,,10.2,,8713,0,0,,,,\n2,7,2,2020-03-03,99,10.2,,8713,,,,,,")
    (fact,) = found.patient.facts
    assert (fact.lln, fact.uln) == (None, None)
    assert {why for why, _ in left(found)} == {Why.VALUE}


@pytest.mark.parametrize(("number", "word"), [(6, "positive"), (5, "negative")])
def test_a_marker_is_what_its_value_says(tmp_path: Path, number: int, word: str) -> None:
    (fact,) = facts(tmp_path, measurement=f"1,7,4,2020-03-02,,,{number},,,,,,,")
    assert (fact.concept, fact.value) == ("estrogen receptor", word)


def test_a_modifier_states_the_stage_and_belongs_to_its_cancer(tmp_path: Path) -> None:
    cancers = "31,7,1,2020-03-02,,,,,\n32,7,9,2020-03-02,,,,,"
    stage = "1,7,7,2020-03-02,,,,,,,,,31,1147127"
    found = facts(tmp_path, condition_occurrence=cancers, measurement=stage)
    assert {fact.concept: fact.qualifiers.get("stage") for fact in found} == {"breast cancer": "IIA", "colon cancer": None}


def test_a_category_and_a_score_that_the_concept_names_are_measurements(tmp_path: Path) -> None:
    found = facts(tmp_path, measurement="1,7,21,2020-03-02,,,,,,,,,,\n2,7,20,2020-03-02,,1,,,,,,,,")
    assert {(fact.concept, str(fact.value)) for fact in found} == {("pathologic T stage", "T2"), ("ECOG performance status", "1")}


def test_a_metastasis_that_was_looked_for_and_absent_is_absent(tmp_path: Path) -> None:
    (fact,) = facts(tmp_path, measurement="1,7,11,2020-03-02,,,12,,,,,,,")
    assert (fact.concept, fact.present) == ("liver metastasis", False)


def test_a_history_of_something_is_history_and_one_of_the_family_is_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, observation="1,7,14,2020-03-02,,,13,\n2,7,10,2020-03-02,,,,")
    (fact,) = found.patient.facts
    assert (fact.concept, fact.qualifiers["activity"]) == ("myocardial infarction", "history")
    assert left(found) == {(Why.CODE, "Family history of malignant neoplasm of breast")}


def test_an_allergy_is_to_its_value(tmp_path: Path) -> None:
    (fact,) = facts(tmp_path, observation="1,7,22,2020-03-02,,,23,")
    assert fact.kind is Kind.ALLERGIES


def test_what_was_prescribed_ends_nobody_knows_when_what_was_given_ends_with_its_row(tmp_path: Path) -> None:
    rows = "1,7,3,2020-03-02,2020-03-09,,32838,,\n2,7,3,2020-04-02,2020-04-09,,32818,,\n3,7,3,2020-05-02,2020-05-09,2020-05-09,,,"
    prescribed, given, stated = facts(tmp_path, drug_exposure=rows)
    assert prescribed.concept == "cyclophosphamide" and prescribed.end is not None and prescribed.end.last.year == 9999
    assert (given.end, stated.end) == (PartialDate.parse("2020-04-09"), PartialDate.parse("2020-05-09"))


@pytest.mark.parametrize(
    ("row", "dose"),
    [
        ("1,7,26,2020-03-02,,60,30", "10 mg/d"),
        ("1,7,26,2020-03-02,,60,", None),  # for how long is not said
        ("1,7,26,2020-03-02,32818,2,1", None),  # of what was given nobody knows how often that was
        ("1,7,3,2020-03-02,,60,30", None),  # an injection is no piece
    ],
)
def test_what_is_handed_out_for_some_days_has_the_dose_of_a_day(tmp_path: Path, row: str, dose: str | None) -> None:
    head = "drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date,drug_type_concept_id,quantity,days_supply"
    (write(tmp_path) / "drug_exposure.csv").write_text(f"{head}\n{row}\n")
    ((fact,),) = [one.patient.facts for one in read_omop(tmp_path)]
    assert fact.qualifiers.get("dose") == dose


def test_a_product_is_the_medicines_in_it(tmp_path: Path) -> None:
    (fact,) = facts(tmp_path, drug_exposure="1,7,25,2020-03-02,,,,,", concept_ancestor="24,25,2,2")
    assert (fact.what, fact.concept) == ("Mystery product 25", "trastuzumab")


def test_eras_are_read_where_there_is_no_exposure_at_all(tmp_path: Path) -> None:
    (fact,) = facts(tmp_path, drug_exposure="", drug_era="1,7,24,2020-03-02,2020-06-02")
    assert (fact.concept, fact.place) == ("trastuzumab", "drug_era/1")


def test_an_episode_of_treatment_is_taken_and_one_of_the_disease_is_the_disease(tmp_path: Path) -> None:
    found = facts(tmp_path, episode="1,7,32533,2020-03-02,,,1\n2,7,32531,2020-04-02,2020-06-02,1,24")
    assert {fact.concept for fact in found} == {"breast cancer", "trastuzumab"}


def test_where_and_how_long_a_person_was_seen_is_told(tmp_path: Path) -> None:
    visits = "5,7,9201,2020-03-02,2020-03-04,3"
    found = read(tmp_path, observation_period=WATCHED, visit_occurrence=visits, care_site="3,Ward 3", device_exposure="1,7\n2,7")
    assert found.sites == ("Ward 3",)
    assert [(str(start), str(end)) for start, end in found.observed] == [("2010-01-01", "2024-01-01")]
    assert [fact.concept for fact in found.patient.facts] == ["hospitalization"]
    assert dict(found.resources)["device_exposure"] == 2


def test_a_table_without_a_row_makes_nobody_drug_free(tmp_path: Path) -> None:
    options = OmopOptions(complete=frozenset({Kind.MEDICATIONS, Kind.CONDITIONS}))
    found = read(tmp_path, options, observation_period=WATCHED, condition_occurrence="1,7,1,2020-03-02,,,,,", drug_exposure="")
    assert found.patient.coverage == {Kind.CONDITIONS}
    assert [item.code for item in found.patient.findings] == ["NOT_COMPLETE"]


def test_procedures_alone_make_nobody_drug_free_nor_drugs_alone_free_of_radiotherapy(tmp_path: Path) -> None:
    drug, act = "1,7,24,2020-03-02,,,,,", "1,7,16,2020-03-02,"
    options = OmopOptions(complete=frozenset({Kind.TREATMENTS}))
    for tables, complete in (
        ({"drug_exposure": "", "procedure_occurrence": act}, set()),
        ({"drug_exposure": drug, "procedure_occurrence": ""}, set()),
        ({"drug_exposure": drug, "procedure_occurrence": act}, {Kind.TREATMENTS}),
    ):
        assert read(tmp_path, options, observation_period=WATCHED, **tables).patient.coverage == complete


def test_a_cancer_that_is_mentioned_after_it_was_called_resolved_is_not_over(tmp_path: Path) -> None:
    over, active = "{},7,1,{},,32906,,,", "{},7,1,{},,,,,"
    for rows, ongoing in (
        ((over.format(1, "2018-01-01"), active.format(2, "2023-05-01")), None),  # it has come back
        ((active.format(1, "2018-01-01"), over.format(2, "2023-05-01")), "false"),
        ((active.format(1, "2023-05-01"), over.format(2, "2018-01-01")), None),  # in any order of the rows
        ((over.format(1, "2018-01-01"), active.format(2, "2019-01-01"), over.format(3, "2023-05-01")), "false"),
        ((over.format(1, "2018-01-01"), active.format(2, "")), None),  # nobody knows which came first
        ((over.format(1, "2018-01-01"),), "false"),
    ):
        (fact,) = facts(tmp_path, condition_occurrence="\n".join(rows))
        assert (fact.concept, fact.qualifiers.get("ongoing")) == ("breast cancer", ongoing), rows


def test_nothing_is_complete_of_a_person_who_was_never_observed(tmp_path: Path) -> None:
    options = OmopOptions(complete=frozenset({Kind.CONDITIONS}))
    folder = write(
        tmp_path,
        person="7,8532,1960,5,1,F\n8,8507,1961,5,1,M",
        observation_period=WATCHED,
        condition_occurrence="1,7,1,2020-03-02,,,,,",
    )
    assert [one.patient.coverage for one in read_omop(folder, options=options)] == [{Kind.CONDITIONS}, frozenset()]


def test_people_come_in_the_order_of_their_ids_each_with_their_own_rows(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        person="12,8507,1961,,,\n7,8532,1960,5,1,F",
        condition_occurrence="1,12,1,2020-03-02,,,,,\n2,3,13,2020-03-02,,,,,",
    )
    found = [(one.patient.id, [fact.concept for fact in one.patient.facts]) for one in read_omop(folder)]
    assert found == [("3", ["myocardial infarction"]), ("7", []), ("12", ["breast cancer"])]


def test_a_time_of_observation_alone_makes_no_person(tmp_path: Path) -> None:
    folder = write(tmp_path, observation_period=f"{WATCHED}\n2,8,2010-01-01,2024-01-01")
    assert [one.patient.id for one in read_omop(folder)] == ["7"]


def test_one_person_is_read_alone_and_one_who_is_not_there_is_an_error(tmp_path: Path) -> None:
    folder = write(tmp_path, person="12,8507,1961,,,\n7,8532,1960,5,1,F")
    assert [one.patient.id for one in read_omop(folder, options=OmopOptions(person=frozenset({"12"})))] == ["12"]
    with pytest.raises(UserError, match="there is no person 99"):
        list(read_omop(folder, options=OmopOptions(person=frozenset({"99"}))))
    with pytest.raises(UserError, match="whole number"):
        raise _error_of(folder, "P7")


def _error_of(folder: Path, person: str) -> UserError:
    with pytest.raises(UserError) as caught:
        list(read_omop(folder, options=OmopOptions(person=frozenset({person}))))
    return UserError(caught.value.hint or "")


def test_a_folder_without_people_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "person.csv").write_text("id,name\n1,x\n")
    with pytest.raises(UserError, match="person_id"):
        list(read_omop(tmp_path))


def test_the_absence_of_a_kind_does_not_deny_what_it_is_a_kind_of(tmp_path: Path) -> None:
    found = read(tmp_path, measurement="1,7,8,2020-03-02,,,12,,,,,,,", concept_ancestor="9,8,2,2")
    assert found.patient.facts == ()
    assert left(found) == {(Why.CODE, "Infiltrating carcinoma of unheard sort: Absent")}


def test_a_number_in_the_words_of_the_source_keeps_the_unit_of_the_source(tmp_path: Path) -> None:
    (fact,) = facts(tmp_path, measurement='1,7,2,2020-03-02,,,,,,,g/dl,"10,5",,')
    assert (fact.value, fact.unit) == (Decimal("10.5"), "g/dL")


def _filled(folder: Path, table: str, head: str, row: str) -> Understood:
    """The one person of a database of which one table has other columns than those of the tests."""
    write(folder)
    (folder / f"{table}.csv").write_text(f"{head}\n{row}\n", "utf-8")
    (found,) = read_omop(folder)
    return found


@pytest.mark.parametrize(
    ("number", "source", "side"),
    [("", "LT", "left"), ("30", "", "right"), ("", "50", "bilateral"), ("0", "links", "left"), ("", "", None)],
)
def test_a_modifier_tells_the_side_of_a_procedure(tmp_path: Path, number: str, source: str, side: str | None) -> None:
    head = "procedure_occurrence_id,person_id,procedure_concept_id,procedure_date,modifier_concept_id,modifier_source_value"
    right = "\n30,Right,SNOMED,24028007,Qualifier Value"
    write(tmp_path, concept=CONCEPTS + right)
    (tmp_path / "procedure_occurrence.csv").write_text(f"{head}\n1,7,16,2020-01-01,{number},{source}\n", "utf-8")
    (found,) = read_omop(tmp_path)
    assert [fact.qualifiers.get("laterality") for fact in found.patient.facts] == [side]


def test_a_modifier_that_is_not_understood_is_listed_and_what_was_stopped_was_not_done(tmp_path: Path) -> None:
    head = "procedure_occurrence_id,person_id,procedure_concept_id,procedure_date,modifier_source_value"
    odd = _filled(tmp_path, "procedure_occurrence", head, "1,7,16,2020-01-01,XQ")
    assert (Why.PART, "modifier XQ") in left(odd)
    assert [fact.concept for fact in odd.patient.facts] == ["mastectomy"]
    stopped = _filled(tmp_path, "procedure_occurrence", head, "1,7,16,2020-01-01,53")
    assert (stopped.patient.facts, left(stopped)) == ((), {(Why.STATUS, "Mastectomy (stopped)")})


@pytest.mark.parametrize(
    ("route", "concept", "listed"),
    [
        ("oral", "hydrocortisone", ""),
        ("topical", "topical hydrocortisone", ""),
        ("Intraarticular route", None, "hydrocortisone (Intraarticular route)"),
        ("by owl", "hydrocortisone", "route by owl"),
    ],
)
def test_a_steroid_that_stays_where_it_is_put_is_none_in_the_whole_body(
    tmp_path: Path, route: str, concept: str | None, listed: str
) -> None:
    head = "drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date,route_source_value"
    write(tmp_path, concept=CONCEPTS + "\n31,hydrocortisone,RxNorm,5492,Ingredient")
    (tmp_path / "drug_exposure.csv").write_text(f"{head}\n1,7,31,2024-01-01,{route}\n", "utf-8")
    (found,) = read_omop(tmp_path)
    assert [fact.concept for fact in found.patient.facts] == ([concept] if concept else [])
    assert {what for _, what in left(found)} == ({listed} if listed else set())


def test_the_number_of_an_episode_of_treatment_is_its_line(tmp_path: Path) -> None:
    head = "episode_id,person_id,episode_concept_id,episode_object_concept_id,episode_start_date,episode_number"
    found = _filled(tmp_path, "episode", head, "1,7,32531,24,2024-01-01,2")
    assert [(fact.concept, fact.qualifiers) for fact in found.patient.facts] == [("trastuzumab", {"line": "2"})]


@pytest.mark.parametrize("table", READ, ids=lambda table: table.name)
def test_every_column_with_something_in_it_is_read_or_passed_by_on_purpose_or_listed(tmp_path: Path, table: CdmTable) -> None:
    unheard = [f"house_{number}" for number in range(3)]
    head = ["person_id", *table.columns, *sorted(table.passed - {"person_id", *table.columns}), *unheard]
    row = ["7", *("1" for _ in head[1:-2]), "0", ""]
    found = _filled(tmp_path, table.name, ",".join(head), ",".join(row))
    columns = {item.what for item in found.unread if item.why is Why.PART and item.what.startswith("column ")}
    assert columns == {"column house_0", "column house_1"}


def test_rows_of_a_table_that_is_none_of_omop_are_counted(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "tumour_board.csv").write_text("person_id,advice\n7,no surgery\n7,radiotherapy\n8,none\n", "utf-8")
    (tmp_path / "wards.csv").write_text("ward,beds\nA,3\n", "utf-8")
    (found,) = read_omop(tmp_path)
    assert [(item.why, item.resource, item.what) for item in found.unread] == [(Why.KIND, "tumour_board", "(2)")]
