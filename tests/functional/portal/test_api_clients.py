"""A client that others wrote for ClinicalTrials.gov's API, version 2, asks our server over a real port, unchanged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from pytrials.client import ClinicalTrials
from tests.functional.portal.api_site import NUMBERS
from tests.functional.portal.site import settings_for

from trialwright.portal.app import create_app


@pytest.fixture(scope="module")
def address(filled: Path) -> Iterator[str]:
    """The address of a running server."""
    config = uvicorn.Config(create_app(settings_for(filled, read_only=True)), host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/api/v2/"
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def client(address: str, monkeypatch: pytest.MonkeyPatch) -> ClinicalTrials:
    """pytrials, told nothing but where the API is."""
    monkeypatch.setattr(ClinicalTrials, "_BASE_URL", address)
    return ClinicalTrials()


def test_it_learns_the_version(client: ClinicalTrials) -> None:
    assert client.api_info[0] == "2.0.5"
    assert "client v2.0.5" in repr(client)


def test_it_gets_whole_studies_as_json(client: ClinicalTrials) -> None:
    page = client.get_full_studies(search_expr="gastric", max_studies=50, fmt="json")
    found = [study["protocolSection"]["identificationModule"].get("nctId") for study in page["studies"]]
    assert "NCT05198856" in found


def test_it_gets_whole_studies_as_a_table(client: ClinicalTrials) -> None:
    rows = client.get_full_studies(search_expr="gastric", max_studies=50)
    assert rows[0][:3] == ["NCT Number", "Study Title", "Study URL"]
    assert {len(row) for row in rows} == {30}


def test_it_gets_every_field_and_column_that_it_knows(client: ClinicalTrials) -> None:
    columns = client.study_fields["csv"]
    rows = client.get_study_fields(search_expr="NCT06120127", fields=columns, max_studies=5)
    assert rows[0] == columns
    fields = client.study_fields["json"]
    page = client.get_study_fields(search_expr="NCT06120127", fields=fields, max_studies=5, fmt="json")
    assert page["studies"][0]["protocolSection"]["identificationModule"]["nctId"] == "NCT06120127"


def test_it_pages_through_all_studies(client: ClinicalTrials) -> None:
    first = client.get_study_fields(search_expr="", fields=["NCTId"], max_studies=5, fmt="json")
    second = client.get_study_fields(
        search_expr=f"&pageToken={first['nextPageToken']}", fields=["NCTId"], max_studies=1000, fmt="json"
    )
    studies = [*first["studies"], *second["studies"]]
    found = [study.get("protocolSection", {}).get("identificationModule", {}).get("nctId") for study in studies]
    assert sorted(filter(None, found)) == sorted(NUMBERS)
