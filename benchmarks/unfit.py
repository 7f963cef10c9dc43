"""Unfit: whom our readings let in though nearly everything is wrong with them.

`python -m benchmarks.unfit FILE… [--texts N --seed S]`. FILE: as for `benchmarks.fit`, whose mirror this is. A person is made for
each trial who has the diseases that its record names and nearly every other illness, drug, operation, allergy and bad value, most
of them today; lists are complete. Printed: the exclusions that this person passes, and the requirements with a number that they
meet, for a reader to say whether the person lacks the one thing asked or our reading is wrong; last, how many of how many lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.fit import COMPLETE, DIAGNOSED, run, values_of
from trialwright.match.truth import Truth
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping

_VALUES = """
hemoglobin 5.5 g/dL 12 -
absolute neutrophil count 0.2 10*9/L 1.8 -
white blood cell count 0.7 10*9/L 4 -
platelet count 12 10*9/L 150 -
lymphocyte count 0.1 10*9/L 1 -
CD4 count 40 /uL 400 -
creatinine 4.5 mg/dL - 1.2
creatinine clearance 14 mL/min - -
eGFR 13 mL/min/{1.73_m2} - -
total bilirubin 12 mg/dL - 1.2
direct bilirubin 6 mg/dL - 0.3
ALT 900 U/L - 40
AST 900 U/L - 40
alkaline phosphatase 2000 U/L - 120
albumin 1.9 g/dL 3.5 -
INR 5.0 - - 1.2
PT 55 s - 13
aPTT 110 s - 35
LVEF 20 % 50 -
QTc 580 ms - -
systolic blood pressure 205 mm[Hg] - -
diastolic blood pressure 125 mm[Hg] - -
heart rate 155 /min - -
body temperature 39.4 Cel - -
calcium 13.5 mg/dL 8.5 10.4
potassium 2.4 mmol/L 3.5 -
magnesium 0.7 mg/dL 1.6 -
sodium 118 mmol/L 135 -
phosphate 0.9 mg/dL 2.5 -
LDH 2400 U/L - 250
glucose 420 mg/dL - 110
hemoglobin A1c 13 % - -
proteinuria 5 g/d - -
triglycerides 1400 mg/dL - 150
total cholesterol 480 mg/dL - 200
TSH 60 m[IU]/L - 4
lipase 1900 U/L - 60
amylase 1500 U/L - 100
troponin I 9 ng/mL - 0.04
oxygen saturation 81 % - -
FEV1 25 % - -
DLCO 25 % - -
ECOG performance status 4 - - -
Karnofsky performance status 20 - - -
life expectancy 0.5 mo - -
"""
"""Bad values, as the table of `benchmarks.fit`."""

_ILLNESSES = """
heart failure; myocardial infarction; unstable angina; atrial fibrillation; ventricular tachycardia; long QT syndrome;
cardiomyopathy; myocarditis; pericarditis; coronary artery disease; valvular heart disease; heart block; hypertension; pulmonary
hypertension; stroke; transient ischemic attack; deep vein thrombosis; pulmonary embolism; peripheral vascular disease; aortic
aneurysm; arterial thrombosis; hemorrhage; gastrointestinal bleeding; hemoptysis; coagulopathy; hemophilia; sickle cell anemia;
thrombocytopenia; neutropenia; anemia; interstitial lung disease; pneumonitis; COPD; asthma; pulmonary fibrosis; pleural
effusion; ascites; pericardial effusion; respiratory failure; cirrhosis; hepatic encephalopathy; portal hypertension; esophageal
varices; hepatitis B; hepatitis C; HIV infection; AIDS; tuberculosis; sepsis; pneumonia; cytomegalovirus infection; COVID-19;
herpes zoster; fungal infection; Crohn's disease; ulcerative colitis; diverticulitis; gastrointestinal perforation; fistula;
bowel obstruction; malabsorption; peptic ulcer; pancreatitis; diarrhea; nausea; vomiting; dysphagia; gastroparesis; short bowel
syndrome; intra-abdominal abscess; renal failure; nephrotic syndrome; dialysis; urinary tract obstruction; hydronephrosis;
urinary incontinence; diabetes mellitus; hypothyroidism; hyperthyroidism; adrenal insufficiency; hypercalcemia; hyponatremia;
hypokalemia; epilepsy; seizure; dementia; Parkinson's disease; multiple sclerosis; peripheral neuropathy; myasthenia gravis;
Guillain-Barré syndrome; depression; schizophrenia; bipolar disorder; substance abuse; alcohol abuse; spinal cord compression;
brain metastasis; leptomeningeal metastasis; liver metastasis; bone metastasis; superior vena cava syndrome; melanoma; breast
cancer; colon cancer; lung cancer; lymphoma; acute myeloid leukemia; tumor lysis syndrome; rheumatoid arthritis; systemic lupus
erythematosus; scleroderma; psoriasis; vasculitis; sarcoidosis; autoimmune hepatitis; graft-versus-host disease;
immunodeficiency; uveitis; glaucoma; cataract; retinal detachment; keratitis; macular degeneration; dermatitis; pressure ulcer;
wound; fracture; osteoporosis; osteonecrosis of the jaw; hearing loss; mucositis; cachexia; obesity; gout; hypersensitivity;
anaphylaxis; porphyria; G6PD deficiency; dihydropyrimidine dehydrogenase deficiency; Gilbert's syndrome; pregnancy;
breast-feeding; claustrophobia; metal implant; pacemaker; allergy to contrast media; allergy to penicillin; hypersensitivity to
taxanes
"""
_MEDICINES = """
prednisone; dexamethasone; warfarin; enoxaparin; aspirin; clopidogrel; apixaban; ketoconazole; rifampin; phenytoin;
carbamazepine; amiodarone; digoxin; metformin; insulin; methotrexate; cyclosporine; tacrolimus; azathioprine; mycophenolate;
infliximab; omeprazole; St. John's wort; grapefruit juice; morphine; lithium; ritonavir; clarithromycin; itraconazole;
filgrastim; epoetin alfa; zoledronic acid; denosumab; tamoxifen; estradiol; testosterone; finasteride; interferon alfa;
vancomycin; nitroglycerin; theophylline; simvastatin; fluoxetine; haloperidol; chloroquine; amphotericin B; cimetidine;
verapamil; diltiazem; thalidomide
"""
_TREATMENTS = """
carboplatin; cisplatin; paclitaxel; docetaxel; doxorubicin; fluorouracil; capecitabine; gemcitabine; irinotecan; oxaliplatin;
etoposide; cyclophosphamide; ifosfamide; vincristine; temozolomide; pemetrexed; bevacizumab; trastuzumab; cetuximab; rituximab;
pembrolizumab; nivolumab; ipilimumab; imatinib; erlotinib; osimertinib; sorafenib; sunitinib; everolimus; bortezomib;
lenalidomide; daratumumab; ibrutinib; venetoclax; olaparib; palbociclib; abiraterone; enzalutamide; leuprolide; letrozole;
fulvestrant; trastuzumab emtansine; interleukin-2; investigational agent; CAR T-cell therapy; radiotherapy; whole brain
radiotherapy; stem cell transplantation; allogeneic stem cell transplantation; major surgery; blood transfusion; organ
transplantation; live vaccine; gastrectomy; splenectomy; hysterectomy; mastectomy; prostatectomy; nephrectomy; radioactive
iodine; strontium-89; radium-223; bone marrow transplantation; intrathecal chemotherapy; photodynamic therapy; radiofrequency
ablation
"""


def _listed(table: str) -> Iterator[str]:
    return (" ".join(name.split()) for name in table.split(";"))


def person_with(diseases: list[str]) -> PatientFacts:
    """Somebody who has these diseases and nearly everything else."""
    facts: list[dict[str, Any]] = [*values_of(_VALUES), *({"what": name, "date": DIAGNOSED} for name in diseases)]
    facts += [
        {"what": name, "date": "2026-03-01", "status": "active", "symptomatic": True, "grade": 4} for name in _listed(_ILLNESSES)
    ]
    facts += [{"what": name, "start": "2025-10-01"} for name in _listed(_MEDICINES)]
    facts += [{"what": name, "start": "2025-12-01", "end": "2026-03-14"} for name in _listed(_TREATMENTS)]
    return facts_from_mapping({"id": "unfit", "facts": facts, "complete": COMPLETE}, place="a person made here")


if __name__ == "__main__":
    run(("benchmarks.unfit", __doc__, "let in somebody who has nearly everything"), person_with, Truth.TRUE)
