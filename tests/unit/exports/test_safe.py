"""Text from outside cannot do harm in a document, and what is the same for everybody is folded away exactly."""

from __future__ import annotations

import pytest
from tests.unit.exports.exported import line, trial

from trialwright.cli.exporting import file_name
from trialwright.exports.fhir import to_fhir
from trialwright.exports.folding import constants, folded
from trialwright.exports.safe import clean, identifier, markdown, one_line, plain, urn, xhtml
from trialwright.protocol.language import parse_criterion


def test_control_characters_and_halves_of_characters_are_taken_out() -> None:
    assert clean("a\x00b\x1b\ud800c") == "abc"
    assert clean(" \x00 ") == "(no text)"
    assert one_line("a\n b\t c") == "a b c"


def test_the_escapes_of_a_registry_are_undone() -> None:
    assert plain("Karnofsky \\>= 70, 10\\^9/L, &lt; 3 &#27;") == "Karnofsky >= 70, 10^9/L, < 3"


def test_markup_is_text_in_markdown_and_xhtml() -> None:
    assert markdown("<img src=x> and 3 < 5") == "\\<img src=x> and 3 < 5"
    assert markdown("\\<script>") == "\\<script>", "an escape that is there already is not turned into a backslash and a tag"
    assert markdown("&lt;b&gt; 10*9/L, 10*12/L") == "\\<b> 10\\*9/L, 10\\*12/L", "two stars would be emphasis"
    assert xhtml('<a href="x">&') == '&lt;a href="x"&gt;&amp;'


@pytest.mark.parametrize(("text", "expected"), [("I3", "I3"), ("../x", "..-x"), ("", "x"), ("ä ö", "x"), ("a" * 99, "a" * 64)])
def test_an_id_is_of_plain_letters(text: str, expected: str) -> None:
    assert identifier(text) == expected


def test_a_taken_id_gets_a_number() -> None:
    assert identifier("a" * 70, {"a" * 64}) == "a" * 62 + "-2"


def test_a_url_is_the_same_for_the_same_parts_and_another_for_others() -> None:
    assert urn("a", "bc") == urn("a", "bc") != urn("ab", "c")


@pytest.mark.parametrize(
    ("trial_key", "expected"),
    [
        ("NCT01234567", "NCT01234567.fhir.json"),
        ("../../etc/passwd", "etc-passwd.fhir.json"),
        ("", "trial.fhir.json"),
        (".x", "x.fhir.json"),
    ],
)
def test_a_file_name_cannot_lead_out_of_its_folder(trial_key: str, expected: str) -> None:
    assert file_name(trial_key, "fhir") == expected


def test_two_trials_do_not_share_a_file_whatever_the_case() -> None:
    assert file_name("nct1", "fhir", {"nct1.fhir.json"}) == "nct1-2.fhir.json"
    assert file_name("NCT1", "fhir", {"nct1.fhir.json"}) == "NCT1-2.fhir.json"


PERMIT = 'no constraint "permission"'


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        (PERMIT, True),
        (f"not ({PERMIT})", False),
        (f"all of (hypertension, {PERMIT})", "all of (hypertension)"),
        (f"any of (hypertension, {PERMIT})", True),
        (f"none of (hypertension, {PERMIT})", False),
        (f"at least 2 of (hypertension, asthma, {PERMIT})", "at least 1 of (hypertension, asthma)"),
        ("at least 0 of (hypertension)", True),
        ("at least 2 of (hypertension)", False),
        (f"if (hypertension) then ({PERMIT}) else (asthma)", "any of (hypertension, asthma)"),
        (f"if (hypertension) then (asthma) else ({PERMIT})", "any of (no hypertension, asthma)"),
        (f"if (hypertension) then ({PERMIT}) else (not ({PERMIT}))", "has hypertension"),
        (f"if ({PERMIT}) then (hypertension) else (asthma)", "has hypertension"),
        ("all of ()", True),
        ("any of ()", False),
    ],
)
def test_what_is_the_same_for_everybody_is_folded_away(criterion: str, expected: object) -> None:
    found = folded(parse_criterion(criterion))
    assert found == (expected if isinstance(expected, bool) else parse_criterion(str(expected)))


def test_what_is_folded_away_is_remarked_on_unless_it_is_a_mere_permission() -> None:
    node = parse_criterion(f"all of (asthma, any of (hypertension, {PERMIT}))")
    assert [part.items[0].target.concept for part in constants(node)] == ["hypertension"]  # type: ignore[union-attr]
    assert list(constants(parse_criterion(f"all of (asthma, {PERMIT})"))) == []
    remarks = to_fhir(trial(line(node))).remarks
    assert any("same for everybody" in remark.why for remark in remarks)
