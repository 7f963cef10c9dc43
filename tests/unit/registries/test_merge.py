"""One trial from several sources: who is the same, what is used, and what is said of every difference."""

from __future__ import annotations

from typing import Any

import pytest

from trialwright.errors import UserError
from trialwright.findings import Finding, Severity
from trialwright.registries.ids import own_ids, stated_ids
from trialwright.registries.likeness import begins_with, likeness, parting, same_words
from trialwright.registries.merge import Sameness, merge, same_trial
from trialwright.registries.record import Place, Provenance, Source, Standing, TrialRecord

_SUMMARY = (
    "This trial studies whether radiotherapy of all metastases after four cycles of chemotherapy and "
    "immunotherapy lengthens the life of "
    "patients with metastatic cancer of the esophagus that responds. Blood and tissue samples are kept for later "
    "studies of biomarkers."
)


def _record(name: str = "page.txt", *, layout: str = "unknown", url: str | None = None, **modules: Any) -> TrialRecord:
    return TrialRecord(protocol_section=modules, sources=(Source(name=name, layout=layout, url=url),))


def _identified(
    number: str | None = None, title: str | None = None, *, name: str = "page.txt", layout: str = "unknown", **modules: Any
) -> TrialRecord:
    identification = {key: value for key, value in (("nctId", number), ("briefTitle", title)) if value}
    return _record(name, layout=layout, identificationModule=identification, **modules)


def _titled(title: str, *, summary: str | None = None, **modules: Any) -> TrialRecord:
    described = {"descriptionModule": {"briefSummary": summary}} if summary else {}
    return _identified(None, title, **described, **modules)


def test_one_registry_number_makes_two_records_one_trial() -> None:
    assert same_trial(_identified("NCT06084897", "A"), _identified("NCT06084897", "B")).verdict is Sameness.SAME


def test_a_number_in_the_address_of_a_page_counts() -> None:
    page = _record(url="https://example.org/trials/nct06084897-some-words")
    found = same_trial(_identified("NCT06084897"), page)
    assert found.verdict is Sameness.SAME
    assert "address" in found.reasons[0]


def test_two_numbers_of_one_registry_make_two_trials_whatever_their_words() -> None:
    title = "Radiotherapy in Patients With Metastatic Esophageal Cancer"
    found = same_trial(_identified("NCT06084897", title), _identified("NCT06086457", title))
    assert found.verdict is Sameness.DIFFERENT
    assert found.contradicted


def test_a_text_that_states_several_numbers_as_its_own_is_none_of_these_trials() -> None:
    """Notes about two trials, or a list of them, in the layout of a page: what they say is laid over neither."""
    section = {"identificationModule": {"nctId": "NCT05198856", "briefTitle": "Notes"}}
    doubt = Finding(
        code="PAGE_VALUES_DIFFER",
        message="identificationModule.nctId: the page states 'NCT05198856' and 'NCT06120127'; the first was kept",
        severity=Severity.WARNING,
        fields=("identificationModule.nctId",),
        values=("NCT05198856", "NCT06120127"),
    )
    notes = TrialRecord(protocol_section=section, findings=(doubt,))
    assert own_ids(TrialRecord(protocol_section=section)) == {"ClinicalTrials.gov": {"NCT05198856"}}
    assert own_ids(notes) == {}
    assert stated_ids(notes) == {"ClinicalTrials.gov": {"NCT05198856", "NCT06120127"}}


def test_a_number_listed_as_secondary_ties_two_registries() -> None:
    european = _record(identificationModule={"orgStudyIdInfo": {"id": "ISRCTN43987580"}})
    american = _record(identificationModule={"nctId": "NCT00000001", "secondaryIdInfos": [{"id": "ISRCTN43987580"}]})
    assert same_trial(european, american).verdict is Sameness.SAME


def test_a_parent_trial_listed_as_secondary_does_not_join_two_trials() -> None:
    follow_up = _record(identificationModule={"nctId": "NCT00000002", "secondaryIdInfos": [{"id": "NCT00000001"}]})
    assert same_trial(follow_up, _identified("NCT00000001")).verdict is Sameness.DIFFERENT


