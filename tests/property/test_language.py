"""Laws of the criteria language: it prints every tree, and reads back what it printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.often import often
from tests.property.criteria_trees import KINDS, TREES

from trialwright.errors import UserError
from trialwright.protocol.criteria import (
    Compare,
    Has,
    Limit,
    Qualifier,
    Quantity,
    Target,
    Window,
    WindowKind,
    walk,
    without_spans,
)
from trialwright.protocol.language import parse_criterion, print_criterion
from trialwright.protocol.lexicon import keywords
from trialwright.vocabulary.time import Duration, TimeUnit


@often(400)
@given(tree=TREES, width=st.sampled_from([1, 20, 60, 100, 10_000]))
def test_what_is_printed_reads_back_as_the_same_tree_at_any_width(tree, width):
    assert parse_criterion(print_criterion(tree, width=width)) == without_spans(tree)


@often(100)
@given(tree=TREES)
def test_printing_what_was_read_changes_nothing(tree):
    text = print_criterion(tree)
    assert print_criterion(parse_criterion(text)) == text


@often(100)
@given(tree=TREES)
def test_comments_and_capitals_of_keywords_and_line_breaks_change_nothing(tree):
    text = "# heading (\n  " + print_criterion(tree, width=20).replace("\n", "  # a remark )\n\n") + " # the end"
    assert parse_criterion(text) == without_spans(tree)


def test_every_kind_of_node_and_window_is_generated():
    seen: set[object] = set()

    @settings(max_examples=300, deadline=None, database=None, derandomize=True)
    @given(tree=TREES)
    def collect(tree):
        for node in walk(tree):
            seen.add(type(node))
            window = getattr(node, "window", None)
            seen.add(window.kind if window else None)

    collect()
    assert seen >= KINDS | set(WindowKind)


WORDS = sorted({row.word for row in keywords().values() if row.word} | {"least", "than", "most"})
PLACES = ["{}", "{} pain", "chest {}", "chest {} pain"]


@pytest.mark.parametrize("pattern", PLACES)
@pytest.mark.parametrize("word", [*WORDS, "Is", "WITHIN", "None"])
def test_a_keyword_in_any_name_survives(word, pattern):
    name = pattern.format(word)
    target = Target(
        concept=name, qualifiers=(Qualifier(name=name, values=(name, name)), Qualifier(name=name, values=())), other=True
    )
    window = Window(kind=WindowKind.SINCE, anchor=name, amount=Duration(amount=Decimal(3), unit=TimeUnit.DAY))
    trees = [
        Has(target=Target(concept=name, exceptions=(target, Target(concept=name))), window=window),
        Has(target=Target(concept=name), window=Window(kind=WindowKind.CURRENT, anchor=name)),
        Compare(quantity=Quantity(variable=name), low=Limit(value=name), high=Limit(value=name, inclusive=False), unit=name),
        Compare(quantity=Quantity(variable=name), low=Limit(value=name), window=window),
        Compare(quantity=Quantity(variable=name), high=Limit(value=name), unit=name),
        Compare(quantity=Quantity(attribute=name, of=target, until=target), window=window),
        Compare(quantity=Quantity(attribute=name, of=Target(concept=name))),
    ]
    for tree in trees:
        assert parse_criterion(print_criterion(tree)) == tree


@often(300)
@given(
    text=st.lists(
        st.sampled_from([*WORDS, "hemoglobin", "9", ">=", "(", ")", "[", "]", ",", ":", '"', "mg/dL", "1,5", "\n", "#"]),
        max_size=12,
    )
)
def test_any_text_is_read_or_refused_with_its_place(text):
    try:
        tree = parse_criterion(" ".join(text))
    except UserError as error:
        assert error.place and error.place.startswith("line ") and error.message
    else:
        assert parse_criterion(print_criterion(tree)) == tree
