"""What a comma parts behind an "or", what several cancers or wounds share, and names that are no conditions."""

import pytest

from trialwright.library import protocol_of_line
from trialwright.protocol.language import print_criterion


def reading(line: str, section: str = "inclusion") -> str:
    (stage,) = protocol_of_line(line, section=section).stages
    return " ".join(print_criterion(stage.lines[0].node).split())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Hemoglobin >= 9 g/dL or transfusion, platelets >= 100,000/mm3",
            "all of (any of (hemoglobin >= 9 g/dL, blood transfusion), platelet count >= 100000 /mm3)",
        ),
        (
            "ECOG 0-1 or KPS >= 80, age >= 18",
            "all of (any of (ECOG performance status is 0 to 1, Karnofsky performance status >= 80), age >= 18)",
        ),
    ],
)
def test_a_comma_behind_an_or_parts_what_is_required_beside_it(line: str, expected: str) -> None:
    assert reading(line) == expected


def test_unlike_things_behind_the_comma_leave_both_readings() -> None:
    assert reading("BRAF or NRAS mutation, measurable disease").startswith("either reading")


def test_alternatives_of_one_sort_stay_alternatives() -> None:
    assert reading("Surgery or radiotherapy, chemotherapy") == "any of (surgery, radiotherapy, chemotherapy)"


def test_what_a_disease_is_refractory_to_is_said_of_each_of_several() -> None:
    assert reading("DLBCL or FL refractory to rituximab") == (
        "any of ( diffuse large b-cell lymphoma [described: refractory to rituximab], "
        "follicular lymphoma [described: refractory to rituximab] )"
    )


def test_a_state_before_the_first_of_a_list_within_a_list_may_be_of_all_of_it() -> None:
    read = reading("Major surgery, or serious non-healing wound, ulcer or bone fracture within 21 days", "exclusion")
    assert "ulcer [described: serious non-healing]" in read
    assert "bone fracture [described: serious non-healing]" in read
    assert "major surgery within" in read


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Stage I-II breast cancer per American Joint Committee on Cancer", "all of (breast cancer, stage is I to II)"),
        (
            "Probable Alzheimer's disease by National Institute of Neurological and Communicative Disorders and Stroke criteria",
            "has alzheimer disease [proof: suspected]",
        ),
        ("American Society of Anesthesiologists (ASA) class I, II or III", "ASA class is I to III"),
        ("International Federation of Gynecology and Obstetrics (FIGO) stage III", "FIGO stage is III"),
    ],
)
def test_the_name_of_an_institute_names_no_condition(line: str, expected: str) -> None:
    assert reading(line) == expected