def test_the_same_title_only_proposes() -> None:
    title = "Radiotherapy in Patients With Metastatic Esophageal Cancer Responding to Chemotherapy"
    assert same_trial(_titled(title), _titled(title.upper())).verdict is Sameness.PROPOSED


def test_a_title_that_begins_with_the_other_proposes_when_the_summaries_agree() -> None:
    short = "Radiotherapy in Patients With Metastatic Esophageal Cancer Responding to Chemotherapy"
    long = f"{short}: a Multicenter Randomized Trial"
    assert (
        same_trial(_titled(short, summary=_SUMMARY), _titled(long, summary=_SUMMARY.replace(". ", ".\n\n"))).verdict
        is Sameness.PROPOSED
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"phases": ["PHASE2"]}, {"phases": ["PHASE3"]}),
        ({"designInfo": {"allocation": "RANDOMIZED"}}, {"designInfo": {"allocation": "NON_RANDOMIZED"}}),
        ({"studyType": "INTERVENTIONAL"}, {"studyType": "OBSERVATIONAL"}),
    ],
)
def test_another_phase_or_design_makes_two_trials_of_one_title(one: dict[str, Any], other: dict[str, Any]) -> None:
    title = "Radiotherapy in Patients With Metastatic Esophageal Cancer"
    found = same_trial(_titled(title, designModule=one), _titled(title, designModule=other))
    assert found.verdict is Sameness.DIFFERENT and found.contradicted


def test_a_phase_named_only_in_a_title_counts_against() -> None:
    one = _titled("Radiotherapy in Metastatic Esophageal Cancer: a Phase II Trial", summary=_SUMMARY)
    other = _titled("Radiotherapy in Metastatic Esophageal Cancer", summary=_SUMMARY, designModule={"phases": ["PHASE3"]})
    assert same_trial(one, other).contradicted


def test_one_phase_of_two_does_not_count_against() -> None:
    title = "Radiotherapy in Patients With Metastatic Esophageal Cancer"
    pair = _titled(title, designModule={"phases": ["PHASE2", "PHASE3"]}), _titled(title, designModule={"phases": ["PHASE2"]})
    assert same_trial(*pair).verdict is Sameness.PROPOSED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A Study of X in Advanced Solid Tumors, Part 1", "A Study of X in Advanced Solid Tumors, Part 2"),
        ("A Study of X Versus Y in Melanoma", "A Study of X Versus Y in Lung Cancer"),
        ("Lung Cancer Screening", "Lung Cancer Screening"),
    ],
)
def test_a_little_likeness_proposes_nothing(one: str, other: str) -> None:
    assert same_trial(_titled(one), _titled(other)).verdict is Sameness.DIFFERENT


def test_the_same_beginning_and_end_of_a_summary_is_not_the_same_summary() -> None:
    first, last = _SUMMARY.split(". ")
    other = (
        f"{first.replace('after four cycles', 'together with six cycles')}, of at most two organs, against "
        f"chemotherapy alone in a randomized comparison. {last}"
    )
    assert (
        same_trial(
            _titled("Radiotherapy for Responders", summary=_SUMMARY),
            _titled("Chemotherapy With or Without Radiotherapy", summary=other),
        ).verdict
        is Sameness.DIFFERENT
    )


def test_identity_is_symmetric() -> None:
    one = _titled("Radiotherapy in Patients With Metastatic Esophageal Cancer", summary=_SUMMARY)
    other = _titled("Radiotherapy in Patients With Metastatic Esophageal Cancer: a Trial", summary=_SUMMARY)
    assert same_trial(one, other).verdict is same_trial(other, one).verdict


def test_a_proposal_is_merged_only_when_accepted() -> None:
    title = "Radiotherapy in Patients With Metastatic Esophageal Cancer"
    records = [_titled(title), _titled(title, eligibilityModule={"sex": "ALL"})]
    with pytest.raises(UserError, match="not known to be the same trial") as raised:
        merge(records)
    assert "confirm" in (raised.value.hint or "")
    assert merge(records, accept_proposed=True).get("eligibilityModule.sex") == "ALL"


def test_different_trials_are_never_merged() -> None:
    with pytest.raises(UserError, match="different trials"):
        merge([_identified("NCT06084897"), _identified("NCT06086457")], accept_proposed=True)
    with pytest.raises(UserError, match="nothing to merge"):
        merge([])


