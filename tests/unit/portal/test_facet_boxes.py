"""The boxes of a facet: what tells one trial from another comes first."""

from __future__ import annotations

from trialwright.find.asking import Bucket
from trialwright.portal.asked import Asked
from trialwright.portal.views.hits import FacetView, facet_label, facets_of

COUNTED = {
    "malignancy": 100,
    "neoplasm": 100,
    "digestive system cancer": 97,
    "gastric cancer": 60,
    "esophageal cancer": 41,
    "unknown": 2,
}


def _condition(*chosen: str) -> FacetView:
    buckets = tuple(Bucket(value=value, count=count) for value, count in COUNTED.items())
    return facets_of({"condition": buckets}, Asked(facets={"condition": chosen} if chosen else {}), total=100)[0]


def test_what_nearly_all_trials_share_stands_last() -> None:
    facet = _condition()
    assert [box.value for box in facet.first] == [
        "gastric cancer",
        "esophageal cancer",
        "malignancy",
        "neoplasm",
        "digestive system cancer",
        "unknown",
    ]


def test_of_names_above_one_another_for_the_same_trials_the_narrowest_stands_first() -> None:
    counted = {
        "digestive cancer": 21,
        "gastric cancer": 21,
        "gastric tumor": 21,
        "lung cancer": 18,
        "sarcoma": 18,
        "skin cancer": 5,
    }
    buckets = tuple(Bucket(value=value, count=count) for value, count in counted.items())
    (facet,) = facets_of({"condition": buckets}, Asked(), total=40)
    assert [box.value for box in facet.first] == [
        "gastric cancer",
        "lung cancer",
        "sarcoma",
        "skin cancer",
        "digestive cancer",
        "gastric tumor",
    ]


def test_what_was_chosen_stands_first_also_where_it_tells_nothing() -> None:
    assert [box.value for box in _condition("malignancy").first][:2] == ["malignancy", "gastric cancer"]


def test_values_that_do_not_stand_above_one_another_keep_their_order() -> None:
    buckets = (Bucket(value="PHASE2", count=99), Bucket(value="PHASE1", count=1))
    assert [box.value for box in facets_of({"phase": buckets}, Asked(), total=100)[0].first] == ["PHASE2", "PHASE1"]


def test_what_only_the_criteria_tell_is_not_called_unstated_where_they_were_not_read() -> None:
    assert facet_label("biomarker", "unknown") == ("Not known: criteria not shown, or not read yet", True)
    assert facet_label("phase", "unknown") == ("Not stated", True)
