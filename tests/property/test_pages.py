"""Seed pages with lines lost, doubled or swapped enter; whatever is left, the readers neither crash nor misplace a value."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from tests.often import often
from tests.unit.registries.pages_in import SEEDS, read_text, strings_of

from trialwright.registries.pages.meddatax_headings import helpers
from trialwright.registries.record import Standing

TEXTS = [seed.read_text(encoding="utf-8") for seed in SEEDS]

KNOWN = frozenset(("meddatax", "clinconnect", "veeva", "title-and-text"))


def damaged(text: str, seed: int) -> str:
    """The text with some lines lost, doubled or swapped with their neighbours."""
    dice, kept = random.Random(seed), []
    for line in text.split("\n"):
        kept.extend([line] * dice.choices((0, 1, 2), weights=(10, 85, 5))[0])
    for at in range(len(kept) - 1):
        if dice.random() < 0.03:
            kept[at], kept[at + 1] = kept[at + 1], kept[at]
    return "\n".join(kept)


@often(80)
@given(st.sampled_from(range(len(TEXTS))), st.integers(min_value=0, max_value=10**6))
def test_a_damaged_page_is_read_and_every_leaf_has_a_place_in_it(which: int, seed: int) -> None:
    text = damaged(TEXTS[which], seed)
    record = read_text(text)
    for path, value in record.leaves():
        noted = record.provenance[path]
        assert noted.standing is not Standing.MISSING, (path, value)
        assert noted.place is not None and noted.place.start is not None and noted.place.end is not None, path
        assert 0 <= noted.place.start < noted.place.end <= len(text), path
    if record.sources[0].layout in KNOWN:
        assert record.eligibility_text is None or record.eligibility_text in text


@often(40)
@given(st.sampled_from(range(len(TEXTS))), st.floats(min_value=0.0, max_value=1.0))
def test_a_page_cut_off_anywhere_states_nothing_that_the_whole_page_does_not(which: int, share: float) -> None:
    whole = read_text(TEXTS[which])
    cut = read_text(TEXTS[which][: int(len(TEXTS[which]) * share)])
    if cut.sources[0].layout != whole.sources[0].layout:
        return
    known = dict(whole.leaves())
    for path in (
        "identificationModule.nctId",
        "statusModule.overallStatus",
        "designModule.enrollmentInfo.count",
        "eligibilityModule.sex",
    ):
        assert cut.get(path) in (None, known.get(path)) or str(known.get(path)).startswith(str(cut.get(path))), path


@often(40)
@given(st.sampled_from([0, 4]), st.integers(min_value=0, max_value=10**6))
def test_helper_sentences_never_reach_a_field_of_a_page_that_keeps_its_headings(which: int, seed: int) -> None:
    dice = random.Random(seed)
    keep = {*helpers(), *helpers().values(), ""}
    text = "\n".join(
        line for line in TEXTS[which].split("\n") if line in keep or line.startswith(("NCT ID", "Last")) or dice.random() > 0.1
    )
    fields = strings_of(read_text(text).protocol_section)
    assert not [field for field in fields for helper in helpers().values() if helper and helper in field]


WORDS = st.lists(st.sampled_from(["alpha", "dose", "weekly", "group", "drug", "care"]), min_size=1, max_size=4).map(" ".join)
KINDS = st.sampled_from(["DRUG", "PROCEDURE", "DIETARY_SUPPLEMENT"])
TYPES = st.sampled_from(["EXPERIMENTAL", "NO_INTERVENTION", ""])
INTERVENTION = st.tuples(KINDS, st.lists(WORDS, max_size=3))
ARM = st.tuples(TYPES, st.lists(WORDS, max_size=2), st.sets(st.integers(0, 3), max_size=4))


@often(150)
@given(st.lists(INTERVENTION, min_size=4, max_size=4), st.lists(ARM, min_size=1, max_size=4))
def test_groups_printed_with_their_interventions_come_back_whatever_their_lines(
    interventions: list[tuple[str, list[str]]], arms: list[tuple[str, list[str], set[int]]]
) -> None:
    groups: list[str] = []
    for number, (kind, lines, treated) in enumerate(arms):
        groups += [f"Arm {number}", *lines, f"Group Type {kind}".strip()]
        for at in sorted(treated):
            groups += [f"Name {at}", f"Intervention Type {interventions[at][0]}", *interventions[at][1]]
    listed = [
        line for at, (kind, lines) in enumerate(interventions) for line in (f"Name {at}", *lines, f"Intervention Type {kind}")
    ]
    shown = ["Title", "NCT ID: NCT01234567", "Last Updated: 2024-03-09", "Study Results", "Results pending"]
    for heading, body in (("Study Groups", groups), ("Interventions", listed)):
        shown += [heading, helpers()[heading], *body]
    record = read_text("\n\n".join(shown))
    read = record.get("armsInterventionsModule.armGroups")
    assert [(arm["label"], arm.get("type", ""), arm.get("description", "")) for arm in read] == [
        (f"Arm {number}", kind, "\n\n".join(lines)) for number, (kind, lines, _) in enumerate(arms)
    ]
    assert [len(arm.get("interventionNames", [])) for arm in read] == [len(treated) for _, _, treated in arms]
    assert [item["name"] for item in record.get("armsInterventionsModule.interventions")] == [f"Name {at}" for at in range(4)]
