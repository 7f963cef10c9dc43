"""Every finding code of the room is in the code table and in the reference, with the same severity; the word lists are sound."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import trialwright.registries
from trialwright.registries.checks.codes import codes, report
from trialwright.registries.checks.tables import rows, words

_ROOM = Path(trialwright.registries.__file__).parent
_REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "findings.md"
_ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| (\w+)(?: · (by date))? \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_PATTERNS = (
    ("misused_phrases.tsv", "pattern"),
    ("body_sites.tsv", "pattern"),
    ("unclear_phrases.tsv", "pattern"),
    ("non_clinical.tsv", "pattern"),
    ("contradictions.tsv", "first"),
    ("contradictions.tsv", "second"),
)


def _documented() -> dict[str, tuple[str, bool, str, str]]:
    text = _REFERENCE.read_text(encoding="utf-8")
    return {match[0]: (match[1], bool(match[2]), match[3], match[5]) for match in _ROW.findall(text)}


def _raised() -> set[str]:
    """The codes that stand in the sources of the room: as `code="X"` or as the first word of `report("X", …)`."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in _ROOM.rglob("*.py"))
    return set(re.findall(r'(?:code=|report\(\s*|, code=)"([A-Z][A-Z0-9_]+)"', text)) | set(
        re.findall(r'else "([A-Z][A-Z0-9]+_[A-Z0-9_]+)",\n', text)
    )


def test_every_code_that_the_room_raises_is_documented() -> None:
    assert sorted(_raised() - _documented().keys()) == []


def test_the_reference_says_of_each_checked_code_what_the_table_says() -> None:
    documented = _documented()
    for code in codes().values():
        assert documented[code.code] == (code.severity.value, code.depends_on_date, code.meaning, code.what_to_do)


def test_every_code_of_the_table_is_raised_somewhere() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*_ROOM.rglob("*.py"), _ROOM / "data" / "unclear_phrases.tsv"])
    assert [code for code in codes() if not re.search(rf'["\t]{code}["\t]', text)] == []


def test_a_code_that_is_not_in_the_table_cannot_be_reported() -> None:
    with pytest.raises(KeyError):
        report("NOT_A_CODE", "A remark.")


def test_codes_are_listed_once() -> None:
    listed = [row["code"] for row in rows("finding_codes.tsv")]
    assert sorted(listed) == sorted(set(listed))


@pytest.mark.parametrize(("table", "column"), _PATTERNS)
def test_every_pattern_of_a_word_list_compiles(table: str, column: str) -> None:
    assert [row[column] for row in rows(table) if re.compile(row[column]) is None or not row[column]] == []


def test_a_misspelling_is_never_a_common_word_nor_its_own_mend() -> None:
    common = words("common_words.txt")
    assert [row["wrong"] for row in rows("misspellings.tsv") if row["wrong"] in common or row["wrong"] == row["right"]] == []


def test_the_words_that_need_a_literal_hold_it() -> None:
    for row in rows("misused_phrases.tsv"):
        assert row["needs"] == row["needs"].lower()
        assert row["needs"] in row["pattern"].lower()
