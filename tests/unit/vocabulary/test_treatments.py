"""What was given against what a trial asks for: pairs of treatments in, their relation by clinical sense out."""

from __future__ import annotations

import csv
from decimal import Decimal
from importlib import resources

import pytest

from trialwright.vocabulary.concepts import Relation, default_vocabulary
from trialwright.vocabulary.terms import read_term

DATA = resources.files("trialwright.vocabulary") / "data"
VOCABULARY = default_vocabulary()
TREATMENT_TABLES = {"drugs.tsv", "regimens.tsv", "procedures.tsv"}

# recorded | asked | IS, MAY_BE or IS_NOT
RELATIONS = """
nivolumab | anti-PD-1 | IS
nivolumab | anti-PD-(L)1 | IS
nivolumab | immune checkpoint inhibitor | IS
nivolumab | immunotherapy | IS
nivolumab | systemic therapy | IS
nivolumab | monoclonal antibody | IS
nivolumab | anti-PD-L1 | IS_NOT
nivolumab | chemotherapy | IS_NOT
durvalumab | anti-PD-L1 | IS
durvalumab | anti-PD-(L)1 | IS
durvalumab | anti-PD-1 | IS_NOT
ipilimumab | anti-CTLA-4 | IS
ipilimumab | anti-PD-(L)1 | IS_NOT
cadonilimab | anti-PD-1 | IS
cadonilimab | anti-CTLA-4 | IS
ivonescimab | VEGF pathway inhibitor | IS
immunotherapy | anti-PD-1 | MAY_BE
immunotherapy | systemic therapy | IS
bevacizumab | immunotherapy | IS_NOT
bevacizumab | antiangiogenic therapy | IS
ramucirumab | antiangiogenic therapy | IS
axicabtagene ciloleucel | CAR T-cell therapy | IS
axicabtagene ciloleucel | anti-CD19 therapy | IS
ciltacabtagene autoleucel | anti-BCMA therapy | IS
blinatumomab | CAR T-cell therapy | IS_NOT
teclistamab | anti-BCMA therapy | IS
allergen immunotherapy | immunotherapy | IS_NOT
cisplatin | platinum | IS
oxaliplatin | platinum | IS
oxaliplatin | taxane | IS_NOT
chemotherapy | platinum | MAY_BE
nab-paclitaxel | paclitaxel | IS
paclitaxel | nab-paclitaxel | MAY_BE
eribulin | taxane | IS_NOT
liposomal doxorubicin | anthracycline | IS
capecitabine | fluoropyrimidine | IS
carmustine | nitrosourea | IS
mitomycin C | nitrosourea | IS_NOT
leucovorin | chemotherapy | IS_NOT
leucovorin | systemic therapy | IS_NOT
cyclophosphamide | chemotherapy | IS
denosumab | anticancer monoclonal antibody | IS_NOT
trastuzumab | anticancer monoclonal antibody | IS
pembrolizumab | anticancer biologic | IS
adalimumab | anticancer biologic | IS_NOT
telisotuzumab vedotin | MET inhibitor | IS
telisotuzumab vedotin | MET TKI | IS_NOT
enoblituzumab | B7-H3 ADC | IS_NOT
ifinatamab deruxtecan | B7-H3 ADC | IS
zelenectide pevedotin | nectin-4 ADC | IS_NOT
bevacizumab | VEGFR inhibitor | MAY_BE
ramucirumab | VEGFR inhibitor | IS
ramucirumab | VEGFR TKI | IS_NOT
etrumadenant | CD73 inhibitor | IS_NOT
lutetium Lu 177 vipivotide tetraxetan | peptide receptor radionuclide therapy | IS_NOT
lutetium Lu 177 dotatate | peptide receptor radionuclide therapy | IS
radium-223 | radioligand therapy | MAY_BE
radium-223 | radionuclide therapy | IS
idelalisib | PI3Kα inhibitor | IS_NOT
copanlisib | PI3Kα inhibitor | MAY_BE
upadacitinib | JAK2 inhibitor | IS_NOT
ruxolitinib | JAK2 inhibitor | IS
venetoclax | BCL-XL inhibitor | IS_NOT
navitoclax | BCL-XL inhibitor | IS
dinaciclib | CDK inhibitor | IS
dinaciclib | CDK4/6 inhibitor | IS_NOT
linsitinib | anti-IGF-1R antibody | IS_NOT
insulin | oral antidiabetic drug | IS_NOT
metformin | oral antidiabetic drug | IS
enoxaparin | oral anticoagulant | IS_NOT
apixaban | oral anticoagulant | IS
tiotropium | beta-2 agonist | IS_NOT
methylphenidate | amphetamine | IS_NOT
sertraline | psychotropic drug | IS
imiquimod | STING agonist | IS_NOT
alendronate | intravenous bisphosphonate | IS_NOT
fluconazole | systemic antifungal | IS
FOLFOX | combination chemotherapy | IS
UGN-101 | chemotherapy | IS_NOT
sacituzumab govitecan | anticancer monoclonal antibody | MAY_BE
sacituzumab govitecan | antibody-drug conjugate | IS
sacituzumab govitecan | targeted therapy | IS
sacituzumab govitecan | chemotherapy | IS_NOT
trastuzumab deruxtecan | anti-HER2 therapy | IS
trastuzumab | targeted therapy | IS
trastuzumab | humanized antibody | IS
trastuzumab | chemotherapy | IS_NOT
cetuximab | chimeric antibody | IS
cetuximab | EGFR inhibitor | IS
cetuximab | EGFR TKI | IS_NOT
osimertinib | third-generation EGFR TKI | IS
osimertinib | first-generation EGFR TKI | IS_NOT
tyrosine kinase inhibitor | EGFR TKI | MAY_BE
lorlatinib | ALK inhibitor | IS
palbociclib | CDK4/6 inhibitor | IS
palbociclib | chemotherapy | IS_NOT
olaparib | PARP inhibitor | IS
dabrafenib | BRAF or MEK inhibitor | IS
dabrafenib | MEK inhibitor | IS_NOT
pirtobrutinib | noncovalent BTK inhibitor | IS
ibrutinib | noncovalent BTK inhibitor | IS_NOT
ibrutinib | BTK inhibitor | IS
BGB-16673 | BTK degrader | IS
sirolimus | immunosuppressive agent | IS
sirolimus | systemic therapy | IS_NOT
everolimus | systemic therapy | IS
rituximab | anti-CD20 antibody | IS
rituximab | chemotherapy | IS_NOT
lenalidomide | immunomodulatory imide drug | IS
tamoxifen | endocrine therapy | IS
tamoxifen | systemic therapy | IS
letrozole | aromatase inhibitor | IS
letrozole | chemotherapy | IS_NOT
leuprolide | androgen deprivation therapy | IS
enzalutamide | androgen receptor pathway inhibitor | IS
enzalutamide | first-generation antiandrogen | IS_NOT
apalutamide | enzalutamide | IS_NOT
bilateral oophorectomy | systemic therapy | IS_NOT
bilateral oophorectomy | ovarian function suppression | IS
radioactive iodine I-131 | radiotherapy | IS_NOT
radioactive iodine I-131 | radionuclide therapy | IS
lutetium Lu 177 vipivotide tetraxetan | systemic therapy | IS
denosumab | RANKL inhibitor | IS
denosumab | systemic therapy | IS_NOT
zoledronic acid | bisphosphonate | IS
zoledronic acid | systemic therapy | IS_NOT
zoledronic acid | RANKL inhibitor | IS_NOT
filgrastim | G-CSF | IS
filgrastim | systemic therapy | IS_NOT
erythropoietin | erythropoiesis-stimulating agent | IS
ondansetron | systemic therapy | IS_NOT
prednisone | systemic corticosteroid | IS
prednisone | immunosuppressive agent | IS
prednisone | systemic therapy | IS_NOT
prednisone | NSAID | IS_NOT
inhaled budesonide | systemic corticosteroid | IS_NOT
inhaled budesonide | immunosuppressive agent | IS_NOT
inhaled budesonide | inhaled corticosteroid | IS
corticosteroid | systemic corticosteroid | MAY_BE
topical tacrolimus | immunosuppressive agent | IS_NOT
tacrolimus | immunosuppressive agent | IS
adalimumab | immunosuppressive agent | IS
adalimumab | systemic therapy | IS_NOT
metformin | immunosuppressive agent | IS_NOT
warfarin | vitamin K antagonist | IS
acenocoumarol | vitamin K antagonist | IS
apixaban | vitamin K antagonist | IS_NOT
prophylactic enoxaparin | therapeutic anticoagulation | IS_NOT
ibuprofen | NSAID | IS
celecoxib | NSAID | IS
acetaminophen | NSAID | IS_NOT
aspirin | antiplatelet agent | IS
omeprazole | proton pump inhibitor | IS
famotidine | proton pump inhibitor | IS_NOT
ketoconazole | strong CYP3A4 inhibitor | IS
ketoconazole | CYP3A4 inhibitor | IS
fluconazole | strong CYP3A4 inhibitor | IS_NOT
fluconazole | strong or moderate CYP3A4 inhibitor | IS
rifampin | strong CYP3A4 inducer | IS
rifampin | strong CYP3A4 inhibitor or inducer | IS
levetiracetam | enzyme-inducing antiepileptic drug | IS_NOT
brivudine | sorivudine analog | IS
aciclovir | sorivudine analog | IS_NOT
dolutegravir | antiretroviral therapy | IS
lamivudine | anti-HBV therapy | IS
gentamicin | aminoglycoside | IS
penicillin | beta-lactam antibiotic | IS
levothyroxine | hormone replacement | IS
intravesical BCG | systemic therapy | IS_NOT
BCG vaccine | immunotherapy | IS_NOT
intravesical gemcitabine | chemotherapy | IS_NOT
inactivated influenza vaccine | live vaccine | IS_NOT
FLOT | chemotherapy | IS
VRd | chemotherapy | IS_NOT
chemoradiotherapy | radiotherapy | IS
chemoradiotherapy | chemotherapy | IS
stereotactic body radiotherapy | radiotherapy | IS
stereotactic body radiotherapy | stereotactic radiosurgery | IS_NOT
whole brain radiotherapy | systemic therapy | IS_NOT
prophylactic cranial irradiation | whole brain radiotherapy | IS_NOT
radiotherapy | local therapy | IS
transarterial chemoembolization | local therapy | IS
transarterial chemoembolization | systemic therapy | IS_NOT
hysterectomy | major surgery | IS
gastrectomy | major surgery | IS
port placement | major surgery | IS_NOT
breast-conserving surgery | mastectomy | IS_NOT
mastectomy | breast surgery | IS
resection of liver metastasis | hepatectomy | IS
surgical biopsy of liver metastasis | resection of liver metastasis | IS_NOT
surgical biopsy of liver metastasis | biopsy of metastasis | IS
surgical biopsy of liver metastasis | major surgery | IS_NOT
coronary stent | percutaneous coronary intervention | IS
allogeneic stem cell transplantation | stem cell transplantation | IS
allogeneic stem cell transplantation | autologous stem cell transplantation | IS_NOT
stem cell transplantation | allogeneic stem cell transplantation | MAY_BE
kidney transplantation | solid organ transplantation | IS
corneal transplantation | solid organ transplantation | IS_NOT
contrast-enhanced CT neck to pelvis | CT scan | IS
contrast-enhanced CT neck to pelvis | chest CT | IS
CT scan | chest CT | MAY_BE
liver MRI | CT scan | IS_NOT
FDG-PET/CT | PET | IS
echocardiography | MUGA scan | IS_NOT
red blood cell transfusion | platelet transfusion | IS_NOT
"""


