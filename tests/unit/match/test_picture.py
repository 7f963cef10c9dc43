"""Pictures of a funnel and of a curve: whole SVG and PNG, with every line and number in them, made without a network."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from trialwright.errors import UserError
from trialwright.match.batch.picture import Caption, CurveShown, curves_picture, form_of, funnel_picture

ROWS = [
    {"line": "I1", "text": "Age <b>18</b> & older", "pass": 70, "unknown": 10, "fail": 20, "left": 80, "share": 15.5},
    {"line": "E1", "text": "not: brain metastases", "pass": 60, "unknown": 11, "fail": 29, "left": 61, "share": 23.5},
]


def words_of(svg: bytes) -> str:
    return " ".join(ElementTree.fromstring(svg).itertext())


def test_the_picture_of_a_funnel_shows_each_line_with_who_is_left_and_its_share() -> None:
    shown = words_of(funnel_picture(ROWS, caption=Caption(title="NCT1: the funnel", below="100 patients"), form="svg"))
    for text in ("NCT1: the funnel", "100 patients", "I1", "<b>18</b> & older", "brain metastases", "80", "61", "15.5", "23.5"):
        assert text in shown


def test_the_picture_of_a_curve_names_the_limit_and_both_counts() -> None:
    points = [{"value": "8.5", "left": 40, "eligible": 11}, {"value": "9", "left": 30, "eligible": 10}]
    curve = CurveShown(limit="hemoglobin at least (g/dL)", now=9.0, points=points)
    caption = Caption(title="NCT1, line I3", below="dashed: the limit as it is")
    shown = words_of(curves_picture([curve, curve], caption=caption, form="svg"))
    for text in ("NCT1, line I3", "hemoglobin at least (g/dL)", "not excluded", "eligible", "the limit as it is"):
        assert text in shown


def test_a_png_is_a_png() -> None:
    assert funnel_picture(ROWS, caption=Caption(title="t", below="s"), form="png").startswith(b"\x89PNG\r\n")


def test_nothing_of_another_host_is_in_a_picture() -> None:
    svg = funnel_picture(ROWS, caption=Caption(title="t", below="s"), form="svg").decode()
    assert "<script" not in svg
    assert svg.count("http") == svg.count("http://www.w3.org/")


@pytest.mark.parametrize("name", ["funnel.pdf", "funnel", "svg"])
def test_another_form_is_refused_with_what_to_name(name: str) -> None:
    with pytest.raises(UserError, match="an SVG or a PNG"):
        form_of(name)


def test_the_form_is_that_of_the_name() -> None:
    assert (form_of("a/b.SVG"), form_of("c.png")) == ("svg", "png")
