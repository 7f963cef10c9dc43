"""FHIR's JSON as bytes in; plain values, the entries of a bundle, or only those parts of a resource that are read, out.

What is not read (narratives, metadata, who did it where) is passed over and never becomes an object.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Raw, Struct

from trialwright.errors import UserError

NONE = Raw(b"")
"""A part that is not there."""
_HEAD = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]{1,64})"')
_DECODER = json.JSONDecoder()
_ANY = msgspec.json.Decoder()
_KINDS: dict[bytes, str] = {}
_MOST_KINDS = 500
_NAME_BEGINS = len('{"resourceType": "')


S = TypeVar("S", bound="Resource")


class NotPlainError(ValueError):
    """Bytes that are no JSON, or not of the shape that was asked for: whoever looks closer says what is wrong with them."""


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


class Resource(Struct, rename="camel", gc=False, forbid_unknown_fields=True):
    """What every resource of a person has, in the order in which exports write it: a part is sought from the one before on.

    The elements that only `fhir_elements.tsv` tells of are named too, so that one that FHIR does not have is noticed.
    """

    resource_type: Raw = NONE
    id: str | None = None
    meta: Meta | None = None
    status: str | None = None
    code: Raw = NONE
    subject: Reference | None = None
    patient: Reference | None = None
    category: Raw = NONE
    encounter: Raw = NONE
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


class Condition(Resource, rename="camel", gc=False):
    """The parts of a Condition that are read."""

    verification_status: Raw = NONE
    clinical_status: Raw = NONE
    severity: Raw = NONE
    body_site: Raw = NONE
    stage: Raw = NONE
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


class Entry(NamedTuple):
    """An entry of a bundle: its number, its address, the kind of its resource ("" where it has none) and the resource."""

    number: int
    address: str
    kind: str
    resource: bytes


class Found(Struct, gc=False):
    """A resource: its kind, where it stands ("a.json, line", 3), its address in a bundle, and its bytes or its value."""

    kind: str
    near: str
    number: int = -1
    address: str = ""
    text: bytes = b""
    value: dict[str, Any] | None = None

    @property
    def place(self) -> str:
        """Where it stands, in words; few of them are ever said."""
        return self.near if self.number < 0 else f"{self.near} {self.number}"

    @property
    def resource(self) -> dict[str, Any]:
        """The resource as plain JSON; a `UserError` for bytes that are none."""
        if self.value is not None:
            return self.value
        found: dict[str, Any] = parsed(self.text, self.place)
        return found


class _Type(Struct, rename="camel", gc=False):
    resource_type: str = ""


class _Search(Struct, gc=False):
    mode: str | None = None


class _Request(Struct, gc=False):
    method: str | None = None


class _Entry(Struct, rename="camel", gc=False):
    full_url: str | None = None
    resource: Raw = NONE
    search: _Search | None = None
    request: _Request | None = None


class _Bundle(Struct, rename="camel", gc=False):
    resource_type: str
    type: str | None = None
    entry: list[_Entry] | None = None


_BUNDLE, _TYPE = msgspec.json.Decoder(_Bundle), msgspec.json.Decoder(_Type)


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


def plain(text: bytes) -> Any:
    """A JSON text as plain values; `NotPlainError` for what is none."""
    try:
        return _ANY.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotPlainError(str(error)) from None


def parsed(text: bytes, place: str) -> Any:
    """As `plain`; what is no JSON is read once more by Python's own reader, which tells where it is wrong, in a `UserError`."""
    try:
        return plain(text)
    except NotPlainError:
        pass
    try:
        return _DECODER.decode(text.decode())
    except json.JSONDecodeError as error:
        raise UserError(f"not valid JSON: {error.msg}", place=f"{place}, line {error.lineno}", hint="export it again") from None
    except (UnicodeDecodeError, ValueError) as error:
        raise UserError(f"not valid JSON: {error}", place=place, hint="FHIR's JSON is UTF-8") from None
    except RecursionError:
        raise UserError("it is nested too deeply", place=place) from None


def kind_of(text: bytes) -> str:
    """The kind of a resource whose kind is the first thing that it says; "" where it is not."""
    head = text[: text.find(b'"', _NAME_BEGINS)]
    kind = _KINDS.get(head)
    if kind is None:
        found = _HEAD.match(text)
        kind = found[1].decode() if found is not None else ""
        if len(_KINDS) < _MOST_KINDS and found is not None and found[0] == head + b'"':
            _KINDS[head] = kind
    return kind


def entries_of(text: bytes) -> list[Entry] | None:
    """The entries with a resource of a bundle that says what is so; None for anything else, and where an entry has another shape.

    What a search adds about itself, and an entry that asks to delete, is none.
    """
    try:
        text.decode()
        bundle = _BUNDLE.decode(text)
        if bundle.resource_type != "Bundle" or bundle.type == "history":
            return None
        found = [_entry(number, entry) for number, entry in enumerate(bundle.entry or ()) if _counts(entry)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found if all(entry.kind not in ("", "Bundle") for entry in found) else None


def _counts(entry: _Entry) -> bool:
    if entry.search is not None and entry.search.mode == "outcome":
        return False
    return entry.resource is not NONE and not (entry.request is not None and (entry.request.method or "").upper() == "DELETE")


def _entry(number: int, entry: _Entry) -> Entry:
    text = bytes(entry.resource)
    return Entry(number, entry.full_url or "", kind_of(text) or _TYPE.decode(text).resource_type, text)
