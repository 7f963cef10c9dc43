"""A sentence model of the user's own makes vectors of texts; files that are no model are refused with what is wrong and where."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from trialwright.errors import UserError
from trialwright.find.modelfiles import marked_files, model_files

pytest.importorskip("onnxruntime", reason="the extra trialwright[minilm] is not installed")
pytest.importorskip("tokenizers", reason="the extra trialwright[minilm] is not installed")
onnx = pytest.importorskip("onnx", reason="onnx, of which the tests make their model, is not installed")

from scripts.make_sentence_model import network, quantized  # noqa: E402
from tests.unit.find import tiny_model as tiny  # noqa: E402
from tests.unit.find.tiny_model import pooled_by, tiny_model  # noqa: E402

from trialwright.find.sentences import MOST_PIECES, SentenceModel, open_model  # noqa: E402


def _opened(folder: Path) -> SentenceModel:
    return open_model(partial(model_files, folder))


def test_texts_that_mean_the_same_have_the_same_direction(tmp_path: Path) -> None:
    model = _opened(tiny_model(tmp_path))
    liver, hepatic, breast = model.vectors(["liver cancer", "hepatic carcinoma", "mammary therapy"])
    assert liver @ hepatic == pytest.approx(1, abs=1e-4)
    assert liver @ breast < 0.5


def test_a_vector_has_length_one_and_does_not_depend_on_the_texts_beside_it(tmp_path: Path) -> None:
    model = _opened(tiny_model(tmp_path))
    texts = ["liver cancer " * number for number in range(1, 40)] + ["breast"]
    together = model.vectors(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together, np.concatenate([model.vectors([text]) for text in texts]), atol=1e-5)
    assert model.vectors([]).shape[0] == 0


def test_only_the_beginning_of_a_long_text_is_looked_at(tmp_path: Path) -> None:
    model = _opened(tiny_model(tmp_path))
    start = "liver " * MOST_PIECES
    assert np.array_equal(*model.vectors([start + "breast", start + "lung " * 100_000]))


def test_what_is_done_is_told_on_the_way(tmp_path: Path) -> None:
    heard: list[int] = []
    _opened(tiny_model(tmp_path)).vectors(["liver"] * 600, heard.append)
    assert heard == [256, 512, 600]


def test_the_first_token_stands_for_the_text_where_the_folder_says_so(tmp_path: Path) -> None:
    mean = _opened(tiny_model(tmp_path)).vectors(["liver cancer"])
    pooled_by(tmp_path, pooling_mode_cls_token=True, pooling_mode_mean_tokens=False, word_embedding_dimension=32)
    assert not np.allclose(_opened(tmp_path).vectors(["liver cancer"]), mean, atol=0.1)


def test_of_several_networks_the_one_in_int8_is_taken_and_one_that_is_named_before_it(tmp_path: Path) -> None:
    for name in ("model.onnx", "model_O3.onnx", "model_int8.onnx"):
        tiny_model(tmp_path, file=f"onnx/{name}")
    assert _opened(tmp_path).mark.file == "onnx/model_int8.onnx"
    assert _opened(tmp_path / "onnx" / "model_O3.onnx").mark.file == "onnx/model_O3.onnx"
    assert _opened(tiny_model(tmp_path / "flat", file="model.onnx")).mark.file == "model.onnx"


def test_a_network_of_eight_bits_made_by_the_script_says_nearly_the_same(tmp_path: Path) -> None:
    exact = _opened(tiny_model(tmp_path)).vectors(["liver cancer", "breast therapy"])
    quantized(tmp_path / "onnx" / "model.onnx", tmp_path / "onnx" / "model_int8.onnx")
    model = _opened(tmp_path)
    assert model.mark.file == "onnx/model_int8.onnx"
    assert ((model.vectors(["liver cancer", "breast therapy"]) * exact).sum(axis=1) > 0.98).all()


def _no_numbers(folder: Path) -> None:
    weights = tiny._weights(1) | {"embeddings.LayerNorm.bias": np.full(32, np.nan)}
    onnx.save(network(weights, tiny.CONFIG), folder / "onnx" / "model.onnx")


def _for_pictures(folder: Path) -> None:
    model = onnx.load(folder / "onnx" / "model.onnx")
    model.graph.input[0].name = "pixels"
    for node in model.graph.node:
        node.input[:] = ["pixels" if name == "input_ids" else name for name in node.input]
    onnx.save(model, folder / "onnx" / "model.onnx")


def _elsewhere(folder: Path) -> None:
    """The weights in a second file, which the network names by a path."""
    model = onnx.load(folder / "onnx" / "model.onnx")
    onnx.save(model, folder / "onnx" / "model.onnx", save_as_external_data=True, location="weights.bin", size_threshold=0)


def _few_words(folder: Path) -> None:
    told = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    told["model"]["vocab"] |= {"[CLS]": 5000, "[UNK]": 6000}
    told["post_processor"]["special_tokens"]["[CLS]"]["ids"] = [5000]
    (folder / "tokenizer.json").write_text(json.dumps(told), "utf-8")


def _written(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content) and None


def _huge(name: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        with (folder / name).open("wb") as file:
            file.truncate(2**30 + 1)

    return make


@pytest.mark.parametrize(
    ("harm", "place", "why"),
    [
        (_written("onnx/model.onnx", b""), "model.onnx", "no network that can be run"),
        (_written("onnx/model.onnx", b"\x08\x07\x12 not a network"), "model.onnx", "no network that can be run"),
        (_huge("onnx/model.onnx"), "model.onnx", "more than 1024 MiB"),
        (_for_pictures, "model.onnx", "no network for texts: its inputs are"),
        (_elsewhere, "model.onnx", "no network that can be run"),
        (_no_numbers, "model.onnx", "values that are no numbers"),
        (_few_words, "model.onnx", "the network fails"),
        (_written("tokenizer.json", b""), "tokenizer.json", "no tokenizer"),
        (_written("tokenizer.json", b"[" * 100_000), "tokenizer.json", "no tokenizer"),
        (_written("tokenizer.json", b'{"model": {"type": "WordPiece"}}'), "tokenizer.json", "no tokenizer"),
        (_written("tokenizer.json", b"\xff\xfe"), "tokenizer.json", "no text in UTF-8"),
        (_huge("tokenizer.json"), "tokenizer.json", "more than 64 MiB"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer.json", "cannot be read"),
        (lambda folder: (folder / "onnx" / "model.onnx").unlink(), "", "no network in ONNX"),
        (partial(pooled_by, pooling_mode_max_tokens=True), "config.json", "pooled by max_tokens"),
        (partial(pooled_by, pooling_mode="lasttoken"), "config.json", "pooled by lasttoken"),
    ],
)
def test_a_file_that_is_no_model_is_refused_with_its_place_and_what_to_do(
    harm: Callable[[Path], None], place: str, why: str, tmp_path: Path
) -> None:
    harm(tiny_model(tmp_path))
    with pytest.raises(UserError, match=why) as told:
        _opened(tmp_path)
    assert (told.value.place or "").endswith(place)
    assert told.value.hint
    assert told.value.exit_code


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such folder"):
        _opened(tmp_path / "nowhere")


def test_a_model_that_was_marked_is_known_again_until_its_files_change(tmp_path: Path) -> None:
    mark = model_files(tiny_model(tmp_path)).mark
    assert marked_files(mark).mark == mark
    tiny_model(tmp_path, seed=2)
    with pytest.raises(UserError, match="not the one that this shelf was fitted with"):
        marked_files(mark)
