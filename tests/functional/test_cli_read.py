"""`trialwright read` on the example pages."""

from __future__ import annotations

import json
from pathlib import Path

from tests.functional.command import BARE, CRLM, OMEC, PAGES, THAL, run

ELSEWHERE = Path(__file__).parents[1] / "data" / "pages" / "seed_trials_elsewhere"


def test_a_page_is_summed_up_with_its_findings() -> None:
    done = run("read", "--on", "2026-03-16", OMEC)
    assert done.code == 0
    assert "trial: NCT07000253" in done.words
    assert "The record gives 290 participants, the text says" in done.words
    assert "ENROLLMENT_TEXT_MISMATCH" in done.words


def test_json_has_the_shape_of_api_v2_with_our_section_beside_it() -> None:
    body = json.loads(run("read", "--json", "--on", "2026-03-16", OMEC).out)
    own = body["trialwright"]
    assert body["protocolSection"]["identificationModule"]["nctId"] == "NCT07000253"
    assert own["places"]["identificationModule.nctId"]["source"] == OMEC.name
    assert "descriptionModule.detailedDescription" in own["missing"]
    assert [group["kind"] for group in own["eligibility"]["groups"]] == ["inclusion", "exclusion"]
    assert "DURATION_TEXT_MISMATCH" in [finding["code"] for finding in own["findings"]]


def test_what_was_worked_out_is_marked_as_derived() -> None:
    own = json.loads(run("read", "--json", BARE).out)["trialwright"]
    assert own["derived"]["phases"] == ["PHASE2"]
    assert own["provenance"]["conditionsModule.conditions.0"]["standing"] == "derived"


def test_several_records_are_json_lines_that_can_be_read_again() -> None:
    printed = run("read", "--json", OMEC, CRLM).out
    again = run("read", "--json", "-", stdin=printed.encode()).out
    ids = [json.loads(row)["protocolSection"]["identificationModule"]["nctId"] for row in again.splitlines()]
    assert ids == ["NCT07000253", "NCT06120127"]


def test_a_finding_that_depends_on_the_date_follows_the_reference_date() -> None:
    before, after = (run("read", "--on", day, CRLM).words for day in ("2025-01-01", "2026-03-16"))
    assert "COMPLETION_PASSED_STILL_RECRUITING" in after
    assert "COMPLETION_PASSED_STILL_RECRUITING" not in before


def test_a_folder_gives_every_file_in_it() -> None:
    done = run("read", "--json", PAGES)
    assert (done.code, len(done.out.splitlines())) == (0, 5)


def test_pages_of_one_trial_merge_into_one_record() -> None:
    page, url = (
        ELSEWHERE / "003_medifind.txt",
        "https://www.medifind.com/conditions/esophageal-neoplasms/1900/clinical-trial/454048004",
    )
    body = json.loads(run("read", "--json", "--merge", "--accept-proposed", "--url", url, page, BARE).out)
    assert len(body["trialwright"]["sources"]) == 2
    assert body["trialwright"]["eligibility"]["groups"]


def test_pages_that_only_look_alike_are_merged_on_request_only() -> None:
    done = run("read", "--merge", BARE, ELSEWHERE / "003_medifind.txt")
    assert (done.code, done.out) == (2, "")
    assert "accept proposals" in done.remarks


def test_pages_of_different_trials_do_not_merge() -> None:
    done = run("read", "--merge", OMEC, THAL)
    assert (done.code, done.out) == (2, "")
    assert "different trials" in done.remarks


def test_an_address_given_with_a_page_is_kept() -> None:
    body = json.loads(run("read", "--json", "--url", "https://portal.example/trial/7", BARE).out)
    assert body["trialwright"]["sources"][0]["url"] == "https://portal.example/trial/7"


def test_more_addresses_than_files_are_refused() -> None:
    done = run("read", "--url", "https://a.example", "--url", "https://b.example", BARE)
    assert done.code == 2
    assert "2 addresses for 1 files" in done.remarks
