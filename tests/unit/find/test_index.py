"""What is put into the index is found by words, codes, sites, numbers and facets; totals and counts are exact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from trialwright.errors import UserError
from trialwright.find.asking import Query, Results
from trialwright.find.document import Document, document_of
from trialwright.find.index import Index
from trialwright.find.mistakes import QueryError
from trialwright.registries.record import TrialRecord

TODAY = dt.date(2026, 11, 21)


def _trial(key: str, title: str, conditions: Sequence[str] = (), **more: Any) -> Document:
    modules: dict[str, Any] = {
        "identificationModule": {"nctId": key, "briefTitle": title},
        "conditionsModule": {"conditions": list(conditions)},
    }
    return document_of(TrialRecord(protocol_section=modules | more), None, key=key)


GASTRIC = _trial(
    "NCT00000001",
    "Nivolumab in HER2-positive stomach cancer",
    ["Gastric Adenocarcinoma"],
    designModule={"phases": ["PHASE2"], "enrollmentInfo": {"count": 40}},
    statusModule={"overallStatus": "RECRUITING", "statusVerifiedDate": "2026-10", "startDateStruct": {"date": "2026-02"}},
    contactsLocationsModule={
        "locations": [
            {"city": "Paris", "country": "France", "status": "COMPLETED"},
            {"city": "Lyon", "country": "France", "status": "RECRUITING"},
        ]
    },
)
LUNG = _trial(
    "NCT00000002",
    "Osimertinib with a CDK4/6 inhibitor",
    ["Non-Small Cell Lung Cancer"],
    designModule={"phases": ["PHASE1", "PHASE2"], "enrollmentInfo": {"count": 99999999}},
    statusModule={"overallStatus": "RECRUITING", "statusVerifiedDate": "2023-01"},
    eligibilityModule={"minimumAge": "18 Years", "maximumAge": "75 Years"},
)
SARCOMA = _trial(
    "NCT00000003",
    "Étude de la chirurgie: tumour haemorrhage",
    ["Soft Tissue Sarcoma"],
    designModule={"phases": ["PHASE3"], "enrollmentInfo": {"count": 300}},
    statusModule={"overallStatus": "COMPLETED", "statusVerifiedDate": "2015-01"},
    contactsLocationsModule={"locations": [{"city": "Almere Stad", "country": "Netherlands"}]},
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("shelf"), create=True, writable=True) as opened:
        opened.update([GASTRIC, LUNG, SARCOMA])
        opened.commit()
        yield opened


def _keys(results: Results) -> list[str]:
    return [hit.key for hit in results.hits]


def _found(index: Index, **asked: Any) -> list[str]:
    return sorted(_keys(index.search(Query(**asked), on=TODAY)))


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("stomach", ["NCT00000001"]),
        ("gastric cancer", ["NCT00000001"]),
        ("nsclc", ["NCT00000002"]),
        ("PD-1 inhibitor", ["NCT00000001"]),
        ("her2 positive", ["NCT00000001"]),
        ("CDK6", ["NCT00000002"]),
        ("cdk 4/6 inhibitors", ["NCT00000002"]),
        ("etude tumor hemorrhage", ["NCT00000003"]),
        ("nct00000003", ["NCT00000003"]),
        ("cancer", ["NCT00000001", "NCT00000002", "NCT00000003"]),
        ("leukemia", []),
    ],
)
def test_a_trial_is_found_by_its_words_and_by_what_they_also_are_called(index: Index, words: str, keys: list[str]) -> None:
    assert _found(index, words=words) == keys


def test_the_name_of_a_town_names_no_disease(index: Index) -> None:
    stad = "NCT00000003"  # "Almere Stad"; STAD is what OncoTree calls gastric adenocarcinoma
    assert _found(index, words="Almere") == [stad]
    assert stad not in _found(index, words="gastric adenocarcinoma")


def test_what_was_also_searched_is_shown_and_can_be_switched_off(index: Index) -> None:
    wide = index.search(Query(words="nsclc"), on=TODAY)
    narrow = index.search(Query(words="nsclc", unexpanded=frozenset({"nsclc"})), on=TODAY)
    assert "non-small cell lung cancer" in wide.expansions[0].also
    assert (wide.total, narrow.total) == (1, 0)
    assert narrow.expansions[0].switched_off


def test_an_abbreviation_of_two_diseases_is_not_guessed(index: Index) -> None:
    notes = index.search(Query(words="UC"), on=TODAY).notes
    assert notes == ("UC may mean urothelial carcinoma or ulcerative colitis: only the word itself was searched",)


def test_words_for_a_place_are_asked_of_one_site(index: Index) -> None:
    assert _found(index, areas={"locn": "Paris France"}) == ["NCT00000001"]
    assert _found(index, areas={"locn": "Paris Lyon"}) == []


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Trials in several countries, each with one more site than the one before."""
    places = [("Madrid", "Spain"), ("Seoul", "Korea, Republic of"), ("Busan", "South Korea"), ("Paris", "France")]
    trials = [
        _trial(
            f"NCT0000020{number}",
            "Study at M.D. Anderson" if number == 0 else "Study",
            eligibilityModule={"sex": "ALL" if number < 2 else "FEMALE", "healthyVolunteers": number == 1},
            statusModule={"overallStatus": "RECRUITING"},
            contactsLocationsModule={
                "locations": [
                    {"city": city, "country": country, "status": "RECRUITING"} for city, country in places[: number + 1]
                ]
            },
        )
        for number in range(len(places))
    ]
    with Index.open(tmp_path_factory.mktemp("wide"), create=True, writable=True) as opened:
        opened.update([*trials, _trial("NCT00000209", "No site")])
        opened.commit()
        yield opened


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ('NOT (AREA[LocationCountry]Spain OR AREA[LocationCountry]"South Korea" OR AREA[LocationCountry]Italy)', "3"),
        ("NOT AREA[LocationCountry]Spain AND NOT AREA[LocationCountry]France AND NOT AREA[LocationState]Texas", "123"),
        ("NOT (AREA[LocationCity]Madrid OR AREA[LocationCity]Seoul OR AREA[LocationCity]Busan OR AREA[LocationCity]Paris)", ""),
        ("NOT AREA[LocationCity]Madrid AND NOT AREA[LocationCity]Seoul AND AREA[LocationCountry]France", "3"),
        ("NOT AREA[LocationCity]Madrid AND NOT AREA[LocationStatus]RECRUITING", ""),
    ],
)
def test_a_site_may_be_asked_to_be_none_of_several(wide: Index, asked: str, numbers: str) -> None:
    """By hand: trial 0 has Madrid alone, 1 Seoul ("Korea, Republic of") too, 2 Busan ("South Korea") too, 3 Paris too."""
    assert _found(wide, words=f"SEARCH[Location]({asked})") == [f"NCT0000020{number}" for number in numbers]


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ("AREA[Sex]ALL", ["NCT00000200", "NCT00000201"]),
        ("NOT AREA[Sex]ALL", ["NCT00000202", "NCT00000203", "NCT00000209"]),
        ("AREA[HealthyVolunteers]Yes", ["NCT00000201"]),
        ("AREA[HealthyVolunteers]no", ["NCT00000200", "NCT00000202", "NCT00000203"]),
        ("AREA[BriefTitle]ALL", [f"NCT0000020{number}" for number in (0, 1, 2, 3, 9)]),
        ('AREA[BriefTitle]"MD Anderson"', ["NCT00000200"]),
        ('"m.d. anderson"', ["NCT00000200"]),
    ],
)
def test_a_code_is_asked_as_people_write_it(wide: Index, asked: str, keys: list[str]) -> None:
    assert _found(wide, words=asked) == keys


