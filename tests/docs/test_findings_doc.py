"""Every finding code of the package stands in docs/reference/findings.md with meaning, example and mend, and no other does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from tests.docs.finding_codes import codes_of, raised

_ROW = re.compile(r"^\| `([A-Z0-9_]+)` \|(.*)\|$", re.MULTILINE)


def _documented() -> list[tuple[str, list[str]]]:
    text = (Path(__file__).parents[2] / "docs" / "reference" / "findings.md").read_text("utf-8")
    return [(code, [cell.strip() for cell in rest.split(" | ")]) for code, rest in _ROW.findall(text)]


def test_every_code_is_documented() -> None:
    documented = {code for code, _ in _documented()}
    missing = [f"{code} ({module})" for code, module in sorted(raised().items()) if code not in documented]
    assert not missing, "add a row to docs/reference/findings.md for " + ", ".join(missing)


def test_no_code_is_documented_that_the_package_cannot_make() -> None:
    gone = sorted({code for code, _ in _documented()} - raised().keys())
    assert not gone, "take the row out of docs/reference/findings.md: " + ", ".join(gone)


def test_a_code_has_one_row_of_four_filled_cells() -> None:
    rows = _documented()
    codes = [code for code, _ in rows]
    assert sorted(codes) == sorted(set(codes))
    assert [code for code, cells in rows if len(cells) != 4 or not all(cells)] == []


def test_a_code_says_its_severity_first() -> None:
    assert [code for code, cells in _documented() if cells[0].split(" · ")[0] not in ("info", "warning")] == []


def test_codes_of_every_room_are_found() -> None:
    found = raised()
    for code in ("NOT_READ", "SUPERSCRIPT_LOST", "VALUE_NOT_V2", "STUDY_UNREADABLE", "SOURCES_DISAGREE", "LOST_COMPARISON_SIGN"):
        assert code in found
    assert any(module.startswith("trialwright.patients") for module in found.values())


@pytest.mark.parametrize(
    ("text", "codes"),
    [('"A_CODE"', ["A_CODE"]), ('"ONE" if x else OTHER', ["ONE", "TWO"]), ("OTHER", ["TWO"])],
)
def test_a_code_is_read_from(text: str, codes: list[str]) -> None:
    assert list(codes_of(ast.parse(text, mode="eval").body, {"OTHER": "TWO"})) == codes


def test_a_code_that_is_put_together_is_refused() -> None:
    with pytest.raises(AssertionError, match="as a literal"):
        list(codes_of(ast.parse('f"{kind}_MISSING"', mode="eval").body, {}))
