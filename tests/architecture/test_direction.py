"""The direction of imports is the one of docs/explanation/architecture.md, and the rules can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.architecture import direction
from tests.architecture.direction import HOMES, MAY_IMPORT, RULES, Modules
from tests.architecture.source_tree import SOURCE, read_tree


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps_the_rule(rule: Callable[[Modules], Iterator[str]]) -> None:
    broken = list(rule(read_tree()))
    assert not broken, "\n".join(["", *broken])


def test_the_whole_package_is_read() -> None:
    modules = read_tree()
    assert {"trialwright", "trialwright.findings", "trialwright.compiler.compile", "trialwright.cli.main"} <= modules.keys()
    assert {module.room for module in modules.values()} <= MAY_IMPORT.keys()
    assert len(modules) == len(list(SOURCE.rglob("*.py")))


def test_every_package_with_a_home_is_imported() -> None:
    used = {package for module in read_tree().values() for package in module.third_party()}
    assert sorted(HOMES.keys() - used - {"lark", "jinja2", "markupsafe"}) == [], (
        "take the line out of HOMES, and the pin out of pyproject"
    )


_VIOLATIONS = {
    "one room reads another": (
        "compiler/sentences/parse.py",
        "from trialwright.registries.record import TrialRecord\n",
        "rooms_out_of_order",
    ),
    "a reader calls a verb": ("patients/sheet.py", "import trialwright.match.evaluate\n", "rooms_out_of_order"),
    "a verb calls another": ("find/index.py", "from trialwright.match import evaluate\n", "rooms_out_of_order"),
    "a verb reads more of patients than facts": (
        "match/has.py",
        "from trialwright.patients.sheet import X\n",
        "rooms_out_of_order",
    ),
    "an export reads patients": ("exports/ctml.py", "from trialwright.patients.facts import Fact\n", "rooms_out_of_order"),
    "an export matches": ("exports/fhir.py", "from trialwright.match.evaluate import evaluate\n", "rooms_out_of_order"),
    "the ground looks up": ("vocabulary/terms.py", "from trialwright.protocol.criteria import AllOf\n", "rooms_out_of_order"),
    "only under TYPE_CHECKING": (
        "protocol/words.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from trialwright.match.verdict import Verdict\n",
        "rooms_out_of_order",
    ),
    "only inside a function": (
        "errors.py",
        "def advice():\n    from trialwright import findings\n    return findings\n",
        "rooms_out_of_order",
    ),
    "a relative import": ("match/fit.py", "from ..compiler import parse\n", "rooms_out_of_order"),
    "the face from below": ("match/rank.py", "import trialwright\n", "rooms_out_of_order"),
    "the command line joins records and compiler": (
        "cli/compile.py",
        "from trialwright.compiler.sentences.parse import x\n",
        "rooms_out_of_order",
    ),
    "a second joiner": ("portal/app.py", "from trialwright.cli.main import app\n", "rooms_out_of_order"),
    "a room nobody knows": ("extras/x.py", "X = 1\n", "rooms_out_of_order"),
    "a package away from home": ("compiler/sentences/parse.py", "from lxml import html\n", "packages_away_from_home"),
    "a package without a home": ("match/fit.py", "import numpy\n", "packages_away_from_home"),
    "facts that read a sheet": ("patients/facts.py", "from trialwright.patients.sheet import X\n", "facts_that_reach_up"),
    "a phrase that reads a sentence": (
        "compiler/phrasing/phrases.py",
        "from trialwright.compiler.sentences.parse import x\n",
        "floors_out_of_order",
    ),
    "a vague name": ("match/utils.py", "X = 1\n", "vague_names"),
    "code in the face": ("face.py", '"""Doc."""\nVERSION = 1\n', "code_in_the_face"),
}


@pytest.mark.parametrize(("place", "text", "rule"), _VIOLATIONS.values(), ids=_VIOLATIONS)
def test_a_made_up_violation_is_found(tmp_path: Path, place: str, text: str, rule: str) -> None:
    modules = _made_up(tmp_path, {place: text})
    found = list(getattr(direction, rule)(modules))
    assert len(found) == 1
    assert "; " in found[0], "a message says what to do"


def test_a_circle_is_found_even_inside_functions(tmp_path: Path) -> None:
    files = {
        "match/one.py": "from trialwright.match.two import x\n",
        "match/two.py": "def x():\n    from trialwright.match import three\n    return three\n",
        "match/three.py": "from trialwright.match.one import y\n",
        "match/four.py": "from trialwright.match.one import y\n",
    }
    found = list(direction.rings(_made_up(tmp_path, files)))
    assert len(found) == 1
    assert "trialwright.match.one, trialwright.match.three, trialwright.match.two" in found[0]


def test_a_made_up_tree_in_order_breaks_no_rule(tmp_path: Path) -> None:
    files = {
        "face.py": '"""Doc."""\nfrom trialwright.match.evaluate import evaluate\n\n__all__ = ["evaluate"]\n',
        "match/evaluate.py": "from trialwright.patients.facts import Fact\nfrom trialwright.protocol import criteria\n",
        "patients/sheet.py": "from trialwright.patients.facts import Fact\nimport yaml\n",
        "library.py": "from trialwright.compiler.sentences.parse import x\nfrom trialwright.registries.record import y\n",
        "cli/main.py": "from trialwright import library\nimport typer\n",
    }
    modules = _made_up(tmp_path, files)
    assert [broken for rule in RULES for broken in rule(modules)] == []


def _made_up(folder: Path, files: dict[str, str]) -> Modules:
    """A small tree with the package's rooms in it, empty but for `files`."""
    empty = (
        "__init__.py",
        "findings.py",
        "errors.py",
        "library.py",
        "cli/main.py",
        "compiler/sentences/parse.py",
        "match/evaluate.py",
    )
    nouns = ("patients/facts.py", "patients/sheet.py", "protocol/criteria.py", "registries/record.py", "match/__init__.py")
    for place, text in {**dict.fromkeys((*empty, *nouns), '"""Doc."""\n'), **files}.items():
        path = folder / "trialwright" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_tree(folder)
