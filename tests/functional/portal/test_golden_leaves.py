"""Every field of the golden records of the five seeds stands on the page of its trial."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html
from tests.functional.portal.site import client_for, seeds, shelf_of

from trialwright.portal.languages import language
from trialwright.portal.views.words import word
from trialwright.registries.markup import unescape

GOLDEN = sorted(Path("tests/data/seeds/golden").glob("*.json"))
ENUMS = {
    "overallStatus": "status",
    "phases": "phase",
    "studyType": "studyType",
    "allocation": "allocation",
    "interventionModel": "interventionModel",
    "primaryPurpose": "primaryPurpose",
    "masking": "masking",
    "class": "agencyClass",
    "sex": "sex",
    "healthyVolunteers": "yesNo",
    "status": "status",
    "armGroups.type": "armType",
    "interventions.type": "interventionType",
    "enrollmentInfo.type": "enrolmentType",
    "responsibleParty.type": "responsibleParty",
    "overallOfficials.role": "officialRole",
    "centralContacts.role": "contactRole",
    "contacts.role": "contactRole",
    "facilityContacts.role": "contactRole",
}
NOT_OF_THE_PAGE = ("seed", "layout", "eligibility", "checks", "missing", "inferred", "derived")
"""What the golden file says of the seed, not what the page of the seed shows."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client_for(shelf_of(tmp_path_factory.mktemp("shelf"), seeds()))


def _leaves(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(node, list):
        for value in node:
            yield from _leaves(value, path)
    elif node is not None:
        yield ".".join(path), node


def _kind(path: str) -> str | None:
    return next((kind for end, kind in ENUMS.items() if path.endswith(f".{end}") or path == end), None)


def _as_shown(path: str, value: Any) -> list[str]:
    """The words that a page shows for a value; a long text is sought line by line, without its bullets."""
    kind = _kind(path)
    if kind:
        return [word(kind, value)]
    if path.endswith("Date") or path.endswith(".date"):
        return [language("en").date(value), value]
    if path.endswith(("minimumAge", "maximumAge")):
        return [str(value).lower()]  # "18 Years" is said as a person says it
    if path.endswith(("nctId", "count")):
        return [str(value)]
    lines = [re.sub(r"^(?:[*•·-]|\d+[.)])\s+", "", line.strip()) for line in unescape(str(value)).splitlines()]
    # The golden text writes the headings of the lists in one way; the page shows them as its source prints them.
    return [line for line in lines if not line.endswith("clusion Criteria:")]


def _flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem[:3])
def test_every_leaf_of_the_golden_record_is_on_the_page(client: TestClient, golden: Path) -> None:
    body = json.loads(golden.read_text("utf-8"))
    key = body["protocolSection"].get("identificationModule", {}).get("nctId") or f"{golden.stem}.txt"
    answer = client.get(f"/trial/{key}")
    assert answer.status_code == 200
    main = html.fromstring(answer.text).xpath("//main")[0]
    for mark in main.xpath(".//details[@class='origin']"):
        mark.drop_tree()
    text = _flat(" ".join(main.itertext()))
    body["x_portal"].get("portalContact", {}).pop("trusted", None)
    body["x_portal"].get("portalContact", {}).pop("reason", None)
    portal = {name: value for name, value in body["x_portal"].items() if name not in NOT_OF_THE_PAGE}
    derived = {name: value["value"] for name, value in body["x_portal"].get("derived", {}).items() if isinstance(value, dict)}
    leaves = [*_leaves(body["protocolSection"]), *_leaves(portal), *_leaves(derived)]
    assert len(leaves) > 3
    gone = [f"{path}: {value!r}" for path, value in leaves if not _on(text, path, value)]
    assert gone == []


def _on(text: str, path: str, value: Any) -> bool:
    said = _as_shown(path, value)
    if path.endswith("Date") or path.endswith(".date"):
        return any(words in text for words in said)
    return all(_flat(words) in text for words in said if words.strip())
