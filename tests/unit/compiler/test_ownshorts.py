"""Abbreviations that a text introduces itself are read as it means them, in its other lines too."""

from __future__ import annotations

from trialwright.compiler.compile import compile_criteria
from trialwright.compiler.tagging.ownshorts import own_short_forms
from trialwright.compiler.tagging.tag import default_tagger
from trialwright.protocol.criteria import without_spans
from trialwright.protocol.language import print_criterion


def shorts(text: str) -> dict[str, str]:
    return dict(own_short_forms(text, default_tagger()))


def second_line(*lines: str) -> tuple[str, str]:
    """The reading of the second of some inclusion lines, and the words of the text that it is of."""
    text = "Inclusion Criteria:\n\n" + "\n".join(f"* {line}" for line in lines)
    (stage,) = compile_criteria(text).built.stages
    node = stage.lines[1].node
    return print_criterion(without_spans(node), width=10000), node.span.cut(text)


def test_an_abbreviation_of_several_things_is_what_the_text_says() -> None:
    assert second_line("Relapsed multiple myeloma (MM)", "Active MM") == ("has multiple myeloma [activity: active]", "Active MM")
    assert second_line("Resected malignant melanoma (MM)", "Active MM") == ("has melanoma [activity: active]", "Active MM")


def test_an_abbreviation_that_the_text_does_not_introduce_is_left_unread() -> None:
    assert second_line("Relapsed multiple myeloma", "Active MM") == ('unread "Active MM"', "Active MM")


def test_two_meanings_in_one_text_tell_neither() -> None:
    assert shorts("No brain metastases (BM).\nNo blasts in the bone marrow (BM).") == {}


def test_what_the_vocabulary_names_by_itself_is_left_to_it() -> None:
    assert shorts("Gastrointestinal stromal tumor (GIST), estimated glomerular filtration rate (EGFR)") == {}


def test_only_initials_of_words_that_name_one_thing_are_taken() -> None:
    assert shorts("metastatic melanoma (MM), able to pay (AP), disease of the eyes (BC)") == {}
    assert shorts("either total body irradiation (TBI) or autologous bone marrow transplantation (ABMT)") == {
        "TBI": "total body irradiation",
        "ABMT": "autologous bone marrow transplantation",
    }


def test_a_word_with_a_hyphen_is_no_such_abbreviation() -> None:
    assert second_line("Relapsed multiple myeloma (MM)", "Non-MM cancer")[0] == 'ask "Non-MM cancer"'


def test_what_the_text_means_otherwise_than_the_vocabulary_is_what_the_text_says() -> None:
    assert shorts("progressed on platinum-based chemotherapy (PBC)") == {"PBC": "platinum-based chemotherapy"}
    assert shorts("systolic blood pressure (SBP) and international society of urological pathology (ISUP)") == {
        "SBP": "systolic blood pressure"
    }
