"""A sentence model of three kilobytes, made here: real ONNX and a real tokenizer, whose words of one line mean the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from scripts.make_sentence_model import network
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

SAME = (
    ("[PAD]",),
    ("[UNK]",),
    ("[CLS]",),
    ("[SEP]",),
    ("liver", "hepatic", "hepatoma"),
    ("breast", "mammary", "galactic"),
    ("lung", "pulmonary", "bronchial"),
    ("cancer", "carcinoma", "tumor"),
    ("therapy", "treatment"),
)
_WORDS = tuple(word for line in SAME for word in line)
_WIDTH, _PLACES = 32, 128
CONFIG = {"model_type": "bert", "num_attention_heads": 2, "num_hidden_layers": 1, "hidden_size": _WIDTH}


def tiny_model(folder: Path, *, file: str = "onnx/model.onnx", seed: int = 1) -> Path:
    """Write a model into a folder; the folder."""
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(network(_weights(seed), CONFIG), folder / file)
    tokenizer = Tokenizer(models.WordPiece({word: number for number, word in enumerate(_WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", _WORDS.index("[CLS]")), ("[SEP]", _WORDS.index("[SEP]"))]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def pooled_by(folder: Path, **told: Any) -> None:
    """Say in the folder how the tokens are pooled."""
    (folder / "1_Pooling").mkdir(exist_ok=True)
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(told), "utf-8")


def _weights(seed: int) -> dict[str, Any]:
    """Words of one line have one vector; the special tokens and the places have none, and the layer above adds a little."""
    dice = np.random.default_rng(seed)
    lines = [dice.normal(size=_WIDTH) * (number > 3) for number, _line in enumerate(SAME)]
    word = np.array([lines[number] for number, line in enumerate(SAME) for _word in line])
    found: dict[str, Any] = {
        "embeddings.word_embeddings.weight": word,
        "embeddings.token_type_embeddings.weight": np.zeros((2, _WIDTH)),
        "embeddings.position_embeddings.weight": np.zeros((_PLACES, _WIDTH)),
    }
    shapes = {"attention.self.query": (_WIDTH, _WIDTH), "attention.self.key": (_WIDTH, _WIDTH)}
    shapes |= {"attention.self.value": (_WIDTH, _WIDTH), "attention.output.dense": (_WIDTH, _WIDTH)}
    shapes |= {"intermediate.dense": (2 * _WIDTH, _WIDTH), "output.dense": (_WIDTH, 2 * _WIDTH)}
    for name, shape in shapes.items():
        found[f"encoder.layer.0.{name}.weight"] = dice.normal(size=shape) / 100
        found[f"encoder.layer.0.{name}.bias"] = np.zeros(shape[0])
    for name in ("embeddings.LayerNorm", "encoder.layer.0.attention.output.LayerNorm", "encoder.layer.0.output.LayerNorm"):
        found |= {f"{name}.weight": np.ones(_WIDTH), f"{name}.bias": np.zeros(_WIDTH)}
    return found
