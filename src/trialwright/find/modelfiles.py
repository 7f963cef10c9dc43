"""A folder that the user filled with a sentence model enters; its files, read within limits and marked by their content, leave.

The folder is laid out as Hugging Face lays out a model of sentence-transformers: `tokenizer.json`, the network as ONNX under
`onnx/` or beside it, and how the tokens are pooled in `1_Pooling/config.json`. Nothing is fetched.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from trialwright.errors import UserError

LARGEST_NETWORK, LARGEST_TOKENIZER, _LARGEST_NOTE = 2**30, 2**26, 2**16
"""Bytes of a file of the folder; larger ones are not read."""
_PREFERRED = ("int8", "quantized")
_LAYOUT = "a folder with tokenizer.json and onnx/model.onnx is needed, as sentence-transformers/all-MiniLM-L6-v2 has them"
ANEW = "fit the shelf anew: trialwright library learn --model FOLDER, or --without-model"


class Pooling(StrEnum):
    """How the vectors of a text's tokens become the one of the text: their mean, or that of the first token."""

    MEAN = "mean"
    FIRST = "cls"


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelMark:
    """Which model it was: where it lay, the file of the network in the folder, and SHA-256 of what the files held."""

    folder: str
    file: str
    network: str
    tokenizer: str
    pooling: Pooling

    def same_content(self, other: ModelMark) -> bool:
        """Whether both make the same of a text, wherever they lie."""
        return (self.network, self.tokenizer, self.pooling) == (other.network, other.tokenizer, other.pooling)

    def to_json(self) -> dict[str, str]:
        """As it is kept beside a space."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: object) -> ModelMark:
        """What was kept; a ValueError where it is something else."""
        if not isinstance(told, Mapping) or not all(isinstance(told.get(item.name), str) for item in fields(cls)):
            raise ValueError("no mark of a sentence model")
        values: dict[str, Any] = {item.name: told[item.name] for item in fields(cls)}
        return cls(**{**values, "pooling": Pooling(values["pooling"])})


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelFiles:
    """The content of a model's files, and its mark."""

    mark: ModelMark
    network: bytes
    tokenizer: str

    @property
    def place(self) -> str:
        """Where the network lies, for a message."""
        return str(Path(self.mark.folder) / self.mark.file)


def model_files(given: Path) -> ModelFiles:
    """The files of a model; `given` is its folder, or one file of a network in it. A `UserError` where something is missing."""
    path = Path(os.path.abspath(given))  # noqa: PTH100 - a folder of links (as hubs keep them) stays the folder that was named
    if not path.exists():
        raise UserError("no such folder", place=str(given), hint=_LAYOUT)
    network = _network(path) if path.is_dir() else path
    folder = path if path.is_dir() else _folder_of(path)
    return _read(folder, network.relative_to(folder))


def marked_files(mark: ModelMark) -> ModelFiles:
    """The files of a model that was used before; a `UserError` where they are gone, or hold something else now."""
    folder = Path(mark.folder)
    for path in (folder / mark.file, folder / "tokenizer.json"):
        if not path.is_file():
            raise UserError(
                "the sentence model that this shelf was fitted with is not there", place=str(path), hint=f"put it back, or {ANEW}"
            )
    found = _read(folder, Path(mark.file))
    if not found.mark.same_content(mark):
        raise UserError(
            "the sentence model is not the one that this shelf was fitted with",
            place=found.place,
            hint=f"put the former files back, or {ANEW}",
        )
    return found


def _read(folder: Path, file: Path) -> ModelFiles:
    network = _content(folder / file, LARGEST_NETWORK)
    tokenizer = _content(folder / "tokenizer.json", LARGEST_TOKENIZER)
    mark = ModelMark(
        folder=str(folder),
        file=file.as_posix(),
        network=hashlib.sha256(network).hexdigest(),
        tokenizer=hashlib.sha256(tokenizer).hexdigest(),
        pooling=_pooling(folder / "1_Pooling" / "config.json"),
    )
    try:
        return ModelFiles(mark=mark, network=network, tokenizer=tokenizer.decode())
    except UnicodeDecodeError:
        raise UserError("this is no text in UTF-8", place=str(folder / "tokenizer.json"), hint="take the file anew") from None


def _network(folder: Path) -> Path:
    """The network of a folder: where there are several, one in int8 before all others, then by name."""
    found = sorted(path for place in (folder / "onnx", folder) if place.is_dir() for path in place.glob("*.onnx"))
    if not found:
        raise UserError("no network in ONNX in this folder", place=str(folder), hint=_LAYOUT)
    small = [path for path in found if any(word in path.name for word in _PREFERRED)]
    plain = [path for path in found if path.name == "model.onnx"]
    return (small or plain or found)[0]


def _folder_of(network: Path) -> Path:
    """The folder of the model that a file of a network belongs to: the one with the tokenizer, its own or the one above."""
    own, above = network.parent, network.parent.parent
    return above if not (own / "tokenizer.json").exists() and (above / "tokenizer.json").exists() else own


def _content(path: Path, largest: int) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UserError("this is no file", place=str(path), hint=_LAYOUT)
        if status.st_size > largest:
            raise UserError(f"the file has more than {largest // 2**20} MiB", place=str(path), hint="take a smaller model")
        with path.open("rb") as file:
            return file.read(largest + 1)
    except OSError as error:
        raise UserError(f"the file cannot be read: {error.strerror}", place=str(path), hint=_LAYOUT) from None


def _pooling(path: Path) -> Pooling:
    """How a model pools its tokens; the mean where nothing tells."""
    if not path.exists():
        return Pooling.MEAN
    try:
        told = json.loads(_content(path, _LARGEST_NOTE))
    except (ValueError, RecursionError):
        raise UserError("this is no JSON", place=str(path), hint="take the file anew") from None
    if not isinstance(told, dict):
        raise UserError("this tells no pooling", place=str(path), hint="take the file anew")
    named = {
        name.removeprefix("pooling_mode_") for name, value in told.items() if name.startswith("pooling_mode_") and value is True
    }
    named |= {str(told["pooling_mode"])} if isinstance(told.get("pooling_mode"), str) else set()
    if named in ({"mean_tokens"}, {"mean"}):
        return Pooling.MEAN
    if named in ({"cls_token"}, {"cls"}):
        return Pooling.FIRST
    raise UserError(
        f"the tokens are pooled by {', '.join(sorted(named)) or 'nothing named'}",
        place=str(path),
        hint="a model is needed that takes the mean of all tokens, or the first one",
    )
