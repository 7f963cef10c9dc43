"""Cancer trials from page to verdict: records and patients enter, explained verdicts leave. The verbs and their result types.

>>> import datetime as dt
>>> import trialwright as tw
>>> page = b'''Some Clinical Trial
... Official title:
... A Study of X in Patients With Gastric Cancer
... Eligibility Criteria
... Inclusion Criteria:
... * Age 18 years or older
... * Hemoglobin >= 9.0 g/dL within 14 days before registration
... Exclusion Criteria:
... * Brain metastases
... '''
>>> trial = tw.load(page, name="page.txt")
>>> patient = tw.read_sheet("{id: P, age: 61, facts: [{what: hemoglobin, value: 10.2, unit: g/dL, date: 2026-03-10}]}")
>>> verdict = tw.evaluate(trial, patient, on=dt.date(2026, 3, 16))
>>> [(line.line.id, line.outcome.value) for line in verdict.stages[0].lines]
[('I1', 'pass'), ('I2', 'pass'), ('E1', 'unknown')]
>>> tw.explain(verdict).stages[0].summary
'Possible: 2 of 3 lines pass, 1 open, none fails.'
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trialwright.face import *  # noqa: F403 - the names and types of the face, which has them in its own __all__
    from trialwright.face import __all__ as __all__


def __getattr__(name: str) -> object:
    """A name of the face, which is imported when first asked: a module of the package alone, or a command, needs little of it."""
    if name.startswith("__") and name != "__all__":
        raise AttributeError(name)
    asked: object = getattr(import_module("trialwright.face"), name)
    return asked


def __dir__() -> list[str]:
    return sorted({*globals(), *import_module("trialwright.face").__all__})