def test_a_third_record_may_tie_two_others() -> None:
    american = _identified("NCT00000001", name="a")
    both = _record("b", identificationModule={"nctId": "NCT00000001", "secondaryIdInfos": [{"id": "ISRCTN43987580"}]})
    european = _record("c", identificationModule={"orgStudyIdInfo": {"id": "ISRCTN43987580"}})
    assert {source.name for source in merge([american, european, both]).sources} == {"a", "b", "c"}


def _merged(*records: TrialRecord) -> tuple[TrialRecord, list[str]]:
    found = merge(records)
    return found, [finding.code for finding in found.findings]


def test_sources_fill_each_others_gaps_without_a_remark() -> None:
    one = _identified("NCT00000001", name="a", statusModule={"overallStatus": "RECRUITING"})
    other = _identified("NCT00000001", name="b", conditionsModule={"conditions": ["Melanoma"]})
    found, codes = _merged(one, other)
    assert (found.get("statusModule.overallStatus"), found.conditions, codes) == ("RECRUITING", ("Melanoma",), [])


def test_every_value_of_a_contradiction_is_named_with_its_source_and_kept() -> None:
    one = _identified(
        "NCT00000001",
        name="a",
        designModule={"enrollmentInfo": {"count": 159}},
        statusModule={"lastUpdatePostDateStruct": {"date": "2022-07-18"}},
    )
    other = _identified(
        "NCT00000001",
        name="b",
        designModule={"enrollmentInfo": {"count": 204}},
        statusModule={"lastUpdatePostDateStruct": {"date": "2025-03-01"}},
    )
    found, codes = _merged(one, other)
    assert found.get("designModule.enrollmentInfo.count") == 204
    assert codes == ["SOURCES_DISAGREE"]
    assert found.findings[0].values == ("204 [b (unknown)]", "159 [a (unknown)]")
    assert found.extra["alternatives"]["designModule.enrollmentInfo.count"] == [{"value": 159, "source": "a (unknown)"}]


def test_the_registry_is_trusted_before_a_newer_page() -> None:
    registry = _identified(
        "NCT00000001",
        name="r",
        layout="ctgov-v2",
        statusModule={"overallStatus": "COMPLETED", "lastUpdatePostDateStruct": {"date": "2020-01-01"}},
    )
    page = _identified(
        "NCT00000001",
        name="p",
        layout="meddatax",
        statusModule={"overallStatus": "RECRUITING", "lastUpdatePostDateStruct": {"date": "2024-01-01"}},
    )
    assert _merged(page, registry)[0].get("statusModule.overallStatus") == "COMPLETED"


def _ending(name: str, layout: str, end: str) -> TrialRecord:
    return _identified("NCT00000001", name=name, layout=layout, statusModule={"completionDateStruct": {"date": end}})


@pytest.mark.parametrize(
    ("one", "other", "used", "codes"),
    [
        (("meddatax", "2034-01-31"), ("clinicaltrialexchange", "2034-01-01"), "2034-01", ["SOURCE_DATE_PADDED"]),
        (("meddatax", "2034-01-31"), ("ctgov-v2", "2034-01"), "2034-01", ["SOURCE_DATE_PADDED"]),
        (("meddatax", "2034-01-31"), ("ctgov-v2", "2034-01-15"), "2034-01-15", []),
        (("unknown", "2034-01-15"), ("ctgov-v2", "2034-01"), "2034-01-15", []),
        (("ctgov-v2", "2034-01-15"), ("unknown", "2034-01-16"), "2034-01-15", ["SOURCES_DISAGREE"]),
        (("ctgov-v2", "2034-01"), ("unknown", "2034-02-01"), "2034-01", ["SOURCES_DISAGREE"]),
        (("meddatax", "2034-01-31"), ("clinicaltrialexchange", "2034-02-01"), "2034-01-31", ["SOURCES_DISAGREE"]),
    ],
)
def test_padded_dates_are_known_to_the_month(one: tuple[str, str], other: tuple[str, str], used: str, codes: list[str]) -> None:
    found, remarks = _merged(_ending("a", *one), _ending("b", *other))
    assert (found.get("statusModule.completionDateStruct.date"), remarks) == (used, codes)


