"""Brackets behind states of childbearing, who needs no contraception, pregnancy that a trial asks for, oral steroids."""

import pytest

from trialwright.library import protocol_of_line
from trialwright.protocol.language import print_criterion


def reading(line: str, section: str = "inclusion") -> str:
    (stage,) = protocol_of_line(line, section=section).stages
    return " ".join(print_criterion(stage.lines[0].node).split())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Postmenopausal (defined as no menses for at least 12 months)", "has postmenopausal"),
        ("Surgically sterile (hysterectomy, bilateral oophorectomy, or tubal ligation)", "has surgically sterile"),
        (
            "Women of childbearing potential (defined as not postmenopausal or sterile) must have a negative pregnancy test",
            'if ( childbearing potential ) then ( pregnancy test [value: negative] ) else ( no constraint "for the other sex" )',
        ),
    ],
)
def test_a_bracket_says_how_one_came_to_bear_no_children(line: str, expected: str) -> None:
    assert reading(line) == expected


def test_a_longer_time_than_the_word_means_is_not_dropped() -> None:
    assert "24 months" in reading("Postmenopausal (> 24 months without menses)")


def test_who_cannot_bear_children_need_not_agree_to_contraception() -> None:
    read = reading("Women must be postmenopausal, surgically sterile, or agree to use contraception")
    assert 'any of (postmenopausal, surgically sterile, ask "agree to use contraception")' in read


def test_pregnancy_beside_a_cancer_is_asked_for_and_alone_is_not() -> None:
    assert reading("Pregnant women with breast cancer") == "all of (pregnancy, breast cancer)"
    assert reading("Pregnant women").startswith("unread")


def test_oral_steroids_are_not_all_systemic_steroids() -> None:
    assert reading("Use of oral corticosteroids within 14 days", "exclusion").startswith("no oral corticosteroid")
    assert reading("Oral or intravenous steroids within 14 days", "exclusion").startswith("no systemic corticosteroid")


def test_the_disease_that_progressed_on_a_drug_is_its_failure() -> None:
    assert reading("Disease progressed on enzalutamide") == "has enzalutamide [outcome: failed]"


def test_one_way_to_be_past_childbearing_will_do_and_is_asked_of_women() -> None:
    line = "Women not of childbearing potential, defined as postmenopausal; surgically sterile"
    assert reading(line, "inclusion").startswith("if ( female ) then ( any of (postmenopausal, surgically sterile) ) else")
