"""Reviews: what a decision covers, what it does to the protocol, and what becomes of it when the text changes."""

from __future__ import annotations

from dataclasses import replace

from trialwright.findings import Finding, Span
from trialwright.library import protocol_of_line, protocol_of_record, protocol_of_review, review_of_record, updated_review
from trialwright.protocol.carrying import SURROUNDINGS, Carried, Fate, carried
from trialwright.protocol.criteria import Unread
from trialwright.protocol.protocol import Protocol
from trialwright.protocol.review import (
    Decided,
    Decision,
    Review,
    decision_on,
    progress_of,
    review_of,
    reviewed_protocol,
    supporters,
    text_fingerprint,
    with_decision,
)
from trialwright.registries.record import TrialRecord

AT = "2026-03-16T10:12:00+01:00"
TEXT = """Inclusion Criteria:
1. Age 18 years or older
2. Karnofsky >= 70
3. No brain metastases
Exclusion Criteria:
1. Active infection
2. Stroke within 6 months
"""


def record(text: str, **fields: str) -> TrialRecord:
    section = {"identificationModule": {"nctId": "NCT00000001"}, "eligibilityModule": fields}
    return TrialRecord(protocol_section=section, eligibility_text=text)


def decided(review: Review, name: str, decision: Decision, **rest: str) -> Review:
    reading = rest.pop("reading", None)
    return with_decision(review, name, Decided(decision=decision, **{"by": "M. Rossi", "at": AT, **rest}), reading=reading)


def all_accepted(text: str, **fields: str) -> Review:
    review = review_of_record(record(text, **fields))
    for _, line, _ in tuple(review.each()):
        review = decided(review, line.id, Decision.ACCEPTED)
    return review


def fates(found: Carried) -> dict[str, str]:
    return {name: fate.value for name, fate in found.fates.items()}


def standing(review: Review) -> dict[str, str]:
    return {line.id: decision_on(stage, line, kept).value for stage, line, kept in review.each()}


def says(protocol: Protocol, name: str) -> object:
    return next(line.node for stage in protocol.stages for line in stage.lines if line.id == name)


def test_a_new_review_has_everything_to_do():
    assert set(standing(review_of_record(record(TEXT))).values()) == {"todo"}


def test_an_edited_reading_is_what_is_matched():
    review = decided(review_of_record(record(TEXT)), "I2", Decision.EDITED, reading="Karnofsky performance status >= 80")
    assert says(protocol_of_review(review), "I2").low.value == 80
    assert review.lines["I2"].proposed == "Karnofsky performance status >= 70"


def test_a_rejected_reading_is_not_read_with_the_reviewers_reason():
    review = decided(review_of_record(record(TEXT)), "E1", Decision.REJECTED, note="which infection?")
    node = says(reviewed_protocol(review), "E1")
    assert isinstance(node, Unread)
    assert node.why == "rejected by M. Rossi: which infection?"


def test_an_accepted_reading_keeps_its_places_in_the_text():
    review = all_accepted(TEXT)
    protocol = protocol_of_review(review)
    assert says(protocol, "E2").span.cut(protocol.criteria_text) == "Stroke within 6 months"


def test_two_copies_of_a_line_keep_each_its_own_place():
    review = all_accepted("Inclusion Criteria:\n1. No stroke\n2. Age over 18\n3. No stroke\n")
    protocol = protocol_of_review(review)
    assert says(protocol, "I1").span != says(protocol, "I3").span
    assert protocol.stages == review.protocol.stages


def test_remarks_on_our_reading_go_with_it():
    review = review_of_record(record("Inclusion Criteria:\n1. Wosselitis of the brund\n"))
    assert [finding.code for finding in reviewed_protocol(review).findings] == ["NOT_READ"]
    mended = decided(review, "I1", Decision.EDITED, reading='ask "Wosselitis"')
    assert reviewed_protocol(mended).findings == ()


def test_a_decision_without_a_name_is_remarked_on():
    review = with_decision(review_of_record(record(TEXT)), "I1", Decided(decision=Decision.ACCEPTED))
    assert "REVIEW_NOT_SIGNED" in [finding.code for finding in reviewed_protocol(review).findings]


def test_a_name_that_nobody_knows_in_an_edited_reading_is_remarked_on():
    review = decided(review_of_record(record(TEXT)), "I1", Decision.EDITED, reading="has brest cancer")
    (found,) = [finding for finding in reviewed_protocol(review).findings if finding.code == "READING_NAME_UNKNOWN"]
    assert found.hint == "did you mean 'breast cancer'?"


def test_two_people_who_left_the_same_reading_stand_behind_it():
    review = decided(review_of_record(record(TEXT)), "I2", Decision.EDITED, reading="Karnofsky performance status >= 80")
    review = decided(review, "I2", Decision.ACCEPTED, by="A. Weber")
    stage, line, kept = next(item for item in review.each() if item[1].id == "I2")
    assert supporters(stage, line, kept) == ("A. Weber", "M. Rossi")
    assert progress_of(review).confirmed == 1


def test_one_who_decides_otherwise_stands_alone():
    review = decided(review_of_record(record(TEXT)), "I2", Decision.ACCEPTED)
    review = decided(review, "I2", Decision.REJECTED, by="A. Weber")
    stage, line, kept = next(item for item in review.each() if item[1].id == "I2")
    assert supporters(stage, line, kept) == ("A. Weber",)


def test_a_changed_number_takes_the_review_of_its_line_only():
    found = updated_review(all_accepted(TEXT), record(TEXT.replace(">= 70", ">= 80")))
    assert fates(found) == {"I1": "kept", "I2": "lost", "I3": "kept", "E1": "kept", "E2": "kept"}
    kept = found.review.lines["I2"]
    assert (kept.was, kept.decisions[-1].decision) == ("Karnofsky >= 70", Decision.ACCEPTED)
    assert standing(found.review)["I2"] == "todo"


