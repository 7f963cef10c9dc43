"""Laws of the FHIR reader: mutated bundles never crash it, what is taken back is never a fact, units come through."""

from __future__ import annotations

import copy
import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests.often import often

from trialwright.errors import UserError
from trialwright.patients.fhir import FhirOptions, read_fhir
from trialwright.patients.understood import Understood, Why
from trialwright.vocabulary.units import convert
from trialwright.vocabulary.variables import all_variables

JENNY = json.loads(gzip.decompress(Path("examples/fhir/jenny-m.json.gz").read_bytes()))
KINDS = ("Condition", "Observation", "Procedure", "MedicationRequest")
RESOURCES = [entry["resource"] for entry in JENNY["entry"] if entry["resource"]["resourceType"] in KINDS]
PATIENT = next(entry["resource"] for entry in JENNY["entry"] if entry["resource"]["resourceType"] == "Patient")
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just([]), st.just({}), st.just([[None]]),
    st.just({"coding": [3, None, {"code": 4}]}), st.just({"reference": 5}), st.just("2024-13-45"), st.just(1e308),
)  # fmt: skip
quick = often(120, suppress_health_check=[HealthCheck.too_slow])


def read(*resources: dict[str, Any]) -> Understood:
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": item} for item in (PATIENT, *resources)]}
    (found,) = read_fhir(json.dumps(bundle).encode())
    return found


def paths(value: Any, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place within a resource."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, inner in pairs for place in ((*above, key), *paths(inner, (*above, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A real resource with something else in one to four places, or nothing there."""
    resource = copy.deepcopy(draw(st.sampled_from(RESOURCES)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.sampled_from([path for path in paths(resource) if path not in (("resourceType",), ("subject",))]))
        if place[:1] == ("subject",):
            continue
        holder = resource
        for key in place[:-1]:
            holder = holder[key]
        if draw(st.booleans()) and isinstance(holder, dict):
            del holder[place[-1]]
        else:
            holder[place[-1]] = copy.deepcopy(draw(JUNK))
    return resource


@quick
@given(mutated())
def test_a_mutated_resource_is_read_or_listed_and_never_crashes(resource: dict[str, Any]) -> None:
    found = read(resource)
    assert [item.message for item in found.unread if item.why is Why.BROKEN and item.what.endswith("Error")] == []


@quick
@given(st.lists(mutated(), max_size=6), st.binary(max_size=12), st.integers(0, 20_000))
def test_a_damaged_file_is_read_or_refused_with_advice(resources: list[dict[str, Any]], junk: bytes, at: int) -> None:
    entries = [{"resource": item} for item in (PATIENT, *resources)]
    text = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
    try:
        read_fhir(text[:at] + junk + text[at + len(junk) :])
    except UserError as error:
        assert error.place


def said_again(resource: dict[str, Any], turn: int, number: float) -> dict[str, Any]:
    """The same with another address, another day and another number."""
    other = copy.deepcopy(resource) | {"id": f"{resource.get('id')}-{turn}"}
    for name in ("effectiveDateTime", "authoredOn", "onsetDateTime"):
        if isinstance(other.get(name), str) and turn % 2:
            other[name] = "2022-02-03"
    for holder in (other, *(part for part in other.get("component") or () if isinstance(part, dict))):
        if isinstance(holder, dict) and isinstance(holder.get("valueQuantity"), dict) and turn % 3:
            holder["valueQuantity"]["value"] = number
    return other


@quick
@given(st.lists(mutated(), min_size=1, max_size=6), st.floats(0, 1e6) | st.integers(0, 20), st.sampled_from(["male", "female"]))
def test_what_is_said_again_is_read_as_the_first_time(resources: list[dict[str, Any]], number: float, sex: str) -> None:
    more = [said_again(item, turn, number) for turn in range(4) for item in resources]
    lines = [json.dumps(item).encode() for item in (PATIENT | {"gender": sex}, *resources, *more)]
    one = read_fhir(b"\n".join(lines) + b"\n", options=FhirOptions(again=True))
    assert one == read_fhir(b"\n".join(lines) + b"\n", options=FhirOptions(again=False, remember=False))


@pytest.mark.parametrize("path", sorted(Path("tests/data/fhir").glob("*.gz")), ids=lambda path: path.name)
def test_a_bundle_is_read_the_same_way_with_and_without_memory_of_others(path: Path) -> None:
    twice = [read_fhir(path) for _ in range(2)]
    assert twice[0] == twice[1] == read_fhir(path, options=FhirOptions(again=False))


TAKEN_BACK = [
    ("Condition", {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}),
    ("Condition", {"verificationStatus": {"coding": [{"code": "refuted"}]}}),
    ("Observation", {"status": "entered-in-error"}),
    ("Procedure", {"status": "entered-in-error"}),
    ("Procedure", {"status": "not-done"}),
    ("MedicationRequest", {"status": "entered-in-error"}),
    ("MedicationRequest", {"doNotPerform": True}),
]


@quick
@given(mutated(), st.data())
def test_what_is_negated_or_entered_in_error_is_never_a_fact(resource: dict[str, Any], data: st.DataObject) -> None:
    kind = resource["resourceType"]
    said = data.draw(st.sampled_from([change for of, change in TAKEN_BACK if of == kind]))
    assert read(resource | said).patient.facts == ()


MEASURED = {
    "718-7": ("hemoglobin", ["g/dL", "g/L", "mmol/L"]),
    "2160-0": ("creatinine", ["mg/dL", "umol/L"]),
    "777-3": ("platelet count", ["10*3/uL", "10*9/L", "/uL"]),
}


@pytest.mark.parametrize("code", MEASURED)
@quick
@given(data=st.data())
def test_a_value_comes_through_in_any_of_its_units(code: str, data: st.DataObject) -> None:
    name, units = MEASURED[code]
    variable = all_variables()[name]
    assert variable.unit is not None
    low, high = variable.low or Decimal(0), variable.high or Decimal(1000)
    amount = data.draw(st.decimals(low, high, places=2))
    unit = data.draw(st.sampled_from(units))
    given_ = float(round(convert(amount, variable.unit, unit, variable=name), 6))
    observation = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "subject": {"reference": f"Patient/{PATIENT['id']}"},
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "valueQuantity": {"value": given_, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
    }
    for fact in read(observation).patient.facts:
        assert isinstance(fact.value, Decimal)
        assert fact.value == Decimal(repr(given_))
        assert abs(convert(fact.value, fact.unit or "", variable.unit, variable=name) - amount) <= Decimal("0.001") * max(
            amount, 1
        )
