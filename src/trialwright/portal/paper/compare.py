"""A comparison as its page shows it enters, the same as values for paper leaves, every text in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from trialwright.portal.paper.standing import standing_words
from trialwright.portal.phrasebook import remark
from trialwright.portal.shown import plain
from trialwright.portal.views.compared import Alone, Column, Comparison, Row
from trialwright.portal.views.facts import Fact
from trialwright.portal.views.words import word
from trialwright.portal.visit import Visit
from trialwright.protocol.speech import unmarked


def compare_values(visit: Visit, compared: Comparison, *, strange: Sequence[str], left: Sequence[str]) -> dict[str, Any]:
    """What `compare.typ` prints. `strange` are numbers that no trial has, `left` trials for which there was no room."""
    say = visit.text
    full = say("At most %(most)s trials fit beside each other. Left out:") % {"most": len(compared.columns)}
    untold = [(say("Not on this shelf, and left out:"), strange), (full, left)]
    nothing = say("Nothing that could be read is asked by all.")
    parts = ((say("What all ask"), compared.all), (say("What some ask"), compared.some))
    return {
        "lang": visit.spoken.code,
        "title": say("Compare trials"),
        "made": f"{say('Made on')} {visit.spoken.date(visit.today)}",
        "foot": say(word("paper", "foot")),
        "left": [f"{told} {', '.join(names)}" for told, names in untold if names],
        "labels": {"short": say("In short"), "who": say("Who can join"), "alone": say("What only one asks")},
        "how": say(
            "Read off the criteria, not their words: two sentences that ask the same stand in one row, also where their limits"
            " differ."
        ),
        "columns": [{"title": plain(column.title), "number": column.number} for column in compared.columns],
        "short": list(_short(visit, compared.columns)),
        "parts": [
            {
                "head": f"{head} ({len(rows)})",
                "rows": _rows(visit, rows),
                "none": nothing,
            }
            for head, rows in parts
            if rows or rows is compared.all
        ],
        "alone": [_alone(visit, column, compared.alone[at]) for at, column in enumerate(compared.columns)],
    }


def _short(visit: Visit, columns: Sequence[Column]) -> Iterator[dict[str, Any]]:
    say, none = visit.text, [visit.text("Not stated")]
    yield {"head": say("Status"), "cells": [_status(visit, column) for column in columns]}
    yield {
        "head": say("Conditions"),
        "cells": [[plain("; ".join(column.conditions))] if column.conditions else none for column in columns],
    }
    for at, fact in enumerate(columns[0].snapshot if columns else ()):
        same = [[own for own in column.snapshot if own.label == fact.label] for column in columns]
        yield {"head": say(columns[0].snapshot[at].label), "cells": [[_fact(visit, own[0])] if own else none for own in same]}
    yield {
        "head": say("Groups"),
        "cells": [[_named(visit, group.label, group.kind) for group in column.treatments.groups] or none for column in columns],
    }
    yield {
        "head": say("Treatments"),
        "cells": [[_named(visit, item.name, item.kind) for item in column.treatments.treatments] or none for column in columns],
    }
    yield {"head": say("Sites"), "cells": [[_sites(visit, column)] for column in columns]}


def _status(visit: Visit, column: Column) -> list[str]:
    return list(standing_words(visit, column.status))


def _fact(visit: Visit, fact: Fact) -> str:
    shown = {
        "date": visit.spoken.date,
        "number": lambda value: visit.spoken.number(int(value)),
        "word": visit.text,
    }.get(fact.kind, plain)
    told = ", ".join(shown(value) for value in fact.values) or visit.text("Not stated")
    return f"{told} ({visit.text(fact.note)})" if fact.note else told


def _named(visit: Visit, name: str, kind: str) -> str:
    return f"{plain(name)} ({visit.text(kind)})" if kind else plain(name)


def _sites(visit: Visit, column: Column) -> str:
    if not column.sites:
        return visit.text("No site is listed")
    told = visit.spoken.texts.ngettext("%(num)s site", "%(num)s sites", column.sites) % {"num": column.sites}
    return f"{told}: {plain(', '.join(column.countries))}" if column.countries else told


def _rows(visit: Visit, rows: Sequence[Row]) -> list[dict[str, Any]]:
    silent = [visit.text("no line that could be read asks it")]
    return [
        {
            "head": f"{visit.text(row.sign)}: {unmarked(remark(row.what, visit.spoken))}",
            "cells": [list(cell) or silent for cell in row.cells],
        }
        for row in rows
    ]


def _alone(visit: Visit, column: Column, lines: Sequence[Alone]) -> dict[str, Any]:
    count = visit.spoken.texts.ngettext("%(num)s line in all", "%(num)s lines in all", column.lines) % {"num": column.lines}
    apart = visit.spoken.texts.ngettext(
        "%(num)s line that only a person can compare", "%(num)s lines that only a person can compare", len(column.apart)
    )
    return {
        "head": column.number,
        "about": count if column.lines else visit.text("This record shows no criteria."),
        "lines": [
            {"things": "; ".join(_thing(visit, sign, what) for sign, what in line.things), "text": line.text} for line in lines
        ],
        "apart_head": apart % {"num": len(column.apart)},
        "apart": list(column.apart),
    }


def _thing(visit: Visit, sign: str, what: str) -> str:
    return f"{visit.text(sign)}: {unmarked(remark(what, visit.spoken))}"
