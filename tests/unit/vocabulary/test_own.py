"""A table of a user's own terms as text in: a vocabulary with them, or a mistake named with its line and how to mend it, out."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialwright.compiler.compile import compile_criteria
from trialwright.compiler.tagging.tag import default_tagger
from trialwright.errors import UserError
from trialwright.protocol.criteria import Has, walk
from trialwright.vocabulary.concepts import Relation, Vocabulary, default_vocabulary, package_vocabulary, using
from trialwright.vocabulary.own import with_own_terms
from trialwright.vocabulary.terms import read_term

HEAD = "name\tkind\tparents\tsynonyms\treplaces\n"


def _with(tmp_path: Path, *rows: str, head: str = HEAD) -> Vocabulary:
    table = tmp_path / "own.tsv"
    table.write_text(head + "\n".join(rows) + "\n", "utf-8")
    return with_own_terms(package_vocabulary(), table)


def _concepts(text: str) -> set[str]:
    lines = compile_criteria(text, section="exclusion").built.stages[0].lines
    return {leaf.target.concept for line in lines for leaf in walk(line.node) if isinstance(leaf, Has)}


def test_a_drug_of_the_users_own_is_read_in_criteria_and_in_sheets_and_belongs_to_our_class(tmp_path: Path) -> None:
    assert read_term("zorblatinib").concepts == ()
    own = _with(tmp_path, "zorblatinib\tdrug\tALK inhibitor\tZRB-17; Zorbla\t")
    with using(own):
        assert _concepts("Prior treatment with ZRB-17") == {"zorblatinib"}
        assert read_term("Zorbla").concepts == ("zorblatinib",)
        assert default_vocabulary().relation("zorblatinib", "ALK inhibitor") is Relation.IS
    assert read_term("zorblatinib").concepts == ()
    assert default_tagger().vocabulary is package_vocabulary()


def test_a_row_with_a_name_of_ours_adds_to_our_concept(tmp_path: Path) -> None:
    own = _with(tmp_path, "# house words", "", "pembrolizumab\tdrug\t\thouse pembro\t")
    assert read_term("house pembro", own).concepts == ("pembrolizumab",)
    assert read_term("Keytruda", own).concepts == ("pembrolizumab",)
    assert own.is_a("pembrolizumab", "anti-PD-1")


def test_a_later_row_may_stand_below_an_earlier_one_and_the_other_way_round(tmp_path: Path) -> None:
    own = _with(tmp_path, "zorbla disease\tcondition\tzorbla family\t\t", "zorbla family\tcondition\t\t\t")
    assert own.is_a("zorbla disease", "zorbla family")


def test_a_spelling_of_two_minds_is_given_to_one_concept_by_declaring_it(tmp_path: Path) -> None:
    assert read_term("MM").concepts == ()
    own = _with(tmp_path, "multiple myeloma\tcancer\t\t=MM\t=MM")
    assert read_term("MM", own).concepts == ("multiple myeloma",)


def test_a_spelling_that_is_taken_over_leaves_our_concept(tmp_path: Path) -> None:
    own = _with(tmp_path, "house stroke\tcondition\tcerebrovascular disease\tstroke\tstroke")
    assert read_term("stroke", own).concepts == ("house stroke",)
    assert read_term("cerebrovascular accident", own).concepts == ("cerebrovascular accident",)


@pytest.mark.parametrize(
    ("row", "line", "message", "hint"),
    [
        ("zorbla\tdisease\t\t\t", 2, "no such kind: 'disease'", "one of: cancer"),
        ("zorbla\tdrug class x\t\t\t", 2, "no such kind", "did you mean 'drug class'?"),
        ("\tdrug\t\t\t", 2, "a row needs a name", "the column name"),
        ("zorbla\t\t\t\t", 2, "a row needs a kind", "the column kind"),
        ("zorbla\tdrug\tPD-1 inhibitor\t\t", 2, "no concept is called 'PD-1 inhibitor'", "write 'anti-PD-1'"),
        ("zorbla\tdrug\tanti-PD1x\t\t", 2, "no concept is called 'anti-PD1x'", "did you mean"),
        ("zorbla\tdrug\t\tKeytruda\t", 2, "'Keytruda' belongs to pembrolizumab already", "write Keytruda in the column replaces"),
        ("zorbla\tdrug\t\tkey-truda\t", 2, "'key-truda' belongs to pembrolizumab already", "leave it out"),
        ("zorbla\tdrug\t\tpembrolizumab\tpembrolizumab", 2, "the name of a concept of ours", "the row adds to ours"),
        ("zorbla\tdrug\t\t\tzorblax", 2, "no other concept is spelt 'zorblax'", "leave it out"),
        ("pembrolizumab\tcancer\t\t\t", 2, "is of the kind 'drug' already", "write 'drug'"),
        ("zorbla\tdrug\tzorbla\t\t", 2, "stands above itself", "circle"),
        ("zorbla\tdrug\t\t\t\tmore", 2, "6 cells in a table of 5 columns", "one tab"),
        ("# a remark\nzorbla\tdrug\tno such class at all\t\t", 3, "no concept is called", "a row of its own"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_how_to_mend_it(
    tmp_path: Path, row: str, line: int, message: str, hint: str
) -> None:
    with pytest.raises(UserError) as caught:
        _with(tmp_path, row)
    assert message in caught.value.message
    assert caught.value.place == f"{tmp_path / 'own.tsv'}, line {line}"
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("head", "message", "hint"),
    [
        ("name\tkind\tsynonims\n", "no such column: 'synonims'", "did you mean 'synonyms'?"),
        ("name\tsynonyms\n", "no column kind", "name and kind are needed"),
        ("name,kind,synonyms\n", "no such column: 'name,kind,synonyms'", "separated by tabs"),
        ("", "the table is empty", "the first row names the columns"),
    ],
)
def test_a_table_without_the_columns_says_which(tmp_path: Path, head: str, message: str, hint: str) -> None:
    with pytest.raises(UserError) as caught:
        _with(tmp_path, head=head)
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")


def test_an_axis_that_there_is_not_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such axis: 'sight'"):
        _with(tmp_path, "zorbla cancer\tcancer\tsight", head="name\tkind\taxis\n")


def test_two_tables_that_claim_one_spelling_contradict_each_other(tmp_path: Path) -> None:
    one, two = tmp_path / "one.tsv", tmp_path / "two.tsv"
    one.write_text("name\tkind\tsynonyms\nzorbla\tdrug\tzz top\n", "utf-8")
    two.write_text("name\tkind\tsynonyms\nblazor\tdrug\tzz top\n", "utf-8")
    with pytest.raises(UserError, match="'zz top' belongs to blazor already"):
        with_own_terms(package_vocabulary(), one, two)


def test_a_file_that_is_missing_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        with_own_terms(package_vocabulary(), tmp_path / "none.tsv")
    book = tmp_path / "terms.xlsx"
    book.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(UserError, match="is not UTF-8"):
        with_own_terms(package_vocabulary(), book)
