"""Pages of the four known layouts, made up to hold one trap each: what a reader must make of them and what it must not."""

from __future__ import annotations

import pytest
from tests.unit.registries.pages_in import read_text

from trialwright.registries.pages.meddatax_headings import helpers
from trialwright.registries.pages.sections import address, channel
from trialwright.registries.record import Standing, TrialRecord


def meddatax(*sections: str, head: str = "A Study\n\nNCT ID: NCT01234567\n\nLast Updated: 2024-03-09") -> TrialRecord:
    """A page of the layout; each section is "Heading\\nline\\nline", its helper sentence is put in."""
    shown = []
    for section in sections:
        heading, _, body = section.partition("\n")
        lines = [heading, helpers().get(heading, ""), *body.split("\n")]
        shown.append("\n\n".join(line for line in lines if line))
    return read_text("\n\n".join([head, "Study Results\n\nResults pending", *shown]))


ARMS = """Study Groups
{first}
Group Type EXPERIMENTAL
DrugA
Intervention Type DRUG
First line of A.
Second line of A.
{second}
Described arm two
Group Type NO_INTERVENTION
Interventions"""


def test_an_observational_page_has_a_model_and_a_time_and_no_phase() -> None:
    record = meddatax(
        "Basic Information\nRecruitment Status\nENROLLING_BY_INVITATION\nTotal Enrollment\n1326 participants\n"
        "Study Classification\nOBSERVATIONAL",
        "Study Design\nObservational Model Type\nCOHORT\nStudy Time Perspective\nPROSPECTIVE",
    )
    assert record.get("statusModule.overallStatus") == "ENROLLING_BY_INVITATION"
    assert record.get("designModule.designInfo") == {"observationalModel": "COHORT", "timePerspective": "PROSPECTIVE"}
    assert record.get("designModule.enrollmentInfo.count") == 1326
    assert record.get("designModule.phases") is None
    assert "designModule.phases" not in record.provenance


def test_a_label_directly_followed_by_a_label_has_no_value() -> None:
    record = meddatax(
        "Basic Information\nRecruitment Status\nClinical Phase\nTotal Enrollment\nStudy Classification\nINTERVENTIONAL"
    )
    assert record.get("statusModule.overallStatus") is None
    assert record.get("designModule") == {"studyType": "INTERVENTIONAL"}
    assert record.provenance["statusModule.overallStatus"].standing is Standing.MISSING


def test_related_trials_between_two_sections_are_not_part_of_the_summary() -> None:
    record = meddatax(
        "Brief Summary\nThe trial's own words.",
        "Related Clinical Trials\nAnother Trial of Y\nNCT09999999\nRECRUITING",
        "Detailed Description\nMore words.",
    )
    assert record.get("descriptionModule") == {"briefSummary": "The trial's own words.", "detailedDescription": "More words."}
    assert record.nct_id == "NCT01234567"
    assert record.extra["relatedTrials"] == ["Another Trial of Y", "NCT09999999", "RECRUITING"]


def test_a_summary_that_opens_with_its_own_heading_loses_only_that() -> None:
    assert meddatax("Brief Summary\nBrief Summary\nWords.").get("descriptionModule.briefSummary") == "Words."


def test_a_line_of_prose_that_spells_a_heading_is_prose() -> None:
    record = meddatax("Brief Summary\nConditions\nare described here.\nStudy Design\nis open.", "Conditions\nMelanoma")
    assert record.get("descriptionModule.briefSummary") == "Conditions\n\nare described here.\n\nStudy Design\n\nis open."
    assert record.conditions == ("Melanoma",)


def test_a_heading_that_nobody_knew_does_not_leak_into_the_one_before_it() -> None:
    record = meddatax(
        "Conditions\nMelanoma",
        "Study Sponsors Map\nExplore a map of every organization that takes part in this study around the world.\nRome",
    )
    assert record.conditions == ("Melanoma",)
    unread = [finding for finding in record.findings if finding.code == "PAGE_LINES_UNREAD"]
    assert [finding.values for finding in unread] == [("Study Sponsors Map", unread[0].values[1], "Rome")]


