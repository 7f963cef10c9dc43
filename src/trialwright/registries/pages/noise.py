"""A line of a page enters, whether it is the portal's own (a menu, a banner, a helper sentence) leaves (`data/noise.tsv`)."""

from __future__ import annotations

import re
from functools import cache

from trialwright.registries.pages.labels import rows


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["noise"], re.IGNORECASE) for row in rows("noise.tsv"))


def is_noise(words: str) -> bool:
    """Whether a line belongs to the portal, not to the trial: "Back to results", "[Banner …]", "© 2026"."""
    return any(pattern.fullmatch(words.strip()) for pattern in _patterns())
