"""What a reader of patients made of a source: the patients, and all that it did not understand, counted by what it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from trialwright.findings import Finding, Severity
from trialwright.patients.facts import PatientFacts
from trialwright.vocabulary.time import PartialDate

_PLACES = 3


class Why(StrEnum):
    """Why something of a source is no fact. `benign` ones say nothing that could matter: they are counted, not warned of."""

    CODE = "unknown code"
    VALUE = "value not understood"
    NO_VALUE = "no value"
    UNIT = "unit does not fit"
    IMPLAUSIBLE = "value cannot be true"
    STATUS = "status"
    NOT_CONFIRMED = "not confirmed"
    RULED_OUT = "ruled out"
    ERROR = "entered in error"
    NOT_DONE = "not done or not taken"
    PLANNED = "planned, not done"
    WHICH = "of which cancer is not said"
    WHOSE = "not of this patient"
    DATE = "date not understood"
    CHANGED = "an extension that is not known changes what it means"
    BROKEN = "not as FHIR has it"
    KIND = "kind of resource that is not read"
    COLUMN = "column that the mapping does not name"
    PART = "part that is not read"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """Something of a source that is no fact: `what` it says in its own words, `where` it stands first, how many times."""

    why: Why
    what: str
    resource: str
    count: int = 1
    where: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """The whole as a sentence."""
        times = f", {self.count} times" if self.count > 1 else ""
        return f"{self.resource} {self.what}: {self.why.value}{times} ({', '.join(self.where)})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Understood:
    """One patient as read from a source, what was not understood, and how many resources or rows of each kind there were.

    `observed` are the spans in which the source would have recorded what happened, `sites` the places that it tells of.
    """

    patient: PatientFacts
    unread: tuple[Unread, ...] = ()
    resources: tuple[tuple[str, int], ...] = ()
    observed: tuple[tuple[PartialDate, PartialDate], ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(kw_only=True, slots=True)
class Leftovers:
    """What is not understood while a patient is read, counted by what it is."""

    found: dict[tuple[Why, str, str], tuple[list[int], list[str]]] = field(default_factory=dict)

    def add(self, why: Why, what: str, resource: str, where: str) -> None:
        """One more; the first places are kept."""
        known = self.found.get((why, what, resource))
        if known is None:
            self.found[why, what, resource] = [1], [where]
            return
        count, places = known
        count[0] += 1
        if len(places) < _PLACES:
            places.append(where)

    def add_all(self, count: int, why: Why, what: str, resource: str) -> None:
        """So many of a table or kind of resource, counted already."""
        self.found[why, what, resource] = [count], [resource]

    def all(self) -> tuple[Unread, ...]:
        """Everything, what is most often first within its reason."""
        found = [
            Unread(why=why, what=what, resource=resource, count=count[0], where=tuple(places))
            for (why, what, resource), (count, places) in self.found.items()
        ]
        return tuple(sorted(found, key=lambda item: (_ORDER[item.why], item.resource, -item.count, item.what)))


_ORDER = {why: place for place, why in enumerate(Why)}
_QUIET = frozenset({Why.KIND, Why.ERROR, Why.RULED_OUT, Why.NOT_DONE, Why.PLANNED, Why.PART})


_OWN_CODES = "a table of your own codes (--codes) tells what they mean"


def summary_of(unread: tuple[Unread, ...], facts: int, name: str, mend: str = _OWN_CODES) -> Iterator[Finding]:
    """One finding that counts what was understood and what was not; what the source itself says to leave out is not counted."""
    count = sum(item.count for item in unread if item.why not in _QUIET)
    if count:
        message = f"{name}: {facts} facts understood, {count} not"
        hint = f"`trialwright patient {name}` lists them; {mend}"
        yield Finding(code="SOURCE_NOT_UNDERSTOOD", message=message, severity=Severity.INFO, hint=hint)
