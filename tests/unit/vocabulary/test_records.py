"""A record is a dataclass; `anew` gives what `dataclasses.replace` gives."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.protocol.criteria import Has, Target
from trialwright.vocabulary.records import anew

CHUNK = Chunk(sort=Sort.CONCEPT, start=3, end=9, text="cancer", names=("malignancy",))


def test_a_record_made_anew_is_the_one_that_dataclasses_would_make() -> None:
    assert anew(CHUNK, sort=Sort.WORD, names=()) == replace(CHUNK, sort=Sort.WORD, names=())
    assert anew(CHUNK) == CHUNK
    assert anew(CHUNK) is not CHUNK


def test_a_frozen_dataclass_is_made_anew_too() -> None:
    target = Target(concept="malignancy", other=True)
    assert anew(target, other=False) == Target(concept="malignancy")
    assert target.other


def test_the_record_that_another_was_made_from_stays_as_it_was() -> None:
    before = replace(CHUNK)
    anew(CHUNK, text="tumor", end=8)
    assert before == CHUNK


def test_equal_records_are_one_in_a_set() -> None:
    assert len({CHUNK, replace(CHUNK), anew(CHUNK, start=4)}) == 2
    assert {field.name for field in fields(CHUNK)} >= {"sort", "names", "inner"}


def test_what_leaves_the_compiler_is_frozen_for_python_too() -> None:
    leaf = Has(target=Target(concept="malignancy"))
    try:
        leaf.window = None  # type: ignore[misc]
    except FrozenInstanceError:
        return
    raise AssertionError("a criterion was changed")
