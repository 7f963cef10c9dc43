"""The query language through the API: calls that the documentation of ClinicalTrials.gov shows, and errors at their place."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from tests.functional.portal.test_api_v2 import numbers, problem

DOCUMENTED = (
    {"query.cond": "lung cancer"},
    {"query.cond": "(head OR neck) AND pain"},
    {"query.term": "AREA[LastUpdatePostDate]RANGE[2023-01-15,MAX]"},
    {"filter.overallStatus": "NOT_YET_RECRUITING,RECRUITING"},
    {"filter.overallStatus": "COMPLETED"},
    {"filter.geo": "distance(39.0035707,-77.1013313,50mi)"},
    {"filter.ids": "NCT04852770|NCT01728545|NCT02109302"},
    {"filter.advanced": "AREA[StartDate]2022"},
    {"filter.advanced": "AREA[MinimumAge]RANGE[MIN, 16 years] AND AREA[MaximumAge]RANGE[16 years, MAX]"},
    {"aggFilters": "results:with,status:com"},
    {"aggFilters": "status:not rec,sex:f,healthy:y"},
    {"geoDecay": "func:linear,scale:100km,offset:10km,decay:0.1"},
    {"geoDecay": "func:gauss,scale:500mi,offset:0mi,decay:0.3"},
    {"fields": "NCTId,BriefTitle,OverallStatus,HasResults"},
    {"fields": "ProtocolSection"},
    {"sort": "@relevance"},
    {"sort": "LastUpdatePostDate"},
    {"sort": "EnrollmentCount:desc,LastUpdatePostDate:asc"},
    {"pageSize": "2"},
    {"pageSize": "100"},
    {"query.cond": "cancer", "filter.overallStatus": "RECRUITING", "pageSize": "20", "countTotal": "true",
     "fields": "NCTId,BriefTitle,OverallStatus,Phase,LeadSponsorName,EnrollmentCount,Condition"},
    {"filter.advanced": "AREA[Phase]PHASE3 AND AREA[StudyType]INTERVENTIONAL", "filter.geo": "distance(47.6062,-122.3321,50mi)",
     "filter.overallStatus": "RECRUITING", "pageSize": "50"},
    {"filter.advanced": "AREA[LastUpdatePostDate]RANGE[2024-01-01,MAX] AND AREA[ResultsFirstPostDate]RANGE[MIN,MAX]",
     "pageSize": "10", "countTotal": "true"},
)  # fmt: skip
"""The examples of the description of the API, and those of others' documentation of it."""


@pytest.mark.parametrize("parameters", DOCUMENTED, ids=lambda parameters: " ".join(map("=".join, parameters.items()))[:70])
def test_a_documented_call_is_answered(api: TestClient, parameters: dict[str, str]) -> None:
    answer = api.get("/api/v2/studies", params=parameters)
    assert answer.status_code == 200, answer.text
    assert isinstance(answer.json()["studies"], list)


@pytest.mark.parametrize("path", ["version", "studies/metadata", "studies/search-areas", "studies/enums", "stats/size"])
def test_a_documented_path_is_answered(api: TestClient, path: str) -> None:
    assert api.get(f"/api/v2/{path}").status_code == 200


def test_areas_and_ranges_find_just_what_they_ask_for(api: TestClient) -> None:
    both = numbers(api, filter__advanced="AREA[Phase]PHASE1 AND AREA[Phase]PHASE2")
    assert both == ["NCT05198856"] or "NCT05198856" in both
    assert numbers(api, filter__advanced="AREA[EnrollmentCount]RANGE[1000,MAX]", sort="EnrollmentCount:desc") == [
        "NCT05389774",
        "NCT00034216",
    ]
    assert numbers(api, filter__advanced="AREA[OverallStatus]UNKNOWN") == ["NCT04147728"]
    assert numbers(api, filter__advanced="AREA[OverallStatus]UNKNOWN", postFilter__advanced="AREA[Sex]FEMALE") == []


def test_a_place_finds_the_sites_around_it(api: TestClient) -> None:
    assert "NCT04147728" in numbers(api, filter__geo="distance(39.9,116.4,50km)")
    assert "NCT04147728" not in numbers(api, filter__geo="distance(52.09,5.12,50km)")


