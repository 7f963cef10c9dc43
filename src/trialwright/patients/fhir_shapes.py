"""The parts of FHIR's resources that are read, as objects: bytes in; one of them, or that the bytes have another shape, out.

Each kind has two shapes. `Often…` names the few elements that most resources of the kind consist of, and takes nothing else;
what has another element is taken once more by the shape that names every element of FHIR. So what is seldom there costs nothing
where it is not, and is seen where it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from trialwright.patients.fhir_bytes import NONE, NotPlainError

S = TypeVar("S", bound=Struct)


class Reference(Struct, gc=False):
    """Where a reference points to."""

    reference: str | None = None


class Meta(Struct, rename="camel", gc=False):
    """When a resource was last updated, and the profiles that it keeps to."""

    last_updated: str | None = None
    profile: Raw = NONE


class Period(Struct, gc=False):
    """From when to when."""

    start: str | None = None
    end: str | None = None

    def plain(self) -> dict[str, str | None]:
        """As JSON has it."""
        return {"start": self.start, "end": self.end}


class Quantity(Struct, gc=False):
    """How much."""

    value: int | float | None = None
    comparator: str | None = None
    unit: str | None = None
    system: str | None = None
    code: str | None = None


class Often(Struct, rename="camel", gc=False, forbid_unknown_fields=True):
    """What most resources of a person have, in the order in which exports write it: a part is sought from the one before on."""

    resource_type: Raw = NONE
    id: str | None = None
    meta: Meta | None = None
    status: str | None = None
    category: Raw = NONE
    code: Raw = NONE
    subject: Reference | None = None
    patient: Reference | None = None
    encounter: Raw = NONE


class OftenObservation(Often, rename="camel", gc=False):
    """An observation of one value."""

    effective_date_time: str | None = None
    issued: str | None = None
    value_quantity: Quantity | None = None
    value_codeable_concept: Raw = NONE


class OftenProcedure(Often, rename="camel", gc=False):
    """A procedure of one day or period."""

    performed_period: Period | None = None
    performed_date_time: str | None = None
    location: Raw = NONE
    reason_reference: Raw = NONE


class OftenMedicine(Often, rename="camel", gc=False):
    """A medicine by its code."""

    intent: Raw = NONE
    medication_codeable_concept: Raw = NONE
    authored_on: str | None = None
    effective_date_time: str | None = None
    requester: Raw = NONE
    reason_reference: Raw = NONE


class OftenCondition(Often, rename="camel", gc=False):
    """A condition with its days."""

    clinical_status: Raw = NONE
    verification_status: Raw = NONE
    onset_date_time: str | None = None
    abatement_date_time: str | None = None
    recorded_date: str | None = None


class OftenVaccination(Often, rename="camel", gc=False):
    """A vaccine with its day."""

    vaccine_code: Raw = NONE
    occurrence_date_time: str | None = None
    primary_source: Raw = NONE
    location: Raw = NONE


class Resource(Often, rename="camel", gc=False):
    """What every resource of a person can have.

    The elements that only `fhir_elements.tsv` tells of are named too, so that one that FHIR does not have is noticed.
    """

    text: Raw = NONE
    language: Raw = NONE
    identifier: Raw = NONE
    context: Raw = NONE
    contained: Raw = NONE
    extension: Raw = NONE
    modifier_extension: Raw = NONE
    implicit_rules: Raw = NONE


class Valued(Resource, rename="camel", gc=False):
    """An observation's component, which has a value."""

    value_quantity: Quantity | None = None
    value_codeable_concept: Raw = NONE
    value_string: Raw = NONE
    value_boolean: Raw = NONE
    value_integer: Raw = NONE
    value_range: Raw = NONE
    value_ratio: Raw = NONE
    value_sampled_data: Raw = NONE
    value_time: Raw = NONE
    value_date_time: Raw = NONE
    value_period: Raw = NONE
    value_decimal: Raw = NONE
    value_attachment: Raw = NONE
    value_reference: Raw = NONE
    data_absent_reason: Raw = NONE
    interpretation: Raw = NONE
    reference_range: Raw = NONE


class Observation(Valued, rename="camel", gc=False):
    """The parts of an Observation that are read."""

    component: list[Valued] | None = None
    effective_date_time: str | None = None
    effective_instant: str | None = None
    effective_period: Period | None = None
    effective_timing: Raw = NONE
    issued: str | None = None
    focus: Raw = NONE
    based_on: Raw = NONE
    part_of: Raw = NONE
    performer: Raw = NONE
    device: Raw = NONE
    specimen: Raw = NONE
    has_member: Raw = NONE
    derived_from: Raw = NONE
    body_site: Raw = NONE
    method: Raw = NONE
    note: Raw = NONE