def test_the_newest_update_date_wins_without_a_remark() -> None:
    pages = [
        _identified("NCT00000001", name=day, statusModule={"lastUpdatePostDateStruct": {"date": day}})
        for day in ("2021-04-27", "2025-01-02")
    ]
    found, codes = _merged(*pages)
    assert (found.get("statusModule.lastUpdatePostDateStruct.date"), codes) == ("2025-01-02", [])


def test_a_portal_that_prints_one_phase_of_two_contradicts_nothing() -> None:
    full = _identified("NCT00000001", name="a", designModule={"phases": ["PHASE2", "PHASE3"]})
    part = _identified("NCT00000001", name="b", layout="medpath", designModule={"phases": ["PHASE2"]})
    found, codes = _merged(part, full)
    assert (found.get("designModule.phases"), codes) == (["PHASE2", "PHASE3"], ["SOURCE_RULE_APPLIED"])


def test_another_phase_of_the_same_number_is_a_contradiction() -> None:
    one = _identified("NCT00000001", name="a", designModule={"phases": ["PHASE2"]})
    other = _identified("NCT00000001", name="b", layout="medpath", designModule={"phases": ["PHASE3"]})
    assert _merged(one, other)[1] == ["SOURCES_DISAGREE"]


def test_the_sponsor_of_a_portal_that_names_parents_gives_way() -> None:
    module = "sponsorCollaboratorsModule"
    parent = _identified("NCT00000001", name="a", layout="veeva", **{module: {"leadSponsor": {"name": "Shandong University"}}})
    child = _identified(
        "NCT00000001", name="b", layout="medpath", **{module: {"leadSponsor": {"name": "Qilu Hospital of Shandong University"}}}
    )
    found, codes = _merged(parent, child)
    assert found.get(f"{module}.leadSponsor.name") == "Qilu Hospital of Shandong University"
    assert codes == ["SOURCE_RULE_APPLIED"]
    assert found.extra["alternatives"][f"{module}.leadSponsor.name"][0]["value"] == "Shandong University"


def test_an_abbreviation_or_an_accent_is_no_contradiction() -> None:
    module = "sponsorCollaboratorsModule"
    one = _identified(
        "NCT00000001", name="a", **{module: {"leadSponsor": {"name": "Universitätsklinikum Schleswig-Holstein (UKSH)"}}}
    )
    other = _identified("NCT00000001", name="b", **{module: {"leadSponsor": {"name": "Universitatsklinikum Schleswig-Holstein"}}})
    assert _merged(one, other)[1] == []


def _described(name: str, layout: str, text: str) -> TrialRecord:
    return _identified("NCT00000001", name=name, layout=layout, descriptionModule={"briefSummary": text})


def test_a_cut_or_differently_broken_text_is_no_contradiction() -> None:
    found, codes = _merged(
        _described("a", "unknown", _SUMMARY[:150]), _described("b", "unknown", _SUMMARY.replace(". ", ".\n\n"))
    )
    assert codes == []
    assert same_words(str(found.get("descriptionModule.briefSummary")), _SUMMARY)


def test_a_dropped_sign_is_named_and_the_text_with_the_sign_is_used() -> None:
    signed = "Then four months of immunotherapy ± targeted therapy are given to all."
    found, codes = _merged(_described("b", "clinicaltrialexchange", signed.replace("± ", "")), _described("a", "unknown", signed))
    assert (found.get("descriptionModule.briefSummary"), codes) == (signed, ["SOURCE_RULE_APPLIED"])


def test_another_text_is_a_contradiction_quoted_where_it_begins() -> None:
    found, codes = _merged(
        _described("a", "unknown", _SUMMARY), _described("b", "unknown", _SUMMARY.replace("four cycles", "six cycles"))
    )
    assert codes == ["SOURCES_DISAGREE"]
    assert any("four cycles" in value for value in found.findings[0].values) and any(
        "six cycles" in value for value in found.findings[0].values
    )


def test_lists_are_joined_and_a_glued_line_gives_way_to_its_parts() -> None:
    one = _identified("NCT00000001", name="a", conditionsModule={"conditions": ["Gastric Cancer Esophageal Cancer"]})
    other = _identified("NCT00000001", name="b", conditionsModule={"conditions": ["Gastric Cancer", "Esophageal Cancer"]})
    found, _ = _merged(one, other)
    assert found.conditions == ("Gastric Cancer", "Esophageal Cancer")
    assert found.extra["alternatives"]["conditionsModule.conditions"][0]["value"] == "Gastric Cancer Esophageal Cancer"


