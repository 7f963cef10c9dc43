"""The pins of requirements/ enter, an exit code leaves: 1 where a pinned version has a known weakness, and what it is.

python scripts/audit.py asks the advisory service of the package index by pip-audit. Where that cannot be reached, this says
plainly that nothing was audited, and does not fail: a machine without a network can still check everything else.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements/runtime.lock", "requirements/dev.lock")
SECONDS = 60


def audited(lock: str) -> dict[str, list[dict[str, object]]] | None:
    """What is known of each package of a lock; None where the service could not be asked, or knows none of them."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--require-hashes", "--progress-spinner=off"]
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [*command, "--timeout", "5", "-f", "json", "-r", lock], cwd=ROOT, capture_output=True, timeout=SECONDS, check=False
        )
        found = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return None
    known = {f"{item['name']} {item['version']}": item["vulns"] for item in found if "vulns" in item}
    return known or None


def main() -> int:
    """Zero unless a weakness is known."""
    weak = 0
    for lock in LOCKS:
        known = audited(lock)
        if known is None:
            print(f"pip-audit: NOT DONE for {lock}: the advisory service cannot be reached from here")
            continue
        print(f"pip-audit: {lock}: {len(known)} packages asked for")
        for package, faults in known.items():
            for fault in faults:
                weak += 1
                print(f"  {package}: {fault['id']}; mended in {fault.get('fix_versions')}")
    return int(weak > 0)


if __name__ == "__main__":
    sys.exit(main())