def test_arms_with_many_lines_and_an_arm_without_interventions_come_apart() -> None:
    record = meddatax(
        ARMS.format(first="Arm one\nDescribed arm one", second="Arm two").removesuffix("\nInterventions"),
        "Interventions\nDrugA\nFirst line of A.\nSecond line of A.\nIntervention Type DRUG",
    )
    assert record.get("armsInterventionsModule.armGroups") == [
        {"label": "Arm one", "type": "EXPERIMENTAL", "description": "Described arm one", "interventionNames": ["Drug: DrugA"]},
        {"label": "Arm two", "type": "NO_INTERVENTION", "description": "Described arm two"},
    ]
    assert record.get("armsInterventionsModule.interventions") == [
        {"type": "DRUG", "name": "DrugA", "description": "First line of A.\n\nSecond line of A.", "armGroupLabels": ["Arm one"]}
    ]


def test_an_arm_named_like_its_intervention_is_still_an_arm() -> None:
    record = meddatax(
        "Study Groups\nchemotherapy\nGroup Type ACTIVE_COMPARATOR\nChemotherapy\nIntervention Type DRUG\nXELOX",
        "Interventions\nChemotherapy\nXELOX\nIntervention Type DRUG",
    )
    assert record.get("armsInterventionsModule.armGroups") == [
        {"label": "chemotherapy", "type": "ACTIVE_COMPARATOR", "interventionNames": ["Drug: Chemotherapy"]}
    ]


def test_other_names_that_nothing_ties_to_an_intervention_stay_on_their_line() -> None:
    record = meddatax("Interventions\nDrugA\nSome words\nIntervention Type DRUG", "Other Intervention Names\nKeytruda MK-3475")
    assert record.extra["otherInterventionNames"] == "Keytruda MK-3475"
    assert "otherNames" not in record.get("armsInterventionsModule.interventions")[0]


def test_facility_contacts_are_given_to_sites_only_where_their_order_fits() -> None:
    sites = "Locations\nA\nOslo, , Norway\nSite Status\nB\nBergen, , Norway\nSite Status RECRUITING"
    fits = "Facility Contacts\nAda\nRole: primary\n12345678\nBo\nRole: primary"
    odd = "Facility Contacts\nAda\nRole: primary\n12345678"
    assert [one["inferredFacility"] for one in meddatax(sites, fits).extra["facilityContacts"]] == ["A", "B"]
    assert ["inferredFacility" in one for one in meddatax(sites, odd).extra["facilityContacts"]] == [False]
    assert "contacts" not in meddatax(sites, odd).get("contactsLocationsModule.locations")[0]


def test_a_site_without_a_name_and_a_country_with_a_comma_are_read() -> None:
    record = meddatax(
        "Locations\nSeoul, , Korea, Republic of\nSite Status\nClinic\nParis, Ile de France, France\nSite Status COMPLETED"
    )
    assert record.get("contactsLocationsModule.locations") == [
        {"city": "Seoul", "country": "Korea, Republic of"},
        {"facility": "Clinic", "city": "Paris", "state": "Ile de France", "country": "France", "status": "COMPLETED"},
    ]


def test_a_sponsor_that_is_the_responsible_party_has_no_investigator() -> None:
    record = meddatax("Responsible Party\nResponsibility Role SPONSOR")
    assert record.get("sponsorCollaboratorsModule.responsibleParty") == {"type": "SPONSOR"}


def test_masking_has_who_is_masked_or_else_a_description() -> None:
    who = meddatax("Study Design\nBlinding Strategy\nDOUBLE\nParticipant, Investigator")
    words = meddatax("Study Design\nBlinding Strategy\nDOUBLE\nSealed envelopes are used.")
    assert who.get("designModule.designInfo.maskingInfo") == {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "INVESTIGATOR"]}
    assert words.get("designModule.designInfo.maskingInfo.maskingDescription") == "Sealed envelopes are used."


