"""The beginning of a file enters; whether it is the file of a review leaves."""

from __future__ import annotations

import re

REVIEW_FORMAT = "trialwright.review/1"
"""The name and version that a review's file holds in `format`."""
REVIEW_ENDING = ".trial.yaml"
_FORMAT = re.compile(rb"^format: *[\"']?trialwright\.review/", re.MULTILINE)


def is_review(head: bytes) -> bool:
    """Whether a file that begins so is a review."""
    return _FORMAT.search(head) is not None