def test_things_of_one_name_are_one_thing() -> None:
    one = _identified(
        "NCT00000001", name="a", armsInterventionsModule={"interventions": [{"type": "DRUG", "name": "Thalidomide"}]}
    )
    other = _identified(
        "NCT00000001",
        name="b",
        armsInterventionsModule={"interventions": [{"name": "thalidomide", "description": "100 mg"}, {"name": "Capecitabine"}]},
    )
    found, codes = _merged(one, other)
    drugs = {item["name"]: item for item in found.get("armsInterventionsModule.interventions")}
    assert set(map(str.lower, drugs)) == {"thalidomide", "capecitabine"}
    assert next(item for name, item in drugs.items() if name.lower() == "thalidomide").keys() == {"type", "name", "description"}
    assert codes == []


def test_a_town_without_a_site_name_is_the_one_site_there() -> None:
    named = _identified(
        "NCT00000001",
        name="a",
        layout="ctgov-v2",
        contactsLocationsModule={"locations": [{"facility": "UMC", "city": "Utrecht", "country": "Netherlands"}]},
    )
    bare = _identified(
        "NCT00000001",
        name="b",
        contactsLocationsModule={"locations": [{"city": "Utrecht", "country": "Netherlands", "status": "RECRUITING"}]},
    )
    sites = _merged(named, bare)[0].get("contactsLocationsModule.locations")
    assert sites == [{"facility": "UMC", "city": "Utrecht", "country": "Netherlands", "status": "RECRUITING"}]


def test_the_criteria_come_whole_from_one_source_with_their_text() -> None:
    full = (
        "Inclusion Criteria:\n\n* Adults of 18 years or older\n* Signed consent to take part\n\nExclusion "
        "Criteria:\n\n* Pregnant or nursing women"
    )
    part = "• Adults of 18 years or older\n• Signed consent to take part"
    one = TrialRecord(
        protocol_section={"identificationModule": {"nctId": "NCT00000001"}, "eligibilityModule": {"eligibilityCriteria": full}},
        eligibility_text=full,
    )
    other = TrialRecord(
        protocol_section={"identificationModule": {"nctId": "NCT00000001"}, "eligibilityModule": {"eligibilityCriteria": part}},
        eligibility_text=part,
    )
    found, codes = _merged(other, one)
    assert (found.eligibility_text, codes) == (full, [])


def test_a_value_knows_its_source_after_the_merge() -> None:
    place = Provenance(standing=Standing.STATED, place=Place(source="a", line=3))
    one = TrialRecord(
        protocol_section={"identificationModule": {"nctId": "NCT00000001"}, "statusModule": {"overallStatus": "RECRUITING"}},
        provenance={"statusModule.overallStatus": place},
        sources=(Source(name="a", layout="unknown"),),
    )
    other = _identified("NCT00000001", name="b", conditionsModule={"conditions": ["Melanoma"]})
    found = merge([one, other])
    assert found.provenance["statusModule.overallStatus"] == place
    from_other = found.provenance["conditionsModule.conditions.0"].place
    assert from_other is not None and from_other.source == "b"


def test_what_was_derived_gives_way_to_what_is_stated() -> None:
    thin = TrialRecord(
        protocol_section={"identificationModule": {"nctId": "NCT00000001"}}, derived={"phases": ["PHASE2"], "acronym": "OMEC"}
    )
    full = _identified("NCT00000001", designModule={"phases": ["PHASE2"]})
    assert merge([thin, full]).derived == {"acronym": "OMEC"}


def test_words_are_compared_without_marks_escapes_and_blanks() -> None:
    assert same_words("CPS \\>= 1,\n  or more", "CPS ≥ 1 or more")
    assert begins_with("one two three four five six seven eight", "one two three four five six sev")
    assert not begins_with("one two three", "one two")
    assert likeness("", "anything") == 0.0
    split = parting("a b c d ± e", "a b c d e")
    assert (split.first, split.second) == ("b c d ± e", "b c d e")
