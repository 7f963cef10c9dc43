"""A stage of a cohort enters; its numeric limits, and their curves as words, as data and for a picture, leave."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from trialwright.errors import UserError
from trialwright.match.batch.curves import Curve, NumericLimit, numeric_limits
from trialwright.match.batch.picture import CurveShown
from trialwright.match.batch.program import PlannedStage
from trialwright.match.batch.recorded import Curves, grid
from trialwright.match.batch.reopened import Reopened
from trialwright.match.values import plain
from trialwright.protocol.units_in_words import with_unit
from trialwright.vocabulary.variables import find_variable, scale_grades

ALL = "all"


def limits_in(cohort: Reopened, stage: PlannedStage, line: str = ALL) -> list[NumericLimit]:
    """The limits of a line, or of all lines. A line that has none is a `UserError` that names those that have one."""
    found = list(numeric_limits(cohort.program, stage))
    chosen = [limit for limit in found if line in (ALL, limit.line)]
    if not chosen:
        having = ", ".join(dict.fromkeys(limit.line for limit in found)) or "none"
        message = f"{stage.trial} has no line {line!r}" if line not in (*stage.lines, ALL) else f"{line} has no limit of a value"
        raise UserError(message, place="--curve", hint=f"lines with a limit: {having}; or {ALL}")
    return chosen


def value_words(limit: NumericLimit, value: Decimal) -> str:
    """A value of a limit in words: ">= 9 g/dL", "<= 2.5 x ULN", "<= 2"."""
    sign = (">" if limit.end.value == "at least" else "<") + ("=" if limit.limit.inclusive else "")
    unit = limit.unit
    if unit is not None and unit.startswith("rank of "):
        return f"{sign} {_code(limit.variable, value)}"
    return (
        f"{sign} {plain(value)} {unit}"
        if unit is not None and unit.startswith("x ")
        else f"{sign} {with_unit(plain(value), unit)}"
    )


def _code(name: str, rank: Decimal) -> str:
    """The code of a place on a scale; the number where no code has it."""
    variable = find_variable(name)
    grades = scale_grades(variable.scale) if variable is not None and variable.scale is not None else ()
    return next((grade.code for grade in grades if grade.rank == rank), str(rank))


def curve_data(found: Curve) -> dict[str, Any]:
    """A curve as data; `points` from the strictest limit to the laxest, the limit as it is among them."""
    limit, now = found.limit, found.now
    return {
        "line": limit.line,
        "variable": limit.variable,
        "unit": limit.unit,
        "end": limit.end.value,
        "inclusive": limit.limit.inclusive,
        "now": {"value": str(now.value), "left": now.left, "eligible": now.eligible},
        "points": [
            {
                "value": str(point.value),
                "words": value_words(limit, point.value),
                "left": point.left,
                "eligible": point.eligible,
                "moreLeft": point.left - now.left,
                "moreEligible": point.eligible - now.eligible,
            }
            for point in found.at(grid(found))
        ],
    }


def curve_shown(found: Curve) -> CurveShown:
    """A curve as it is drawn."""
    limit = found.limit
    unit = f" ({limit.unit})" if limit.unit else ""
    return CurveShown(
        limit=f"{limit.line}: {limit.variable} {limit.end.value}{unit}",
        now=float(found.now.value),
        points=curve_data(found)["points"],
    )


def remarks(found: Curves) -> Sequence[tuple[str, str]]:
    """What the curves leave out, each with its mend."""
    told = []
    if found.unread:
        told.append((f"{found.unread:,} patients are not among the records; they count as without a value", "name all sources"))
    if found.otherwise:
        told.append(
            (
                f"the records of {found.otherwise:,} patients are not those that were answered; they count as without a value",
                "run `trialwright cohort` again with the same folder",
            )
        )
    return told