@pytest.mark.parametrize("line", [line for line in RELATIONS.splitlines() if line])
def test_a_recorded_treatment_answers_the_one_that_is_asked_for(line: str) -> None:
    recorded, asked, expected = (part.strip() for part in line.split("|"))
    assert VOCABULARY.relation(recorded, asked) is Relation[expected]


# What counts as the class in one of its uses and not in another: a row of that use stands below both ("use row").
USES = """
mitoxantrone | anthracycline
azacitidine | chemotherapy
methotrexate | chemotherapy
methotrexate | immunosuppressive agent
cyclophosphamide | immunosuppressive agent
everolimus | immunosuppressive agent
raloxifene | systemic therapy
bilateral orchiectomy | androgen deprivation therapy
lanreotide | systemic therapy
budesonide | systemic corticosteroid
hydrocortisone | physiologic corticosteroid replacement
apixaban | therapeutic anticoagulation
aspirin | NSAID
levothyroxine | hormone replacement therapy
BCG | systemic therapy
gastrectomy | radical surgery
appendectomy | major surgery
FDG-PET/CT | CT scan
"""


@pytest.mark.parametrize("line", [line for line in USES.splitlines() if line])
def test_a_treatment_with_several_uses_may_be_the_class_that_is_asked_for(line: str) -> None:
    recorded, asked = (part.strip() for part in line.split("|"))
    assert VOCABULARY.relation(recorded, asked) is Relation.MAY_BE


@pytest.mark.parametrize("line", [line for line in USES.splitlines() if line])
def test_a_use_row_stands_below_the_treatment_and_the_class(line: str) -> None:
    recorded, asked = (part.strip() for part in line.split("|"))
    assert VOCABULARY.descendants(recorded) & VOCABULARY.descendants(asked)
    assert not VOCABULARY.is_a(recorded, asked)


# what a sheet or a trial writes | the concept
SPELLINGS = """
Keytruda | pembrolizumab
MK-3475 | pembrolizumab
T-DM1 | trastuzumab emtansine
5-FU | fluorouracil
S-1 | tegafur/gimeracil/oteracil
CapOx | XELOX
mFOLFOX6 | FOLFOX
Ara-C | cytarabine
mitomycin-c | mitomycin C
acyclovir | aciclovir
cyclosporine | ciclosporin
paracetamol | acetaminophen
molecular targeted therapy | targeted therapy
systemic anti-cancer therapy | systemic therapy
systemic anticancer treatments | systemic therapy
platinum-based chemotherapies | platinum
anti-PD-1/PD-L1 antibodies | anti-PD-(L)1
anti-PD(L)-1 | anti-PD-(L)1
anti-programmed cell death protein 1 (PD-1) | anti-PD-1
Bruton tyrosine kinase (BTK) protein degraders | BTK degrader
noncovalent Bruton tyrosine kinase inhibitor | noncovalent BTK inhibitor
strong inhibitors of CYP3A4 | strong CYP3A4 inhibitor
potent inducers of CYP3A | strong CYP3A4 inducer
proton-pump inhibitor | proton pump inhibitor
non-steroidal anti-inflammatory drugs (NSAIDs) | NSAID
I-131 NaI | radioactive iodine I-131
RANKL inhibitors | RANKL inhibitor
CAR-T cells | CAR T-cell therapy
packed red blood cell (pRBC) transfusion | red blood cell transfusion
lumpectomy | breast-conserving surgery
SABR | stereotactic body radiotherapy
allogeneic hematopoietic stem cell transplantation | allogeneic stem cell transplantation
computed tomography of chest and abdomen | CT of chest and abdomen
brain enhanced MRI | contrast-enhanced brain MRI
"""


@pytest.mark.parametrize("line", [line for line in SPELLINGS.splitlines() if line])
def test_a_spelling_of_a_treatment_names_its_concept(line: str) -> None:
    written, concept = (part.strip() for part in line.split("|"))
    assert read_term(written).concepts == (concept,)


@pytest.mark.parametrize("word", ["tip of the tongue", "ice", "map", "smile", "GP", "bite", "cart", "extreme", "rice", "act"])
def test_an_everyday_word_is_no_regimen(word: str) -> None:
    assert not {
        "TIP regimen",
        "ICE regimen",
        "rituximab-ICE",
        "AC followed by taxane",
        "SMILE regimen",
        "EXTREME regimen",
        "CAR T-cell therapy",
        "bispecific T-cell engager",
    } & set(read_term(word).concepts)


def _rows(table: str) -> list[dict[str, str]]:
    lines = [line for line in (DATA / table).read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_drug_of_a_regimen_stands_in_the_vocabulary() -> None:
    drugs = [(row["name"], drug.strip()) for row in _rows("regimens.tsv") for drug in row["drugs"].split(";") if drug.strip()]
    assert len(drugs) > 300
    assert [pair for pair in drugs if VOCABULARY.kind(pair[1]) != "drug"] == []


def test_a_regimen_without_drugs_is_a_class_and_says_what_it_holds() -> None:
    silent = [row["name"] for row in _rows("regimens.tsv") if not row["drugs"] and not row["parents"] and not row["note"]]
    assert silent == []


@pytest.mark.parametrize(
    "regimen, drug", [("FLOT", "docetaxel"), ("R-CHOP", "rituximab"), ("FOLFOX", "oxaliplatin"), ("TCHP", "carboplatin")]
)
def test_a_regimen_holds_its_drugs(regimen: str, drug: str) -> None:
    drugs = {row["name"]: row["drugs"].split("; ") for row in _rows("regimens.tsv")}
    assert drug in drugs[regimen]


def test_no_supportive_drug_is_a_systemic_anticancer_therapy() -> None:
    supportive = (
        "bone-modifying agent",
        "growth factor",
        "antiemetic",
        "chemoprotectant",
        "systemic corticosteroid",
        "local corticosteroid",
    )
    below = {name for group in supportive for name in VOCABULARY.descendants(group)}
    assert sorted(name for name in below if VOCABULARY.is_a(name, "systemic therapy")) == []


def test_no_operation_is_a_systemic_therapy_but_the_declared_ones() -> None:
    operations = [
        name
        for name, concept in VOCABULARY.concepts.items()
        if concept.kind == "surgery" and VOCABULARY.is_a(name, "systemic therapy")
    ]
    assert operations == ["orchiectomy as androgen deprivation"]


def test_no_checkpoint_inhibitor_is_a_chemotherapy() -> None:
    drugs = [name for name in VOCABULARY.descendants("immune checkpoint inhibitor") if VOCABULARY.kind(name) == "drug"]
    assert len(drugs) > 50
    assert [name for name in drugs if VOCABULARY.is_a(name, "chemotherapy")] == []


def test_a_steroid_with_a_dose_equivalence_is_a_corticosteroid() -> None:
    rows = _rows("steroids.tsv")
    assert {row["name"]: Decimal(row["equivalent_mg"]) for row in rows}["dexamethasone"] == Decimal("0.75")
    assert [row["name"] for row in rows if not VOCABULARY.is_a(row["name"], "corticosteroid")] == []


def test_every_source_of_a_treatment_row_is_declared() -> None:
    declared = {row["key"] for row in _rows("sources.tsv")}
    used = {VOCABULARY[name].source for name, table in VOCABULARY.table_of.items() if table in TREATMENT_TABLES}
    assert used <= declared


def test_a_class_of_drugs_has_members_or_says_why_not() -> None:
    def empty(name: str) -> bool:
        return not any(VOCABULARY.kind(below) in ("drug", "regimen") for below in VOCABULARY.descendants(name))

    classes = [concept for concept in VOCABULARY.concepts.values() if concept.kind == "drug class"]
    assert len(classes) > 400
    assert [concept.name for concept in classes if empty(concept.name) and not concept.note] == []


@pytest.mark.parametrize(
    ("drug", "group"),
    [
        ("pembrolizumab", "anti-PD-1"),
        ("atezolizumab", "anti-PD-L1"),
        ("osimertinib", "third-generation EGFR TKI"),
        ("alectinib", "ALK inhibitor"),
        ("vemurafenib", "BRAF inhibitor"),
        ("olaparib", "PARP inhibitor"),
        ("palbociclib", "CDK4/6 inhibitor"),
        ("everolimus", "mTOR inhibitor"),
        ("alpelisib", "PI3K inhibitor"),
        ("ibrutinib", "BTK inhibitor"),
        ("venetoclax", "BCL-2 inhibitor"),
        ("gilteritinib", "FLT3 inhibitor"),
        ("ivosidenib", "IDH1 inhibitor"),
        ("sotorasib", "KRAS G12C inhibitor"),
        ("enfortumab vedotin", "antibody-drug conjugate"),
        ("azacitidine", "hypomethylating agent"),
        ("lenalidomide", "immunomodulatory imide drug"),
        ("daratumumab", "anti-CD38 antibody"),
        ("elacestrant", "SERD"),
        ("denosumab", "bone-modifying agent"),
        ("clarithromycin", "strong CYP3A4 inhibitor"),
        ("nilotinib", "moderate CYP3A4 inhibitor"),
        ("rifampin", "strong CYP3A4 inducer"),
        ("rifampin", "P-glycoprotein inducer"),
        ("quinidine", "strong CYP2D6 inhibitor"),
        ("gemfibrozil", "strong CYP2C8 inhibitor"),
        ("ondansetron", "QT-prolonging drug"),
        ("nadolol", "beta blocker"),
        ("darovasertib", "kinase inhibitor"),
        ("AUY922", "HSP90 inhibitor"),
    ],
)
def test_a_drug_belongs_to_the_class_that_trials_ask_for(drug: str, group: str) -> None:
    assert VOCABULARY.relation(drug, group) is Relation.IS


@pytest.mark.parametrize(
    ("drug", "group"),
    [
        ("darovasertib", "targeted therapy"),
        ("girentuximab", "targeted therapy"),
        ("girentuximab", "anti-PD-1"),
        ("MRT-2359", "chemotherapy"),
        ("agerafenib", "BRAF inhibitor"),
    ],
)
def test_a_drug_whose_class_only_its_name_tells_may_belong_to_others(drug: str, group: str) -> None:
    assert VOCABULARY.relation(drug, group) is Relation.MAY_BE
    assert VOCABULARY.relation(drug, "pembrolizumab") is Relation.IS_NOT
