"""Variables, their ordered scales and their molar masses."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from trialwright.errors import UserError
from trialwright.vocabulary.units import comparable, convert, parse_unit
from trialwright.vocabulary.variables import all_variables, equations, scale_code, scale_range, scale_rank, scales, variable

ATOMIC_WEIGHTS = {
    **{"H": "1.008", "C": "12.011", "N": "14.007", "O": "15.999", "Na": "22.990", "K": "39.098", "Ca": "40.078", "Mg": "24.305"},
    **{"P": "30.974", "Fe": "55.845", "Cl": "35.45", "I": "126.90", "Co": "58.933"},
}
"""IUPAC abridged standard atomic weights."""


def _mass(formula: str) -> Decimal:
    parts = re.findall(r"([A-Z][a-z]?)(\d*)", formula)
    return sum((Decimal(ATOMIC_WEIGHTS[element]) * int(count or 1) for element, count in parts), Decimal(0))


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("creatinine", "C4H7N3O"),
        ("total bilirubin", "C33H36N4O6"),
        ("glucose", "C6H12O6"),
        ("uric acid", "C5H4N4O3"),
        ("total cholesterol", "C27H46O"),
        ("triglyceride", "C57H104O6"),
        ("testosterone", "C19H28O2"),
        ("estradiol", "C18H24O2"),
        ("cortisol", "C21H30O5"),
        ("calcium", "Ca"),
        ("magnesium", "Mg"),
        ("phosphate", "P"),
        ("blood urea", "CH4N2O"),
        ("free T4", "C15H11I4NO4"),
        ("vitamin B12", "C63H88CoN14O14P"),
    ],
)
def test_a_molar_mass_is_the_sum_of_its_atoms(name: str, formula: str) -> None:
    assert variable(name).molar_mass == _mass(formula)


def test_every_unit_of_the_table_is_one_we_know() -> None:
    assert [item.name for item in all_variables().values() if item.unit and parse_unit(item.unit) != item.unit] == []


def test_every_variable_has_a_unit_or_a_scale_and_bounds_that_run_upwards() -> None:
    for item in all_variables().values():
        assert item.unit or item.scale, item.name
        assert item.low is None or item.high is None or item.low < item.high, item.name
        assert item.scale is None or item.scale in scales(), item.name
        assert item.question.endswith("?"), item.name


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("hemoglobin", "mmol/L"),
        ("creatinine", "umol/L"),
        ("total bilirubin", "umol/L"),
        ("calcium", "mmol/L"),
        ("albumin", "g/L"),
        ("testosterone", "nmol/L"),
        ("platelet count", "/mm3"),
        ("serum M-protein", "g/L"),
        ("kappa free light chain", "mg/dL"),
        ("urine protein-creatinine ratio", "mg/mmol"),
        ("hemoglobin A1c", "mmol/mol"),
        ("D-dimer", "ng/mL"),
        ("body weight", "[lb_av]"),
        ("life expectancy", "wk"),
    ],
)
def test_the_usual_units_of_a_variable_convert_to_its_own(name: str, unit: str) -> None:
    preferred = variable(name).unit
    assert preferred is not None
    assert comparable(unit, preferred, variable=name)


def test_a_value_beyond_the_bounds_is_not_plausible() -> None:
    grams_per_litre_read_as_per_decilitre = Decimal(118)
    assert not variable("hemoglobin").plausible(grams_per_litre_read_as_per_decilitre)
    assert variable("hemoglobin").plausible(convert(Decimal(118), "g/L", "g/dL"))


def test_a_name_that_is_no_variable_is_a_user_error() -> None:
    with pytest.raises(UserError, match="luck"):
        variable("luck")


@pytest.mark.parametrize(
    ("scale", "text", "code"),
    [
        ("NYHA class", "class ii", "II"),
        ("NYHA class", "2", "II"),
        ("ECOG", "grade 1", "1"),
        ("CTCAE grade", "moderate", "2"),
        ("Bilsky grade", "grade 1C", "1c"),
        ("stage group", "stage 3b", "IIIB"),
        ("stage group", "FIGO IIIC1", "IIIC1"),
        ("T category", "cT4b", "T4b"),
        ("T category", "ypT0", "T0"),
        ("N category", "pN1mi", "N1mi"),
        ("M category", "cM0", "M0"),
        ("Child-Pugh class", "B7", "B7"),
        ("Child-Pugh class", "class A", "A"),
        ("IHC score", "2", "2+"),
        ("IPSS-R", "Very High", "very high"),
        ("SCLC extent", "extensive-stage", "extensive"),
        ("response", "partial remission", "PR"),
        ("ISUP grade group", "4+3", "3"),
    ],
)
def test_a_code_is_read_as_people_write_it(scale: str, text: str, code: str) -> None:
    assert scale_code(scale, text) == code


@pytest.mark.parametrize(
    ("scale", "codes"),
    [
        ("stage group", ["0", "IA", "IB", "IIA", "IIB", "IIIA", "IIIB", "IIIC", "IVA", "IVB"]),
        ("Bilsky grade", ["0", "1a", "1b", "1c", "2", "3"]),
        ("NYHA class", ["I", "II", "III", "IV"]),
        ("T category", ["T0", "Tis", "T1mi", "T1a", "T1b", "T2", "T3", "T4a", "T4b"]),
        ("Child-Pugh class", ["A5", "A6", "B7", "B8", "B9", "C10"]),
        ("response", ["PD", "SD", "PR", "CR"]),
        ("IPSS-R", ["very low", "low", "intermediate", "high", "very high"]),
    ],
)
def test_the_codes_of_a_scale_have_their_order(scale: str, codes: list[str]) -> None:
    ranks = [scale_rank(scale, code) for code in codes]
    assert None not in ranks
    assert ranks == sorted(ranks, key=lambda rank: rank or Decimal(0)) and len(set(ranks)) == len(ranks)


@pytest.mark.parametrize(
    ("scale", "code", "lowest", "highest"),
    [
        ("stage group", "III", "III", "IIIE"),
        ("stage group", "IIIB", "IIIB", "IIIB2"),
        ("Bilsky grade", "1", "1", "1c"),
        ("Child-Pugh class", "B", "B", "B9"),
        ("IPSS risk", "low", None, None),
    ],
)
def test_a_code_with_parts_stands_for_the_range_of_them(scale: str, code: str, lowest: str | None, highest: str | None) -> None:
    expected = (scale_rank(scale, lowest), scale_rank(scale, highest)) if lowest and highest else None
    assert scale_range(scale, code) == expected


def test_parts_and_spellings_of_a_scale_agree() -> None:
    for name, grades in scales().items():
        codes = {grade.code for grade in grades}
        for grade in grades:
            assert grade.part_of is None or grade.part_of in codes, (name, grade.code)
            for spelling in (grade.code, *grade.spellings):
                assert scale_code(name, spelling) == grade.code, (name, spelling)


def test_an_equation_is_of_a_variable_and_known_units() -> None:
    for item in equations().values():
        assert item.variable in all_variables()
        assert parse_unit(item.unit) == item.unit and parse_unit(item.to) == item.to
