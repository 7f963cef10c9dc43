"""A line that asks for a histology, and the names that pathologists write for it: nobody is turned away who has it."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome

COMPLETE = {"complete": ["conditions"]}


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("Histologically confirmed adenocarcinoma of the breast", "invasive ductal carcinoma of the breast"),
        ("Histologically confirmed adenocarcinoma of the breast", "invasive lobular carcinoma of the breast, NOS"),
        ("Histologically confirmed adenocarcinoma of the pancreas", "infiltrating ductal carcinoma of the pancreas"),
        ("Histologically confirmed adenocarcinoma of the prostate", "ductal adenocarcinoma of the prostate"),
        ("Histologically confirmed lymphoma", "diffuse large B-cell lymphoma, not otherwise specified"),
        ("Histologically confirmed B-cell non-Hodgkin lymphoma", "lymphoma, large B-cell, diffuse"),
        ("Histologically confirmed squamous cell carcinoma of the anus", "basaloid carcinoma of the anus"),
        ("Histologically confirmed urothelial carcinoma", "urothelial carcinoma with squamous differentiation"),
        ("Epithelial ovarian, fallopian tube or primary peritoneal cancer", "high-grade serous carcinoma of the ovary"),
    ],
)
def test_who_has_the_histology_by_another_name_passes(line: str, written: str) -> None:
    assert outcome(line, "inclusion", {"what": written, "method": "biopsy"}, **COMPLETE).value == "pass"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("Histologically confirmed non-small cell lung cancer", "ALK-positive non-small cell lung cancer"),
        ("Histologically confirmed lung adenocarcinoma", "lung adenocarcinoma with EGFR exon 19 deletion"),
        ("Histologically confirmed melanoma", "melanoma with ulceration"),
        ("Histologically confirmed acute myeloid leukemia", "AML with FLT3-ITD"),
        ("Histologically confirmed acute myeloid leukemia", "AML transformed from MDS"),
        (
            "Histologically confirmed oropharyngeal squamous cell carcinoma",
            "p16-positive squamous cell carcinoma of the oropharynx",
        ),
        ("Histologically confirmed adenocarcinoma of the breast", "metaplastic carcinoma of the breast"),
        ("Histologically confirmed biliary tract cancer", "ampullary cancer"),
    ],
)
def test_a_name_that_tells_less_or_more_turns_nobody_away(line: str, written: str) -> None:
    assert outcome(line, "inclusion", {"what": written, "method": "biopsy"}, **COMPLETE).value in ("pass", "unknown")


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("Histologically confirmed adenocarcinoma of the lung", "squamous cell carcinoma of the lung, NOS"),
        ("Histologically confirmed adenocarcinoma of the biliary tract", "squamous cell carcinoma of the gallbladder"),
        ("Histologically confirmed adenocarcinoma of unknown primary", "squamous cell carcinoma of unknown primary"),
        ("Histologically confirmed invasive breast cancer", "DCIS, high grade"),
        ("Histologically confirmed non-small cell lung cancer", "small cell lung carcinoma, NOS"),
    ],
)
def test_another_histology_fails_whatever_is_said_beside_it(line: str, written: str) -> None:
    assert outcome(line, "inclusion", {"what": written, "method": "biopsy"}, **COMPLETE).value == "fail"
