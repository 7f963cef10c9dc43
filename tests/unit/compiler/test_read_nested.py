"""Lists with leave, definitions, exceptions and denials in them enter; what is read of each, in the criteria language, leaves."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading

READ = [
    (
        "leave for people behind a semicolon spares each of its list, and the ban before it stays",
        "exclusion",
        "Prior malignancy; patients with basal cell carcinoma; or prostate cancer are allowed",
        "no other malignancy except (basal cell carcinoma, prostate cancer)",
    ),
    (
        "which of a list between semicolons are allowed is not guessed",
        "exclusion",
        "Active infection; prior surgery; or hormonal therapy is allowed",
        'not (unread "Active infection; prior surgery; or hormonal therapy is allowed" ("a permission that was not understood"))',
    ),
    (
        "a definition is of the last of the list that it stands behind",
        "exclusion",
        "Heart failure, unstable angina, or uncontrolled hypertension defined as systolic blood pressure > 160 mmHg",
        "none of (any of (heart failure, unstable angina), systolic blood pressure > 160 mm[Hg])",
    ),
    (
        "a disease and one of several signs are asked together where the signs were had",
        "exclusion",
        "End stage liver disease, defined as chronic liver disease and recent history of one of the following: ascites, "
        "albumin <= 3.5 g/dL",
        "not (all of (chronic liver disease, any of (ascites, albumin <= 3.5 g/dL)))",
    ),
    (
        "a bracket that says what the lack is narrows nothing",
        "exclusion",
        "No progression (stable disease)",
        "has disease progression",
    ),
    (
        "an 'or' between each two of a list is of all of it",
        "inclusion",
        "Creatinine <= 1.5 mg/dL OR creatinine clearance >= 30 mL/min OR GFR >= 30 mL/min",
        "any of (creatinine <= 1.5 mg/dL, creatinine clearance >= 30 mL/min, glomerular filtration rate >= 30 mL/min)",
    ),
    (
        "courses of a therapy are spared by their setting, as long as they ended long enough ago",
        "inclusion",
        "No prior anti-EGFR therapy (unless given in an adjuvant setting and completed at least 12 months earlier)",
        "not (any of (EGFR inhibitor except (EGFR inhibitor [setting: adjuvant]), "
        "EGFR inhibitor [setting: adjuvant] less than 12 months before registration))",
    ),
    (
        "a palliative course spares itself, not whoever has had one",
        "inclusion",
        "No radiotherapy within 2 weeks (except palliative)",
        "no radiotherapy within 2 weeks before registration except (radiotherapy [setting: palliative])",
    ),
    (
        "a time that must have passed bans what is nearer",
        "exclusion",
        "Prior radiotherapy unless completed more than 4 weeks before enrollment",
        "no radiotherapy within 4 weeks before enrollment",
    ),
    (
        "what is not exclusionary is spared, and does not exclude",
        "exclusion",
        "Active autoimmune disease. The following are not exclusionary:\n- Vitiligo\n- Type 1 diabetes",
        'no autoimmune disease [activity: active] except (vitiligo, "type 1 diabetes mellitus")',
    ),
    (
        "so is what a line of the list below says that of",
        "exclusion",
        "Autoimmune disease\n- The following are allowed:\n  - Vitiligo\n  - Type 1 diabetes",
        'no autoimmune disease except (vitiligo, "type 1 diabetes mellitus")',
    ),
    (
        "people with one of several kinds of what is banned are spared for that kind",
        "exclusion",
        "Prior malignancy, except patients with:\n- Basal cell carcinoma\n- Cervical carcinoma in situ",
        "no other malignancy except (basal cell carcinoma, cervical carcinoma in situ)",
    ),
    (
        "kinds behind 'unless' are alternatives too",
        "exclusion",
        "Prior malignancy, unless:\n- Basal cell carcinoma\n- Cervical carcinoma in situ",
        "no other malignancy except (basal cell carcinoma, cervical carcinoma in situ)",
    ),
    (
        "a heading that names only when adds nothing to its list",
        "exclusion",
        "Prior treatment with any of the following within 4 weeks of the first dose:\n- Chemotherapy\n- Monoclonal antibodies",
        "none of (chemotherapy within 4 weeks before first dose, monoclonal antibody within 4 weeks before first dose)",
    ),
    (
        "toxicities that a list lets off are let off for themselves, and nobody passes for having one",
        "inclusion",
        "Toxicities of prior therapy resolved to grade <= 1, except for the following:\n- Alopecia\n- Neuropathy, grade <= 2",
        'grade of (toxicity of earlier treatment except (alopecia, neuropathy [grade: "<=2"])) <= 1 now',
    ),
    (
        "a duty behind 'and must' is one more reason, not a condition of the ban",
        "exclusion",
        "Major surgery within 4 weeks, and must have recovered from any effects of major surgery",
        'none of (major surgery within 4 weeks before registration, not (ask "recovered from any effects of major surgery"))',
    ),
    (
        "a denied allergy among what excludes is the allergy",
        "exclusion",
        "No known hypersensitivity to thalidomide",
        "no thalidomide [allergy: true]",
    ),
    (
        "a cancer that was not read is not dropped with the ways in which it is diagnosed",
        "inclusion",
        "Nonseminoma germ cell tumor of any extracranial primary site diagnosed by 1 of the following methods:"
        "\n- Biopsy\n- AFP > 1000 ng/mL",
        'all of (unread "Nonseminoma germ cell tumor of any extracranial primary site", '
        "any of (biopsy, alpha-fetoprotein > 1000 ng/mL))",
    ),
    (
        "so many weeks must have elapsed since each of several",
        "inclusion",
        "2 weeks must have elapsed since any prior surgery or hematopoietic growth factor",
        "all of (interval from (surgery) >= 2 weeks, interval from (growth factor) >= 2 weeks)",
    ),
    (
        "at least one therapy is that therapy",
        "inclusion",
        "Participants' prior therapy includes:\n- At least one endocrine therapy\n- Up to two chemotherapy regimens",
        "all of (endocrine therapy, lines of (chemotherapy) <= 2)",
    ),
    (
        "histologies are kinds of the cancer, however they were found",
        "exclusion",
        "Diagnosis of lymphoma histologies other than diffuse large B-cell lymphoma",
        "no lymphoma except (diffuse large b-cell lymphoma)",
    ),
    (
        "how recent is told by the time",
        "exclusion",
        "Recent history of pneumonia within 1 month of screening",
        "no pneumonia within 1 month before screening",
    ),
    (
        "days before enrollment may be 'to' it",
        "inclusion",
        "Negative pregnancy test within the prior 7 days to enrollment",
        "has pregnancy test [value: negative] within 7 days before enrollment",
    ),
    (
        "'unless' behind a semicolon lifts what stands before it",
        "exclusion",
        "Pneumonitis; unless induced by radiation",
        'not (all of (pneumonitis, not (ask "induced by radiation")))',
    ),
]


@pytest.mark.parametrize(("what", "section", "text", "expected"), READ, ids=[row[0] for row in READ])
def test_a_nested_line_is_read(what: str, section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected, what


def test_what_is_defined_behind_a_comma_may_be_all_of_the_list() -> None:
    read = reading("Heart failure, or uncontrolled hypertension, defined as systolic blood pressure > 160 mmHg", "exclusion")

    assert read.startswith("not (either reading (any of (heart failure, systolic blood pressure > 160 mm[Hg]), ")


def test_whether_one_or_all_states_spare_is_not_guessed() -> None:
    text = "HIV infection, except for patients who:\n- Have a CD4 count >= 350 cells/uL\n- Have an undetectable viral load"

    assert "either reading (all of (CD4 count >= 350 /uL, HIV viral load [value: undetectable]), any of" in reading(
        text, "exclusion"
    )
