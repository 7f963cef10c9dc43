"""A shelf that was fitted with a sentence model finds by it, goes on with it, and says when it is gone or another one."""

from __future__ import annotations

import datetime as dt
import shutil
from functools import partial
from pathlib import Path

import pytest
from tests.functional.command import run
from tests.unit.shelf.records import study

from trialwright.errors import UserError
from trialwright.find.asking import Query, Results
from trialwright.find.modelfiles import model_files
from trialwright.registries.record import TrialRecord
from trialwright.shelf.learning import LEAST
from trialwright.shelf.shelf import Shelf

pytest.importorskip("onnxruntime", reason="the extra trialwright[minilm] is not installed")
pytest.importorskip("tokenizers", reason="the extra trialwright[minilm] is not installed")
pytest.importorskip("onnx", reason="onnx, of which the tests make their model, is not installed")

from tests.unit.find.tiny_model import tiny_model

from trialwright.find.sentences import SentenceModel, open_model

ON = dt.date(2026, 3, 16)
_PLACES = ("Liver", "Breast", "Lung")
_UNKNOWN = "bronchial"
"""A word that no trial of the shelf has; for the model it means the lung."""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return tiny_model(tmp_path / "model")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Shelf.open(tmp_path / "shelf", create=True, writable=True) as shelf:
        shelf.add(_study(number, f"Therapy of {_PLACES[number % 3]} Cancer") for number in range(LEAST + 10))
    return tmp_path / "shelf"


def _study(number: int, title: str) -> TrialRecord:
    return study(f"NCT{number:08d}", title, conditionsModule={"conditions": [title.removeprefix("Therapy of ")]})


def _fitted(folder: Path, model: Path) -> None:
    with Shelf.open(folder) as shelf:
        assert shelf.learn(model=open_model(partial(model_files, model))) == len(shelf)


def _asked(folder: Path, words: str = _UNKNOWN) -> Results:
    with Shelf.open(folder) as shelf:
        return shelf.search(Query(words=words), on=ON)


def test_a_word_that_the_shelf_never_used_finds_what_means_the_same_to_the_model(folder: Path, model: Path) -> None:
    with Shelf.open(folder) as shelf:
        shelf.learn()
    assert _asked(folder).total == 0
    _fitted(folder, model)
    found = _asked(folder)
    assert found.total == 20
    assert {int(hit.key[3:]) % 3 for hit in found.hits} == {2}
    assert any("near in meaning" in note for note in found.notes)


def test_related_trials_take_candidates_from_the_model_too(folder: Path, model: Path) -> None:
    _fitted(folder, model)
    with Shelf.open(folder) as shelf:
        meaning = shelf.meaning
        assert meaning is not None
        assert {int(near.key[3:]) % 3 for near in meaning.like("NCT00000002", most=10)} == {2}
        assert shelf.related("NCT00000002", on=ON)