def test_further_identifiers_are_secondary() -> None:
    record = meddatax(
        "Other Identifiers\n2020-1\nIdentifier Type: EUDRACT_NUMBER\nIdentifier Source: secondary_id\n"
        "X-1\nIdentifier Type: -\nIdentifier Source: org_study_id"
    )
    assert record.get("identificationModule.secondaryIdInfos") == [{"id": "2020-1", "type": "EUDRACT_NUMBER"}]
    assert record.get("identificationModule.orgStudyIdInfo.id") == "X-1"


def test_a_value_that_is_none_of_its_field_is_said_and_not_set() -> None:
    record = meddatax("Basic Information\nRecruitment Status\nDANCING")
    assert record.get("statusModule.overallStatus") is None
    assert [finding.code for finding in record.findings] == ["VALUE_NOT_UNDERSTOOD"]


def test_a_page_cut_off_within_a_section_keeps_what_it_has() -> None:
    record = meddatax("Brief Summary\nWords.", "Eligibility Criteria\nInclusion Criteria\n* Age \\>= 18\n* ECOG 0-")
    assert record.eligibility_text == "Inclusion Criteria\n\n* Age \\>= 18\n\n* ECOG 0-"
    assert record.get("eligibilityModule.eligibilityCriteria") == "Inclusion Criteria:\n\n* Age >= 18\n* ECOG 0-"


CLINCONNECT = """{head}A Study of Early Detection
Launched by OSLO CANCER HOSPITAL · Aug 7, 2023
Trial Information
Current as of August 20, 2025
Recruiting
Keywords
{keywords}ClinConnect Summary
People with gastric cancer can take part.
Gender
FEMALE
Eligibility criteria
{criteria}
{rest}"""


def clinconnect(
    *, head: str = "", keywords: str = "", criteria: str = "- Inclusion Criteria:\n- • Age", rest: str = ""
) -> TrialRecord:
    return read_text(CLINCONNECT.format(head=head, keywords=keywords, criteria=criteria, rest=rest))


def test_a_page_that_lost_its_launch_line_is_still_known() -> None:
    text = CLINCONNECT.format(head="", keywords="", criteria="- Inclusion Criteria:\n- • Age", rest="Locations\nOslo, , Norway")
    record = read_text("\n".join(line for line in text.split("\n") if not line.startswith("Launched")))
    assert record.sources[0].layout == "clinconnect"
    assert record.title == "A Study of Early Detection"
    assert record.get("sponsorCollaboratorsModule") is None


def test_items_without_a_number_become_bullets() -> None:
    record = clinconnect(
        criteria="- Inclusion Criteria:\n- • Age from 18 to 100 years.\n- • 2. ECOG 0\n- Exclusion Criteria:\n- • Other cancer"
    )
    expected = "Inclusion Criteria:\n* Age from 18 to 100 years.\n2. ECOG 0\nExclusion Criteria:\n* Other cancer"
    assert record.get("eligibilityModule.eligibilityCriteria") == expected
    assert (record.derived["minimumAge"], record.derived["maximumAge"]) == ("18 Years", "100 Years")
    assert record.get("eligibilityModule.minimumAge") is None


@pytest.mark.parametrize(
    ("item", "ages"),
    [
        ("Aged 18-80 years.", ("18 Years", "80 Years")),
        ("3. Age \\>= 18 years", ("18 Years", None)),
        ("Age ≥ 18 and ≤ 75 years", ("18 Years", "75 Years")),
        ("18 years or older.", ("18 Years", None)),
        ("Patients aged 65 or older with ECOG 0-1", (None, None)),
        ("Age of onset < 40 years", (None, None)),
        ("Age at diagnosis 20-40 years", (None, None)),
        ("Tumour of 18 mm or more", (None, None)),
    ],
)
def test_ages_are_derived_only_from_an_item_that_is_about_age_and_nothing_else(
    item: str, ages: tuple[str | None, str | None]
) -> None:
    record = clinconnect(criteria=f"- Inclusion Criteria:\n- • {item}")
    assert (record.derived.get("minimumAge"), record.derived.get("maximumAge")) == ages


