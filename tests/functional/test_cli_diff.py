"""`trialwright diff`: what changed in meaning, in words, in JSON and as an exit code."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console
from tests.functional.command import BARE, CRLM, OLIGAMI, PAGES, run

from trialwright.cli.diff_text import print_difference
from trialwright.cli.schema import DIFF_SCHEMA, schema_of
from trialwright.library import load
from trialwright.protocol.difference import differences
from trialwright.protocol.language import parse_criterion


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The colorectal page with one line stricter, one reworded, one looser, one new and one taken out."""
    text = CRLM.read_text("utf-8")
    for old, new in (
        ("age ≥ 18 years old", "age ≥ 21 years old"),
        ("Karnofsky \\>= 70", "KPS at least 70"),
        ("PLT \\>=100×", "PLT \\>=75×"),
        ("Signed the inform consent", "Signed the inform consent\n12. No brain metastases"),
        ("8. Allergic to any component of the therapy\n", ""),
    ):
        assert old in text
        text = text.replace(old, new)
    page = tmp_path / "newer.txt"
    page.write_text(text, "utf-8")
    return page


def test_changes_are_told_with_both_sentences_and_both_readings(newer: Path) -> None:
    done = run("diff", CRLM, newer)
    assert done.code == 0
    assert (
        "5 changes in meaning (19 lines before, 20 now: 2 added, 1 removed, 1 tightened, 1 loosened, 1 reworded, 15 same)"
        in done.words
    )
    assert "tightened I1 before age ≥ 18 years old, female and male now age ≥ 21 years old, female and male" in done.words
    assert "- age >= 18 years + age >= 21 years stricter: age of at least 18 years → age of at least 21 years" in done.words
    assert "reworded I7 before Karnofsky >= 70 now KPS at least 70" in done.words
    assert "looser: platelet count of at least 100 ×10⁹/L → platelet count of at least 75 ×10⁹/L" in done.words
    assert "added I12 now No brain metastases + no brain metastasis" in done.words
    assert "removed E8 before Allergic to any component" in done.words


def test_a_trial_does_not_differ_from_itself() -> None:
    for page in sorted(PAGES.glob("*.txt")):
        done = run("diff", "--exit-code", page, page)
        assert done.code == 0
        assert ("nothing could be compared" if page == BARE else "nothing changed in meaning (") in done.words


def test_the_exit_code_tells_of_a_change_where_that_is_asked(newer: Path) -> None:
    assert run("diff", CRLM, newer).code == 0
    assert run("diff", "--exit-code", CRLM, newer).code == 1


def test_all_shows_the_lines_that_are_the_same(newer: Path) -> None:
    assert "same I5" not in run("diff", CRLM, newer).words
    assert "same I5 source Absence of evidence" in run("diff", "--all", CRLM, newer).words


def test_json_follows_its_schema_and_its_readings_parse(newer: Path) -> None:
    body = json.loads(run("diff", "--json", CRLM, newer).out)
    assert list(jsonschema.Draft202012Validator(schema_of(DIFF_SCHEMA)).iter_errors(body)) == []
    assert (body["same"], body["counts"]["tightened"], body["counts"]["same"]) == (False, 1, 15)
    lines = [line for change in body["changes"] for line in (*change["old"], *change["new"])]
    assert len(lines) == 39
    for line in lines:
        parse_criterion(line["language"])
    (part,) = next(change["parts"] for change in body["changes"] if change["kind"] == "tightened")
    assert part["new"] == {"language": "age >= 21 years", "words": "age of at least 21 years"}


def test_the_other_way_round_everything_is_turned_round(newer: Path) -> None:
    forth, back = (json.loads(run("diff", "--json", *pair).out)["counts"] for pair in ((CRLM, newer), (newer, CRLM)))
    turned = {"added": "removed", "removed": "added", "tightened": "loosened", "loosened": "tightened"}
    assert {turned.get(kind, kind): number for kind, number in back.items()} == forth


def test_a_review_is_held_against_its_record(tmp_path: Path) -> None:
    file = tmp_path / "x.trial.yaml"
    keys = b"s\ns\ne\ncount of (liver metastasis) <= 4\n\nq\n"
    run("review", CRLM, "-o", file, "--reviewer", "M. Rossi", stdin=keys)
    words = run("diff", CRLM, file).words
    assert "1 change in meaning" in words
    assert "tightened I3 source Metastatic liver lesions <= 5" in words


def test_a_list_that_is_not_shown_is_not_called_the_same(tmp_path: Path) -> None:
    page = tmp_path / "cut.txt"
    page.write_text(CRLM.read_text("utf-8").split("Exclusion Criteria")[0], "utf-8")
    done = run("diff", "--exit-code", CRLM, page)
    assert done.code == 1
    assert "nothing changed in meaning, as far as both are shown" in done.words
    assert "not compared the newer source does not show the list of: E1, E2, E3, E4, E5, E6, E7, E8" in done.words
    assert "nothing could be compared (19 lines before, 0 now" in run("diff", CRLM, BARE).words


def test_two_trials_are_compared_with_a_remark() -> None:
    done = run("diff", CRLM, OLIGAMI)
    assert done.code == 0
    assert "note: these are two trials by their names: NCT06120127 and" in done.remarks


def test_readings_stand_side_by_side_where_there_is_room(newer: Path) -> None:
    old, new = load(CRLM), load(newer)
    screen = io.StringIO()
    print_difference(differences(old, new), (old, new), Console(file=screen, width=140, highlight=False))
    assert any(
        row.startswith("  - age >= 18 years   ") and row.endswith("+ age >= 21 years") for row in screen.getvalue().splitlines()
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((PAGES, CRLM), "there are 5 trials"),
        (("nowhere.txt", CRLM), "there is no such file"),
        (("-", "-"), "standard input can be read once"),
        ((PAGES, CRLM, "--trial", "NCT9"), "there is no trial NCT9"),
    ],
)
def test_wrong_usage_is_told_with_a_mend(arguments: tuple[object, ...], message: str) -> None:
    done = run("diff", *arguments)
    assert (done.code, message in done.remarks, "mend:" in done.remarks) == (2, True, True)


def test_one_trial_of_several_is_named() -> None:
    assert "nothing changed in meaning" in run("diff", "--trial", "nct06120127", PAGES, PAGES).words
