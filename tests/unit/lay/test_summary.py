"""The plain summary says what the record says, in short sentences with their sources, and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from trialwright.lay.summary import Believed, Summary, plain_summary
from trialwright.library import protocol_of_record
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord

PAGES = sorted(Path("examples/pages").glob("*.txt"))


def _summary(section: dict[str, Any], *, criteria: str | None = None, believed: str = "open") -> Summary:
    record = TrialRecord(protocol_section=section, eligibility_text=criteria)
    return plain_summary(record, protocol_of_record(record), Believed(word=believed))


def _said(summary: Summary) -> list[str]:
    return [sentence.text for part in summary.parts for sentence in part.sentences]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem[:3])
def test_every_sentence_of_the_seeds_has_a_source_that_is_there(page: Path) -> None:
    record = next(iter(read_records(page)))
    protocol = protocol_of_record(record)
    lines = {line.id for stage in protocol.stages for line in stage.lines}
    summary = plain_summary(record, protocol, Believed(word="doubted"))
    general = [sentence for part in summary.parts for sentence in part.sentences if not sentence.fields and not sentence.lines]
    assert [sentence.text for sentence in general] == [
        "A trial cannot promise that its treatment helps you.",
        "Ask your doctor what it could mean for you.",
    ]
    assert {line for part in summary.parts for sentence in part.sentences for line in sentence.lines} <= lines


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem[:3])
def test_the_seeds_are_said_at_the_level_of_a_school_child(page: Path) -> None:
    record = next(iter(read_records(page)))
    assert plain_summary(record, protocol_of_record(record), Believed(word="doubted")).grade <= 8


def test_no_criteria_is_not_everybody() -> None:
    assert "The record does not show who can join. That does not mean that everybody can." in _said(_summary({}))


def test_a_treatment_listed_as_a_condition_is_no_disease() -> None:
    said = _said(_summary({"conditionsModule": {"conditions": ["Radiotherapy", "Colorectal Cancer"]}}))
    assert "This trial is for people with Colorectal Cancer." in said


def test_a_trial_is_for_people_only_with_what_people_have() -> None:
    said = _said(_summary({"conditionsModule": {"conditions": ["Resilience", "Breast Cancer"]}}))
    assert "This trial is about: Resilience, Breast Cancer." in said
    listed = ["Familial Melanoma", "Eye Movement Desensitization and Reprocessing"]
    assert "This trial is for people with Familial Melanoma." in _said(_summary({"conditionsModule": {"conditions": listed}}))


def test_criteria_without_a_heading_are_criteria() -> None:
    said = _said(_summary({}, criteria="* Measurable disease\n* Able to swallow pills\n"))
    assert "You need: measurable disease." in said
    assert "This is not the whole list. There is one more line about who can join; see below." in said
    assert not any("does not show who can join" in text for text in said)


def test_a_record_of_exclusions_alone_does_not_say_that_nothing_is_needed() -> None:
    said = _said(_summary({}, criteria="Exclusion Criteria:\n\n* Brain metastases\n"))
    assert "The record does not show what is needed to join. That does not mean that nothing is." in said


def test_a_name_that_ends_with_a_full_stop_brings_no_second_one() -> None:
    said = _said(_summary({"armsInterventionsModule": {"interventions": [{"name": "Walking (outside)."}]}}))
    assert "It looks at: Walking (outside)." in said


def test_what_two_lines_ask_is_said_once() -> None:
    said = _said(_summary({}, criteria="Inclusion Criteria:\n\n* Measurable disease\n* Must have measurable disease\n"))
    assert said.count("You need: measurable disease.") == 1


def test_a_study_that_only_watches_lacks_no_phase() -> None:
    watching = _said(_summary({"designModule": {"studyType": "OBSERVATIONAL"}}))
    testing = _said(_summary({"designModule": {"studyType": "INTERVENTIONAL"}}))
    assert [any("the phase" in text for text in said) for said in (watching, testing)] == [False, True]


def test_a_group_without_a_treatment_is_named_too() -> None:
    groups = [
        {"label": "App", "type": "EXPERIMENTAL", "interventionNames": ["Device: App"]},
        {"label": "Care", "type": "NO_INTERVENTION"},
    ]
    said = _said(_summary({"armsInterventionsModule": {"armGroups": groups}}))
    assert "Group “Care”: no treatment by the trial." in said


def test_a_trial_that_had_not_begun_when_last_heard_of_is_said_to() -> None:
    section = {"statusModule": {"overallStatus": "NOT_YET_RECRUITING"}}
    said = _said(_summary(section, believed="doubted"))
    assert "The record says that the trial does not take people yet. Whether it does by now is not sure." in said


def test_sites_in_one_town_are_not_counted_as_towns() -> None:
    places = [
        {"facility": name, "city": city, "country": "Spain"} for name, city in (("A", "Madrid"), ("B", "Madrid"), ("C", "Vigo"))
    ]
    said = _said(_summary({"contactsLocationsModule": {"locations": places}}))
    assert "It runs at 3 sites in 2 towns: Madrid, Spain; Vigo, Spain." in said


def test_simple_lines_are_said_and_the_rest_is_counted() -> None:
    inclusion = "Inclusion Criteria:\n\n* ECOG performance status 0-1\n* Able to swallow pills\n\n"
    criteria = f"{inclusion}Exclusion Criteria:\n\n* Brain metastases\n"
    said = _said(_summary({}, criteria=criteria))
    assert "You need: ECOG performance status 0 to 1." in said
    assert "You cannot join with: brain metastasis." in said
    assert "This is not the whole list. There is one more line about who can join; see below." in said


def test_nobody_is_told_that_a_doubted_status_is_open() -> None:
    section = {"statusModule": {"overallStatus": "RECRUITING"}}
    assert "The record says that the trial takes people now." not in _said(_summary(section, believed="doubted"))
    said = _said(_summary(section, believed="unknown"))
    assert "Whether the trial takes people now is not sure. Ask before you count on it." in said


def test_a_word_is_explained_once() -> None:
    summary = _summary({"conditionsModule": {"conditions": ["Metastatic Gastric Adenocarcinoma", "Gastric Cancer"]}})
    assert [term.word for term in summary.terms] == ["metastatic", "gastric", "adenocarcinoma"]


def test_blinding_is_told_only_where_it_is_stated() -> None:
    design = {
        "designModule": {"designInfo": {"maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "INVESTIGATOR"]}}}
    }
    assert "You will not know which treatment you get." in _said(_summary(design))
    assert not any("know" in text and "get" in text for text in _said(_summary({})))


def test_what_only_prose_tells_is_quoted_with_its_place() -> None:
    page = next(path for path in PAGES if path.stem.startswith("001"))
    record = next(iter(read_records(page)))
    summary = plain_summary(record, protocol_of_record(record), Believed(word="doubted"))
    told = [sentence for part in summary.parts for sentence in part.sentences if sentence.text.startswith("In the words of")]
    assert [sentence.fields for sentence in told] == [("extra.portalSummary",)] * 2
    assert "the other group will also receive additional localized therapy, such as radiation or surgery" in told[1].text


def test_groups_with_the_same_treatments_are_told_apart_by_their_descriptions() -> None:
    same = {"interventionNames": ["Drug: Chemotherapy"]}
    long = {"label": "Long", "description": "Eight months of chemotherapy. Then rest.", **same}
    short = {"label": "Short", "description": "Four months of chemotherapy.", **same}
    other = {"label": "Other", "description": "A knife.", "interventionNames": ["Procedure: Surgery"]}
    said = _said(_summary({"armsInterventionsModule": {"armGroups": [long, short, other]}}))
    assert "Group “Long”, in its own words: “Eight months of chemotherapy.”" in said
    assert "Group “Short”, in its own words: “Four months of chemotherapy.”" in said
    assert "Group “Other”: Surgery." in said


def test_an_aim_in_prose_is_quoted_only_where_no_treatment_is_listed() -> None:
    prose = {"descriptionModule": {"briefSummary": "The purpose of this study is to find out whether walking helps."}}
    assert "In the words of its page: “The purpose of this study is to find out whether walking helps.”" in _said(_summary(prose))
    listed = {**prose, "armsInterventionsModule": {"interventions": [{"name": "Walking"}]}}
    assert not any("walking helps" in text for text in _said(_summary(listed)))


def test_nobody_is_sent_to_a_contact_that_is_not_there() -> None:
    assert "The record lists no site." in _said(_summary({}))
    reached = {"contactsLocationsModule": {"centralContacts": [{"name": "A", "phone": "+31 20 1234567"}]}}
    assert "The record lists no site. Ask the trial's contact where it runs." in _said(_summary(reached))


def test_where_chance_decides_a_record_that_lists_one_group_does_not_say_that_all_get_the_same() -> None:
    one_arm = {"armsInterventionsModule": {"armGroups": [{"label": "Standard arm"}]}}
    said = _said(_summary({**one_arm, "designModule": {"designInfo": {"allocation": "RANDOMIZED"}}}))
    assert "Chance decides which group you are in. You cannot choose." in said
    assert "Everybody gets the same plan." not in said
    assert "Everybody gets the same plan." in _said(_summary(one_arm))