def test_the_second_generation_has_a_head_and_other_bullets() -> None:
    record = clinconnect(
        head="ClinConnect ClinConnect Logo\nSearch\nTrial NCT01234567\n", criteria="Inclusion Criteria:\n  • 1. Adults\n  • Women"
    )
    assert record.nct_id == "NCT01234567"
    assert record.title == "A Study of Early Detection"
    assert record.get("eligibilityModule.eligibilityCriteria") == "Inclusion Criteria:\n1. Adults\n* Women"


def test_launched_is_kept_as_the_portals_date_and_is_no_start() -> None:
    record = clinconnect()
    assert record.extra["launchedDate"] == "2023-08-07"
    assert record.get("statusModule") == {"overallStatus": "RECRUITING"}


def test_the_criteria_end_at_the_sponsors_praise_and_the_name_is_spelled_as_there() -> None:
    record = clinconnect(
        criteria="- Inclusion Criteria:\n- • Age\n- • About half can walk",
        rest="About Oslo Cancer Hospital\nA renowned leader.\nLocations\nOslo, , Norway",
    )
    assert record.eligibility_text is not None and record.eligibility_text.endswith("About half can walk")
    assert record.get("sponsorCollaboratorsModule.leadSponsor.name") == "Oslo Cancer Hospital"
    assert record.extra["aboutSponsor"] == "A renowned leader."
    assert record.get("contactsLocationsModule.locations") == [{"city": "Oslo", "country": "Norway"}]


def test_a_contact_with_a_phone_is_the_trials() -> None:
    record = clinconnect(rest="Contacts\nAda Bo\n+47 123 45 678\nLocations")
    assert record.get("contactsLocationsModule.centralContacts") == [
        {"name": "Ada Bo", "phone": "+47 123 45 678", "role": "CONTACT"}
    ]
    assert "portalContact" not in record.extra


def test_keywords_are_kept_as_such() -> None:
    assert clinconnect(keywords="Screening\nLiquid Biopsy\n").get("conditionsModule.keywords") == ["Screening", "Liquid Biopsy"]


VEEVA_HEAD = "ClinicalTrials.Veeva\n\nMenu\n\nA Study (ABCDEF)\n\nNorth Hospital logo\n\nNorth Hospital\n\n"


def veeva(body: str, *, head: str = VEEVA_HEAD) -> TrialRecord:
    return read_text(head + body)


def test_status_alone_and_a_logo_line_are_read() -> None:
    record = veeva(
        "Status\n\nActive, not recruiting\n\nConditions\n\nMelanoma\nSarcoma\n\n"
        "Study type\n\nObservational\n\nFunder types\n\nIndustry\nOther"
    )
    assert record.title == "A Study (ABCDEF)"
    assert record.get("sponsorCollaboratorsModule.leadSponsor") == {"name": "North Hospital"}
    assert record.get("statusModule.overallStatus") == "ACTIVE_NOT_RECRUITING"
    assert record.conditions == ("Melanoma", "Sarcoma")
    assert record.extra["funderTypes"] == ["Industry", "Other"]
    assert record.derived["acronym"] == "ABCDEF"


def test_a_head_of_labels_without_values_gives_no_values() -> None:
    record = veeva("Status and phase\nConditions\nTreatments\nAbout\nWords of the sponsor.", head="")
    assert record.get("statusModule") is None
    assert record.conditions == ()
    assert record.get("descriptionModule.briefSummary") == "Words of the sponsor."


def test_further_identifiers_of_veeva_carry_their_kind() -> None:
    record = veeva("Status\n\nCompleted\n\nIdentifiers\n\nNCT01234567\nX-1\n2020-001 (EudraCT Number)\nAbout\n\nWords.")
    assert record.get("identificationModule.orgStudyIdInfo.id") == "X-1"
    assert record.get("identificationModule.secondaryIdInfos") == [{"id": "2020-001", "type": "EUDRACT_NUMBER"}]


