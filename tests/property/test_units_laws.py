"""Laws of conversion, and agreement with an independent implementation of UCUM."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialwright.vocabulary.unit_table import unit_table
from trialwright.vocabulary.units import comparable, convert, parse_unit
from trialwright.vocabulary.variables import all_variables

COMPOSED = [
    *("10*9/L", "10*3/uL", "/mm3", "/uL", "mg/dL", "g/L", "g/dL", "ng/mL", "ug/L"),
    *("umol/L", "mmol/L", "U/L", "ukat/L", "mg/(24.h)", "mg/d"),
]
COMMON = sorted({parse_unit(code) or code for code in unit_table().terms}.union(COMPOSED))
PAIRS = [(one, other) for one in COMMON for other in COMMON if one < other and comparable(one, other)]
MOLAR = [(item.name, item.unit) for item in all_variables().values() if item.molar_mass and item.unit and item.unit.endswith("L")]
VALUES = st.decimals(min_value=Decimal("0.001"), max_value=Decimal(100000), places=3)


def _close(one: Decimal, other: Decimal) -> bool:
    return abs(Fraction(one) - Fraction(other)) <= abs(Fraction(other)) / 10**30


@given(VALUES, st.sampled_from(PAIRS))
def test_there_and_back_is_where_we_were(value: Decimal, pair: tuple[str, str]) -> None:
    assert _close(convert(convert(value, *pair), pair[1], pair[0]), value)


@given(VALUES, VALUES, st.sampled_from(PAIRS))
def test_conversion_keeps_the_order_of_values(one: Decimal, other: Decimal, pair: tuple[str, str]) -> None:
    assert (one < other) == (convert(one, *pair) < convert(other, *pair))


@given(VALUES, st.sampled_from(MOLAR), st.sampled_from(["umol/L", "mmol/L", "nmol/L"]))
def test_mass_and_amount_of_a_substance_round_trip(value: Decimal, variable: tuple[str, str], molar: str) -> None:
    name, unit = variable
    there = convert(value, unit, molar, variable=name)
    assert _close(convert(there, molar, unit, variable=name), value)


@given(st.sampled_from(COMMON))
def test_a_code_is_its_own_spelling(code: str) -> None:
    assert parse_unit(code) == code


@given(st.text(max_size=30))
def test_any_text_is_a_unit_or_none(text: str) -> None:
    code = parse_unit(text)
    assert code is None or parse_unit(code) == code


KEPT_APART = {"[IU]", "m[IU]", "u[IU]", "k[IU]", "M[IU]"}
"""International units are the catalytic ones for us; UCUM gives them a dimension of their own."""


def test_factors_agree_with_ucumvert_and_pint() -> None:
    ucumvert = pytest.importorskip("ucumvert")
    registry = ucumvert.PintUcumRegistry()
    compared = 0
    for one, other in PAIRS:
        if {one, other} & KEPT_APART or "Cel" in (one, other) or any(code.startswith("{") for code in (one, other)):
            continue
        theirs = (registry.from_ucum(one) / registry.from_ucum(other)).to("").magnitude
        ours = float(convert(Decimal(1), one, other))
        assert ours == pytest.approx(theirs, rel=1e-5), (one, other)  # pint's mmHg is 133.322387, UCUM's 133.322
        compared += 1
    assert compared > 100
