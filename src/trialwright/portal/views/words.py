"""An enum value or a field's path enters, the English text for people leaves (from `data/*.tsv`); catalogues translate it."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files


def word(kind: str, value: object) -> str:
    """The text for a value of a kind ("status", "RECRUITING"); one that the table lacks is shown as it stands."""
    return _words().get((kind, str(value)), str(value))


def is_known(kind: str, value: object) -> bool:
    """Whether the table has a text for the value."""
    return (kind, str(value)) in _words()


def field_label(path: str) -> str:
    """What a field is called: that of the longest known path that leads to it, else the path's last name.

    >>> field_label("conditionsModule.conditions.3")
    'Condition'
    """
    parts = [part for part in path.split(".") if not part.isdecimal()]
    for end in range(len(parts), 0, -1):
        label = _fields().get(".".join(parts[:end]))
        if label is not None:
            return label
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", parts[-1]).capitalize() if parts else path


def area_label(piece: str) -> str:
    """What a searched piece of a trial is called ("BriefSummary"), to translate."""
    return _words().get(("area", piece)) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", piece)


@cache
def _words() -> dict[tuple[str, str], str]:
    return {(row["kind"], row["value"]): row["text"] for row in table("words.tsv")}


@cache
def _fields() -> dict[str, str]:
    return {row["field"]: row["text"] for row in table("fields.tsv")}


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table of `portal/data`."""
    text = (files("trialwright.portal") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
