"""The funnel of a trial, or the curve of a limit, enters; a picture as SVG or PNG leaves. Home of altair, an extra."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from trialwright.errors import UserError

INSTALL = "pip install 'trialwright[charts]'"
FORMATS = ("svg", "png")
_COLOURS = {"pass": "#117864", "unknown": "#d8a31a", "fail": "#a93226", "not excluded": "#117864", "eligible": "#1f5f99"}
_WIDTH, _ROW, _WORDS = 250, 24, 58
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Caption:
    """The words of a picture: its title, and what stands below it."""

    title: str
    below: str


def funnel_picture(rows: Sequence[Row], *, caption: Caption, form: str) -> bytes:
    """The lines of a stage as bars, one below the other: how each comes out by itself, who is left in order, and its share.

    A row has `line`, `text`, `pass`, `unknown`, `fail`, `left` and `share`. `form` is "svg" or "png".
    """
    alt = _altair()
    lines = [f"{row['line']}  {_cut(row['text'])}" for row in rows]
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=420, labelFontSize=11, ticks=False, domain=False))
    bare = alt.Y("name:N", sort=None, title=None, axis=None)
    height = _ROW * max(len(rows), 1)
    each = [
        {"name": name, "outcome": outcome, "order": order, "patients": row[outcome]}
        for name, row in zip(lines, rows, strict=True)
        for order, outcome in enumerate(("pass", "unknown", "fail"))
    ]
    scale = alt.Scale(domain=["pass", "unknown", "fail"], range=[_COLOURS[name] for name in ("pass", "unknown", "fail")])
    alone = (
        alt.Chart(alt.Data(values=each), title="each line by itself", width=_WIDTH, height=height)
        .mark_bar()
        .encode(
            x=alt.X("patients:Q", title="patients", stack="zero"),
            y=y,
            color=alt.Color("outcome:N", scale=scale, title=None, sort=None, legend=alt.Legend(orient="bottom")),
            order=alt.Order("order:Q"),
        )
    )
    plain = [{"name": name, "left": row["left"], "share": float(row["share"])} for name, row in zip(lines, rows, strict=True)]
    panels = [alone]
    for field, words, colour in (("left", "left after this line", "#1f5f99"), ("share", "share of the loss", "#a93226")):
        base = alt.Chart(alt.Data(values=plain), title=words, width=_WIDTH // 2, height=height).encode(
            x=alt.X(f"{field}:Q", title="patients", axis=alt.Axis(tickCount=4)), y=bare
        )
        number = base.mark_text(align="left", dx=3, fontSize=10).encode(text=alt.Text(f"{field}:Q", format=",.3~r"))
        panels.append(base.mark_bar(color=colour) + number)
    return _made(alt.hconcat(*panels, spacing=14), caption, form)


@dataclass(frozen=True, kw_only=True, slots=True)
class CurveShown:
    """A curve as it is drawn: the limit in words, where it lies now, and points with `value`, `left` and `eligible`."""

    limit: str
    now: float
    points: Sequence[Row]


def curves_picture(curves: Sequence[CurveShown], *, caption: Caption, form: str) -> bytes:
    """How many patients each limit would not exclude, and how many would be eligible, by its value; one below the other."""
    alt = _altair()
    return _made(alt.vconcat(*map(_curve, curves), spacing=24), caption, form)


def _curve(shown: CurveShown) -> Any:
    alt = _altair()
    rows = [
        {"value": float(point["value"]), "what": what, "patients": point[field]}
        for point in shown.points
        for what, field in (("not excluded", "left"), ("eligible", "eligible"))
    ]
    names = ["not excluded", "eligible"]
    scale = alt.Scale(domain=names, range=[_COLOURS[name] for name in names])
    base = alt.Chart(alt.Data(values=rows), width=520, height=260).encode(
        x=alt.X("value:Q", title=shown.limit, scale=alt.Scale(zero=False)),
        y=alt.Y("patients:Q", title="patients", axis=alt.Axis(tickMinStep=1)),
        color=alt.Color("what:N", scale=scale, title=None, sort=None, legend=alt.Legend(orient="bottom")),
    )
    lines = base.mark_line() + base.mark_point(filled=True, size=40).encode(shape=alt.Shape("what:N", sort=None, legend=None))
    rule = alt.Chart(alt.Data(values=[{"value": shown.now}])).mark_rule(strokeDash=[5, 4], color="#555555").encode(x="value:Q")
    return lines + rule


def _made(chart: Any, caption: Caption, form: str) -> bytes:
    alt = _altair()
    chart = chart.properties(
        title=alt.TitleParams(text=caption.title, subtitle=caption.below, anchor="start", fontSize=15),
        background="white",
        padding=12,
    ).configure(font="sans-serif")
    spec = {**chart.to_dict(), "description": f"{caption.title}. {caption.below}"}
    convert = _converter()
    if form == "svg":
        return str(convert.vegalite_to_svg(spec)).encode()
    return bytes(convert.vegalite_to_png(spec, scale=2))


def can_draw() -> bool:
    """Whether the packages of the extra are there."""
    return all(find_spec(name) is not None for name in ("altair", "vl_convert"))


def form_of(name: str) -> str:
    """The form that the name of a file asks for; another is a `UserError`."""
    form = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if form not in FORMATS:
        raise UserError("a picture is an SVG or a PNG", place=name, hint="name it with .svg or .png")
    return form


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WORDS else line[:_WORDS].rsplit(" ", 1)[0] + " …"


def _altair() -> Any:
    try:
        import altair
    except ImportError as error:
        raise UserError("a picture needs a package that is not installed: altair", hint=INSTALL) from error
    return altair


def _converter() -> Any:
    try:
        import vl_convert
    except ImportError as error:
        raise UserError("a picture needs a package that is not installed: vl-convert-python", hint=INSTALL) from error
    return vl_convert
