"""One person's record while it is read: resources enter one by one; the facts, with what belongs together joined, leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, NamedTuple

from trialwright.findings import Finding, Severity
from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.patients.fhir_codes import Codes
from trialwright.patients.fhir_parts import Dates
from trialwright.patients.fhir_stages import narrowest
from trialwright.patients.understood import Leftovers, Understood, Why, summary_of
from trialwright.vocabulary.concepts import Relation, Vocabulary
from trialwright.vocabulary.half_named import half_named
from trialwright.vocabulary.time import PartialDate

_CANCERS = frozenset({"cancer", "histology"})


@dataclass(frozen=True, kw_only=True, slots=True)
class OfCancer:
    """A fact about a cancer, and the addresses of the conditions that it says it is about."""

    fact: Fact
    focus: frozenset[str]


@dataclass(kw_only=True)
class Shared:
    """What all records of a source share: the codes, and the resources that others refer to, by their addresses."""

    codes: Codes
    referred: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the codes."""
        return self.codes.vocabulary


@dataclass(kw_only=True)
class Chart:
    """What is known of one person so far."""

    id: str
    shared: Shared
    seen: bool = False
    birth: PartialDate | None = None
    sex: str | None = None
    facts: list[Fact] = field(default_factory=list)
    cancers: dict[str, frozenset[str]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    later: list[tuple[int, Fact]] = field(default_factory=list)
    """Facts of what stands behind all others, however early it was read, and their order."""
    of_cancer: list[OfCancer] = field(default_factory=list)
    coverage: set[Kind] = field(default_factory=set)
    left: Leftovers = field(default_factory=Leftovers)
    resources: dict[str, int] = field(default_factory=dict)

    def leave(self, why: Why, what: str, where: Where) -> None:
        """Note what is no fact."""
        self.left.add(why, what, where.resource, where.place)

    def leave_condition(self, what: str, where: Where, dates: Dates) -> None:
        """Note an illness whose code or name is not known; one that it may be all the same stays on record in its words."""
        self.leave(Why.CODE, what, where)
        if half_named(what, self.shared.vocabulary):
            self.facts.append(Fact(what=what, concept=None, kind=Kind.STATEMENTS, place=where.place, **dates))

    def add_condition(self, fact: Fact, addresses: frozenset[str]) -> None:
        """Add a condition; a cancer can be referred to."""
        if self.shared.vocabulary.kind(fact.concept or "") in _CANCERS:
            self.cancers[fact.place] = addresses
        self.facts.append(fact)

    def outdated(self, place: str, version: str) -> bool:
        """Whether a newer version of a resource was read already; one that is older is taken back."""
        if place in self.versions:
            if self.versions[place] > version:
                return True
            self.take_back(place)
        self.versions[place] = version
        return False

    def take_back(self, place: str) -> None:
        """Forget what a resource said."""
        self.facts[:] = [fact for fact in self.facts if not _from(fact, place)]
        self.later[:] = [(turn, fact) for turn, fact in self.later if not _from(fact, place)]
        self.of_cancer[:] = [item for item in self.of_cancer if not _from(item.fact, place)]
        self.cancers.pop(place, None)

    def understood(self, name: str, complete: Iterable[Kind] = (), findings: tuple[Finding, ...] = ()) -> Understood:
        """The patient, when all resources were read."""
        self.facts.extend(fact for _, fact in sorted(self.later, key=itemgetter(0)))
        self.later.clear()
        self._join()
        unread = self.left.all()
        patient = PatientFacts(
            id=self.id,
            birth_date=self.birth,
            sex=self.sex,
            facts=tuple(self.facts),
            coverage=frozenset(self.coverage) | frozenset(complete),
            findings=(*_of_death(self.facts, name), *summary_of(unread, len(self.facts), name), *findings),
        )
        return Understood(patient=patient, unread=unread, resources=tuple(sorted(self.resources.items())))

    def _join(self) -> None:
        """What is about a cancer is a fact of its own where there is one; else the stage goes to the cancer that it names."""
        single = self._single()
        for item in self.of_cancer:
            if single:
                self.facts.append(item.fact)
            elif not self._attached(item):
                where = Where(resource=item.fact.place.split("/")[0], place=item.fact.place)
                self.leave(Why.WHICH, f"{item.fact.what} {item.fact.value}", where)
        self.of_cancer.clear()

    def _single(self) -> bool:
        """True where all cancers on record can be one, or none is recorded."""
        words = self.shared.vocabulary
        names = {fact.concept for fact in self.facts if fact.place in self.cancers}
        known = [name for name in names if name is not None and not words.is_a(name, "leukemia")]  # these have no such stages
        return all(
            words.relation(one, other) is not Relation.IS_NOT or words.relation(other, one) is not Relation.IS_NOT
            for at, one in enumerate(known)
            for other in known[at + 1 :]
        )

    def _attached(self, item: OfCancer) -> bool:
        """The stage as a qualifier of the cancer that is meant, where that has none that says otherwise."""
        meant = [index for index, fact in enumerate(self.facts) if item.focus & self.cancers.get(fact.place, frozenset())]
        if item.fact.concept != "stage" or len(meant) != 1:
            return False
        fact = self.facts[meant[0]]
        narrow = narrowest([stage for stage in (fact.qualifiers.get("stage"), str(item.fact.value)) if stage])
        if len(narrow) > 1:
            return False
        self.facts[meant[0]] = replace(fact, qualifiers={**fact.qualifiers, "stage": narrow[0]})
        return True


class Where(NamedTuple):
    """The kind of a resource, and its place in the source: "Observation/3" or "entry 12"."""

    resource: str
    place: str

    def part(self, path: str) -> Where:
        """A place within the resource."""
        return Where(resource=self.resource, place=f"{self.place}.{path}")


def _from(fact: Fact, place: str) -> bool:
    return fact.place == place or fact.place.startswith(f"{place}.")


def _of_death(facts: Iterable[Fact], name: str) -> Iterator[Finding]:
    for fact in facts:
        if fact.concept == "death":
            when = f" on {fact.date}" if fact.date is not None else ""
            yield Finding(
                code="PATIENT_DIED", message=f"{name}: the patient has died{when} ({fact.place})", severity=Severity.WARNING
            )


_REFUSED: Mapping[str, Why] = {
    "entered-in-error": Why.ERROR,
    "refuted": Why.RULED_OUT,
    "unconfirmed": Why.NOT_CONFIRMED,
    "provisional": Why.NOT_CONFIRMED,
    "differential": Why.NOT_CONFIRMED,
}


def refused(codes: frozenset[str]) -> Why | None:
    """Why a statement with this verification is no fact; None where it is confirmed or nothing is said."""
    for code, why in _REFUSED.items():
        if code in codes:
            return why
    return None if not codes or codes == {"confirmed"} else Why.STATUS
