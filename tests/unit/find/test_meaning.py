"""A space of meaning is fitted to the texts of a shelf, kept in plain files, and finds what shares no word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trialwright.find.meaning import LEAST_TEXTS, Meaning
from trialwright.find.meaning_note import noted

_SUBJECTS = {
    "liver": (
        "liver tumor ablation with radiofrequency",
        "hepatic tumor ablation by microwave",
        "hepatic metastases resected liver surgery",
    ),
    "breast": (
        "breast cancer endocrine therapy tamoxifen",
        "mammary carcinoma letrozole endocrine treatment",
        "breast carcinoma adjuvant letrozole",
    ),
    "lung": (
        "lung cancer erlotinib kinase inhibitor",
        "pulmonary carcinoma gefitinib kinase",
        "lung carcinoma afatinib inhibitor after gefitinib",
    ),
}


def _texts(copies: int = 20) -> list[tuple[str, str]]:
    return [
        (f"{subject}-{number}-{copy}", text)
        for subject, texts in _SUBJECTS.items()
        for number, text in enumerate(texts)
        for copy in range(copies)
    ]


def _fitted() -> Meaning:
    meaning = Meaning.fit(_texts())
    assert meaning is not None
    return meaning


def test_too_few_texts_teach_nothing() -> None:
    assert Meaning.fit(_texts(copies=1)[: LEAST_TEXTS - 1]) is None


@pytest.mark.parametrize("words", ["hepatic", "liver", "tumor ablation"])
def test_trials_of_the_same_subject_are_near_also_without_the_word(words: str) -> None:
    found = _fitted().near(words, most=30)
    assert len(found) > 20
    assert {near.key.split("-")[0] for near in found} == {"liver"}


def test_words_that_the_shelf_never_used_are_near_to_nothing() -> None:
    assert _fitted().near("quokka zyzzyva", most=5) == ()


def test_only_trials_of_the_choice_are_looked_at() -> None:
    assert {near.key for near in _fitted().near("liver", most=5, among=frozenset({"liver-0-0", "lung-0-0"}))} == {"liver-0-0"}


def test_a_space_that_was_saved_answers_as_before(tmp_path: Path) -> None:
    meaning = _fitted()
    meaning.save(tmp_path)
    loaded = Meaning.load(tmp_path)
    assert loaded is not None
    assert loaded.near("letrozole", most=10) == meaning.near("letrozole", most=10)


def test_a_changed_trial_takes_its_new_place_and_a_removed_one_has_none() -> None:
    meaning = _fitted().with_texts([("liver-0-0", "lung carcinoma gefitinib")], without=frozenset({"lung-0-0"}))
    found = {near.key for near in meaning.near("gefitinib lung", most=60)}
    assert "liver-0-0" in found
    assert "lung-0-0" not in found
    assert len(meaning.keys) == len(set(meaning.keys)) == len(_texts()) - 1


@pytest.mark.parametrize("damage", [b"", b"not a file of arrays", b"PK\x03\x04 cut"])
def test_a_damaged_file_is_no_space_and_no_crash(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "meaning.npz").write_bytes(damage)
    assert Meaning.load(tmp_path) is None


def test_a_file_whose_parts_do_not_fit_is_no_space(tmp_path: Path) -> None:
    _fitted().save(tmp_path)
    with np.load(tmp_path / "meaning.npz") as found:
        arrays = {name: found[name] for name in found.files}
    arrays["idf"] = arrays["idf"][:-1]
    np.savez(tmp_path / "meaning.npz", **arrays)
    assert Meaning.load(tmp_path) is None


def test_words_are_weighed_as_the_library_weighs_them_that_fitted_the_space() -> None:
    from trialwright.find.lsa import vectorizer

    meaning, texts = _fitted(), [text for _key, text in _texts()]
    weighed = np.asarray(vectorizer().fit_transform(texts) @ meaning.lsa.components.T)
    expected = weighed / np.linalg.norm(weighed, axis=1, keepdims=True)
    assert np.allclose(meaning.places, expected, atol=1e-5)
    assert "of" in meaning.lsa.stops


def test_how_many_trials_have_a_place_is_known_without_reading_the_space(tmp_path: Path) -> None:
    _fitted().save(tmp_path)
    assert noted(tmp_path) == Meaning.size(tmp_path) == len(_texts())


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("meaning.npz", "another file than the one that was noted"),
        ("meaning.json", '{"format": "trialwright.meaning/0", "placed": 7, "bytes": 7}'),
        ("meaning.json", "[]"),
        ("meaning.json", "{"),
    ],
)
def test_a_note_that_is_of_another_space_or_cannot_be_read_tells_nothing(tmp_path: Path, file: str, text: str) -> None:
    _fitted().save(tmp_path)
    (tmp_path / file).write_text(text, "utf-8")
    assert noted(tmp_path) is None
