"""Classes that say more than the name of a drug, an act or a disease tells: what is listed must not decide where it only may
belong."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.unit.compiler.readings import _protocol

from trialwright.match.evaluate import evaluate
from trialwright.patients.sheet import facts_from_mapping

# section | line | what is listed, in lists that are complete | verdict
LINES = """
exclusion | Prior anti-cancer monoclonal antibody within 4 weeks prior to day 1 | denosumab | pass
exclusion | Prior anti-cancer monoclonal antibody within 8 weeks prior to day 1 | trastuzumab | fail
exclusion | Prior biologic anti-cancer therapy | adalimumab | pass
exclusion | Prior VEGFR inhibitor | bevacizumab | unknown
exclusion | Prior VEGFR inhibitor | axitinib | fail
exclusion | Use of oral hypoglycemic agents | insulin | pass
exclusion | Use of oral anticoagulants | enoxaparin | pass
exclusion | Use of estrogen-containing contraceptives | levonorgestrel | unknown
exclusion | High-dose vitamins | vitamin D | unknown
exclusion | Use of IV steroids | prednisone | unknown
exclusion | Receiving systemic antifungal therapy | clotrimazole | unknown
exclusion | Receiving systemic antifungal therapy | fluconazole | fail
exclusion | Invasive procedure within 4 weeks | blood transfusion | pass
exclusion | Prior secondary cytoreductive surgery | primary debulking surgery | pass
exclusion | Prior whole pelvic radiation | prostate radiotherapy | unknown
exclusion | Prior external beam radiotherapy | prostate brachytherapy | unknown
exclusion | Prior external beam radiotherapy | SBRT | fail
exclusion | Prior pelvic surgery | tubal ligation | pass
exclusion | Gastroscopy within 4 weeks | colonoscopy | pass
exclusion | Chronic renal failure | chronic kidney disease | unknown
exclusion | History of hereditary retinal degeneration | macular degeneration | pass
exclusion | Cardiac decompensation | heart failure | unknown
exclusion | Receiving granulocyte growth factors | erythropoietin | pass
exclusion | Receiving colony stimulating factors | filgrastim | fail
exclusion | Prior intravesical chemotherapy | intravesical BCG | pass
exclusion | Prior bone-seeking radionuclide | lutetium Lu 177 dotatate | pass
exclusion | Receiving strong CYP2C9 inhibitors | fluconazole | unknown
exclusion | Prior genetically modified T-cell therapy | axicabtagene ciloleucel | fail
exclusion | High-grade squamous intraepithelial lesion | low-grade squamous intraepithelial lesion | pass
exclusion | Atypical ductal hyperplasia | atypical lobular hyperplasia | pass
exclusion | Prior combination chemotherapy | capecitabine | unknown
exclusion | Prior combination chemotherapy | FOLFOX | fail
exclusion | Prior combination chemotherapy | tamoxifen | pass
exclusion | Prior TROP2-targeted therapy (e.g., ADC or monoclonal antibody) | denosumab | unknown
inclusion | Prior high-dose chemotherapy | cytarabine | unknown
inclusion | Prior high-dose chemotherapy | tamoxifen | fail
inclusion | Prior intrathecal chemotherapy | methotrexate | unknown
"""
KINDS = ["conditions", "treatments", "medications", "procedures"]
ROWS = [tuple(part.strip() for part in line.split("|")) for line in LINES.splitlines() if line]


@pytest.mark.parametrize(("section", "line", "listed", "expected"), ROWS)
def test_only_what_surely_belongs_to_a_class_is_of_it(section: str, line: str, listed: str, expected: str) -> None:
    sheet = {"id": "P", "facts": [{"what": listed, "start": "2026-02-10"}], "complete": KINDS}
    found = evaluate(_protocol(line, section, None), facts_from_mapping(sheet, place="test"), on=dt.date(2026, 3, 1))
    assert found.stages[0].lines[0].outcome.value == expected
