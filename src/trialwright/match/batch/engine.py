"""The version of the matcher enters, a mark of it leaves, which is kept beside what it has answered."""

from __future__ import annotations

from trialwright.fingerprint import fingerprint

_ROOMS = ("match", "protocol", "vocabulary", "patients/facts.py")


def engine_version() -> str:
    """What tells all that gives an answer, with the vocabulary in use, from any other version: its answers are not used again."""
    return fingerprint(_ROOMS)
