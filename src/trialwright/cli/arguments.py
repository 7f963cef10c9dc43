"""The command line as typed enters; the same with the file of `match --json OUT` told from the trials leaves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trialwright.cli.schema import MATCH_SCHEMA

_HEAD = 4096


def with_json_target(arguments: Sequence[str]) -> list[str]:
    """`--json OUT` and `--json=OUT` of `match` as `--json --output OUT`.

    OUT may be left out, and trials may follow: so the word after `--json` is a target only when it ends in ".json" and there is
    no such file yet, or one that an earlier match wrote. A trial is never overwritten.

    >>> with_json_target(["match", "--json=out.json", "trial.txt"])
    ['match', '--json', '--output', 'out.json', 'trial.txt']
    """
    if not arguments or arguments[0] != "match":
        return list(arguments)
    found: list[str] = []
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*found, word, *rest]
        if word.startswith("--json="):
            found += ["--json", "--output", word.removeprefix("--json=")]
        elif word == "--json" and rest and _is_target(rest[0]):
            found += ["--json", "--output", rest.pop(0)]
        else:
            found.append(word)
    return found


def _is_target(word: str) -> bool:
    path = Path(word)
    if word.startswith("-") or path.suffix.lower() != ".json":
        return False
    return not path.exists() or is_report(path)


def is_report(path: Path) -> bool:
    """Whether a file is one that an earlier match wrote."""
    try:
        with path.open("rb") as stream:
            return f'"{MATCH_SCHEMA}"'.encode() in stream.read(_HEAD)
    except OSError:
        return False
