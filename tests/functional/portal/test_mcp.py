"""The tools for models, started as a program of its own and spoken to over standard input and output by another's client."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters, stdio_client
from tests.functional.command import run

import trialwright

SOURCE = str(Path(trialwright.__file__).parents[1])
START = "from trialwright.cli.main import run; run()"
PATIENT = {"id": "P", "age": 61, "sex": "female", "facts": [{"what": "gastric cancer", "value": True}]}


def speak(folder: Path, talk: Callable[[ClientSession], Awaitable[Any]]) -> Any:
    """What a client makes of the server over a folder."""
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    server = StdioServerParameters(command=sys.executable, args=["-c", START, "mcp", "--shelf", str(folder)], env=environment)

    async def main() -> Any:
        with anyio.fail_after(120):
            async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
                await session.initialize()
                return await talk(session)

    with ThreadPoolExecutor(1) as beside:  # the browser of other tests may already run a loop in this thread
        return beside.submit(anyio.run, main).result()


async def told(session: ClientSession, tool: str, **arguments: Any) -> Any:
    """The answer of a tool, or the text of its error."""
    answer = await session.call_tool(tool, arguments)
    text = answer.content[0].text
    return text if answer.is_error else json.loads(text)


@pytest.fixture(scope="module")
def said(filled: Path) -> dict[str, Any]:
    """What the server says to everything that it is asked here, in one conversation: to start one takes seconds."""

    async def talk(session: ClientSession) -> dict[str, Any]:
        return {
            "tools": (await session.list_tools()).tools,
            "found": await told(session, "search_trials", condition="gastric", size=5),
            "whole": await told(session, "get_trial", id="nct05198856", fields="NCTId,Phase"),
            "matched": await told(session, "match_patient", patient=PATIENT, trials=["NCT05198856"], on="2026-03-16"),
            "related": await told(session, "related_trials", id="NCT05198856"),
            "findings": await told(session, "trial_findings", id="NCT06120127"),
            "no trial": await told(session, "get_trial", id="NCT99999999"),
            "no field": await told(session, "get_trial", id="NCT06120127", fields="BreifTitle"),
            "no sheet": await told(session, "match_patient", patient={"id": "P", "agee": 1}, query="gastric"),
            "no query": await told(session, "search_trials", query="AREA[Phasse]PHASE3"),
        }

    return dict(speak(filled, talk))


def test_the_verbs_are_tools_with_what_they_take_described(said: dict[str, Any]) -> None:
    tools = {tool.name: tool for tool in said["tools"]}
    assert {"search_trials", "get_trial", "match_patient", "related_trials", "trial_findings"} == set(tools)
    assert all(tool.description for tool in tools.values())
    assert tools["match_patient"].input_schema["required"] == ["patient"]


def test_a_model_searches_reads_and_matches_in_one_conversation(said: dict[str, Any]) -> None:
    assert "NCT05198856" in {trial["nctId"] for trial in said["found"]["trials"]}
    assert said["found"]["total"] == len(said["found"]["trials"])
    assert said["whole"]["protocolSection"]["designModule"]["phases"] == ["PHASE1", "PHASE2"]
    assert said["matched"]["ranking"][0]["standing"] == "possible"
    assert all(item["reasons"] for item in said["related"]["related"])
    assert any(item["code"] == "COMPLETION_PASSED_STILL_RECRUITING" for item in said["findings"]["record"])


@pytest.mark.parametrize(
    ("asked", "mend"),
    [
        ("no trial", "no such trial"),
        ("no field", "did you mean BriefTitle"),
        ("no sheet", "agee"),
        ("no query", "character 6"),
    ],
)
def test_what_is_wrong_is_told_with_its_mend(said: dict[str, Any], asked: str, mend: str) -> None:
    assert mend in said[asked]


def test_without_a_shelf_the_command_says_so(tmp_path: Path) -> None:
    done = run("mcp", "--shelf", tmp_path / "none")
    assert done.code == 2
    assert "mend:" in done.remarks


@pytest.mark.parametrize("text", ["Ms Rossi"])
def test_a_fault_does_not_bring_facts_back(filled: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from trialwright.portal import mcp_tools
    from trialwright.shelf.shelf import Shelf

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr(mcp_tools, "matched", fails)
    with Shelf.open(filled) as shelf, pytest.raises(mcp_tools.ToolError) as caught:
        mcp_tools.Tools(shelf=shelf).match_patient(PATIENT, ["NCT05198856"])
    assert text not in str(caught.value)
    assert "RuntimeError" in str(caught.value)
