"""What a treatment was for, told by what was on record when it was given; and whether a cancer before is another disease."""

from __future__ import annotations

import datetime as dt
from typing import Any

from trialwright.library import protocol_of_line
from trialwright.match.evaluate import evaluate
from trialwright.patients.sheet import facts_from_mapping

STAGED = {"what": "invasive ductal carcinoma of the breast", "stage": "IIA", "date": "2019-05-10", "status": "history"}
OPERATED = {"what": "breast-conserving surgery", "date": "2019-06-03"}
SPREAD = {"what": "liver metastasis", "date": "2026-02-28"}
ALL = ("conditions", "treatments", "procedures")


def verdict(text: str, *facts: dict[str, Any], section: str = "inclusion", complete: tuple[str, ...] = ALL) -> str:
    sheet = {"id": "P", "facts": list(facts), "complete": list(complete)}
    protocol = protocol_of_line(text, section="exclusion" if section == "exclusion" else "inclusion", diseases=("breast cancer",))
    found = evaluate(protocol, facts_from_mapping(sheet, place="test"), on=dt.date(2026, 3, 16))
    return found.stages[0].lines[0].outcome.value


def test_surgery_of_a_disease_staged_without_metastases_was_not_for_them() -> None:
    assert verdict("No history of surgery or radiotherapy for distant metastasis", STAGED, OPERATED, SPREAD) == "pass"


def test_without_the_stage_of_then_it_stays_open() -> None:
    unstaged = {key: value for key, value in STAGED.items() if key != "stage"}
    assert verdict("No history of surgery or radiotherapy for distant metastasis", unstaged, OPERATED, SPREAD) == "unknown"


def test_metastases_on_record_by_then_leave_it_open() -> None:
    before = {"what": "liver metastasis", "date": "2019-05-20"}
    assert verdict("No history of surgery or radiotherapy for distant metastasis", STAGED, OPERATED, before) == "unknown"


def test_a_stage_of_years_before_says_nothing_of_a_later_operation() -> None:
    later = {"what": "breast-conserving surgery", "date": "2025-06-03"}
    assert verdict("No history of surgery or radiotherapy for distant metastasis", STAGED, later, SPREAD) == "unknown"


def test_a_cancer_that_came_back_is_the_same_disease() -> None:
    again = {"what": "recurrent breast cancer", "date": "2026-02-09"}
    kind = {"what": "luminal breast cancer", "date": "2026-02-14"}
    assert verdict("Other malignancy within 10 years", STAGED, again, kind, section="exclusion") == "pass"


def test_a_cancer_before_that_need_not_be_the_same_stays_open() -> None:
    now = {"what": "luminal breast cancer", "date": "2026-02-14"}
    assert verdict("Other malignancy within 10 years", STAGED, now, section="exclusion") == "unknown"


def test_a_recurrent_cancer_is_a_recurrence() -> None:
    assert verdict("Recurrence", {"what": "recurrent breast cancer", "date": "2026-02-09"}) == "pass"
    assert verdict("Recurrence", {"what": "breast cancer", "status": "recurrent", "date": "2026-02-09"}) == "pass"


def test_a_breast_cancer_of_today_may_be_a_tumor_in_the_breast() -> None:
    now = {"what": "invasive breast cancer", "status": "active", "date": "2026-02-24"}
    assert verdict("Absence of breast/chest wall tumor", now) == "unknown"


def test_a_therapy_against_other_malignancies_is_ruled_out_by_the_complete_list_of_cancers() -> None:
    given = {"what": "anastrozole", "start": "2024-12-01", "end": "2025-12-01"}
    cancer = {"what": "breast cancer", "date": "2024-10-01"}
    text = "No endocrine therapy against any other malignancies within 5 years"
    assert verdict(text, cancer, given) == "pass"
    assert verdict(text, cancer, given, complete=("treatments",)) == "unknown"


def untreated(*facts: dict[str, Any]) -> str:
    """The verdict of "No prior treatment" where no trial's disease is named."""
    sheet = {"id": "P", "facts": list(facts), "complete": list(ALL)}
    found = evaluate(
        protocol_of_line("No prior treatment", section="inclusion"), facts_from_mapping(sheet, place="t"), on=dt.date(2026, 3, 16)
    )
    return found.stages[0].lines[0].outcome.value


def test_chemotherapy_was_for_the_one_cancer_on_record() -> None:
    lung, given = {"what": "small cell lung cancer"}, {"what": "carboplatin", "start": "2025-10-01"}
    assert untreated(lung, given) == "fail"
    assert untreated(lung, {"what": "lymphoma", "date": "2005-12-01"}, given) == "unknown"
    assert untreated({**lung, "date": "2026-01-01"}, given) == "unknown"
    assert untreated({**lung, "status": "history"}, given) == "unknown"


def test_what_else_may_have_been_treated_leaves_it_open() -> None:
    lung = {"what": "small cell lung cancer"}
    assert untreated(lung, {"what": "multiple sclerosis"}, {"what": "rituximab", "start": "2025-10-01"}) == "unknown"
    assert untreated(lung, {"what": "radiotherapy", "intent": "keloid", "start": "2025-10-01"}) == "unknown"
