"""A match enters, one self-contained HTML page leaves: no script, no request to any host, every text escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.metadata import version
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from trialwright.cli.matching import Matched, Matching, Place, Trial
from trialwright.findings import Finding, Severity
from trialwright.match.answer import described
from trialwright.match.explain import LineWords, StageWords, explain
from trialwright.match.rank import Standing
from trialwright.match.verdict import Reason
from trialwright.registries.markup import unescape

_STANDINGS = {
    Standing.ELIGIBLE: ("✓", "Eligible"),
    Standing.POSSIBLE: ("?", "Possible"),
    Standing.EXCLUDED: ("✗", "Excluded"),
    Standing.ANOTHER_DISEASE: ("–", "Another disease"),
}
_STATES = {"pass": ("✓", "Pass"), "fail": ("✗", "Fail"), "unknown": ("?", "Unknown"), "later": ("…", "Later")}
_NCT = re.compile(r"NCT\d{8}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A sign with its word: colour never tells alone."""

    css: str
    icon: str
    word: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LineView:
    """A line as the page shows it: its verdict, the text with what stands before it ("3."), and everything in words."""

    mark: Mark
    words: LineWords
    text: str
    before: str = ""
    stage: str = ""

    @property
    def shows_why(self) -> bool:
        """Whether the reason belongs beside the line rather than behind it."""
        return self.mark.css in ("fail", "unknown")


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of the criteria text: text between lines, or a line."""

    text: str = ""
    line: LineView | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceView:
    """A trial in a ranking as the page shows it."""

    place: Place
    mark: Mark
    stages: tuple[StageWords, ...]
    pieces: tuple[Piece, ...]
    fields: tuple[LineView, ...]
    counts: tuple[tuple[Mark, int], ...]
    address: str | None

    @property
    def excluding(self) -> tuple[LineView, ...]:
        """The lines that fail, in the order of the text."""
        lines = [piece.line for piece in self.pieces if piece.line is not None]
        return tuple(line for line in (*lines, *self.fields) if line.mark.css == "fail")


@dataclass(frozen=True, kw_only=True, slots=True)
class PatientView:
    """A patient as the page shows them: sex and age, the facts on file in words, the ranking, and how many trials stand where."""

    matched: Matched
    person: str
    facts: tuple[str, ...]
    places: tuple[PlaceView, ...]
    counts: tuple[tuple[Mark, int], ...]


def match_to_html(matching: Matching) -> str:
    """The report: a whole page."""
    style = _style()
    page = _template().render(
        matching=matching,
        patients=[_patient(matched) for matched in matching.patients],
        legend=[_mark(state) for state in _STATES],
        style=Markup(style),  # noqa: S704 - the package's own style sheet # nosec B704
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        version=version("trialwright"),
    )
    return page.lstrip()


@cache
def _style() -> str:
    return (resources.files("trialwright.cli") / "templates" / "report.css").read_text("utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("trialwright.cli", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = unescape
    environment.filters["address"] = web_address
    environment.filters["warnings_first"] = warnings_first
    return environment.get_template("report.html.j2")


def web_address(text: object) -> str | None:
    """An address that may become a link: http or https with a host; anything else stays text.

    >>> web_address("javascript:alert(1)") is None
    True
    """
    if not isinstance(text, str):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc else None


def _mark(state: str) -> Mark:
    icon, word = _STATES[state]
    return Mark(css=state, icon=icon, word=word)


def _standing(standing: Standing) -> Mark:
    icon, word = _STANDINGS[standing]
    return Mark(css=standing.value.replace(" ", "-"), icon=icon, word=word)


def _patient(matched: Matched) -> PatientView:
    counts = Counter(place.ranked.standing for place in matched.ranking)
    return PatientView(
        matched=matched,
        person=", ".join(_person(matched)) or "age and sex not recorded",
        facts=tuple(described(fact) for fact in matched.patient.facts),
        places=tuple(_place(place) for place in matched.ranking),
        counts=tuple((_standing(standing), counts[standing]) for standing in Standing if counts[standing]),
    )


def _person(matched: Matched) -> Iterator[str]:
    patient = matched.patient
    if patient.sex is not None:
        yield patient.sex
    if patient.birth_date is not None:
        yield f"born {patient.birth_date}"
    if patient.age is not None:
        yield f"age {patient.age}"


def _place(place: Place) -> PlaceView:
    stages = explain(place.ranked.judged.verdict).stages
    views = [_line(line, stage.verdict.stage if len(stages) > 1 else "") for stage in stages for line in stage.lines]
    counts = Counter(view.mark.css for view in views)
    return PlaceView(
        place=place,
        mark=_standing(place.ranked.standing),
        stages=stages,
        pieces=tuple(
            _pieces(place.trial.protocol.criteria_text, [view for view in views if view.words.verdict.line.origin == "text"])
        ),
        fields=tuple(view for view in views if view.words.verdict.line.origin != "text"),
        counts=tuple((_mark(state), counts[state]) for state in _STATES if counts[state]),
        address=_address(place.trial),
    )


def _line(line: LineWords, stage: str) -> LineView:
    state = "later" if line.verdict.reason is Reason.LATER else line.verdict.outcome.value
    return LineView(mark=_mark(state), words=line, text=unescape(line.verdict.line.text), stage=stage)


def _pieces(text: str, lines: Iterable[LineView]) -> Iterator[Piece]:
    """The criteria text from its first to its last character: lines where they stand, and what stands between them as printed."""
    end = 0
    for line in sorted(lines, key=lambda view: view.words.verdict.line.span.start):
        span = line.words.verdict.line.span
        gap, _, marker = text[end : max(end, span.start)].rpartition("\n")
        if gap.strip():
            yield Piece(text=unescape(gap.strip("\n")))
        yield Piece(
            line=LineView(mark=line.mark, words=line.words, text=line.text, before=unescape(marker.strip()), stage=line.stage)
        )
        end = max(end, span.end)
    if text[end:].strip():
        yield Piece(text=unescape(text[end:].strip("\n")))


def _address(trial: Trial) -> str | None:
    """Where the trial can be looked up: the registry's page for a registry number, else the address that the page came with."""
    if _NCT.fullmatch(trial.protocol.key):
        return f"https://clinicaltrials.gov/study/{trial.protocol.key}"
    return next((found for source in trial.protocol.sources if (found := web_address(source.get("url")))), None)


def warnings_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings worth acting on before those worth knowing."""
    return sorted(findings, key=lambda finding: finding.severity is not Severity.WARNING)
