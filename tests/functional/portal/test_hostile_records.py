"""Nothing that a record holds acts on a page: markup, scripts, addresses, marks that turn text round, values without end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html
from tests.functional.portal.site import client_for, seeds, shelf_of

from trialwright.registries.record import TrialRecord

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"
PAYLOADS = {
    "markup": f"\"'>{MARKUP}</title></textarea></style>",
    "address": "javascript:alert(1)//https://x",
    "template": "{{ 7*7 }}{% raw %}%(num)s %s",
    "turned": "safe\u202egnp.exe\u2066\u200b\x1b[31m",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; \\<script\\>alert(1)\\</script\\>",
}
PAGES = ("", "/checklist", "/sources", "/history")


def _with(value: Any, payload: str) -> Any:
    """The same shape with the payload behind every text."""
    if isinstance(value, str):
        return value + payload
    if isinstance(value, dict):
        return {key: _with(item, payload) for key, item in value.items()}
    return [_with(item, payload) for item in value] if isinstance(value, list | tuple) else value


def _poisoned(record: TrialRecord, payload: str) -> TrialRecord:
    section = _with(record.protocol_section, payload)
    section["identificationModule"]["nctId"] = "NCT09999999"
    section["referencesModule"] = {
        "seeAlsoLinks": [{"label": payload, "url": payload}, {"label": "x", "url": "javascript:alert(1)"}],
        "references": [{"citation": payload, "pmid": payload, "type": payload}],
    }
    section["outcomesModule"] = {"primaryOutcomes": [{"measure": payload, "description": payload, "timeFrame": payload}]}
    extra = {
        **_with(dict(record.extra), payload),
        "portalSummary": payload,
        "portalContact": {"name": payload, "reason": payload},
    }
    return replace(
        record,
        protocol_section=section,
        extra=extra,
        derived={"acronym": payload, "condition": payload},
        eligibility_text=(record.eligibility_text or "") + payload,
        provenance={},
    )


@pytest.fixture(scope="module", params=PAYLOADS)
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = shelf_of(tmp_path_factory.mktemp("shelf"), [_poisoned(seeds()[0], PAYLOADS[request.param])])
    with client_for(folder) as client:
        yield client


@pytest.mark.parametrize("page", PAGES)
def test_what_a_record_holds_stays_text(client: TestClient, page: str) -> None:
    answer = client.get(f"/trial/NCT09999999{page}")
    assert answer.status_code == 200
    tree = html.fromstring(answer.text)
    assert list(tree.iter("img", "iframe", "object", "embed", "style")) == []
    assert [script.get("src", "inline")[:8] for script in tree.iter("script")] == ["/static/"] * (page == "")
    attributes = [(name, value) for element in tree.iter() if isinstance(element.tag, str) for name, value in element.items()]
    assert [name for name, _ in attributes if name.startswith("on") or name == "style"] == []
    links = [value for name, value in attributes if name in ("href", "src", "action", "formaction")]
    assert [link for link in links if not link.startswith(("/", "#", "http://", "https://", "tel:+", "tel:0", "mailto:"))] == []
    assert not set("\u202e\u2066\u200b\x1b") & set(answer.text)
    assert "49" not in tree.xpath("string(//h1)")


def test_a_search_that_finds_it_shows_text_too(client: TestClient) -> None:
    answer = client.get("/search?q=oligometastatic")
    assert answer.status_code == 200
    assert "NCT09999999" in answer.text
    tree = html.fromstring(answer.text)
    assert [script.get("src", "inline")[:8] for script in tree.iter("script")] == ["/static/"]
    assert list(tree.iter("img", "iframe")) == []


def test_values_without_end_are_shown_shortened_and_said_so(tmp_path: Path) -> None:
    record = _poisoned(seeds()[0], "")
    section = dict(record.protocol_section)
    section["identificationModule"] = {**section["identificationModule"], "briefTitle": "long " * 100_000}
    section["descriptionModule"] = {"briefSummary": "word " * 100_000}
    with client_for(shelf_of(tmp_path, [replace(record, protocol_section=section)])) as client:
        answer = client.get("/trial/NCT09999999")
    assert answer.status_code == 200
    assert "… [+460,000]" in answer.text
    assert len(answer.text) < 1_000_000


@pytest.mark.parametrize(
    "question",
    ["<script>alert(1)</script>", '" onfocus="alert(1)', "{{7*7}}", "\u202e", "a" * 5000, "AREA[", "((((", "NOT", "\x00"],
)
def test_what_a_reader_types_stays_text(client: TestClient, question: str) -> None:
    answer = client.get("/search", params={"q": question, "place": question, "phase": question, "off": question})
    assert answer.status_code in (200, 400)
    tree = html.fromstring(answer.text)
    assert len(list(tree.iter("script"))) == 1
    attributes = [name for element in tree.iter() if isinstance(element.tag, str) for name, _ in element.items()]
    assert [name for name in attributes if name.startswith("on")] == []
