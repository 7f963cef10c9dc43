"""An exception as wide as its ban: what narrowed it was lost, so it spares nobody for certain."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

MCRPC = (
    "Prior treatment with chemotherapy or radiopharmaceutical therapy for mCRPC (except prior chemotherapy plus ADT for "
    "castration-sensitive disease, including docetaxel plus darolutamide)"
)
DOCETAXEL = {"what": "docetaxel", "start": "2025-06-01", "end": "2025-11-01", "intent": "palliative"}
EVERYTHING = ["conditions", "treatments", "medications", "procedures"]


def test_a_ban_that_would_spare_all_it_bans_is_left_open_for_whom_it_bans() -> None:
    assert outcome(MCRPC, "exclusion", {"what": "castration-resistant prostate cancer"}, DOCETAXEL) is not Outcome.PASS


def test_a_ban_with_a_doubtful_exception_still_passes_who_had_nothing_of_it() -> None:
    cancer = {"what": "castration-resistant prostate cancer"}
    assert outcome(MCRPC, "exclusion", cancer, complete=EVERYTHING) is Outcome.PASS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Other malignancy except skin cancer", "no other malignancy except (skin cancer)"),
        ("Prior surgery except surgery with curative intent", "no surgery except (radical surgery)"),
        (
            "Prior chemotherapy for mCRPC (except prior chemotherapy for castration-sensitive disease)",
            "no chemotherapy [setting: palliative; purpose: castration-resistant prostate cancer] except "
            "(chemotherapy [purpose: hormone-sensitive prostate cancer])",
        ),
        ("No prior radiotherapy for breast cancer except primary irradiation", "curative radiotherapy"),
    ],
)
def test_an_exception_of_some_is_kept(text: str, expected: str) -> None:
    section = "inclusion" if text.startswith("No ") else "exclusion"
    assert expected in reading(text, section) and "unread" not in reading(text, section)
