"""Same: whether every text is still read as it was, to the letter; the check that goes with every change made for speed.

`python -m benchmarks.same FILE… --kept PLACE [--texts N]` takes JSON lines (or gzip of them) with the text under "eligibility"
(or an API v2 study), or a case's "text" with its "section", and compiles N texts of each file, spread over it (300 unless told,
0: all). The first run writes what each became to PLACE: outline, lines with their criteria, spans, states and questions,
findings. Later runs compare with it, name each text that is read otherwise, and end with 1 if there is one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO, cast

from trialwright.compiler.compile import Compiled, compile_criteria
from trialwright.compiler.outlining.outline import Kind
from trialwright.protocol.form import to_json

_SHOWN = 20


def texts_of(path: Path) -> Iterator[tuple[str, str, Kind | None]]:
    """(name, text, section) of each row of a file that has a text."""
    with _opened(path) as rows:
        for number, row in enumerate(rows, start=1):
            record = json.loads(row)
            module = record.get("protocolSection", {}).get("eligibilityModule", {})
            text = record.get("eligibility") or module.get("eligibilityCriteria") or record.get("text")
            if text:
                section = record.get("section") or record.get("polarity")
                yield f"{path.name}:{number}", text, cast(Kind | None, section)


def _opened(path: Path) -> TextIO:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def form_of(compiled: Compiled) -> dict[str, Any]:
    """All that a text became, as plain values."""
    return {
        "outline": [[item.span.start, item.span.end, item.logic] for item in compiled.outline.walk()],
        "stages": [to_json(stage) for stage in compiled.built.stages],
        "shown": list(compiled.built.shown),
        "states": [[line.id, line.state.value] for stage in compiled.built.stages for line in stage.lines],
        "findings": [asdict(finding) for finding in compiled.findings],
    }


def read(paths: list[Path], most: int) -> dict[str, Any]:
    """What the texts of the files are read as, by their names."""
    found: dict[str, Any] = {}
    for path in paths:
        texts = list(texts_of(path))
        for name, text, section in texts[:: max(1, len(texts) // most) if most else 1]:
            found[name] = json.loads(json.dumps(form_of(compile_criteria(text, section=section)), default=str))
    return found


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """The texts that are read otherwise, each with the first line of it that differs."""
    changed = [name for name in before if before[name] != now.get(name)]
    return [f"{name}: {_first(before[name], now.get(name, {}))}" for name in changed] + [
        f"{name}: not read before" for name in now if name not in before
    ]


def _first(before: dict[str, Any], now: dict[str, Any]) -> str:
    part = next((part for part in before if before[part] != now.get(part)), "")
    if part != "stages":
        return part
    lines, others = ([line for stage in form.get("stages", ()) for line in stage.get("lines", ())] for form in (before, now))
    pairs = zip(lines, others, strict=False)
    return "\n".join(
        f"{line.get('text')!r}\n  - {json.dumps(line)}\n  + {json.dumps(other)}" for line, other in pairs if line != other
    )


def main() -> None:
    """Read the command line, compile, write or compare."""
    parser = argparse.ArgumentParser(prog="benchmarks.same", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--kept", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=300)
    chosen = parser.parse_args()
    now = read(chosen.files, chosen.texts)
    if not chosen.kept.exists():
        chosen.kept.write_text(json.dumps(now), "utf-8")
        print(f"{len(now)} texts: what they are read as is written to {chosen.kept}")
        return
    changed = differences(json.loads(chosen.kept.read_text("utf-8")), now)
    print(f"{len(now)} texts, {len(changed)} read otherwise", *changed[:_SHOWN], sep="\n")
    sys.exit(1 if changed else 0)


if __name__ == "__main__":
    main()
