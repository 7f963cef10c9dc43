"""Pages as text: what is kept to the character, what of HTML is shown, what a hostile page may not do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialwright.errors import UserError
from trialwright.registries.pages.html import looks_like_html
from trialwright.registries.pages.text import page_text


def shown(html: str) -> str:
    return page_text(f"<html><body>{html}</body></html>").text


def test_a_plain_text_page_keeps_list_markers_and_comparisons_that_look_like_tags() -> None:
    text = "One of <1> to <4>\nHER2:CEP17<2 with <4.0 signals\nALT <ULN"
    assert page_text(text).text == text


def test_a_comparison_sign_in_html_eats_nothing_after_it() -> None:
    assert shown("<p>HER2:CEP17<2 with mean <4.0 signals</p><p>next</p>") == "HER2:CEP17<2 with mean <4.0 signals\n\nnext"


def test_a_marker_in_angle_brackets_is_text_in_html_too() -> None:
    assert shown("<p>either <1> or <2>, ALT <ULN</p>") == "either <1> or <2>, ALT <ULN"


def test_scripts_and_styles_are_not_text() -> None:
    assert shown("<script>alert('NCT00000000')</script><style>p{}</style><p onclick='x()'>Title</p>") == "Title"


def test_paragraphs_lists_and_tables_become_lines() -> None:
    html = "<h1>T</h1><p>a<br>b</p><ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul><ol><li>x</li><li>y</li></ol>"
    assert shown(html).split("\n") == ["T", "", "a", "b", "", "* one", "  * inner", "* two", "", "1. x", "2. y"]
    assert shown("<table><tr><th>Status</th><td>Recruiting</td></tr></table>").strip() == "Status | Recruiting |"


def test_chips_side_by_side_are_two_words() -> None:
    assert shown("<div><span>Phase 2</span><span>Recruiting</span></div>") == "Phase 2 Recruiting"


def test_superscripts_stay_on_their_word() -> None:
    assert shown("<p>10<sup>9</sup>/L</p>") == "109/L"


def test_the_address_is_the_given_one_else_the_canonical_link_else_og_url() -> None:
    head = '<html><head><link rel="canonical" href="https://a.example/NCT1"><meta property="og:url" content="https://b.example/"></head>'
    assert page_text(head + "<body>x</body></html>").url == "https://a.example/NCT1"
    assert page_text(head.replace("canonical", "icon") + "<body>x</body></html>").url == "https://b.example/"
    assert page_text(head + "<body>x</body></html>", url="https://given.example").url == "https://given.example"


def test_text_with_a_few_comparison_signs_is_not_html() -> None:
    assert not looks_like_html("ANC <1.5 and <b> is a letter, PLT <100")
    assert looks_like_html("<div><p>a</p><p>b</p></div>")


def test_a_deep_page_is_read_whole_and_one_too_deep_is_refused_rather_than_cut() -> None:
    assert shown("<p>first</p>" + "<div>" * 1_000 + "x" + "</div>" * 1_000 + "<p>last</p>") == "first\n\nx\n\nlast"
    with pytest.raises(UserError, match="nested more deeply"):
        shown("<p>first</p>" + "<div>" * 20_000 + "x" + "</div>" * 20_000 + "<p>last</p>")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_every_line_is_the_exact_slice_of_its_page_and_none_is_lost(text: str) -> None:
    page = page_text(text)
    assert all(page.text[line.start : line.end] == line.text for line in page.lines)
    assert [line.number for line in page.lines] == list(range(1, len(page.lines) + 1))
    assert "\n".join(line.text for line in page.lines) == page.text.removesuffix("\n")