def test_bullets_numbers_blanks_escapes_and_order_take_no_review():
    text = """Inclusion Criteria:

* No  brain metastases

* Karnofsky \\>= 70

* Age 18 years or older

Exclusion Criteria:

* Stroke within 6
  months

* Active infection
"""
    found = updated_review(all_accepted(TEXT), record(text))
    assert set(fates(found).values()) == {"kept"}


def test_a_sentence_that_is_broken_into_lines_elsewhere_keeps_its_review():
    text = "Exclusion Criteria:\n1. Skin disorder that needs, or may need, treatment\n2. AST over 3 x upper limit of normal\n"
    wrapped = text.replace("needs, or", "needs,\n   or").replace("limit of", "limit\n   of")
    assert set(fates(updated_review(all_accepted(text), record(wrapped))).values()) == {"kept"}


def test_a_line_that_moves_to_the_other_list_is_another_line():
    text = TEXT.replace("2. Karnofsky >= 70\n", "").replace("1. Active", "3. Karnofsky >= 70\n1. Active")
    found = updated_review(all_accepted(TEXT), record(text))
    assert sum(fate is Fate.KEPT for fate in found.fates.values()) == 4
    assert [line.text for line in found.gone] == ["Karnofsky >= 70"]


def test_a_field_of_the_record_is_a_line_like_any_other():
    text = TEXT.replace("Age 18 years or older", "ECOG 0-1")
    review = all_accepted(text, minimumAge="18 Years", sex="ALL")
    found = updated_review(review, record(text, minimumAge="21 Years", sex="ALL"))
    assert fates(found)["F1"] == "lost"
    assert found.review.lines["F1"].was == "minimumAge: 18 Years"


def test_a_field_that_no_longer_says_what_a_sentence_says_becomes_a_line_to_decide():
    review = all_accepted(TEXT, minimumAge="18 Years", sex="ALL")
    found = updated_review(review, record(TEXT, minimumAge="21 Years", sex="ALL"))
    assert (fates(found)["I1"], fates(found)["F1"]) == ("kept", "added")


def test_of_two_equal_lines_the_one_with_the_same_neighbour_is_taken_out():
    text = "Inclusion Criteria:\n1. No stroke\n2. Age over 18\n3. No stroke\n4. Karnofsky >= 70\n"
    review = review_of_record(record(text))
    review = decided(review, "I1", Decision.ACCEPTED)
    review = decided(review, "I3", Decision.REJECTED)
    shorter = "Inclusion Criteria:\n1. Age over 18\n2. No stroke\n3. Karnofsky >= 70\n"
    assert standing(updated_review(review, record(shorter)).review)["I2"] == "rejected"


def test_surroundings_that_turn_a_reading_round_take_its_review():
    line = protocol_of_line("Stroke", section="exclusion")
    turned = protocol_of_line("Stroke", section="inclusion")
    same_words = replace(turned.stages[0].lines[0], section=line.stages[0].lines[0].section, id=line.stages[0].lines[0].id)
    new = replace(turned, stages=(replace(turned.stages[0], lines=(same_words,)),))
    review = decided(review_of(line), same_words.id, Decision.ACCEPTED)
    found = carried(review, new)
    assert list(found.fates.values()) == [Fate.LOST]
    assert found.review.lines[same_words.id].decisions[-1].note == SURROUNDINGS


def test_a_reading_that_we_would_give_otherwise_today_stays_as_it_was_decided():
    review = decided(review_of_record(record(TEXT)), "I2", Decision.ACCEPTED)
    older = with_old_reading(review, "I2", "Karnofsky performance status > 69")
    found = updated_review(older, record(TEXT))
    assert (found.fates["I2"], found.reread) == (Fate.KEPT, ("I2",))
    assert found.review.lines["I2"].reading == "Karnofsky performance status > 69"
    assert found.review.lines["I2"].proposed == "Karnofsky performance status >= 70"


def with_old_reading(review: Review, name: str, reading: str) -> Review:
    """A review as an earlier version of the compiler would have made it."""
    from trialwright.protocol.language import parse_criterion
    from trialwright.protocol.review import reading_fingerprint, with_nodes

    node = parse_criterion(reading)
    mark = reading_fingerprint(node)
    kept = review.lines[name]
    decisions = tuple(replace(item, reading=mark) for item in kept.decisions)
    lines = {**review.lines, name: replace(kept, reading=reading, ours=mark, decisions=decisions)}
    return replace(review, protocol=with_nodes(review.protocol, {name: node}), lines=lines)


def test_the_fingerprint_is_of_the_words_and_where_they_hold():
    protocol = protocol_of_record(record(TEXT))
    stage = protocol.stages[0]
    line = stage.lines[0]
    mark = text_fingerprint(line, stage)
    same = [replace(line, id="I9"), replace(line, text="Age  18\n years or older"), replace(line, span=Span(start=1, end=2))]
    other = [
        replace(line, text="Age 19 years or older"),
        replace(line, cohort="A"),
        replace(line, origin="x"),
        replace(line, text="age 18 years or older"),
    ]
    assert [text_fingerprint(item, stage) == mark for item in same] == [True] * 3
    assert [text_fingerprint(item, stage) == mark for item in other] == [False] * 4
    assert text_fingerprint(line, replace(stage, name="later")) != mark


def test_findings_elsewhere_are_kept():
    review = review_of(replace(protocol_of_record(record(TEXT)), findings=(Finding(code="X", message="m"),)))
    assert [finding.code for finding in reviewed_protocol(decided(review, "I1", Decision.REJECTED)).findings] == [
        "X",
        "READING_REJECTED",
    ]
