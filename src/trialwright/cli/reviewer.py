"""Who decides, and when: a name and a time leave. Other faces ask for them too, so they are found on the floor below."""

from __future__ import annotations

from trialwright.shelf.reviewer import now, reviewer_name

__all__ = ["now", "reviewer_name"]