def test_labels_inside_the_description_are_prose() -> None:
    record = veeva(
        "Status\n\nCompleted\n\nDetails and patient eligibility\n\nAbout\n\nShort.\n\nFull description\n\n"
        "Enrollment\nis slow.\nInclusion criteria\nwere changed.\n\n"
        "Enrollment\n\n1,600 estimated patients\n\nSex\n\nFemale\n\nAges\n\nUnder 70 years old\n\n"
        "Volunteers\n\nAccepts Healthy Volunteers\n\n"
        "Inclusion criteria\n\n  • One\n  • Two\n\nTrial design\n\nMasking\n\nDouble Blind"
    )
    assert record.get("descriptionModule.detailedDescription") == "Enrollment\nis slow.\nInclusion criteria\nwere changed."
    assert record.get("designModule.enrollmentInfo") == {"count": 1600, "type": "ESTIMATED"}
    assert record.get("eligibilityModule.maximumAge") == "70 Years"
    assert record.get("eligibilityModule.minimumAge") is None
    assert record.get("eligibilityModule.healthyVolunteers") is True
    assert record.get("eligibilityModule.eligibilityCriteria") == "Inclusion Criteria:\n\n* One\n* Two"
    assert record.get("designModule.designInfo.maskingInfo.masking") == "DOUBLE"


def test_patient_groups_come_apart_with_and_without_type_and_description() -> None:
    record = veeva(
        "Status\n\nCompleted\n\nTreatments\n\nDrug: A\nOther: Rest\n\nAbout\n\nWords.\n\nTrial design\n\n"
        "90 participants in 3 patient groups, including a placebo group\n\n"
        "One\nExperimental group\nDescription:\nTakes A.\nEach day.\nTreatment:\nDrug: A\nOther: Rest\n"
        "Two\nPlacebo Comparator group\nTreatment:\nOther: Rest\nThree\nDescription:\nWaits.\n"
        "Trial contacts and locations\n\n12\n\nCentral trial contact\n\nAda Bo"
    )
    assert record.get("armsInterventionsModule.armGroups") == [
        {
            "label": "One",
            "type": "EXPERIMENTAL",
            "description": "Takes A.\nEach day.",
            "interventionNames": ["Drug: A", "Other: Rest"],
        },
        {"label": "Two", "type": "PLACEBO_COMPARATOR", "interventionNames": ["Other: Rest"]},
        {"label": "Three", "description": "Waits."},
    ]
    assert record.get("armsInterventionsModule.interventions") == [
        {"type": "DRUG", "name": "A", "armGroupLabels": ["One"]},
        {"type": "OTHER", "name": "Rest", "armGroupLabels": ["One", "Two"]},
    ]
    assert record.extra["locationCount"] == 12
    assert not [finding for finding in record.findings if finding.code == "ARMS_NOT_ALL_READ"]


def test_fewer_groups_than_the_page_says_is_a_finding() -> None:
    record = veeva(
        "Status\n\nCompleted\n\nAbout\n\nW.\n\nTrial design\n\n90 participants in 3 patient groups\n\nOne\nDescription:\nCut off"
    )
    assert [finding.code for finding in record.findings] == ["ARMS_NOT_ALL_READ"]


TABLES = """Liver Cancer Clinical Trial
Official title:
A Study of X
Short text.
Status | Recruiting |
Enrollment | 18 |
Est. completion date | June 2008 |
Gender | Both |
Age group | 18 Years to 70 Years |
Eligibility |
Inclusion Criteria: - stage II - III disease - ANC > 1.5 Exclusion Criteria: - none |
Allocation: Randomized, Intervention Model: Parallel Assignment, Masking: Open Label, Primary Purpose: Treatment
Country | Name | City | State |
---|---|---|---|
Norway | Clinic | Oslo | |
Lead Sponsor | Collaborator |
---|---|
North Hospital | South Hospital |
Norway,
Type | Measure | Description | Time frame | Safety issue |
---|---|---|---|---|
Primary | Survival | | 2 years | No |
Secondary | Toxicity | Worst grade | 1 year | Yes |"""


