"""The names of the layouts in which ClinicalTrials.gov itself gives a record; every other layout is a page."""

from __future__ import annotations

CTGOV, CTGOV_XML = "ctgov-v2", "ctgov-xml"
OF_THE_REGISTRY = (CTGOV_XML, CTGOV)
"""The fuller one last."""
