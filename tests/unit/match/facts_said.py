"""A leaf of the criteria and facts as a sheet writes them, in; whether it holds (True, False, or None for unknown) out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion
from trialwright.match.truth import Truth
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import Compare, Criterion, Has, Limit, Qualifier, Quantity, Target, Window, WindowKind
from trialwright.vocabulary.time import Duration, TimeUnit

_SAID = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}
MONTH = Window(kind=WindowKind.WITHIN_BEFORE, amount=Duration(amount=Decimal(1), unit=TimeUnit.MONTH))


def said(node: Criterion, *facts: dict[str, Any], complete: tuple[str, ...] = ()) -> bool | None:
    """Whether the criterion holds on 2026-03-16 for a patient with these facts, in the package's own vocabulary."""
    sheet = {"id": "P", "facts": list(facts), "complete": list(complete)}
    context = Context(on=dt.date(2026, 3, 16))
    return _SAID[evaluate_criterion(node, facts_from_mapping(sheet, place="test"), context).truth]


def has(concept: str, *, window: Window | None = None, **narrowing: str) -> Has:
    """That something is there, with narrowing words by family."""
    qualifiers = tuple(Qualifier(name=name, values=(value,)) for name, value in narrowing.items())
    return Has(target=Target(concept=concept, qualifiers=qualifiers), window=window)


def at_least(variable: str, code: str) -> Compare:
    """That a place on a scale is this one or a higher one."""
    return Compare(quantity=Quantity(variable=variable), low=Limit(value=Decimal(code) if code.isdigit() else code))