def test_a_country_is_counted_and_chosen_under_one_name(wide: Index) -> None:
    found = wide.search(Query(count_facets=("country",)), on=TODAY)
    assert {item.value: item.count for item in found.facets["country"]} == {
        "Spain": 4,
        "South Korea": 3,
        "France": 1,
        "unknown": 1,
    }
    for name in ("South Korea", "Korea, Republic of", "Corea del Sur"):
        assert len(_found(wide, facets={"country": (name,)})) == 3


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"words": "AREA[OverallStatus]Recruting"},
            "OverallStatus: no trial here has the value 'recruting'; did you mean recruiting?",
        ),
        ({"facets": {"status": ("RECRUTING",)}}, "status: no trial here has the value 'RECRUTING'; did you mean RECRUITING?"),
        ({"facets": {"phase": ("PHASE9",)}}, "phase: no trial here has the value 'PHASE9'; the values are unknown"),
    ],
)
def test_a_value_that_no_trial_has_is_said_and_not_only_not_found(wide: Index, asked: dict[str, Any], said: str) -> None:
    found = wide.search(Query(**asked), on=TODAY)
    assert (found.total, found.notes) == (0, (said,))


def test_a_value_is_chosen_however_it_is_written(wide: Index) -> None:
    assert len(_found(wide, facets={"status": ("recruiting",)})) == 4


def test_a_facet_that_there_is_not_is_refused_when_it_is_to_be_counted(wide: Index) -> None:
    with pytest.raises(UserError, match="there is no facet 'phases'"):
        wide.search(Query(count_facets=("phases",)), on=TODAY)