def test_the_tables_of_a_full_title_and_text_page_are_read() -> None:
    record = read_text(TABLES)
    assert record.get("identificationModule") == {"officialTitle": "A Study of X"}
    assert record.conditions == ("Liver Cancer",)
    assert record.get("statusModule") == {"overallStatus": "RECRUITING", "completionDateStruct": {"date": "2008-06"}}
    assert record.get("eligibilityModule.sex") == "ALL"
    assert record.get("eligibilityModule.maximumAge") == "70 Years"
    assert record.get("designModule.designInfo.allocation") == "RANDOMIZED"
    assert record.get("designModule.designInfo.maskingInfo.masking") == "NONE"
    assert record.get("contactsLocationsModule.locations") == [{"country": "Norway", "facility": "Clinic", "city": "Oslo"}]
    assert record.get("sponsorCollaboratorsModule") == {
        "leadSponsor": {"name": "North Hospital"},
        "collaborators": [{"name": "South Hospital"}],
    }
    assert record.get("outcomesModule.primaryOutcomes") == [{"measure": "Survival", "timeFrame": "2 years"}]
    assert record.get("outcomesModule.secondaryOutcomes") == [
        {"measure": "Toxicity", "description": "Worst grade", "timeFrame": "1 year"}
    ]
    assert record.findings == ()


def test_criteria_on_one_line_are_kept_as_printed_and_cut_at_items_but_not_in_ranges() -> None:
    record = read_text(TABLES)
    assert record.eligibility_text == "Inclusion Criteria: - stage II - III disease - ANC > 1.5 Exclusion Criteria: - none"
    expected = "Inclusion Criteria:\n\n- stage II - III disease\n- ANC > 1.5\n\nExclusion Criteria:\n\n- none"
    assert record.get("eligibilityModule.eligibilityCriteria") == expected


def test_a_page_of_title_and_text_has_no_criteria_rather_than_empty_ones() -> None:
    record = read_text("Liver Cancer Clinical Trial\nOfficial title:\nA Randomized Phase III Trial of X\nOne.\nTwo. ;")
    assert record.eligibility_text is None
    assert record.get("eligibilityModule") is None
    assert record.get("descriptionModule") == {"briefSummary": "One.", "detailedDescription": "Two."}
    assert record.derived["phases"] == ["PHASE3"]
    assert record.get("designModule") is None


def test_an_abbreviation_at_the_end_of_a_title_is_no_acronym() -> None:
    record = meddatax(head="Drug X in Non-small Cell Lung Cancer (NSCLC)\n\nNCT ID: NCT01234567\n\nLast Updated: 2024-03-09")
    assert "acronym" not in record.derived


@pytest.mark.parametrize(
    "text", ["NCT ID: NCT01234567", "Launched by nobody", "Status and phase", "x Clinical Trial\nOfficial title:"]
)
def test_a_page_with_a_single_mark_is_read_without_a_crash(text: str) -> None:
    assert isinstance(read_text(text), TrialRecord)


@pytest.mark.parametrize(
    ("line", "city", "state", "country"),
    [
        ("Shanghai, Shanghai Municipality, China", "Shanghai", "Shanghai Municipality", "China"),
        ("Amsterdam, , Netherlands", "Amsterdam", None, "Netherlands"),
        ("Headington, Oxford, , United Kingdom", "Headington, Oxford", None, "United Kingdom"),
        ("Madrid, Madrid, Comunidad de, Spain", "Madrid", "Madrid, Comunidad de", "Spain"),
        ("Teheran, , Iran, Islamic Republic of", "Teheran", None, "Iran, Islamic Republic of"),
    ],
)
def test_an_address_line_has_a_city_a_state_and_a_country(line: str, city: str, state: str | None, country: str) -> None:
    expected = {"city": city, "state": state, "country": country}
    assert address(line) == {key: value for key, value in expected.items() if value}


@pytest.mark.parametrize(
    ("line", "way"),
    [
        ("+31204444321", {"phone": "+31204444321"}),
        ("13564676623 ext. 13564676623", {"phone": "13564676623", "phoneExt": "13564676623"}),
        ("888-662-6728 (U.S. Only)", {"phone": "888-662-6728 (U.S. Only)"}),
        ("ada@clinic.example", {"email": "ada@clinic.example"}),
        ("Ada Bo, MD", None),
        ("Ward 12", None),
    ],
)
def test_a_line_of_a_contact_is_a_phone_or_an_address_or_neither(line: str, way: dict[str, str] | None) -> None:
    assert channel(line) == way
