"""Counts how common each requirement is among trials: python scripts/make_requirements.py FILE.jsonl.gz > .../requirements.tsv.

FILE holds eligibility texts of trials, one JSON object a line with the text under "eligibility". Requirements of fewer than four
texts are left out: they count as rare.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from trialwright.compiler.compile import compile_criteria
from trialwright.find.requirements import Requirement, requirements_of
from trialwright.protocol.protocol import Protocol

LEAST = 4


def main(path: Path) -> None:
    """Print the table."""
    seen: Counter[Requirement] = Counter()
    texts = 0
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in rows:
            stages = compile_criteria(json.loads(row)["eligibility"]).built.stages
            seen.update(requirements_of(Protocol(key="", title="", stages=stages)))
            texts += 1
    print(
        f"# How many of {texts} trials ask for each thing, as a share; made by scripts/make_requirements.py from public records."
    )
    print("sign\twhat\tshare")
    for found, count in sorted(seen.items(), key=lambda item: (-item[1], item[0])):
        if count >= LEAST and "\t" not in found.what:
            print(f"{found.sign}\t{found.what}\t{count / texts:.4f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
