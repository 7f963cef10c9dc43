"""Run by the Python of an environment that scripts/setup.sh makes: files of USDM v4 in; what `usdm4` reads in them out.

`usdm4` (GPL-3.0) is a tool of the tests: nothing of ours imports it, and it is not shipped. For each file: the criteria that its
classes read, and the conformance rules that fail.
"""

import json
import sys
from pathlib import Path

import usdm4
from usdm4 import USDM4
from usdm4.api.wrapper import Wrapper
from usdm4.ct.cdisc.library import Library
from usdm4.data_store.data_store import DataStore


def main() -> None:
    """Reads the files named as arguments and prints one JSON object."""
    engine = USDM4().validator.rules_validation
    terms = Library(str(Path(usdm4.__file__).parent))
    terms.load()  # once for all files: it takes most of the time
    print(json.dumps({name: _read(name, engine, terms) for name in sys.argv[1:]}))


def _read(name, engine, terms):
    body = json.loads(Path(name).read_text("utf-8"))
    version = Wrapper.model_validate(body).first_version()
    design = version.studyDesigns[0]
    items = version.eligibility_critieria_item_map()
    store = DataStore(name)
    store.decompose()
    outcomes = engine._execute_rules({"data": store, "ct": terms}).outcomes
    return {
        "inclusion": [row["criterionItem"]["text"] for row in design.inclusion_criteria(items)],
        "exclusion": [row["criterionItem"]["text"] for row in design.exclusion_criteria(items)],
        "design": type(design).__name__,
        "rules": len(outcomes),
        "failed": sorted(rule for rule, outcome in outcomes.items() if outcome.status.value in ("Failure", "Exception")),
    }


if __name__ == "__main__":
    main()
