"""Laws of our YAML: what is written is read back the same, comments are found, any text is read or refused with its line."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.often import often

from trialwright.errors import UserError
from trialwright.protocol.plain_yaml import read_yaml
from trialwright.protocol.yaml_lines import Block, write_yaml

SIGNS = " \n\t#:-a\"'\\|>&*!%@`{}[],?~=0\u00a0\u2028\x85\r\ufeff\U0001f600"
LIKE_OTHERS = [
    "yes",
    "null",
    "12",
    "1e3",
    "0x1f",
    "2026-03-16",
    "12:30:00",
    "~",
    "- a",
    "a: b",
    "a #b",
    "=",
    "<<",
    "a\n b\n\nc",
    "x\n",
]
TEXTS = st.text(max_size=20) | st.text(alphabet=SIGNS, max_size=12) | st.sampled_from(LIKE_OTHERS)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4) | st.lists(VALUES, min_size=1, max_size=3)


@often(400)
@given(value=DOCUMENTS)
def test_what_is_written_is_read_back(value):
    text = write_yaml(value)
    assert read_yaml(text, name="x").value == value
    assert read_yaml(text, name="x").comments == ()


@often(200)
@given(value=DOCUMENTS)
def test_other_readers_of_yaml_read_the_same(value):
    assert yaml.safe_load(write_yaml(value)) == value


@often(200)
@given(text=TEXTS)
def test_a_text_on_lines_of_its_own_comes_back(text):
    assert read_yaml(write_yaml({"text": Block(text), "after": "x"}), name="x").value == {"text": text, "after": "x"}


@often(400)
@given(text=st.text(alphabet=SIGNS + "b", max_size=60) | st.text(max_size=40))
def test_any_text_is_read_or_refused_with_its_line(text):
    try:
        read_yaml(text, name="x.yaml")
    except UserError as error:
        assert error.place and error.place.startswith("x.yaml")


@often(100)
@given(rows=st.lists(st.sampled_from(["a", "b c", "it's"]), min_size=1, max_size=4), at=st.integers(0, 8))
def test_a_comment_is_found_on_the_line_where_it_stands(rows, at):
    lines = write_yaml({f"k{place}": row for place, row in enumerate(rows)}).splitlines()
    lines.insert(min(at, len(lines)), "# of mine")
    found = read_yaml("\n".join([*lines, "z: 1 # behind"]) + "\n", name="x").comments
    assert found == ((min(at, len(rows)) + 1, "# of mine"), (len(rows) + 2, "# behind"))
