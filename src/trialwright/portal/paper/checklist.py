"""The page of a trial enters, its checklist as values for paper leaves, every text in the reader's language."""

from __future__ import annotations

from typing import Any

from trialwright.portal.paper.standing import standing_words
from trialwright.portal.paths import trial_path
from trialwright.portal.shown import plain
from trialwright.portal.views.criteria import LineView, StageView
from trialwright.portal.views.trial import TrialPage
from trialwright.portal.views.words import word
from trialwright.portal.visit import Visit
from trialwright.protocol.speech import unmarked


def checklist_values(visit: Visit, page: TrialPage) -> dict[str, Any]:
    """What `checklist.typ` prints."""
    say, several = visit.text, len(page.criteria.stages) > 1
    numbers = [[say(number.sort), number.number] for number in page.numbers]
    return {
        "lang": visit.spoken.code,
        "title": f"{say('Checklist')}: {plain(page.names.title)}",
        "about": [
            *numbers,
            [say("Status"), " · ".join(standing_words(visit, page.status))],
            [say("Made on"), visit.spoken.date(visit.today)],
        ],
        "fill": [say("For"), say("Filled in by"), say("Date")],
        "how": say(word("paper", "checklist")),
        "warning": "" if page.criteria.shown else say("This record shows no criteria."),
        "columns": [say("No."), say("Sentence of the record, and our reading"), say("Yes"), say("No"), say("Not known")],
        "stages": [_stage(visit, stage, several=several) for stage in page.criteria.stages],
        "foot": visit.settings.address(trial_path(page.names.key)),
    }


def _stage(visit: Visit, stage: StageView, *, several: bool) -> dict[str, Any]:
    when = visit.text("Later") if stage.later else visit.text("Now")
    return {
        "label": f"{when}: {stage.label}" if several else "",
        "lists": [{"head": visit.text(part.head), "lines": [_line(visit, line) for line in part.lines]} for part in stage.lists],
    }


def _line(visit: Visit, line: LineView) -> dict[str, Any]:
    asks = line.code in ("ask", "no-constraint")
    return {
        "id": line.id,
        "parts": list(line.parts),
        "says": "" if asks else unmarked(plain(line.says)),
        "state": visit.text(line.state) if line.state else "",
    }