def test_trials_that_come_later_are_placed_by_the_same_model_and_none_is_looked_at_twice(
    folder: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fitted(folder, model)
    looked_at: list[str] = []
    vectors = SentenceModel.vectors

    def noted(self: SentenceModel, texts: list[str], said: object = None) -> object:
        looked_at.extend(text for text in texts if "Therapy" in text)
        return vectors(self, texts)

    monkeypatch.setattr(SentenceModel, "vectors", noted)
    with Shelf.open(folder, writable=True) as shelf:
        shelf.add(_study(number, f"Therapy of Lung Cancer {number}") for number in range(900, 950))
        shelf.follow_meaning()
        assert shelf.meaning is not None
        assert shelf.meaning.sentences is not None
        assert len(shelf.meaning.sentences.vectors) == len(shelf.meaning.keys) == len(shelf)
    assert len(looked_at) == 50
    assert _asked(folder).total == 20


def test_a_model_that_is_gone_is_said_the_search_goes_on_and_finds_by_it_again_when_it_is_back(
    folder: Path, model: Path, tmp_path: Path
) -> None:
    _fitted(folder, model)
    with Shelf.open(folder) as shelf:
        shutil.move(model, tmp_path / "away")
        found = shelf.search(Query(words=_UNKNOWN), on=ON)
        assert any("the sentence model of this shelf cannot be used" in note for note in found.notes)
        assert shelf.search(Query(words="liver"), on=ON).total == 20
        assert shelf.related("NCT00000002", on=ON)
        with pytest.raises(UserError, match="is not there"):
            _ = shelf.sentence_model
        shutil.move(tmp_path / "away", model)
        assert shelf.search(Query(words=_UNKNOWN), on=ON).total == 20


def test_another_model_in_its_place_is_said_and_nothing_is_learnt_by_it_unasked(folder: Path, model: Path) -> None:
    _fitted(folder, model)
    tiny_model(model, seed=2)
    assert any("cannot be used" in note for note in _asked(folder).notes)
    with Shelf.open(folder) as shelf, pytest.raises(UserError, match="not the one that this shelf was fitted with") as told:
        shelf.learn()
    assert "trialwright library learn --model FOLDER" in (told.value.hint or "")
    _fitted(folder, model)
    assert _asked(folder).total == 20


def test_the_command_takes_a_model_up_keeps_it_and_lets_it_go(folder: Path, model: Path) -> None:
    done = run("library", "learn", "--shelf", folder, "--model", model)
    assert done.words == f"60 trials have a place by their meaning, with the sentence model {model}/onnx/model.onnx"
    again = run("library", "learn", "--shelf", folder)
    assert again.words == done.words
    assert run("library", "learn", "--shelf", folder, "--without-model").words == "60 trials have a place by their meaning"
    assert _asked(folder).total == 0


def test_the_command_refuses_what_is_no_model_and_leaves_the_shelf_as_it_was(folder: Path, model: Path) -> None:
    _fitted(folder, model)
    broken = tiny_model(model.parent / "broken")
    (broken / "onnx" / "model.onnx").write_bytes(b"not a network")
    done = run("library", "learn", "--shelf", folder, "--model", broken)
    assert done.code == 2
    assert "model.onnx: this is no network that can be run" in done.remarks
    assert "Traceback" not in done.err
    assert run("library", "learn", "--shelf", folder, "--model", model, "--without-model").code == 2
    assert _asked(folder).total == 20


def test_whoever_starts_the_portal_is_told_that_the_model_is_gone(
    folder: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving = pytest.importorskip("trialwright.portal.serving", reason="the extra trialwright[portal] is not installed")
    monkeypatch.setattr(serving, "serve", lambda settings, *, host, port, said: said())
    _fitted(folder, model)
    assert "sentence model" not in run("serve", "--shelf", folder).remarks
    shutil.rmtree(model)
    done = run("serve", "--shelf", folder)
    assert "What is near in meaning is found without the sentence model" in done.remarks
    assert "The portal is at" in done.remarks


def test_a_damaged_space_is_fitted_anew_by_the_same_model(folder: Path, model: Path) -> None:
    _fitted(folder, model)
    (folder / "meaning" / "meaning.npz").write_bytes(b"cut off")
    with Shelf.open(folder, writable=True) as shelf:
        assert shelf.meaning is None
        shelf.follow_meaning()
    assert _asked(folder).total == 20


def test_too_few_trials_for_a_model_are_told(tmp_path: Path, model: Path) -> None:
    with Shelf.open(tmp_path / "small", create=True, writable=True) as shelf:
        shelf.add([study("NCT00000001")])
    done = run("library", "learn", "--shelf", tmp_path / "small", "--model", model)
    assert done.code == 2
    assert "nothing was learnt from this shelf" in done.remarks


def test_trials_are_added_also_where_the_model_is_gone_and_that_is_told(folder: Path, model: Path, tmp_path: Path) -> None:
    _fitted(folder, model)
    shutil.rmtree(model)
    lines = [_study(number, "Therapy of Liver Cancer") for number in range(500, 540)]
    with Shelf.open(folder, writable=True) as shelf:
        shelf.add(lines)
    done = run("library", "add", "--shelf", folder, *sorted((Path(__file__).parents[3] / "examples" / "pages").glob("*.txt")))
    assert done.code == 0
    assert "the sentence model that this shelf was fitted with is not there" in done.remarks
    assert "put it back" in done.remarks
    assert run("library", "reindex", "--shelf", folder).code == 0