def test_options_of_aggregations_are_filters(api: TestClient) -> None:
    assert numbers(api, aggFilters="status:unk") == ["NCT04147728"]
    assert set(numbers(api, aggFilters="status:not rec")) > {"NCT06120127"}


def test_a_list_may_be_sent_piece_by_piece_as_clients_do(api: TestClient) -> None:
    """`requests` and httpx send the items of a Python list so."""
    asked = {"filter.ids": ["NCT06120127", "NCT05198856"], "fields": ["NCTId", "OverallStatus"], "sort": "EnrollmentCount:desc"}
    studies = api.get("/api/v2/studies", params=asked).json()["studies"]
    found = {study["protocolSection"]["identificationModule"]["nctId"]: study["protocolSection"] for study in studies}
    assert set(found) == {"NCT06120127", "NCT05198856"}
    assert all(set(section) == {"identificationModule", "statusModule"} for section in found.values())
    statuses = {"filter.overallStatus": ["RECRUITING", "UNKNOWN"], "countTotal": "true"}
    both = api.get("/api/v2/studies", params=statuses).json()["totalCount"]
    assert both == sum(len(numbers(api, filter__overallStatus=status)) for status in statuses["filter.overallStatus"])


def test_a_query_that_is_sent_twice_is_refused_and_not_halved(api: TestClient) -> None:
    answer = api.get("/api/v2/studies", params={"query.cond": ["gastric", "breast"]})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "query.cond")


def test_a_status_that_no_study_has_is_said(api: TestClient) -> None:
    answer = api.get("/api/v2/studies", params={"filter.advanced": "AREA[OverallStatus]RECRUTING"})
    assert answer.json()["studies"] == []
    assert "did you mean recruiting or" in answer.headers["x-trialwright-note"]


def test_a_query_that_was_mended_says_so(api: TestClient) -> None:
    answer = api.get("/api/v2/studies", params={"query.cond": "(gastric"})
    assert answer.status_code == 200
    assert answer.headers["x-trialwright-note"]


@pytest.mark.parametrize(
    ("parameters", "named", "place"),
    [
        ({"query.cond": "gastric AND AREA[StartDate]RANGE[2023"}, "query.cond", "character"),
        ({"query.term": "AREA[Phasse]PHASE3"}, "query.term", "character 6"),
        ({"filter.advanced": "AREA[Phasse]PHASE3"}, "filter.advanced", "character 6"),
        ({"filter.advanced": "AREA[Phase]PHASE3) OR (cancer"}, "filter.advanced", "character"),
        ({"filter.advanced": "AREA[Phase]PHASE3", "postFilter.advanced": "AREA[Sexx]ALL"}, "postFilter.advanced", "character 6"),
    ],
)
def test_a_mistake_in_a_query_names_the_parameter_and_the_place(
    api: TestClient, parameters: dict[str, str], named: str, place: str
) -> None:
    body = problem(api, **parameters)
    assert body["parameter"] == named
    assert place in str(body["place"])


def test_a_filter_by_synonyms_finds_every_name_of_a_concept(api: TestClient) -> None:
    wide = {"filter.synonyms": "ConditionSearch:stomach cancer"}
    assert set(numbers(api, **wide)) == set(numbers(api, **{"query.cond": 'EXPANSION[Concept]"gastric cancer"'}))
    assert numbers(api, **wide)
    other = {"filter.synonyms": "ConditionSearch:breast cancer", "postFilter.synonyms": "ConditionSearch:gastric cancer"}
    assert not numbers(api, **other)


def test_what_is_far_away_counts_less(api: TestClient) -> None:
    """Utrecht and Shanghai: the same query around each gives the near trial first where distance counts for much."""
    steep = "func:exp,scale:5km,offset:0km,decay:0.001"
    for lat, lon in ((52.09, 5.12), (31.23, 121.47)):
        query = {"query.term": "cancer", "filter.geo": f"distance({lat},{lon},800km)", "geoDecay": steep}
        answer = api.get("/api/v2/studies", params=query)
        assert answer.status_code == 200
        assert "geoDecay" not in answer.headers.get("x-trialwright-note", "")
        assert answer.json()["studies"]