def test_a_facet_is_counted_without_its_own_choice(index: Index) -> None:
    found = index.search(Query(facets={"phase": ("PHASE2",)}, count_facets=("phase", "status")), on=TODAY)
    assert found.total == 2
    assert {bucket.value: bucket.count for bucket in found.facets["phase"]} == {"PHASE1": 1, "PHASE2": 2, "PHASE3": 1}
    assert {bucket.value: bucket.count for bucket in found.facets["status"]} == {"RECRUITING": 2}


def test_a_status_that_nobody_confirmed_for_two_years_is_counted_as_unknown(index: Index) -> None:
    found = index.search(Query(count_facets=("believed", "freshness")), on=TODAY)
    assert {b.value: b.count for b in found.facets["believed"]} == {"RECRUITING": 1, "UNKNOWN": 1, "COMPLETED": 1}
    assert {b.value: b.count for b in found.facets["freshness"]} == {"confirmed": 2, "stale": 1}
    assert _found(index, facets={"believed": ("UNKNOWN",)}) == ["NCT00000002"]
    assert _found(index, facets={"freshness": ("confirmed",)}) == ["NCT00000001", "NCT00000003"]


def test_an_age_is_admitted_where_no_limit_is_stated(index: Index) -> None:
    assert _found(index, age=80) == ["NCT00000001", "NCT00000003"]


def test_an_enrolment_that_is_not_known_is_missing(index: Index) -> None:
    assert _found(index, enrolment=(None, None)) == ["NCT00000001", "NCT00000002", "NCT00000003"]
    assert _found(index, enrolment=(1, None)) == ["NCT00000001", "NCT00000003"]
    by_size = index.search(Query(sort=(("EnrollmentCount", "desc"),)), on=TODAY)
    assert _keys(by_size) == ["NCT00000003", "NCT00000001", "NCT00000002"]


def test_pages_follow_one_another_and_end(index: Index) -> None:
    first = index.search(Query(words="cancer", size=2), on=TODAY)
    second = index.search(Query(words="cancer", size=2, after=first.next), on=TODAY)
    assert sorted(_keys(first) + _keys(second)) == ["NCT00000001", "NCT00000002", "NCT00000003"]
    assert second.next is None


@pytest.mark.parametrize(
    ("asked", "place", "mended"),
    [
        ("AREA[StartDate]RANGE[2024,2020]", "RANGE[2024,2020]", "RANGE[2020,2024]"),
        ("cancer AND AREA[EnrollmentCount]RANGE[500,10]", "RANGE[500,10]", "RANGE[10,500]"),
        ("AREA[MinimumAge]RANGE[18 years, 6 months]", "RANGE[18 years, 6 months]", "RANGE[6 months,18 years]"),
    ],
)
def test_a_range_that_ends_before_it_begins_is_pointed_at(index: Index, asked: str, place: str, mended: str) -> None:
    with pytest.raises(QueryError, match="ends before it begins") as told:
        index.search(Query(words=asked), on=TODAY)
    span = told.value.span
    assert (asked[span.start : span.end], told.value.hint) == (place, mended)


def test_a_range_within_one_month_or_year_is_not_turned_round(index: Index) -> None:
    index.search(Query(words="AREA[StartDate]RANGE[2024-05,2024]"), on=TODAY)
    index.search(Query(words="AREA[StartDate]RANGE[2024,2024-05]"), on=TODAY)


def test_a_marker_with_its_result_is_another_question_than_its_opposite(index: Index) -> None:
    found = {words: index.search(Query(words=words), on=TODAY) for words in ("HER2+", "HER2-", "HER2 positive")}
    assert _keys(found["HER2+"]) == _keys(found["HER2 positive"]) == ["NCT00000001"]
    assert _keys(found["HER2-"]) == []
    told = [(item.term, item.also) for item in found["HER2-"].expansions]
    assert told == [("HER2-", ("HER2 negative", "HER2: negative required"))]
    assert _keys(index.search(Query(words="HER2+", unexpanded=frozenset(("her2+",))), on=TODAY)) == ["NCT00000001"]


def test_a_token_of_another_question_is_refused(index: Index) -> None:
    token = index.search(Query(words="cancer", size=1), on=TODAY).next
    with pytest.raises(UserError, match="another question"):
        index.search(Query(words="sarcoma", size=1, after=token), on=TODAY)


def _sized(number: int, count: int) -> Document:
    return _trial(f"NCT000003{number:02d}", "Study", designModule={"enrollmentInfo": {"count": count}})


