"""The API of ClinicalTrials.gov, version 2, over a shelf: parameters, pages, fields, formats, aliases, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
import rispy
from fastapi.testclient import TestClient
from fhir.resources.R4B.researchstudy import ResearchStudy as StudyR4
from fhir.resources.researchstudy import ResearchStudy as StudyR5
from tests.functional.portal.api_site import NUMBERS, api_client, fill

from trialwright.registries.ctgov import studies_of
from trialwright.registries.reading import read_records
from trialwright.shelf.shelf import Shelf

LIST = "/api/v2/studies"


def numbers(api: TestClient, **parameters: object) -> list[str]:
    """The numbers of all studies found, page after page."""
    asked = {"fields": "NCTId", **parameters}
    found: list[str] = []
    for _ in range(50):
        page = api.get(LIST, params={key.replace("__", "."): value for key, value in asked.items()})
        assert page.status_code == 200, page.text
        body = page.json()
        found += [study.get("protocolSection", {}).get("identificationModule", {}).get("nctId", "") for study in body["studies"]]
        if "nextPageToken" not in body:
            return found
        asked["pageToken"] = body["nextPageToken"]
    raise AssertionError("the pages do not end")


def problem(api: TestClient, status: int = 400, path: str = LIST, **parameters: object) -> dict[str, object]:
    """The problem that a request is answered with."""
    answer = api.get(path, params={key.replace("__", "."): value for key, value in parameters.items()})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert body["status"] == status
    return body


def test_without_parameters_all_studies_are_listed_ten_a_page(api: TestClient) -> None:
    page = api.get(LIST).json()
    assert len(page["studies"]) == 10
    assert sorted(filter(None, numbers(api))) == sorted(NUMBERS)
    assert len(numbers(api)) == 12


@pytest.mark.parametrize("size", [1, 5, 12, 1000, 5000, 0])
def test_pages_of_any_size_hold_every_study_once_and_end(api: TestClient, size: int) -> None:
    found = [number for number in numbers(api, pageSize=size) if number]
    assert sorted(found) == sorted(NUMBERS)


def test_the_total_is_on_the_first_page_only_and_only_when_asked(api: TestClient) -> None:
    first = api.get(LIST, params={"countTotal": "true", "pageSize": 5}).json()
    second = api.get(LIST, params={"countTotal": "true", "pageSize": 5, "pageToken": first["nextPageToken"]}).json()
    assert first["totalCount"] == 12
    assert "totalCount" not in second
    assert "totalCount" not in api.get(LIST).json()


def test_every_study_stands_on_a_line_of_its_own(api: TestClient) -> None:
    lines = api.get(LIST, params={"pageSize": 3}).text.splitlines()
    assert len([json.loads(line.rstrip(",")) for line in lines[1:4]]) == 3


def test_a_page_is_read_by_our_own_reader_of_the_registry(api: TestClient, tmp_path: Path) -> None:
    page = tmp_path / "page.json"
    page.write_text(api.get(LIST, params={"query.id": "NCT04147728"}).text, encoding="utf-8")
    (record,) = read_records(page)
    (original,) = read_records(Path("tests/data/ctgov/NCT04147728.json"))
    assert record.protocol_section == original.protocol_section
    assert record.eligibility_text == original.eligibility_text
    assert len(list(studies_of(json.loads(page.read_text("utf-8"))))) == 1


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ("NCTId", {"protocolSection"}),
        ("protocolSection.identificationModule.nctId", {"protocolSection"}),
        ("nctid,HASRESULTS", {"protocolSection", "hasResults"}),
        ("DerivedSection", {"derivedSection"}),
        ("InterventionSearch", {"protocolSection", "derivedSection"}),
        ("trialwright", {"trialwright"}),
    ],
)
def test_only_the_fields_that_are_asked_for_are_given(api: TestClient, fields: str, keys: set[str]) -> None:
    body = api.get(f"{LIST}/NCT04147728", params={"fields": fields}).json()
    assert set(body) == keys


def test_a_branch_brings_what_is_below_it_and_items_of_lists_keep_their_order(api: TestClient) -> None:
    body = api.get(f"{LIST}/NCT04147728", params={"fields": "SecondaryOutcomeMeasure|LeadSponsor"}).json()["protocolSection"]
    assert body["sponsorCollaboratorsModule"] == {"leadSponsor": {"name": "Peking University Third Hospital", "class": "OTHER"}}
    assert [item["measure"] for item in body["outcomesModule"]["secondaryOutcomes"]][:2] == ["PFS", "OS"]
    assert all(set(item) == {"measure"} for item in body["outcomesModule"]["secondaryOutcomes"])


def test_query_brings_the_fields_that_were_searched(api: TestClient) -> None:
    body = api.get(LIST, params={"query.titles": "anlotinib", "fields": "@query"}).json()["studies"][0]
    assert set(body["protocolSection"]["identificationModule"]) == {"briefTitle", "officialTitle", "acronym"}


def test_our_own_section_is_never_there_unasked(api: TestClient) -> None:
    assert "trialwright" not in api.get(f"{LIST}/NCT06120127").json()
    own = api.get(f"{LIST}/NCT06120127", params={"fields": "trialwright.key|trialwright.ids"}).json()["trialwright"]
    assert own["key"] == "NCT06120127"
    assert own["ids"][0]["registry"] == "ClinicalTrials.gov"


def test_statuses_filter_and_two_filters_both_hold(api: TestClient) -> None:
    only = api.get(LIST, params={"filter.overallStatus": "RECRUITING|WITHDRAWN", "fields": "OverallStatus"}).json()["studies"]
    found = {study["protocolSection"]["statusModule"]["overallStatus"] for study in only}
    assert found == {"RECRUITING", "WITHDRAWN"}
    assert numbers(api, filter__overallStatus="RECRUITING", postFilter__overallStatus="WITHDRAWN") == []


def test_numbers_filter_in_any_case_and_switch_other_filters_off_as_a_query(api: TestClient) -> None:
    assert sorted(numbers(api, filter__ids="nct06120127,NCT05198856")) == ["NCT05198856", "NCT06120127"]
    assert numbers(api, filter__ids="NCT06120127|NCT05198856", postFilter__ids="NCT05198856") == ["NCT05198856"]
    assert numbers(api, query__term="NCT06120127", filter__overallStatus="WITHDRAWN") == ["NCT06120127"]


def test_studies_are_sorted_by_dates_and_numbers_those_without_last(api: TestClient) -> None:
    body = api.get(LIST, params={"sort": "EnrollmentCount:desc", "fields": "EnrollmentCount", "pageSize": 20}).json()["studies"]
    counts = [study.get("protocolSection", {}).get("designModule", {}).get("enrollmentInfo", {}).get("count") for study in body]
    known = [count for count in counts if count is not None]
    assert known == sorted(known, reverse=True)
    assert counts[: len(known)] == known
    dates = api.get(LIST, params={"sort": "LastUpdatePostDate", "fields": "LastUpdatePostDate", "pageSize": 3}).json()["studies"]
    days = [study["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"]["date"] for study in dates]
    assert days == sorted(days, reverse=True)


def test_a_table_has_its_head_on_the_first_page_only(api: TestClient) -> None:
    first = api.get(LIST, params={"format": "csv", "pageSize": 7, "countTotal": "true"})
    second = api.get(LIST, params={"format": "csv", "pageSize": 7, "pageToken": first.headers["x-next-page-token"]})
    rows = list(csv.DictReader(io.StringIO(first.text + second.text, newline="")))
    assert first.headers["x-total-count"] == "12"
    assert "x-next-page-token" not in second.headers
    assert len(rows) == 12
    assert sorted(row["NCT Number"] for row in rows if row["NCT Number"]) == sorted(NUMBERS)


def test_columns_of_a_table_are_chosen_by_their_names(api: TestClient) -> None:
    text = api.get(LIST, params={"format": "csv", "fields": "Phases,NCT Number", "query.id": "NCT06120127"}).text
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["NCT Number", "Phases"], ["NCT06120127", "PHASE2"]]


@pytest.mark.parametrize("number", ["NCT06120127", "nct06120127", "NCT6120127"])
def test_one_study_is_found_in_any_case_and_without_leading_zeros(api: TestClient, number: str) -> None:
    answer = api.get(f"{LIST}/{number}")
    assert answer.status_code == 200
    assert answer.json()["protocolSection"]["identificationModule"]["nctId"] == "NCT06120127"


def test_another_number_of_a_study_leads_on(api: TestClient) -> None:
    answer = api.get(f"{LIST}/FDRT-2023-258-3377", params={"fields": "NCTId"})
    assert (answer.status_code, answer.headers["location"]) == (301, "/api/v2/studies/NCT06120127?fields=NCTId")


def test_a_study_that_is_not_there_is_404(api: TestClient) -> None:
    assert "NCT99999999" in str(problem(api, 404, f"{LIST}/NCT99999999")["detail"])


def test_one_study_in_other_formats_is_read_by_others(api: TestClient) -> None:
    def get(form: str, **headers: str) -> bytes:
        answer = api.get(f"{LIST}/NCT06120127", params={"format": form}, headers=headers)
        assert answer.status_code == 200
        return answer.content

    assert StudyR4.model_validate_json(get("fhir.json")).id == "NCT06120127"
    assert StudyR5.model_validate_json(get("fhir.json", accept="application/fhir+json; fhirVersion=5.0")).id == "NCT06120127"
    assert StudyR5.model_validate_json(get("fhir-r5.json")).id == "NCT06120127"
    assert rispy.loads(get("ris").decode())[0]["id"] == "NCT06120127"
    assert len(list(csv.DictReader(io.StringIO(get("csv").decode(), newline="")))) == 1
    assert json.loads(get("json-ld"))["@type"] == "MedicalTrial"
    archive = zipfile.ZipFile(io.BytesIO(get("json.zip")))
    assert json.loads(archive.read("NCT06120127.json"))["protocolSection"]


def test_markup_is_markdown_unless_legacy_is_asked_for(api: TestClient) -> None:
    path, fields = f"{LIST}/NCT04147728", {"fields": "EligibilityCriteria"}
    legacy = {**fields, "markupFormat": "legacy"}
    written = [api.get(path, params=asked).json()["protocolSection"]["eligibilityModule"] for asked in (fields, legacy)]
    assert "survival time\\>3 months" in written[0]["eligibilityCriteria"]
    assert "survival time>3 months" in written[1]["eligibilityCriteria"]


@pytest.mark.parametrize(
    ("parameters", "named", "mend"),
    [
        ({"filter.phase": "PHASE3"}, "filter.phase", "filter."),
        ({"pagesize": "5"}, "pagesize", "pageSize"),
        ({"sort": "LeadSponsorName"}, "sort", "@relevance"),
        ({"sort": "StartDate:up"}, "sort", "asc or desc"),
        ({"sort": "StartDate,CompletionDate,EnrollmentCount"}, "sort", "two"),
        ({"fields": "BreifTitle"}, "fields", "BriefTitle"),
        ({"fields": "|,"}, "fields", "leave it out"),
        ({"format": "csv", "fields": "NCTId"}, "fields", "NCT Number"),
        ({"format": "xml"}, "format", ""),
        ({"pageSize": "-1"}, "pageSize", ""),
        ({"pageSize": "many"}, "pageSize", ""),
        ({"countTotal": "perhaps"}, "countTotal", ""),
        ({"filter.overallStatus": "RECRUTING"}, "filter.overallStatus", "RECRUITING"),
        ({"filter.geo": "near Utrecht"}, "filter.geo", ""),
        ({"filter.geo": "distance(99,5,10km)"}, "filter.geo", "-90 to 90"),
        ({"filter.geo": "distance(52,5,600mi)"}, "filter.geo", "500mi"),
        ({"aggFilters": "colour:red"}, "aggFilters", "one of"),
        ({"aggFilters": "status:recruiting"}, "aggFilters", "rec"),
        ({"pageToken": "abc"}, "pageToken", "the answer before"),
        ({"filter.synonyms": "ConditionSearch:1651367"}, "filter.synonyms", "gastric cancer"),
        ({"filter.synonyms": "CondSearch:gastric cancer"}, "filter.synonyms", "ConditionSearch"),
        ({"filter.geo": "distance(52,5,50km)", "geoDecay": "func:exp,scale:0km,offset:0km,decay:0.5"}, "geoDecay", "scale"),
        ({"geoDecay": "func:cube"}, "geoDecay", ""),
    ],
)
def test_a_wrong_parameter_is_named_with_its_mend(api: TestClient, parameters: dict[str, str], named: str, mend: str) -> None:
    body = problem(api, **parameters)
    assert body["parameter"] == named
    assert mend in str(body.get("mend", ""))


def test_a_token_of_another_question_is_refused(api: TestClient) -> None:
    token = api.get(LIST, params={"pageSize": 2}).json()["nextPageToken"]
    body = problem(api, pageToken=token, query__cond="gastric")
    assert (body["parameter"], body["mend"]) == ("pageToken", "repeat all other parameters unchanged")


def test_fields_of_fhir_and_ris_cannot_be_chosen(api: TestClient) -> None:
    for form in ("fhir.json", "ris", "json-ld"):
        assert problem(api, path=f"{LIST}/NCT06120127", format=form, fields="NCTId")["parameter"] == "fields"


def test_what_is_not_followed_is_said(api: TestClient) -> None:
    decay = "func:linear,scale:100km,offset:10km,decay:0.1"
    assert "geoDecay" in api.get(LIST, params={"geoDecay": decay}).headers["x-trialwright-note"]


def test_a_text_of_the_request_is_not_given_back_at_any_length(api: TestClient) -> None:
    body = problem(api, fields="x" * 3000)
    assert len(str(body["detail"])) <= 300


def test_the_version_tells_when_the_shelf_changed(api: TestClient, filled: Path) -> None:
    with Shelf.open(filled) as shelf:
        changed = shelf.changed.strftime("%Y-%m-%dT%H:%M:%S")
    assert api.get("/api/v2/version").json() == {"apiVersion": "2.0.5", "dataTimestamp": changed}


def test_a_change_of_the_shelf_is_seen_at_once(tmp_path: Path) -> None:
    with api_client(fill(tmp_path)) as api:
        asked = {"pageSize": "5", "sort": "EnrollmentCount:desc"}
        first = api.get(LIST, params=asked).json()
        with Shelf.open(tmp_path, writable=True) as shelf:
            shelf.remove("NCT06120127")
        assert api.get(f"{LIST}/NCT06120127").status_code == 404
        second = api.get(LIST, params={**asked, "pageToken": first["nextPageToken"]})
        shown = [study["protocolSection"]["identificationModule"].get("nctId") for study in second.json()["studies"]]
        whole = api.get(LIST, params={**asked, "pageSize": "20"}).json()["studies"]
        known = [study["protocolSection"]["identificationModule"].get("nctId") for study in first["studies"]]
        left = [study["protocolSection"]["identificationModule"].get("nctId") for study in whole]
        assert shown == [number for number in left if number not in known][:5]
        assert "the shelf has changed since the page before" in second.headers["x-trialwright-note"]


def test_figures_count_every_study(api: TestClient) -> None:
    sizes = api.get("/api/v2/stats/size").json()
    assert sizes["totalStudies"] == 12
    assert sum(item["studiesCount"] for item in sizes["ranges"]) == 12
    (status,) = api.get("/api/v2/stats/field/values", params={"fields": "OverallStatus"}).json()
    assert status["missingStudiesCount"] + sum(item["studiesCount"] for item in status["topValues"]) == 12
    (phases,) = api.get("/api/v2/stats/field/sizes", params={"fields": "Phase"}).json()
    assert (phases["minSize"], phases["maxSize"]) == (1, 2)
    assert problem(api, 404, "/api/v2/stats/field/values", fields="Colour")["parameter"] == "fields"


def test_the_descriptions_of_the_data_name_what_can_be_asked(api: TestClient) -> None:
    tree = api.get("/api/v2/studies/metadata").json()
    assert [node["piece"] for node in tree][:2] == ["ProtocolSection", "ResultsSection"]
    areas = api.get("/api/v2/studies/search-areas").json()[0]["areas"]
    assert {"term", "cond", "intr", "titles", "outc", "spons", "lead", "locn", "id", "patient"} <= {
        area.get("param") for area in areas
    }
    enums = {item["type"]: item for item in api.get("/api/v2/studies/enums").json()}
    assert len(enums["Status"]["values"]) == 14
    assert enums["Phase"]["pieces"] == ["Phase"]


def test_a_path_that_is_none_and_a_method_that_is_none_are_problems(api: TestClient) -> None:
    assert api.get("/api/v2/nothing").headers["content-type"] == "application/problem+json"
    assert api.post(LIST).status_code == 405
