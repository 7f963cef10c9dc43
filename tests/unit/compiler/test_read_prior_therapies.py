"""How lines on earlier therapies are read: what became of them, in which combination, and who is let in or kept out for them."""

from __future__ import annotations

import pytest

from trialwright.library import protocol_of_line
from trialwright.protocol.language import print_criterion


def reading(line: str) -> str:
    section, text = line.split(": ", 1)
    protocol = protocol_of_line(text, section="exclusion" if section == "E" else "inclusion")
    return " ".join(" ".join(print_criterion(item.node).split()) for item in protocol.stages[0].lines)


_FAILED = 'anticancer therapy [outcome: failed or "not tolerated"; purpose: disease under study]'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "I: Refractory to, intolerant of, or not a candidate for standard therapy",
            f'any of ( {_FAILED}, ask "not a candidate for standard therapy" )',
        ),
        (
            "I: Refractory to, intolerant to, or ineligible for available standard therapies",
            'ask "Refractory to, intolerant to, or ineligible for available standard therapies"',
        ),
        ("I: Refractory to, or has declined standard therapy", 'ask "Refractory to, or has declined standard therapy"'),
    ],
)
def test_who_failed_a_therapy_is_asked_for_beside_who_is_unfit_for_it(line: str, expected: str) -> None:
    assert reading(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "E: Patients with treated brain metastases are eligible, but those with leptomeningeal disease are not",
            "no leptomeningeal metastasis",
        ),
        ("I: Prior radiotherapy is allowed but prior chemotherapy is not", "no chemotherapy"),
        (
            "E: Active brain metastases. Patients with treated brain metastases are eligible, but those with leptomeningeal "
            "disease are not.",
            "none of ( brain metastasis [activity: active] except (brain metastasis [treatment: treated]), "
            "leptomeningeal metastasis )",
        ),
    ],
)
def test_but_those_with_it_are_not_keeps_them_out(line: str, expected: str) -> None:
    assert reading(line) == expected


def test_a_doublet_is_more_than_its_platinum() -> None:
    assert reading("I: Prior platinum-based doublet chemotherapy") == "has platinum doublet"
    assert reading("I: Prior platinum-based chemotherapy") == "has platinum"
