"""Resources that say again what one before them said: bytes in; what they say, with their own day, number and address, out.

Most of a hospital's record is the same few thousand statements with another day or another number. What a resource says, but for
its day, its number and its address, is worked out once, by the readers of plain JSON, and remembered by the bytes it hangs on.
A resource of which that cannot be done (it refers to others) is left to the readers. A number that is not possible is remembered
as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from trialwright.patients.facts import Fact, stamped
from trialwright.patients.fhir_bytes import NONE, NotPlainError, plain
from trialwright.patients.fhir_chart import Chart, OfCancer, Shared, Where
from trialwright.patients.fhir_conditions import addresses_of, dates_of_condition
from trialwright.patients.fhir_elements import elements, extensions_in, field_name
from trialwright.patients.fhir_limits import Limits
from trialwright.patients.fhir_medicines import dates_of_medicine
from trialwright.patients.fhir_observations import by_components
from trialwright.patients.fhir_parts import Dates, day, moment_of, number, or_earlier
from trialwright.patients.fhir_procedures import done
from trialwright.patients.fhir_results import bounds_of
from trialwright.patients.fhir_shapes import (
    Condition,
    Medicine,
    Observation,
    Often,
    OftenCondition,
    OftenMedicine,
    OftenObservation,
    OftenProcedure,
    OftenVaccination,
    Procedure,
    Quantity,
    Resource,
    Vaccination,
    reader,
)
from trialwright.patients.fhir_versions import as_r4
from trialwright.patients.understood import Why
from trialwright.vocabulary.time import PartialDate

Reader = Callable[[dict[str, Any], Chart, Where], None]
Days = tuple[PartialDate | None, PartialDate | None, PartialDate | None]
_HERE, _PART = "\x00", ".component[0]"
_WHATEVER_THE_NUMBER = frozenset({Why.CODE, Why.STATUS, Why.ERROR, Why.NOT_DONE, Why.PLANNED, Why.WHOSE, Why.KIND})
_MOST_REMEMBERED = 300_000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shape:
    """How resources of a kind are taken apart: `often` those that have only what most have, `read` all others; `said` is what
    they say, `when` their dates (None where one of them is none). Of those others `seldom` is what few of them have, and `alone`
    is False for one that only the readers of plain JSON can judge, and None where they judge none of the kind."""

    often: Callable[[bytes], Any]
    read: Callable[[bytes], Any]
    said: Callable[[Any], tuple[Any, ...]]
    when: Callable[[str, Any], Days | None]
    seldom: Callable[[Any], tuple[Any, ...]]
    alone: Callable[[Any], bool] | None = None
    nothing: tuple[Any, ...] = ()


class _Saying(NamedTuple):
    """What was said: facts and reasons with the end of their place, and what a number may be, where there was one."""

    facts: tuple[tuple[Fact, str], ...] = ()
    of_cancer: tuple[tuple[OfCancer, str], ...] = ()
    left: tuple[tuple[Why, str, str], ...] = ()
    limits: Limits | None = None


class _How(NamedTuple):
    """What to do instead."""

    name: str


_OBSERVED = (OftenObservation, Observation)
_LEFT, _BY_NUMBER, _BY_COMPONENTS = _How("leave it to the readers"), _How("look at its number"), _How("look at its components")
_THIS_TIME = _How("look at its number, since it is not possible")


_About = tuple[str, bytes, Days, str | None]
"""The kind, the bytes and the dates of a resource, and the sex of its patient."""
Told = tuple[_Saying, Decimal | None, int | None]
"""One statement of a resource: what was said, its own number, and which component it is."""
Heard = tuple[tuple[Told, ...], Days]
"""All that a resource says, and its dates."""


class Again:
    """What was said in the resources of a source, and of those before it."""

    def __init__(self, shared: Shared, readers: Mapping[str, Reader]) -> None:
        self._shared, self._readers = shared, readers
        self._known: dict[object, _Saying | _How] = shared.codes.said

    def parts(self, kind: str, text: bytes) -> Often | None:
        """The parts of a resource; None for one of another kind or shape."""
        shape = _SHAPES.get(kind)
        if shape is None:
            return None
        try:
            said: Often = shape.often(text)
        except NotPlainError:
            return self._whole(shape, text)
        return said if said.id else None

    def _whole(self, shape: _Shape, text: bytes) -> Resource | None:
        """The parts of a resource that has what few of its kind have."""
        try:
            said: Resource = shape.read(text)
        except NotPlainError:
            return None
        return said if said.id and (shape.alone is None or shape.alone(said)) else None

    def heard(self, kind: str, said: Often, text: bytes, chart: Chart) -> Heard | None:
        """What a resource says, of which `parts` gave the parts; None where the readers must be asked."""
        shape = _SHAPES[kind]
        days = shape.when(kind, said)
        if days is None:
            return None
        date, start, end = days
        key = (
            kind,
            chart.sex,
            said.status,
            None if said.meta is None else bytes(said.meta.profile),
            date is None,
            start is None,
            end is None,
            _rare_of(shape, said) if isinstance(said, Resource) else None,
            shape.said(said),
        )
        about = (kind, text, days, chart.sex)
        if not isinstance(said, _OBSERVED):
            saying = self._known.get(key) or self._learn(key, about)
            return (((saying, None, None),), days) if type(saying) is _Saying else None
        if isinstance(said, Observation) and said.component:
            return self._by_component(about, key, said)
        one = self._with_number(about, key, said.value_quantity)
        return None if one is None else ((one,), days)

    def _by_component(self, about: _About, key: tuple[object, ...], said: Observation) -> Heard | None:
        """What each component of an observation says, with its number."""
        plainly = key[7] is None and said.value_quantity is None and said.value_codeable_concept is NONE
        if not plainly or (self._known.get((key, "components")) or self._learn_components(key, about)) is not _BY_COMPONENTS:
            return None
        told: list[Told] = []
        for index, part in enumerate(said.component or ()):
            if _OF_RESOURCES(part) != _NO_RESOURCE:
                return None
            rare = _VALUES(part)
            seldom = None if rare == _NO_VALUES else tuple(map(bytes, rare))
            own = (key, bytes(part.code), bytes(part.value_codeable_concept), seldom)
            one = self._with_number(about, own, part.value_quantity, index)
            if one is None:
                return None
            told.append(one)
        return tuple(told), about[2]

    def _with_number(self, about: _About, key: object, quantity: Quantity | None, part: int | None = None) -> Told | None:
        """What an observation, or one of its components, says, with its number; None where the readers must be asked."""
        known = self._known
        if quantity is None:
            bare = known.get(key) or self._learn(key, about, part=part)
            return (bare, None, part) if type(bare) is _Saying else None
        value = quantity.value
        key = (key, quantity.comparator, quantity.unit, quantity.system, quantity.code, value is None)
        amount = _number(value)
        saying = known.get(key)
        if saying is None and (key, repr(value)) not in known:
            saying = self._learn(key, about, amount=amount, part=part)
        if type(saying) is _Saying:
            if saying.limits is None:
                return saying, None, part
            low, high = saying.limits
            if amount is not None and (low is None or amount >= low) and (high is None or amount <= high):
                return saying, amount, part
        elif saying is _LEFT:
            return None
        own = known.get((key, repr(value))) or self._learn((key, repr(value)), about, part=part)
        return (own, None, part) if type(own) is _Saying else None

    def _learn(self, key: object, about: _About, *, amount: Decimal | None = None, part: int | None = None) -> _Saying | _How:
        """What a resource says, or one of its components, is remembered."""
        known = self._asked(about, amount, part)
        if known is not _THIS_TIME:
            self._keep(key, known)
        return known

    def _learn_components(self, key: object, about: _About) -> _How:
        """Whether the components of an observation stand for themselves is remembered."""
        known = _BY_COMPONENTS if by_components(plain(about[1]), self._shared.codes) else _LEFT
        self._keep((key, "components"), known)
        return known

    def _keep(self, key: object, known: _Saying | _How) -> None:
        if len(self._known) < _MOST_REMEMBERED:
            self._known[key] = known

    def _asked(self, about: _About, amount: Decimal | None, part: int | None) -> _Saying | _How:
        """What the readers make of a resource, if that hangs on nothing else than what it is remembered by."""
        kind, text, days, sex = about
        chart = Chart(id="", shared=self._shared, sex=sex)
        resource = as_r4(kind, plain(text))
        if part is not None:
            resource = {**resource, "component": [resource["component"][part]]}
        try:
            self._readers[kind](resource, chart, Where(resource=kind, place=_HERE))
        except Exception:  # noqa: BLE001 - the reader is asked again, and what is broken is listed
            return _LEFT
        facts, of_cancer = chart.facts, chart.of_cancer
        same = all((fact.date, fact.start, fact.end) == days for fact in (*facts, *(item.fact for item in of_cancer)))
        if not same or chart.coverage or (of_cancer and kind != "Observation"):
            return _LEFT
        return _saying(chart, amount, len(_HERE) + (0 if part is None else len(_PART)))


def _saying(chart: Chart, amount: Decimal | None, skip: int) -> _Saying | _How:
    """What stands on a chart, its places without their beginning; with a number it is the same as long as that is possible."""
    facts, of_cancer = chart.facts, chart.of_cancer
    left = [(why, what, place[skip:]) for (why, what, _), (_, places) in chart.left.found.items() for place in places]
    saying = _Saying(
        tuple((fact, fact.place[skip:]) for fact in facts),
        tuple((item, item.fact.place[skip:]) for item in of_cancer),
        tuple(left),
    )
    if amount is None or (not facts and not of_cancer and all(why in _WHATEVER_THE_NUMBER for why, _, _ in left)):
        return saying
    if any(why is Why.IMPLAUSIBLE for why, _, _ in left):
        return _THIS_TIME
    limits = _limits(facts[0], amount) if len(facts) == 1 and not of_cancer and not left else None
    return saying._replace(limits=limits) if limits is not None else _BY_NUMBER


def _rare_of(shape: _Shape, said: Resource) -> tuple[bytes, ...] | None:
    """What few resources of a kind have, as bytes; None where it is not there."""
    rare = shape.seldom(said)
    return None if rare == shape.nothing else tuple(map(bytes, rare))


_number = lru_cache(maxsize=65536, typed=True)(number)


def _limits(fact: Fact, amount: Decimal) -> Limits | None:
    """What the number of a measurement may be for it to be the same fact with another; None where that is not so simple."""
    measured = isinstance(fact.value, Decimal) and fact.value == amount and fact.unit is not None
    return bounds_of(fact.concept or "", fact.unit or "") if measured else None


def unread_parts(kind: str, said: Often) -> tuple[str, ...] | None:
    """The names of the elements of a resource that are not read, and of its extensions; None where one changes what it means."""
    if not isinstance(said, Resource):
        return ()
    listed, nothing = _LISTED[kind]
    found = listed(said)
    if found == nothing:
        return ()
    if said.modifier_extension is not NONE:
        return None
    there = [name for name, part in zip(elements()[kind].listed, found, strict=False) if part is not NONE]
    return (*there, *extensions_in(bytes(said.extension)))


def say(heard: Heard, kind: str, place: str, chart: Chart) -> None:
    """Put what a resource says on the chart, at its own address."""
    told, days = heard
    for saying, amount, part in told:
        at = place if part is None else f"{place}.component[{part}]"
        for fact, end in saying.facts:
            own = stamped(fact, fact.value if amount is None else amount, days, at + end)
            if kind == "Condition":
                chart.add_condition(own, addresses_of(place))
            else:
                chart.facts.append(own)
        for item, end in saying.of_cancer:
            chart.of_cancer.append(OfCancer(fact=stamped(item.fact, item.fact.value, days, at + end), focus=item.focus))
        for why, what, end in saying.left:
            chart.left.add(why, what, kind, at + end)


def _observed(_: str, said: OftenObservation | Observation) -> Days | None:
    rare = said if isinstance(said, Observation) else None
    if rare is not None and rare.effective_timing is not NONE:
        return None
    if said.effective_date_time is not None:
        found = day(said.effective_date_time)
        return None if found is None else (found, None, None)
    instant = None if rare is None else rare.effective_instant
    if not _dated(instant, said.issued):
        return None
    told: dict[str, Any] = {"effectiveInstant": instant}
    if rare is not None and rare.effective_period is not None:
        told["effectivePeriod"] = rare.effective_period.plain()
    return moment_of(told, "effective") or or_earlier(day(said.issued) if said.issued is not None else None), None, None


def _days(dates: Dates) -> Days:
    return dates.get("date"), dates.get("start"), dates.get("end")


def _performed(_: str, said: OftenProcedure | Procedure) -> Days | None:
    period, text = said.performed_period, said.performed_date_time
    start, end = (None, None) if period is None else (_day_of(period.start), _day_of(period.end))
    found = _day_of(text)
    if text is not None and found is None:
        return None
    return _days(done(start, end, found, going_on=said.status == "in-progress"))


def _day_of(text: str | None) -> PartialDate | None:
    return None if text is None else day(text)


def _taken(kind: str, said: OftenMedicine | Medicine) -> Days | None:
    told: dict[str, Any] = {"authoredOn": said.authored_on, "effectiveDateTime": said.effective_date_time}
    if isinstance(said, Medicine):
        told |= {"dateAsserted": said.date_asserted, "whenHandedOver": said.when_handed_over, "whenPrepared": said.when_prepared}
        if said.effective_period is not None:
            told["effectivePeriod"] = said.effective_period.plain()
    if not _dated(said.effective_date_time, said.authored_on, told.get("whenHandedOver")):
        return None
    return _days(dates_of_medicine(kind, told, said.status or ""))


def _vaccinated(_: str, said: OftenVaccination | Vaccination) -> Days | None:
    return (_day_of(said.occurrence_date_time), None, None) if _dated(said.occurrence_date_time) else None


def _diagnosed(_: str, said: OftenCondition | Condition) -> Days | None:
    onset, abatement, recorded = said.onset_date_time, said.abatement_date_time, said.recorded_date
    return _days(dates_of_condition(onset, abatement, recorded)) if _dated(onset, abatement, recorded) else None


_OF_VALUES = (
    "value_string",
    "value_boolean",
    "value_integer",
    "value_range",
    "value_ratio",
    "value_sampled_data",
    "value_time",
    "value_date_time",
    "value_period",
    "value_decimal",
    "value_attachment",
    "value_reference",
    "data_absent_reason",
    "interpretation",
    "reference_range",
)
_VALUES: Callable[[Any], tuple[Any, ...]] = attrgetter(*_OF_VALUES)
_NO_VALUES = (NONE,) * len(_OF_VALUES)
_OF_RESOURCES: Callable[[Any], tuple[Any, ...]] = attrgetter(*(set(Resource.__struct_fields__) - {"id", "code"}))
_NO_RESOURCE = _OF_RESOURCES(Resource())
"""What a component cannot have, or only the readers can judge: extensions."""
_SPANS = attrgetter(
    "extension",
    *(f"onset_{sort}" for sort in ("age", "period", "range", "string")),
    *(f"abatement_{sort}" for sort in ("age", "period", "range", "string", "boolean")),
)
_NO_SPANS = (NONE,) * 10
_OTHER_MEDICINE = attrgetter(
    "medication_reference", "medication", "taken", "was_not_taken", "was_not_given", "not_given", "effective_timing"
)
_OTHER_PROCEDURE = attrgetter(
    "extension",
    "not_done",
    "not_performed",
    *(f"performed_{sort}" for sort in ("age", "string", "range")),
    *(f"occurrence_{sort}" for sort in ("date_time", "period", "age", "string")),
)
_NO_OTHER_MEDICINE, _NO_OTHERS = (NONE,) * 7, (NONE,) * 10
"""What only the readers of plain JSON judge: references, other versions of FHIR, other ways to tell when."""


def _dated(*texts: str | None) -> bool:
    return all(text is None or day(text) is not None for text in texts)


_MEDICINE = _Shape(
    often=reader(OftenMedicine),
    read=reader(Medicine),
    said=lambda said: (bytes(said.medication_codeable_concept), bytes(said.intent)),
    seldom=attrgetter("do_not_perform", "dosage_instruction", "dosage", "extension"),
    nothing=(NONE, NONE, NONE, NONE),
    when=_taken,
    alone=lambda said: _OTHER_MEDICINE(said) == _NO_OTHER_MEDICINE and b"bounds" not in bytes(said.dosage_instruction),
)
_SHAPES: Mapping[str, _Shape] = {
    "Observation": _Shape(
        often=reader(OftenObservation),
        read=reader(Observation),
        said=lambda said: (bytes(said.code), bytes(said.value_codeable_concept)),
        seldom=attrgetter("focus", *_OF_VALUES),
        nothing=(NONE, *_NO_VALUES),
        when=_observed,
    ),
    "Procedure": _Shape(
        often=reader(OftenProcedure),
        read=reader(Procedure),
        said=lambda said: (bytes(said.code),),
        seldom=lambda said: (said.body_site,),
        nothing=(NONE,),
        when=_performed,
        alone=lambda said: _OTHER_PROCEDURE(said) == _NO_OTHERS,
    ),
    "Condition": _Shape(
        often=reader(OftenCondition),
        read=reader(Condition),
        said=lambda said: (
            bytes(said.code),
            bytes(said.verification_status),
            bytes(said.clinical_status),
            said.abatement_date_time is None,
        ),
        seldom=lambda said: (
            said.severity,
            said.body_site,
            *(part for stage in said.stage or () for part in (stage.summary, stage.type)),
        ),
        nothing=(NONE, NONE),
        when=_diagnosed,
        alone=lambda said: _SPANS(said) == _NO_SPANS,
    ),
    "Immunization": _Shape(
        often=reader(OftenVaccination),
        read=reader(Vaccination),
        said=lambda said: (bytes(said.vaccine_code),),
        seldom=lambda _: (),
        when=_vaccinated,
        alone=lambda said: said.occurrence_string is said.date is said.not_given is said.was_not_given is NONE,
    ),
    "MedicationRequest": _MEDICINE,
    "MedicationStatement": _MEDICINE,
    "MedicationAdministration": _MEDICINE,
    "MedicationDispense": _MEDICINE,
}
_LISTED = {
    kind: (attrgetter(*map(field_name, of.listed), "extension", "modifier_extension"), (NONE,) * (len(of.listed) + 2))
    for kind, of in elements().items()
    if kind in _SHAPES
}
"""What takes the elements that are listed out of a resource, with those of any name, and what it finds where there is none."""
