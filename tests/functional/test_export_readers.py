"""The exports of the five seed trials, read by others: fhir.resources, the fields of CTML, the classes and rules of USDM."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fhir.resources.bundle import Bundle
from fhir.resources.evidencevariable import EvidenceVariable
from tests.functional.command import PAGES

from trialwright.exports.ctml import to_ctml
from trialwright.exports.fhir import to_fhir
from trialwright.exports.safe import plain
from trialwright.exports.usdm import to_usdm
from trialwright.library import load
from trialwright.protocol.protocol import Protocol, Section

SEEDS = sorted(PAGES.glob("*.txt"))
SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "ctml" / "ctml.schema.json").read_text("utf-8"))
READER = Path(__file__).with_name("usdm_reader.py")
USDM_PYTHON = Path(sys.prefix) / "usdm" / "bin" / "python"

BEYOND_THE_CRITERIA = {
    "DDF00012": "a main timeline",
    "DDF00041": "a primary endpoint",
    "DDF00084": "a primary objective",
    "DDF00172": "a sponsor's identifier",
    "DDF00201": "a sponsor",
    "DDF00216": "the intervention model, which is “Unknown”",
    "DDF00227": "the type of the study",
}
"""What a whole study needs and its eligibility criteria do not: the rules that must fail, since nothing is made up."""

NOT_STATED = {"DDF00097": "both ends of the planned age", "DDF00098": "the planned sex"}
"""What may not be stated, or only by half."""


@cache
def seed(path: Path) -> Protocol:
    """The protocol of a seed page."""
    return load(path)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_fhir_resources_reads_the_bundle_with_every_line(path: Path) -> None:
    bundle = Bundle.model_validate_json(json.dumps(to_fhir(seed(path)).document))
    variables = [entry.resource for entry in bundle.entry if isinstance(entry.resource, EvidenceVariable)]
    said = [item.description for variable in variables for item in variable.characteristic or ()]
    noted = [note.text for variable in variables for note in variable.note or ()]
    lines = [line for stage in seed(path).stages for line in stage.lines]
    assert len(said) + len(noted) == len(lines)
    shown = [plain(text) for text in (*said, *noted)]
    assert all(any(plain(line.text) in text for text in shown) for line in lines)
    assert len(variables) == len(seed(path).stages)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_ctml_has_the_fields_that_matchminer_states(path: Path) -> None:
    jsonschema.validate(to_ctml(seed(path)).document, SCHEMA)


@cache
def usdm_reports(folder: Path) -> dict[str, Any]:
    """What the reader of USDM says of the five seeds; one run, in its own environment."""
    if not USDM_PYTHON.exists():
        pytest.fail(f"{USDM_PYTHON} is missing: `make clean test`, or sh scripts/setup.sh PYTHON FOLDER, makes it")
    files = []
    for path in SEEDS:
        files.append(folder / f"{path.stem}.json")
        files[-1].write_text(json.dumps(to_usdm(seed(path)).document), encoding="utf-8")
    done = subprocess.run([USDM_PYTHON, "-W", "ignore", READER, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return {Path(name).stem: report for name, report in found.items()}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The reports of the five seeds."""
    return usdm_reports(tmp_path_factory.mktemp("usdm"))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_the_classes_of_usdm_read_every_line_in_its_category(path: Path, reports: dict[str, Any]) -> None:
    for section in Section:
        lines = [line for stage in seed(path).stages for line in stage.lines if line.section is section]
        read = [unescape(text.removeprefix("<p>").removesuffix("</p>")) for text in reports[path.stem][section.value]]
        assert read == [plain(line.text) for line in lines]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_the_rules_of_usdm_miss_only_what_is_no_criterion(path: Path, reports: dict[str, Any]) -> None:
    failed = set(reports[path.stem]["failed"])
    assert reports[path.stem]["rules"] > 200
    assert BEYOND_THE_CRITERIA.keys() <= failed
    assert failed <= BEYOND_THE_CRITERIA.keys() | NOT_STATED.keys()


def test_the_seeds_are_five_and_one_of_them_shows_no_criteria() -> None:
    assert len(SEEDS) == 5
    assert [len(seed(path).stages[0].lines) == 0 for path in SEEDS].count(True) == 1
