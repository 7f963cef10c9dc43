"""Every numeric comparison that words state is seen, whether or not the rest was read, and none is lost from a reading."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import line_of, reading

from trialwright.compiler.phrasing.comparisons import comparisons_in
from trialwright.compiler.tagging.normalise import normalise
from trialwright.compiler.tagging.tag import tag
from trialwright.protocol.protocol import LineState


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Age >= 18 years", [("age", ">=", ("18",))]),
        ("male or female, 18-40 years of age, living in the city", [("age", "between", ("18", "40"))]),
        ("unknown words (platelet count < 30) and more of them", [("platelet count", "<", ("30",))]),
        ("platelets 100,000/uL or more, and ANC > 1.5 x 10^9/L",
         [("platelet count", ">=", ("100000",)), ("absolute neutrophil count", ">", ("1.5",))]),
        ("Gleason score 7", [("Gleason score", "=", ("7",))]),
        ("a minimum life expectancy of 12 weeks", [("life expectancy", ">=", ("12",))]),
        ("Clinical Dementia Rating of 0, 0.5 or 1", [("Clinical Dementia Rating", "=", ("0", "0.5", "1"))]),
        ("18-50 years old with scoliosis of the lumbar spine and pain (> 2)",
         [("age", "between", ("18", "50")), ("pain", ">", ("2",))]),
    ],
)  # fmt: skip
def test_name_sign_and_value_are_seen(text: str, seen: list[tuple[str, str, tuple[str, ...]]]) -> None:
    found = comparisons_in(tag(normalise(text).text))

    assert [(item.names[0], item.op, item.values) for item in found] == seen


@pytest.mark.parametrize(
    "text",
    [
        "at least one measurable lesion",  # counts what follows
        "within 14 days before registration",  # a window
        "part 1 of the study",
        "enrolled in 2019",
        "before the first administration (< 5 elimination half-lives of the drug)",  # a time
        "expected to require mechanical ventilation for < 24 hours",  # a time of another thing
    ],
)
def test_a_count_a_window_and_a_label_are_no_comparison(text: str) -> None:
    assert comparisons_in(tag(normalise(text).text)) == ()


def test_a_limit_that_no_rule_used_stands_beside_the_reading_as_unread() -> None:
    text = "Clinically significant sleep disturbance (e.g., >= 8 on the Insomnia Severity Index)"

    assert line_of(text, "inclusion").state is not LineState.COMPILED
    assert "8" in reading(text, "inclusion")


def test_a_limit_inside_a_permission_asks_for_nothing() -> None:
    assert line_of("Patients with ANC ≤ 1.0 may receive G-CSF", "inclusion").state is LineState.NO_CONSTRAINT