def test_pages_go_on_behind_what_was_shown_though_the_shelf_changes_between_them(tmp_path: Path) -> None:
    """Thirty trials by size, ten a page; between pages some before the place come and go, and one of those shown last goes."""
    asked = Query(size=10, sort=(("EnrollmentCount", "asc"),))
    with Index.open(tmp_path, create=True, writable=True) as opened:
        opened.update(_sized(number, 10 * number) for number in range(30))
        opened.commit()
        first = opened.search(asked, on=TODAY)
        opened.update([_sized(number, number) for number in range(40, 45)], removed=["NCT00000309"])
        opened.commit()
        second = opened.search(replace(asked, after=first.next), on=TODAY)
        opened.update([], removed=[f"NCT000003{number:02d}" for number in range(6)])
        opened.commit()
        third = opened.search(replace(asked, after=second.next), on=TODAY)
    shown = [hit.key for page in (first, second, third) for hit in page.hits]
    assert shown == [f"NCT000003{number:02d}" for number in range(30)]
    assert first.notes == ()
    assert all("the shelf has changed" in page.notes[0] for page in (second, third))


@pytest.mark.parametrize(("moved_to", "expected"), [(5, range(10, 20)), (295, range(10, 20))])
def test_a_trial_shown_last_that_went_elsewhere_neither_repeats_nor_skips_others(
    tmp_path: Path, moved_to: int, expected: range
) -> None:
    asked = Query(size=10, sort=(("EnrollmentCount", "asc"),))
    with Index.open(tmp_path, create=True, writable=True) as opened:
        opened.update(_sized(number, 10 * number) for number in range(30))
        opened.commit()
        first = opened.search(asked, on=TODAY)
        opened.update([_sized(9, moved_to)])
        opened.commit()
        second = opened.search(replace(asked, after=first.next), on=TODAY)
    assert [hit.key for hit in second.hits] == [f"NCT000003{number:02d}" for number in expected]


def test_a_token_is_refused_when_what_was_shown_is_gone_or_far_away(tmp_path: Path) -> None:
    with Index.open(tmp_path, create=True, writable=True) as opened:
        opened.update([GASTRIC, LUNG])
        opened.commit()
        page = opened.search(Query(size=1), on=TODAY)
        opened.update([SARCOMA], removed=[hit.key for hit in page.hits])
        opened.commit()
        with pytest.raises(UserError, match="changed since"):
            opened.search(Query(size=1, after=page.next), on=TODAY)


def test_a_second_reader_sees_what_was_committed_and_a_trial_put_in_anew_is_there_once(tmp_path: Path) -> None:
    with Index.open(tmp_path, create=True, writable=True) as writer, Index.open(tmp_path) as reader:
        writer.update([GASTRIC])
        writer.commit()
        assert reader.search(Query(words="nivolumab"), on=TODAY).total == 1
        writer.update([_trial("NCT00000001", "Surgery alone")], removed=["NCT99999999"])
        writer.commit()
        assert reader.search(Query(words="nivolumab"), on=TODAY).total == 0
        assert len(reader) == 1


def test_a_folder_without_an_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no search index"):
        Index.open(tmp_path)


def test_trials_alike_in_the_first_key_are_in_the_order_of_the_second_over_all_pages(tmp_path: Path) -> None:
    sizes = [(10, "2024-01"), (10, "2026-01"), (10, "2025-01"), (None, "2023-01"), (20, "2020-01"), (None, "2025-06")]
    trials = [
        _trial(
            f"NCT0000010{number}",
            "Surgery",
            designModule={"enrollmentInfo": {"count": size}} if size else {},
            statusModule={"startDateStruct": {"date": start}},
        )
        for number, (size, start) in enumerate(sizes)
    ]
    sort = (("EnrollmentCount", "asc"), ("StartDate", "desc"))
    with Index.open(tmp_path, create=True, writable=True) as opened:
        opened.update(trials)
        opened.commit()
        pages, after = [], None
        for _ in range(3):
            page = opened.search(Query(words="surgery", sort=sort, size=2, after=after), on=TODAY)
            pages.append(_keys(page))
            after = page.next
    assert pages == [["NCT00000101", "NCT00000102"], ["NCT00000100", "NCT00000104"], ["NCT00000105", "NCT00000103"]]
    assert after is None


def test_a_third_key_is_refused(index: Index) -> None:
    with pytest.raises(UserError, match="at most 2"):
        index.search(Query(sort=(("StartDate", "asc"),) * 3), on=TODAY)


def test_an_unknown_field_to_sort_by_names_those_there_are(index: Index) -> None:
    with pytest.raises(UserError, match="StudyFirstPostDate"):
        index.search(Query(sort=(("Condition", "asc"),)), on=TODAY)
