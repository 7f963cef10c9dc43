"""Spellings of units as eligibility texts have them, and conversions whose results are known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trialwright.vocabulary.units import MEAN_MONTH, NOT_NORMALISED, UnitsDiffer, conversion, convert, match_unit, parse_unit

SPELLINGS = {
    "10*9/L": (
        "10*9/L", "10^9/L", "10 9/L", "x10E9/L", "×10⁹/L", "x 10^9 / L", "* 10^9/L", r"\* 10\^9/L", "10(9)/L", "10^9th/L", "E9/L",
        "109/L", "x 109/L", "10^9 cells/L", "times 10^9/L", "G/L", "GI/L", "Giga/L", "giga/l", "bil/L", "billion/L", "/nL",
    ),
    "10*12/L": ("T/L", "10^12/L", "x 1012/L"),
    "10*3/uL": ("10*3/uL", "x10^3/µL", "x103/uL", "K/uL", "k/μL", "K/mcL", "K/cumm", "THOU/ul", "thou/mm3", "1000/uL"),
    "10*3/mm3": ("10^3/mm3", "x 1000/mm³"),
    "/uL": ("/uL", "/µL", "/μl", "/mcL", "cells/µL", "cells per microliter", "per microliter", "/microL", "platelets/ul"),
    "/mm3": ("/mm3", "/mm³", "/mm^3", r"/mm\^3", "cells/mm3", "cells/mm^3", "/cmm", "/cu mm", "per cubic millimeter", "/mm"),
    "10*6/kg": ("10*6/kg", "x 10^6 CD34+ cells/kg"),
    "g/dL": ("g/dL", "g/dl", "gm/dL", "G/dL", "grams/deciliter", "g/Dl", "g%", "gm %"),
    "g/L": ("g/L", "g/l", "grams per litre"),
    "mg/dL": ("mg/dL", "mg/dl", "mg%", "milligram/deciliter", "mg/dcl"),
    "umol/L": ("umol/L", "µmol/L", "μmol/l", "mcmol/L", "micromol/L", "uM", "µmole/L"),
    "mmol/L": ("mmol/L", "mmol/l", "mM", "millimoles per liter"),
    "meq/L": ("mEq/L", "meq/l", "milliequivalents/L"),
    "U/L": ("U/L", "u/l", "units/L"),
    "[IU]/L": ("IU/L", "iu/L", "[IU]/L"),
    "[IU]/mL": ("IU/mL", "IU/ml"),
    "m[IU]/mL": ("mIU/mL", "mIU/ml", "mlU/mL", "milli-international units/mL"),
    "ukat/L": ("ukat/L", "µkat/L"),
    "mL/min": ("mL/min", "ml/min", "ml/minute", "milliliters/minute", "mL/mn"),
    "mL/min/{1.73_m2}": (
        "mL/min/1.73m²", "ml/min/1.73 m2", "mL/min/1.73 m^2", r"mL/min/1.73m\^2", "mL/min/1.73", "ml/min per 1.73 m2",
        "mL/minute/1.73 m2", "mL/min/{1.73_m2}", "mL/min/1.73 square meters",
    ),
    "%": ("%", "percent", "per cent"),
    "%{predicted}": ("% predicted", "% of predicted", "%pred", "percent of predicted", "% of the predicted value"),
    "Cel": ("Cel", "°C", "° C", "ºC", "℃", "degrees Celsius", "C"),
    "[degF]": ("[degF]", "°F", "degrees Fahrenheit"),
    "mm[Hg]": ("mmHg", "mm Hg", "mmHG", "mm/Hg", "mm-Hg", "mm[Hg]"),
    "ms": ("ms", "msec", "msecs", "milliseconds"),
    "kg/m2": ("kg/m2", "kg/m²", "kg/m^2", "Kg/m 2"),
    "mg/(24.h)": ("mg/24h", "mg/24 hours", "mg/24 hr", "mg/24-hour", "mg per 24 hours"),
    "mg/d": ("mg/d", "mg/day", "mg daily", "mg per day", "mg a day"),
    "mg/kg/d": ("mg/kg/day",),
    "ng/mL": ("ng/mL", "ng/ml", "nanograms/milliliter"),
    "{copies}/mL": ("copies/mL", "copies/ml", "cps/mL"),
    "{signals}/{cells}": ("signals/cell", "signals per cell"),
    "{mutations}/{Mb}": ("mut/Mb", "mutations/megabase", "mutations per Mb"),
    "{mitoses}/10.[HPF]": ("mitoses/10 HPF", "mitoses per 10 high power fields"),
    "{pack_years}": ("pack-years", "pack years", "packyears", "pk/year"),
    "mo": ("months", "month", "mos"),
    "cGy": ("cGy", "rads"),
    "/min": ("bpm", "beats/min", "beats per minute"),
    "{score}": ("{score}", "points", "{#}"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code"), [(text, code) for code, texts in SPELLINGS.items() for text in texts])
def test_a_unit_is_read_however_people_write_it(text: str, code: str) -> None:
    assert parse_unit(text) == code


@pytest.mark.parametrize("text", ["", "foo", "xyz/L", "mg/foo", "1500/mm3", "per", "/", "x", "ULN", "mg/1"])
def test_what_is_no_unit_is_none(text: str) -> None:
    assert parse_unit(text) is None


@pytest.mark.parametrize(
    ("text", "start", "found"),
    [
        ("ANC >= 1500 cells/mm3 and platelets", 11, ("/mm3", " cells/mm3")),
        ("1.5 x 10^9/L, hemoglobin", 3, ("10*9/L", " x 10^9/L")),
        ("60 mL/min/1.73 m2 by CKD-EPI", 2, ("mL/min/{1.73_m2}", " mL/min/1.73 m2")),
        ("60 mL/min (Cockcroft)", 2, ("mL/min", " mL/min")),
        ("10 mg daily or less", 2, ("mg/d", " mg daily")),
        ("5 cm in greatest dimension", 1, ("cm", " cm")),
        ("100 g/L.", 3, ("g/L", " g/L")),
    ],
)
def test_the_longest_unit_is_found_in_running_text(text: str, start: int, found: tuple[str, str]) -> None:
    match = match_unit(text, start)
    assert match is not None
    assert (match.code, text[start : match.end]) == found


@pytest.mark.parametrize(
    ("text", "start"),
    [("2 in patients", 1), ("1L therapy", 1), ("5 a", 1), ("0, 1, or 2\n  Granulocytes", 10), ("2 of 3", 1)],
)
def test_words_and_letters_that_may_be_units_are_not_taken_for_them(text: str, start: int) -> None:
    assert match_unit(text, start) is None


@pytest.mark.parametrize(
    ("value", "unit", "to", "variable", "result"),
    [
        ("1500", "/mm3", "10*9/L", "absolute neutrophil count", "1.5"),
        ("1.5", "10*9/L", "/uL", "absolute neutrophil count", "1500"),
        ("100000", "/uL", "10*3/uL", "platelet count", "100"),
        ("118", "g/L", "g/dL", "hemoglobin", "11.8"),
        ("8.1", "mmol/L", "g/dL", "hemoglobin", "13.05234"),
        ("20", "umol/L", "mg/dL", "total bilirubin", "1.169346"),
        ("100", "umol/L", "mg/dL", "creatinine", "1.13120"),
        ("10", "mmol/L", "mg/dL", "fasting glucose", "180.156"),
        ("2", "meq/L", "mmol/L", "magnesium", "1"),
        ("2", "meq/L", "mg/dL", "magnesium", "2.4305"),
        ("4", "meq/L", "mmol/L", "potassium", "4"),
        ("98.6", "[degF]", "Cel", "body temperature", "37"),
        ("38", "Cel", "[degF]", "body temperature", "100.4"),
        ("850", "mg/(24.h)", "g/(24.h)", "24-hour urine protein", "0.85"),
        ("38", "[in_i]", "cm", "waist circumference", "96.52"),
        ("0.5", "ukat/L", "U/L", "alanine aminotransferase", "30"),
        ("30", "[IU]/L", "U/L", "alanine aminotransferase", "30"),
        ("5000", "cGy", "Gy", None, "50"),
        ("0.55", "1", "%", "left ventricular ejection fraction", "55"),
        ("90", "%", "{score}", "Karnofsky performance status", "90"),
        ("53", "mmol/mol", "%", "hemoglobin A1c", "7.00044"),
        ("48", "%", "%{predicted}", "DLCO", "48"),
    ],
)
def test_a_value_converts_exactly(value: str, unit: str, to: str, variable: str | None, result: str) -> None:
    assert convert(Decimal(value), unit, to, variable=variable) == Decimal(result)


@pytest.mark.parametrize(
    ("unit", "to", "variable"),
    [
        ("mg/dL", "umol/L", None),
        ("mg/dL", "umol/L", "platelet count"),
        ("mL/min", "mL/min/{1.73_m2}", None),
        ("{copies}/mL", "[IU]/mL", "HBV DNA"),
        ("/mL", "{copies}/mL", "HIV viral load"),
        ("L", "%{predicted}", "FEV1"),
        ("U/L", "mg/dL", "total bilirubin"),
        ("meq/L", "mmol/L", "phosphate"),
        ("mg", "mg/d", "prednisone equivalent dose"),
        ("Gy", "mSv", None),
        ("m2", "{1.73_m2}", "glomerular filtration rate"),
        ("wobble", "mg", None),
    ],
)
def test_what_cannot_be_converted_is_an_error_that_names_both_units(unit: str, to: str, variable: str | None) -> None:
    with pytest.raises(UnitsDiffer) as raised:
        convert(Decimal(1), unit, to, variable=variable)
    assert (raised.value.unit, raised.value.to) in {(unit, to), ("wobble", "wobble")}
    assert unit in str(raised.value)


def test_a_rate_for_body_surface_is_comparable_by_convention_and_says_so() -> None:
    made = conversion(Decimal(62), "mL/min", "mL/min/{1.73_m2}", variable="glomerular filtration rate")
    assert (made.value, made.note) == (Decimal(62), NOT_NORMALISED)


def test_weeks_against_months_say_how_a_month_is_counted() -> None:
    assert conversion(Decimal(26), "wk", "mo").note == MEAN_MONTH
    assert conversion(Decimal(2), "a", "mo").note is None
