"""Lines that a clinician judged to be read wrongly enter; the reading that the words allow leaves, or a hole where they were too
hard."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

READ_AS_MEANT: list[tuple[str, str, str, str]] = [
    (
        "metastases beside a tumor of the brain are of the brain",
        "exclusion",
        "Has a CNS tumor, metastasis(es), and/or carcinomatous meningitis",
        "none of (central nervous system tumor, central nervous system metastasis, leptomeningeal metastasis)",
    ),
    (
        "metastases with a place of their own are there",
        "exclusion",
        "Brain malignancy or metastases to the liver",
        "none of (brain cancer, liver metastasis)",
    ),
    (
        "a wound is serious or does not heal: either keeps out, and what stands behind may be asked for the same",
        "exclusion",
        "Serious or non-healing wound, ulcer, or bone fracture",
        'none of (serious or non-healing wound, ulcer [described: "Serious or non-healing"], '
        'bone fracture [described: "Serious or non-healing"])',
    ),
    (
        "bleeding of the central nervous system is in the spine too",
        "exclusion",
        "CNS bleeding",
        "no central nervous system hemorrhage",
    ),
    (
        "exceptions that the protocol names leave the ban open",
        "exclusion",
        "Brain metastases, with exceptions per study protocol,",
        'not (all of (brain metastasis, unread "Brain metastases, with exceptions per study protocol" '
        '("the exceptions are not said")))',
    ),
    (
        "a history of long treatment is of any time",
        "exclusion",
        "Have a history of treatment with chronic systemic immunosuppressive drugs.",
        "no immunosuppressive agent [persistence: continuous]",
    ),
    (
        "a bleeding that is spared in some people spares no other bleeding of theirs",
        "exclusion",
        "Significant bleeding, exclusive of menorrhagia in premenopausal women",
        "no bleeding [significance: clinically significant] except (menorrhagia [described: in premenopausal women])",
    ),
    (
        "a place on the NYHA scale is no event of the last months",
        "exclusion",
        "Heart failure NYHA > 2, unstable angina or myocardial infarction within the past 6 months",
        "none of (all of (heart failure, NYHA class is above II), unstable angina within 6 months before registration, "
        "myocardial infarction within 6 months before registration)",
    ),
    (
        "a function that is measured in some time is measured by its definition in that time",
        "inclusion",
        "Adequate hematologic function within 14 days of registration, defined as ANC >= 1500/mm3",
        "absolute neutrophil count >= 1500 /mm3 within 14 days before registration",
    ),
    (
        "no infarction is slight, and no carcinomatous meningitis stable",
        "exclusion",
        "Clinically significant cardiac disease or myocardial infarction; unstable brain metastases or carcinomatous meningitis",
        "none of (any of (cardiac disease [significance: clinically significant], myocardial infarction), "
        "any of (brain metastasis [stability: unstable], leptomeningeal metastasis))",
    ),
    (
        "therapies below a label are for what the label says",
        "exclusion",
        "Prior treatment for prostate cancer: radiotherapy, surgery or chemotherapy",
        "none of (radiotherapy [purpose: prostate cancer], surgery [purpose: prostate cancer], "
        "chemotherapy [purpose: prostate cancer])",
    ),
    (
        "a bracket above a list tells the time of its values",
        "inclusion",
        "Laboratory values (obtained within 7 days before registration) meeting the following criteria:\n- ANC >= 1000/mm3",
        "absolute neutrophil count >= 1000 /mm3 within 7 days before registration",
    ),
    (
        "the disease is progressive, and not the therapy that it progresses on",
        "exclusion",
        "Progressive metastatic (M1) disease on androgen deprivation therapy",
        'not (unread "Progressive metastatic (M1) disease on androgen deprivation therapy" '
        '("a word was understood that can not be said of it"))',
    ),
    (
        "a time that the reading has no place for is not lost",
        "exclusion",
        "Current, recent (within 4 weeks of the first infusion), or planned use of aspirin",
        'all of (not (ask "planned use of aspirin"), unread "within 4 weeks of the first infusion" ("this time was not used"))',
    ),
    (
        "who is asked to take part is let in",
        "inclusion",
        "Patients with pancreatic cancer will be asked to participate in this study.",
        "has pancreatic cancer",
    ),
    (
        "what is not known of a drug hides no duty behind its comma",
        "inclusion",
        "The effects of nilotinib on the developing human fetus are unknown, women of childbearing potential must agree to use "
        "contraception",
        'if (childbearing potential) then (ask "agree to use contraception") else (no constraint "for the other sex")',
    ),
    (
        "the means of birth control are those of the women who were asked to use them",
        "inclusion",
        "Women of childbearing potential must agree to use birth control. Methods of contraception include pills and implants.",
        'all of (if (childbearing potential) then (ask "agree to use birth control") else (no constraint "for the other sex"), '
        'if (childbearing potential) then (ask "Methods of contraception include pills and implants") '
        'else (no constraint "for others"))',
    ),
    (
        "who was treated long ago and is not treated now is what trials ask for, whichever list says it",
        "exclusion",
        "More than 5 years since prior chemotherapy and no concurrent chemotherapy",
        "not (either reading (all of (interval from (chemotherapy) > 5 years, no chemotherapy now), "
        "not (all of (interval from (chemotherapy) > 5 years, no chemotherapy now))) "
        'because "a time that must have passed may be meant as a requirement")',
    ),
    (
        "a list below an unread condition is asked of some only",
        "inclusion",
        "Male participants:\n1. Unless the male is in a monogamous relationship with a sterile female, male subjects (even if "
        "surgically sterilized) must agree to do one of the following:\n  1. Practice contraception.\n  2. Practice abstinence",
        'if (male) then (any of (any of (ask "Practice contraception", ask "Practice abstinence"), '
        'unread "Unless the male is in a monogamous relationship with a sterile female, male subjects (even if surgically '
        'sterilized) must agree to do one of the following:" ("of whom the list is asked was not understood"))) '
        'else (no constraint "for others")',
    ),
    (
        "what an illness shows itself only by excludes nobody by itself",
        "exclusion",
        "Amyloidosis manifested only by purpura",
        "no amyloidosis [described: manifested only by purpura]",
    ),
    (
        "a sentence above a list that asks for something of its own is asked too",
        "inclusion",
        "Patients must have fully recovered from the toxic effects of all prior chemotherapy.\n- ECOG performance status 0-1",
        'all of (ask "fully recovered from the toxic effects of all prior chemotherapy", ECOG performance status is 0 to 1)',
    ),
    (
        "values that show an organ to be impaired are what is meant",
        "exclusion",
        "Renal impairment as evidenced by serum creatinine > 1.5 x ULN, and/or calculated creatinine clearance < 60 mL/min.",
        "none of (creatinine > 1.5 x ULN, creatinine clearance < 60 mL/min)",
    ),
    (
        "what is defined behind a comma is the last, and what stands before it keeps out too",
        "exclusion",
        "Cirrhosis, renal impairment defined as creatinine > 2 mg/dL",
        "none of (cirrhosis, creatinine > 2 mg/dL)",
    ),
    (
        "examples of what is planned are not what was had",
        "exclusion",
        "Planned T cell depletion, e.g., post-transplant cyclophosphamide or alemtuzumab",
        'not (ask "Planned T cell depletion, e.g., post-transplant cyclophosphamide or alemtuzumab")',
    ),
    (
        "an agent for another receptor is another than the trial's",
        "exclusion",
        "Has received prior therapy with an agent directed to another stimulatory or co-inhibitory T-cell receptor",
        "no other T-cell checkpoint or costimulation agent",
    ),
    (
        "another than those named before it is any other",
        "exclusion",
        "Prior therapy with an anti-PD-1 agent or with an agent directed to another stimulatory or co-inhibitory T-cell receptor",
        "none of (anti-PD-1, T-cell checkpoint or costimulation agent)",
    ),
    (
        "a therapeutic trial is no study that only looks on",
        "exclusion",
        "Participating in another therapeutic clinical trial",
        "no participation in another interventional trial now",
    ),
    (
        "who was treated for another cancer long ago receives no treatment for it",
        "inclusion",
        "Patient must not be receiving other specific treatment for a prior malignancy",
        'not (all of (other malignancy, ask "receiving other specific treatment for a prior malignancy"))',
    ),
    (
        "prior treatment for another cancer is",
        "exclusion",
        "Current or prior treatment for another malignancy",
        "no other malignancy [treatment: treated]",
    ),
    (
        "evidence of immunosuppression is a state",
        "exclusion",
        "Evidence of immunosuppression or treatment with immunosuppressive therapy",
        "none of (immunodeficiency, immunosuppressive agent now)",
    ),
    (
        "a lung disease that is no infection is said of each of two",
        "exclusion",
        "History of (non-infectious) ILD/pneumonitis",
        "none of (interstitial lung disease, pneumonitis)",
    ),
    (
        "one way of having become postmenopausal will do",
        "inclusion",
        "Postmenopausal, defined as: age >= 60; bilateral oophorectomy",
        "any of (age >= 60, bilateral oophorectomy)",
    ),
    (
        "who may be included at somebody's discretion is asked about, not kept out",
        "exclusion",
        "HIV infection. Patients may be enrolled if the viral load is undetectable, at the discretion of the investigator.",
        'not (all of (hiv infection, not (ask "may be enrolled if the viral load is undetectable, at the discretion of the '
        'investigator")))',
    ),
]


@pytest.mark.parametrize(
    ("section", "said", "expected"), [row[1:] for row in READ_AS_MEANT], ids=[row[0] for row in READ_AS_MEANT]
)
def test_a_line_that_was_judged_wrong_is_read_as_meant(section: str, said: str, expected: str) -> None:
    assert reading(said, section) == expected


def test_metastases_of_the_liver_are_not_kept_out_with_tumors_of_the_brain() -> None:
    said = "History of central nervous system tumor, metastasis(es), and/or carcinomatous meningitis"
    assert outcome(said, "exclusion", {"what": "liver metastasis", "date": "2026-03-01"}) is not Outcome.FAIL
