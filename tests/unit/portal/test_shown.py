"""Text from outside does no harm on a page."""

from __future__ import annotations

import pytest

from trialwright.portal.shown import local_path, shown, web_address


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain ≥ 1.5 ×10⁹/L", "plain ≥ 1.5 ×10⁹/L"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("bell\x07 escape\x1b[31m", "bell escape[31m"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("日本語 العربية", "日本語 العربية"),
    ],
)
def test_signs_that_turn_or_hide_text_are_taken_out(text: str, safe: str) -> None:
    assert shown(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//host/x",
        "/x",
        "http:///x",
        "https://user:pw@host/",
        "https://a b/",
        "java\tscript:alert(1)",
        "https://host/\u202e",
        "https://[::1",
        7,
        None,
        "https://x/" + "a" * 3000,
    ],
)
def test_only_plain_web_addresses_become_links(text: object) -> None:
    assert web_address(text) is None


def test_a_web_address_stays_as_it_is() -> None:
    assert web_address("https://omecprojects.com/") == "https://omecprojects.com/"


@pytest.mark.parametrize("text", ["", None, "x", "//x", "/\\x", "http://x", "/ä", "/a b", "/" + "a" * 3000])
def test_only_paths_of_the_portal_are_gone_back_to(text: str | None) -> None:
    assert local_path(text) == "/"
