"""A text that breaks a rule of the criteria language is refused with its place, what was found and expected, and a mend."""

from __future__ import annotations

import pytest

from trialwright.errors import UserError
from trialwright.protocol.language import parse_criterion, print_criterion

ADVICE = [
    ("hemoglobin >= 9 mg/dl", "line 1, column 17", '"mg/dl" is not a unit', 'did you mean "mg/dL"?'),
    ("age >= 18 yaers", "line 1, column 11", '"yaers" is not a unit', 'did you mean "years"?'),
    ("age >= 18y", "line 1, column 10", '"y" is not a unit', 'did you mean "years"?'),
    ("platelets >= 100 x10^9/L", "line 1, column 18", '"x10^9/L" is not a unit', 'did you mean "10*9/L"?'),
    ("ALT <= 2.5xULN", "line 1, column 11", '"xULN" is not a unit', 'did you mean "x ULN"?'),
    ("ALT <= 2.5 x UNL", "line 1, column 14", '"UNL" is not a unit', 'did you mean "ULN"?'),
    ("hemoglobin >= 9 g/dL wthin 14 days before x", "line 1, column 22", 'found "wthin"', 'did you mean "within" for "wthin"?'),
    ("no brain metastasis\n  wthin 14 days before x", "line 2, column 9", 'found "14"', 'did you mean "within" for "wthin"?'),
    ("nonee of (a, b)", "line 1, column 12", 'found ","', 'did you mean "none" for "nonee"?'),
    ("if (a) thenn (b)", "line 1, column 8", 'expected "then"', 'did you mean "then" for "thenn"?'),
    ("surgery within 14 dayz before x", "line 1, column 19", "expected a unit of time", 'did you mean "days" for "dayz"?'),
    ("none of (\n  a,\n  b", "line 3, column 4", 'expected a closing bracket ")"', 'close the "(" of line 1, column 9'),
    ("x [control: ", "line 1, column 12", "found the end of the text", 'close the "[" of line 1, column 3'),
    ("a)", "line 1, column 2", 'found ")", expected the end', "there is no bracket to close here"),
    ("platelets >= 100,000 /uL", "line 1, column 14", 'found "100"', "write 100000 for"),
    ("all of (creatinine <= 1,5mg/dL)", "line 1, column 23", 'found "1"', "write 1.5 for"),
    ("platelets >= 100 000 /uL", "line 1, column 22", 'found "/uL"', "a large number without blanks"),
    ("age 18-75 years", "line 1, column 7", 'expected "to"', 'a range is written "18 to 75"'),
    ("age 18 75 years", "line 1, column 8", 'found "75", expected "to"', 'a range is written "18 to 75"'),
    ("age >= 18 75", "line 1, column 11", 'two numbers side by side, "75" is the second', 'a range is written "18 to 75"'),
    ("hemoglobin 9 g/dL", "line 1, column 14", 'found "g/dL"', "a number stands behind a comparison"),
    ("a >= 1 g/L and b >= 2 g/L", "line 1, column 12", 'found "and"', "all of (first, second)"),
    ("a >= 1 or b >= 2", "line 1, column 11", 'found "b"', "any of (first, second)"),
    ("a >= 3 and > 4", "line 1, column 12", "limit the same end", "one lower and one upper limit"),
    ("a > any", "line 1, column 3", '"> any" has no meaning', "= any"),
    ("at least 2.5 of (a, b)", "line 1, column 10", "2.5 is not a whole number", "at least 2 of"),
    ('ask "able to swallow', "line 1, column 5", "found a quotation mark", "closed on the same line"),
    ("cancer (NOS)", "line 1, column 8", 'found "("', "a name with signs in it stands in quotation marks"),
    ("surgery at least 4 weeks after x", "line 1, column 26", 'found "after", expected "before"', None),
    ("", "line 1, column 1", "found the end of the text, expected a criterion", None),
    ("# only a remark", "line 1, column 16", "found the end of the text, expected a criterion", None),
]


@pytest.mark.parametrize(("text", "place", "message", "hint"), ADVICE)
def test_a_broken_rule_is_told_with_its_place_and_mend(text, place, message, hint):
    with pytest.raises(UserError) as caught:
        parse_criterion(text)
    assert caught.value.place == place
    assert message in caught.value.message
    assert (caught.value.hint is None) if hint is None else (hint in (caught.value.hint or ""))


def test_the_advice_on_a_unit_tells_how_to_keep_the_word():
    with pytest.raises(UserError, match='stands in quotation marks: "scoops"'):
        parse_criterion("sugar <= 3 scoops")


def test_a_hundred_brackets_in_one_another_are_read_and_printed():
    text = "not (" * 99 + "none of (hypertension)" + ")" * 99
    assert print_criterion(parse_criterion(text), width=10_000) == text


def test_more_brackets_than_any_criterion_needs_are_refused():
    with pytest.raises(UserError, match="more than 100 brackets in one another") as caught:
        parse_criterion("\n" + "not (" * 101 + "hypertension" + ")" * 101)
    assert caught.value.place == "line 2, column 505"