class Procedure(Resource, rename="camel", gc=False):
    """The parts of a Procedure that are read."""

    performed_date_time: str | None = None
    performed_period: Period | None = None
    performed_age: Raw = NONE
    performed_string: Raw = NONE
    performed_range: Raw = NONE
    occurrence_date_time: Raw = NONE
    occurrence_period: Raw = NONE
    occurrence_age: Raw = NONE
    occurrence_string: Raw = NONE
    not_done: Raw = NONE
    not_performed: Raw = NONE
    body_site: Raw = NONE
    based_on: Raw = NONE
    part_of: Raw = NONE
    recorder: Raw = NONE
    asserter: Raw = NONE
    performer: Raw = NONE
    location: Raw = NONE
    instantiates_canonical: Raw = NONE
    instantiates_uri: Raw = NONE
    report: Raw = NONE
    status_reason: Raw = NONE
    reason_code: Raw = NONE
    reason_reference: Raw = NONE
    outcome: Raw = NONE
    complication: Raw = NONE
    complication_detail: Raw = NONE
    follow_up: Raw = NONE
    note: Raw = NONE
    focal_device: Raw = NONE
    used_reference: Raw = NONE
    used_code: Raw = NONE


class Medicine(Resource, rename="camel", gc=False):
    """The parts of an order, a statement, an administration or a dispensing that are read."""

    medication_codeable_concept: Raw = NONE
    medication_reference: Raw = NONE
    medication: Raw = NONE
    taken: Raw = NONE
    was_not_taken: Raw = NONE
    was_not_given: Raw = NONE
    not_given: Raw = NONE
    effective_timing: Raw = NONE
    intent: Raw = NONE
    do_not_perform: Raw = NONE
    dosage_instruction: Raw = NONE
    dosage: Raw = NONE
    authored_on: str | None = None
    effective_date_time: str | None = None
    effective_period: Period | None = None
    date_asserted: str | None = None
    when_handed_over: str | None = None
    when_prepared: str | None = None
    requester: Raw = NONE
    reason_reference: Raw = NONE
    reason_code: Raw = NONE
    note: Raw = NONE
    adherence: Raw = NONE
    priority: Raw = NONE
    reported_boolean: Raw = NONE
    reported_reference: Raw = NONE
    performer: Raw = NONE
    performer_type: Raw = NONE
    recorder: Raw = NONE
    supporting_information: Raw = NONE
    instantiates: Raw = NONE
    instantiates_canonical: Raw = NONE
    instantiates_uri: Raw = NONE
    based_on: Raw = NONE
    part_of: Raw = NONE
    group_identifier: Raw = NONE
    insurance: Raw = NONE
    substitution: Raw = NONE
    prior_prescription: Raw = NONE
    event_history: Raw = NONE
    status_reason: Raw = NONE
    course_of_therapy_type: Raw = NONE
    dispense_request: Raw = NONE
    detected_issue: Raw = NONE
    information_source: Raw = NONE
    derived_from: Raw = NONE
    request: Raw = NONE
    device: Raw = NONE
    type: Raw = NONE
    location: Raw = NONE
    authorizing_prescription: Raw = NONE
    destination: Raw = NONE
    receiver: Raw = NONE
    status_reason_codeable_concept: Raw = NONE
    status_reason_reference: Raw = NONE
    quantity: Raw = NONE
    days_supply: Raw = NONE


class Stage(Struct, gc=False):
    """A stage of a cancer, without the observations that it was concluded from."""

    summary: Raw = NONE
    type: Raw = NONE


class Condition(Resource, rename="camel", gc=False):
    """The parts of a Condition that are read."""

    verification_status: Raw = NONE
    clinical_status: Raw = NONE
    severity: Raw = NONE
    body_site: Raw = NONE
    stage: list[Stage] | None = None
    onset_date_time: str | None = None
    abatement_date_time: str | None = None
    recorded_date: str | None = None
    onset_age: Raw = NONE
    onset_period: Raw = NONE
    onset_range: Raw = NONE
    onset_string: Raw = NONE
    abatement_age: Raw = NONE
    abatement_period: Raw = NONE
    abatement_range: Raw = NONE
    abatement_string: Raw = NONE
    abatement_boolean: Raw = NONE
    recorder: Raw = NONE
    asserter: Raw = NONE
    evidence: Raw = NONE
    note: Raw = NONE


class Vaccination(Resource, rename="camel", gc=False):
    """The parts of an Immunization that are read."""

    vaccine_code: Raw = NONE
    occurrence_date_time: str | None = None
    occurrence_string: Raw = NONE
    date: Raw = NONE
    not_given: Raw = NONE
    was_not_given: Raw = NONE
    primary_source: Raw = NONE
    location: Raw = NONE
    recorded: Raw = NONE
    report_origin: Raw = NONE
    manufacturer: Raw = NONE
    lot_number: Raw = NONE
    expiration_date: Raw = NONE
    site: Raw = NONE
    route: Raw = NONE
    dose_quantity: Raw = NONE
    performer: Raw = NONE
    status_reason: Raw = NONE
    reason_code: Raw = NONE
    reason_reference: Raw = NONE
    education: Raw = NONE
    program_eligibility: Raw = NONE
    funding_source: Raw = NONE
    protocol_applied: Raw = NONE
    is_subpotent: Raw = NONE
    subpotent_reason: Raw = NONE
    reaction: Raw = NONE
    note: Raw = NONE


def reader(shape: type[S]) -> Callable[[bytes], S]:
    """What takes the parts of a resource out of its bytes; `NotPlainError` for what has another shape."""
    decode = msgspec.json.Decoder(shape).decode

    def read(text: bytes) -> S:
        try:
            if not text.isascii():
                text.decode()  # what is passed over is UTF-8 as well
            return decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise NotPlainError(str(error)) from None

    return read
