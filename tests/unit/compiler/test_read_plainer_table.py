"""Plainer table: each row of data/plainer.tsv changes its own example, and what is put there is read whole."""

from __future__ import annotations

import csv
from importlib import resources

import pytest
from tests.unit.compiler.readings import reading

from trialwright.compiler.tagging.normalise import normalise
from trialwright.compiler.tagging.plainertable import PLAINER_TABLE


def rows() -> list[dict[str, str]]:
    text = (resources.files("trialwright.compiler") / "data" / "plainer.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(
    ("place", "row"), list(enumerate(rows())), ids=lambda item: item["example"] if isinstance(item, dict) else ""
)
def test_every_row_changes_its_example(place: int, row: dict[str, str]) -> None:
    sought, put = PLAINER_TABLE[place]
    example = row["example"]
    assert sought.may_be_in(example)
    assert sought.pattern.sub(put, example) != example
    assert normalise(example).text


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        ("Women that are pregnant or lactating", "exclusion", "none of (pregnancy, breastfeeding)"),
        ("Women who are pregnant or in the period of lactation", "exclusion", "none of (pregnancy, breastfeeding)"),
        ("Life expectancy of at least 12 weeks from randomization", "inclusion", "life expectancy >= 12 weeks"),
        ("Aged 18-75 years (including 18 and 75 years)", "inclusion", "age 18 to 75 years"),
        ("Prolonged QTcF interval", "exclusion", "no qt prolongation"),
        ("Concurrent treatment with any agent known to prolong the QTc interval", "exclusion", "no QT-prolonging drug now"),
        ("Hemoglobin >= 9 g/dL (may be reached by transfusion)", "inclusion", "hemoglobin >= 9 g/dL"),
        ("Must weigh at least 50 kg", "inclusion", "body weight >= 50 kg"),
        ("Measurable disease on CT or MRI scan by RECIST v1.1", "inclusion", "has measurable disease"),
        ("Major surgery* within 28 days before enrollment", "exclusion", "no major surgery within 28 days before enrollment"),
        ("Rituximab within 1,5 years before screening", "exclusion", "no rituximab within 1.5 years before screening"),
        (
            "Infection requiring systemic therapy, including antibacterial, antifungal, or antiviral therapy",
            "exclusion",
            "no infection [described: requiring systemic therapy]",
        ),
        (
            "Hypertension must be well controlled (BP < 160/90) on antihypertensive therapy",
            "inclusion",
            "if (hypertension) then (all of (systolic blood pressure < 160 mm[Hg], diastolic blood pressure < 90 mm[Hg])) "
            'else (no constraint "for those who have it")',
        ),
        (
            "Following baseline studies will be required <1wk of study drug administration: ANC > 2000/uL",
            "inclusion",
            "absolute neutrophil count > 2000 /uL within 1 week before first dose",
        ),
        (
            "Metastatic gastric cancer that has progressed following first line-therapy",
            "inclusion",
            "all of (gastric cancer [extent: metastatic], "
            'anticancer therapy [line: "1"; outcome: failed; purpose: disease under study])',
        ),
        (
            "Patient naïve of anticancer treatments for the considered cancer",
            "inclusion",
            "no anticancer therapy [purpose: disease under study]",
        ),
        (
            "LVEF >= 50% by MUGA scan. An echocardiogram (ECHO) may be used if MUGA is not available",
            "inclusion",
            "left ventricular ejection fraction >= 50 %",
        ),
        ("Pregnant women are excluded since endoscopy is not recommended while pregnant", "exclusion", "no pregnancy"),
    ],
)
def test_a_plainer_wording_is_read(text: str, section: str, expected: str) -> None:
    assert reading(text, section) == expected


@pytest.mark.parametrize(
    ("text", "section", "kept"),
    [
        ("Life expectancy of at least 5 years from the time of diagnosis", "inclusion", "diagnosis"),
        ("Patients with AIDS are excluded, as will patients with a CD4 count < 200", "exclusion", "CD4"),
        ("Agrees to use an effective non-hormonal method of contraception", "inclusion", "non-hormonal"),
        ("HLA-A*02:01 positive", "inclusion", "HLA-A*02:01"),
        ("Hypertension must be well controlled (in the opinion of the investigator)", "inclusion", "controlled"),
        ("Gastric cancer that has progressed following surgery", "inclusion", "surgery"),
        ("Acute or chronic active hepatitis B infection", "exclusion", "cute or chronic active"),
    ],
)
def test_words_that_say_more_stay(text: str, section: str, kept: str) -> None:
    assert kept in reading(text, section)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Drug or alcohol dependency (within 6 months prior to study entry) that, in the opinion of the investigator, "
            "would interfere with the study",
            "not (all of (any of (drug abuse, alcohol abuse within 6 months before study entry), "
            'ask "Drug or alcohol dependency that in the opinion of the investigator, would interfere with the study"))',
        ),
        (
            "Asthma or COPD that, in the opinion of the investigator, would interfere with the study",
            'not (ask "Asthma or COPD that, in the opinion of the investigator, would interfere with the study")',
        ),
    ],
)
def test_what_is_judged_of_one_thing_under_two_names_is_asked_of_who_has_it(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No other malignancy within the past 5 years", "no other malignancy within 5 years before registration"),
        (
            "No concurrent other malignancy except basal cell carcinoma",
            "no other malignancy [activity: active] except (basal cell carcinoma)",
        ),
        (
            "No prior malignancy",
            "not (either reading (malignancy, no malignancy) because \"nobody is excluded for having no cancer\")",
        ),
    ],
)  # fmt: skip
def test_no_trial_asks_for_a_second_cancer_in_whichever_list_it_is_denied(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Prior chemotherapy. Prior endocrine therapy is permitted if completed at least 4 weeks before enrollment",
            "none of (chemotherapy, all of (endocrine therapy, any of (endocrine therapy less than 4 weeks before enrollment)))",
        ),
        (
            "Prior systemic therapy. Prior adjuvant chemotherapy is allowed if completed at least 6 months before enrollment",
            "not (all of (systemic therapy, not (all of (chemotherapy [setting: adjuvant], "
            "none of (chemotherapy [setting: adjuvant] less than 6 months before enrollment)))))",
        ),
    ],
)
def test_leave_for_one_therapy_lifts_no_ban_of_another(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected
