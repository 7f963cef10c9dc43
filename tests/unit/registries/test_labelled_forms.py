"""The same facts in the forms that pages print them in: the reader must see through tables, marks, glue and languages."""

from __future__ import annotations

import pytest

from trialwright.registries.pages.labelled import read_labelled
from trialwright.registries.pages.text import page_text
from trialwright.registries.record import TrialRecord


def read(text: str, *, url: str | None = None) -> TrialRecord:
    return read_labelled(page_text(text, name="page", url=url))


FACTS = (
    ("NCT number", "NCT01234567"),
    ("Status", "Recruiting"),
    ("Phase", "Phase 2"),
    ("Target sample size", "1,600"),
    ("Lead Sponsor", "Example Group"),
    ("Gender", "Both"),
)


def rows(form: str, joint: str = "\n") -> str:
    return joint.join(form.format(label=label, value=value) for label, value in FACTS)


FORMS = {
    "colon": rows("{label}: {value}"),
    "colon after a blank": rows("{label} : {value}"),
    "own lines": rows("{label}\n\n{value}", "\n\n"),
    "own lines without blank ones": rows("{label}\n{value}"),
    "own lines with a colon": rows("{label}:\n{value}"),
    "only a blank between": rows("{label} {value}"),
    "glued": rows("{label}{value}"),
    "pipe table": "| Field | Value |\n|---|---|\n" + rows("| {label} | {value} |"),
    "pipe table whose head is a fact": rows("| {label} | {value} |").replace("\n", "\n|---|---|\n", 1),
    "open pipes": rows("{label} | {value} |"),
    "tabs": rows("{label}\t{value}"),
    "bold": rows("- **{label}:** {value}"),
    "bold colon": rows("**{label}**: {value}", "\n\n"),
    "dash labels": rows("- {label}\n- {value}"),
    "headings": rows("## {label}\n\n{value}", "\n\n"),
    "two a row": rows("{label}: {value}", " | "),
    "snake keys": "nct_id: NCT01234567\noverall_status: RECRUITING\nphase: PHASE2\nenrollment: 1600\n"
    "lead_sponsor: Example Group\nsex: ALL",
    "camel keys": "nctId: NCT01234567\noverallStatus: RECRUITING\nphases: PHASE2\nenrollment: 1600\nleadSponsor: Example Group\n"
    "sex: ALL",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_labels_and_values_are_found_in_every_form(form: str) -> None:
    record = read("A Trial of Rest in Back Pain\n\n" + form + "\n")
    assert record.nct_id == "NCT01234567"
    assert record.get("statusModule.overallStatus") == "RECRUITING"
    assert record.get("designModule.phases") == ["PHASE2"]
    assert record.get("designModule.enrollmentInfo.count") == 1600
    assert record.get("sponsorCollaboratorsModule.leadSponsor.name") == "Example Group"
    assert record.get("eligibilityModule.sex") == "ALL"
    assert record.get("identificationModule.briefTitle") == "A Trial of Rest in Back Pain"


LANGUAGES = {
    "German": """Titel der Studie
Ruhe bei Rückenschmerzen
DRKS-ID: DRKS00021455
Rekrutierungsstatus
Rekrutierung läuft
Studientyp
Interventionell
Studienphase
II
Erkrankung
Rückenschmerz
Sponsor der Studie
Uniklinik Freiburg
Geplante Teilnehmerzahl
120
Studienbeginn
01.04.2020
Geschlecht
Männlich
Mindestalter
18 Jahre
Höchstalter
Kein Höchstalter
Einschlusskriterien
- Schmerz
Ausschlusskriterien
- Bruch
Rekrutierungsland
Deutschland
""",
    "Spanish": """Título público: Reposo en el dolor
Identificador: 2021-004567-12
Estado: Reclutando
Tipo de estudio: Intervencional
Fase: Fase II
Enfermedad: Dolor de espalda
Promotor: Grupo Ejemplo
Número de participantes: 120
Fecha de inicio: 1 de abril de 2020
Sexo: Hombres
Edad mínima: 18 años
Edad máxima: No aplica
Criterios de inclusión
- Dolor
Criterios de exclusión
- Fractura
Países: Alemania
""",
    "Japanese": """試験ID: jRCT2031210001
研究の名称 (平易): 腰痛に対する安静の試験
募集状況: 募集中
研究の種別: 介入研究
試験のフェーズ: 2
対象疾患名: 腰痛
スポンサー: 例大学
実施予定被験者数: 120
試験開始日: 令和2年4月1日
性別: 男性
年齢下限: 18歳以上
年齢上限: 上限なし
主たる選択基準
- 腰痛
主たる除外基準
- 骨折
実施国: ドイツ
""",
    "Chinese": """注册号:
ChiCTR2100045678
注册题目:
休息治疗腰痛的研究
征募研究对象情况:
正在进行
研究类型:
干预性研究
研究所处阶段:
II期临床试验
研究疾病:
腰痛
申办者:
例大学
样本量:
120
研究实施时间:
2020-04-01
性别:
男性
年龄范围:
最小
18
最大
不适用
纳入标准:
- 腰痛
排除标准:
- 骨折
征募国家:
德国
""",
}


@pytest.mark.parametrize("page", LANGUAGES.values(), ids=LANGUAGES)
def test_labels_and_words_are_read_in_other_languages(page: str) -> None:
    record = read(page)
    assert record.extra["registryId"] in page
    assert record.title in page
    assert record.get("statusModule") == {"overallStatus": "RECRUITING", "startDateStruct": {"date": "2020-04-01"}}
    assert record.get("designModule.studyType") == "INTERVENTIONAL"
    assert record.get("designModule.phases") == ["PHASE2"]
    assert record.get("designModule.enrollmentInfo.count") == 120
    assert record.get("eligibilityModule.sex") == "MALE"
    assert record.get("eligibilityModule.minimumAge") == "18 Years"
    assert record.get("eligibilityModule.maximumAge") is None
    assert record.extra["countries"] == ["Germany"]
    assert len(record.conditions) == 1
    assert (record.eligibility_text or "").startswith("Inclusion Criteria:\n\n- ")
    assert "\n\nExclusion Criteria:\n\n- " in (record.eligibility_text or "")


def test_saved_html_with_tables_lists_and_a_canonical_link() -> None:
    record = read(
        '<!doctype html><html><head><title>x</title><link rel="canonical" href="https://example.org/trials/NCT02222222"></head><body>'
        "<nav><a>Home</a></nav><h1>Immunotherapy After Surgery for Kidney Cancer</h1>"
        "<table><tr><th>Phase</th><td>Phase 2/Phase 3</td></tr><tr><th>Enrollment</th><td>1,040 (Actual)</td></tr></table>"
        "<h2>Conditions</h2><ul><li>Renal Cell Carcinoma</li><li>Kidney Cancer</li></ul>"
        "<h2>Who can participate?</h2><h3>Inclusion Criteria</h3><ul><li>Creatinine &lt;= 2 x ULN</li></ul>"
        "<h3>Exclusion Criteria</h3><ul><li>Prior PD-1 inhibitor</li></ul>"
        "<h2>Locations</h2><table><thead><tr><th>Facility</th><th>City</th><th>Country</th><th>Status</th></tr></thead>"
        "<tbody><tr><td>Example Clinic</td><td>Toronto</td><td>Canada</td><td>Recruiting</td></tr></tbody></table>"
        "<footer>© 2026 Portal. Last synced 2026-01-01</footer></body></html>"
    )
    assert record.extra["idFromUrl"] == "NCT02222222"
    assert record.get("identificationModule") == {"briefTitle": "Immunotherapy After Surgery for Kidney Cancer"}
    assert record.get("designModule") == {"phases": ["PHASE2", "PHASE3"], "enrollmentInfo": {"count": 1040, "type": "ACTUAL"}}
    assert record.conditions == ("Renal Cell Carcinoma", "Kidney Cancer")
    shown = "Inclusion Criteria\n\n* Creatinine <= 2 x ULN\n\nExclusion Criteria\n\n* Prior PD-1 inhibitor"
    assert record.eligibility_text == shown
    assert record.get("contactsLocationsModule.locations") == [
        {"facility": "Example Clinic", "city": "Toronto", "country": "Canada", "status": "RECRUITING"}
    ]


def test_a_table_with_labels_in_its_head_gives_an_object_a_row() -> None:
    record = read(
        "A Trial of Rest\n\nType | Measure | Time frame | Safety issue |\n---|---|---|---|\nPrimary | Pain | 12 weeks | No |\n"
        "Secondary | Sleep | 12 weeks | No |\nCountry | Name | City |\n---|---|---|\nGermany | Charité | Berlin |\n"
    )
    assert record.get("outcomesModule") == {
        "primaryOutcomes": [{"measure": "Pain", "timeFrame": "12 weeks"}],
        "secondaryOutcomes": [{"measure": "Sleep", "timeFrame": "12 weeks"}],
    }
    assert record.get("contactsLocationsModule.locations") == [{"country": "Germany", "facility": "Charité", "city": "Berlin"}]


def test_a_table_that_lost_its_separators_is_cut_only_where_that_is_certain() -> None:
    head = "A Trial of Rest in Pain\n\nCondition or disease Intervention/treatment Phase\n"
    record = read(head + "Back Pain Behavioral: Rest Drug: Ibuprofen Phase 2/Phase 3\n")
    assert record.conditions == ("Back Pain",)
    assert record.get("armsInterventionsModule.interventions") == [
        {"type": "BEHAVIORAL", "name": "Rest"},
        {"type": "DRUG", "name": "Ibuprofen"},
    ]
    assert record.get("designModule.phases") == ["PHASE2", "PHASE3"]
    assert read(head + "Back Pain and rest in bed\n").get("conditionsModule") is None


def test_arms_as_columns_are_put_together_again() -> None:
    record = read(
        "A Trial of Rest in Pain\n\nArms\nArm 1\nArm 2\nArm Type\nExperimental\nPlacebo Comparator\nArm Label\nRest\nSham rest\n"
    )
    assert record.get("armsInterventionsModule.armGroups") == [
        {"type": "EXPERIMENTAL", "label": "Rest"},
        {"type": "PLACEBO_COMPARATOR", "label": "Sham rest"},
    ]


def test_repeated_labels_of_an_intervention_make_one_object_each() -> None:
    record = read(
        "Title:\nA Trial of Rest in Pain\nIntervention:\nIntervention type:\nDrug\nIntervention name:\nIbuprofen\n"
        "Description:\n400 mg\nArm group label:\nA\nArm group label:\nB\n"
        "Intervention type:\nOther\nIntervention name:\nRest\nSummary:\nText.\n"
    )
    assert record.get("armsInterventionsModule.interventions") == [
        {"type": "DRUG", "name": "Ibuprofen", "description": "400 mg", "armGroupLabels": ["A", "B"]},
        {"type": "OTHER", "name": "Rest"},
    ]


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("18 Years and older (Adult, Older Adult)", "18 Years", None),
        ("18 Years - 75 Years", "18 Years", "75 Years"),
        ("Between 19 - 79 Years", "19 Years", "79 Years"),
        ("18+", "18 Years", None),
        ("up to 17 Years", None, "17 Years"),
        ("18 Years - undefined", "18 Years", None),
        ("6 Months to 12 Years", "6 Months", "12 Years"),
        ("Adults only", None, None),
        ("Under 18 are excluded", None, None),
        ("18 Years to N/A", "18 Years", None),
    ],
)
def test_ages_of_a_field(printed: str, low: str | None, high: str | None) -> None:
    record = read(f"A Trial of Rest in Pain\n\nAges: {printed}\nSex: All")
    assert record.get("eligibilityModule.minimumAge") == low
    assert record.get("eligibilityModule.maximumAge") == high


def test_sites_below_their_country_or_with_it_in_one_line() -> None:
    listed = read(
        "A Trial of Rest in Pain\n\nLocations:\nCharité Hospital\nBerlin, Germany, 10117\nRecruiting\nMayo Clinic\n"
        "Rochester, Minnesota, United States\n"
    )
    assert listed.get("contactsLocationsModule.locations") == [
        {"facility": "Charité Hospital", "city": "Berlin", "country": "Germany", "zip": "10117", "status": "RECRUITING"},
        {"facility": "Mayo Clinic", "city": "Rochester", "state": "Minnesota", "country": "United States"},
    ]
    assert read("A Trial of Rest in Pain\n\nLocations:\nGermany\nFrance\n").extra["countries"] == ["Germany", "France"]


def test_yes_or_no_lines_of_the_european_register() -> None:
    record = read(
        "| A.2 EudraCT number | 2015-003693-33 |\n| A.3 Full title of the trial | A Trial of Rest in Pain |\n"
        "| E.1.1 Medical condition(s) being investigated | Back pain |\n| E.7.1 Human pharmacology (Phase I) | Yes |\n"
        "| E.7.2 Therapeutic exploratory (Phase II) | Yes |\n| E.7.3 Therapeutic confirmatory (Phase III) | No |\n"
        "| F. Population of Trial Subjects |\n| F.2 Gender |\n| F.2.1 Female | Yes |\n| F.2.2 Male | No |\n"
    )
    assert record.extra["registryId"] == "2015-003693-33"
    assert record.get("designModule.phases") == ["PHASE1", "PHASE2"]
    assert record.get("eligibilityModule.sex") == "FEMALE"
