"""What to ask next: the topic that decides most open trials comes first, and nothing that cannot be answered is asked."""

from __future__ import annotations

from tests.unit.match.trials_in import ON, patient, trial

from trialwright.match.deciding import Asking, askings
from trialwright.match.evaluate import evaluate
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.protocol import Protocol


def texts(*lines: str) -> str:
    return "Inclusion Criteria:\n" + "".join(f"* {line}\n" for line in lines)


def asked(facts: PatientFacts, *protocols: Protocol, done: frozenset[str] = frozenset()) -> tuple[Asking, ...]:
    return askings([evaluate(protocol, facts, on=ON) for protocol in protocols], asked=done)


def keys(found: tuple[Asking, ...]) -> list[str]:
    return [item.topic.key for item in found]


ONE = trial("NCT1", texts("Platelets >= 100 x 10^9/L", "Hemoglobin >= 9.0 g/dL"))
TWO = trial("NCT2", texts("Hemoglobin >= 10.0 g/dL"))
THREE = trial("NCT3", texts("Hemoglobin >= 8.0 g/dL", "HER2 positive"))


def test_what_most_trials_ask_for_is_asked_first() -> None:
    found = asked(patient(), ONE, TWO, THREE)
    assert keys(found)[0] == "measure||hemoglobin"
    assert found[0].trials == ("NCT1", "NCT2", "NCT3")


def test_the_worth_is_the_mean_over_the_answers_of_the_trials_that_each_decides() -> None:
    first = asked(patient(), ONE, TWO, THREE)[0]
    # Too low excludes all three; high enough makes one eligible, of which it is the only line.
    assert (first.decides, first.settles) == ((3 + 1) / 2, 3.0)


def test_what_is_known_is_not_asked() -> None:
    facts = patient({"what": "hemoglobin", "value": 12, "unit": "g/dL", "date": "2026-03-10"})
    assert keys(asked(facts, ONE, TWO, THREE)) == ["measure||platelet count", "result||HER2"]


def test_what_was_asked_already_is_not_asked_again() -> None:
    assert "measure||hemoglobin" not in keys(asked(patient(), ONE, TWO, done=frozenset({"measure||hemoglobin"})))


def test_a_trial_that_excludes_already_asks_nothing() -> None:
    facts = patient({"what": "hemoglobin", "value": 7, "unit": "g/dL", "date": "2026-03-10"})
    assert asked(facts, THREE) == ()


def test_a_test_is_asked_for_by_its_results() -> None:
    (found,) = asked(patient({"what": "hemoglobin", "value": 12, "unit": "g/dL"}), THREE)
    assert (found.topic.about, found.results) == ("HER2", ("positive",))


def test_a_no_to_the_wider_thing_settles_the_narrower_one_and_so_is_worth_more() -> None:
    wide = trial("NCT4", "Exclusion Criteria:\n* Infection\n")
    narrow = trial("NCT5", "Exclusion Criteria:\n* Uncontrolled infection\n")
    found = {item.topic.about: item for item in asked(patient(), wide, narrow)}
    assert found["infection"].settles == found["uncontrolled infection"].settles == 1.0
    both = trial("NCT6", "Exclusion Criteria:\n* Infection\n* Uncontrolled infection\n")
    assert keys(asked(patient(), both))[0] == "presence||infection"


def test_the_same_statement_in_other_words_is_one_question() -> None:
    one = trial("NCT7", texts("Able to swallow tablets"))
    other = trial("NCT8", texts("Must be able to swallow tablets"))
    found = asked(patient(), one, other)
    assert [item.trials for item in found] == [("NCT7", "NCT8")]


def test_lines_that_were_not_read_ask_nothing_that_a_patient_could_answer() -> None:
    assert asked(patient(), trial("NCT9", texts("Qwertyuiop asdfgh zxcvbn of the 3rd mnbvc"))) == ()


def test_the_units_of_the_limits_and_their_windows_are_told() -> None:
    found = asked(patient(), trial("NCT10", texts("Platelets >= 100 x 10^9/L within 14 days before registration")))
    assert [(item.units, item.relative, item.dated) for item in found] == [(("10*9/L",), False, True)]


def test_a_limit_that_is_a_multiple_of_normal_says_so() -> None:
    (found,) = asked(patient(), trial("NCT11", texts("ALT <= 2.5 x ULN")))
    assert (found.topic.about, found.relative) == ("alanine aminotransferase", True)


def test_no_verdicts_ask_nothing() -> None:
    assert askings([]) == ()


def test_the_few_that_decide_most_are_the_first_of_all() -> None:
    lines = ("Hemoglobin >= 9 g/dL", "Platelets >= 100 x 10^9/L", "HER2 positive", "Able to swallow pills", "Measurable disease")
    trials = [trial(f"NCT{count}", texts(*lines[:count], lines[-count])) for count in range(1, len(lines))]
    verdicts = [evaluate(protocol, patient(), on=ON) for protocol in trials]
    every = askings(verdicts)
    assert len(every) == len(lines)
    assert [askings(verdicts, most=most) for most in range(1, 7)] == [every[:most] for most in range(1, 7)]
