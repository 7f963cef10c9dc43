"""What the tests of `split` share: an outline drawn as text, and the seeds' criteria as their pages print them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from trialwright.compiler.outlining.outline import Group, Item, Outline
from trialwright.compiler.outlining.split import split

SEEDS = Path(__file__).parents[2] / "data" / "seeds"

OPENS_AND_ENDS = {
    "000": ("Inclusion Criteria\n", "Minimum Eligible Age"),
    "001": ("- Primary Registration Eligibility Criteria:", "About Tokyo"),
    "002": ("Inclusion criteria\n", "Trial design"),
    "004": ("Inclusion Criteria\n", "Minimum Eligible Age"),
}
"""The words with which the criteria of each seed page begin, and those behind them; seed 003 has no criteria."""


def seed_criteria(seed: str) -> str:
    """The raw criteria text of a seed page, from its first heading to the end of the last list."""
    page = next(SEEDS.glob(f"{seed}_*.txt")).read_text(encoding="utf-8")
    opens, ends = OPENS_AND_ENDS[seed]
    start = page.index(opens)
    return page[start : page.index(ends, start)]


def golden_eligibility(seed: str) -> dict[str, Any]:
    """The groups that the seed's golden record states."""
    golden = next((SEEDS / "golden").glob(f"{seed}_*.json")).read_text(encoding="utf-8")
    return dict(json.loads(golden)["x_portal"]["eligibility"])


def drawn(outline: Outline) -> str:
    """The outline as text: a line for each group, one for each item, what is special of it behind a bar."""
    lines = [f"steps: {', '.join(outline.steps)}"] if outline.steps else []
    for group in outline.groups:
        lines.append(_group_line(group))
        for item in group.items:
            lines += _item_lines(item, depth=1)
    return "\n".join(lines)


def shape(text: str, **options: Any) -> str:
    """The outline of `text`, drawn."""
    return drawn(split(text, **options))


def _group_line(group: Group) -> str:
    scope = [
        f"{name} {value}" for name, value in (("stage", group.stage), ("cohort", group.cohort), ("logic", group.logic)) if value
    ]
    return " | ".join([f"{group.kind or 'no list'}: {group.label}".rstrip(), *scope])


def _item_lines(item: Item, *, depth: int) -> list[str]:
    mark = f"{item.number}." if item.number is not None else (item.marker or "-")
    notes = [] if not item.children else [f"{item.logic or f'at least {item.at_least}'}{'' if item.logic_stated else '?'}"]
    notes += [item.sense] if item.sense else []
    notes += ["inferred"] if item.nesting == "inferred" else []
    notes += ["end uncertain"] if item.nesting_end_uncertain else []
    notes += [f"cohort {item.cohort}"] if item.cohort else []
    line = f"{'  ' * depth}{mark} {item.text}".rstrip()
    below = [line for child in item.children for line in _item_lines(child, depth=depth + 1)]
    return [" | ".join([line, *notes]), *below]
