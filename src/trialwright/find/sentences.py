"""Texts enter, the vectors that a sentence model makes of them leave; the model is a file of the user's own (ONNX).

Only here are the runtime of ONNX and the tokenizers known, and only when a model is asked for: they are an extra. The network is
handed to the runtime as bytes, so that it can name no other file; nothing is fetched.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from trialwright.errors import UserError
from trialwright.find.lsa import Floats
from trialwright.find.modelfiles import ModelFiles, ModelMark, Pooling

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

MOST_PIECES = 128
"""Of a text so many word pieces are looked at: twice as many take half as long again, and place trials hardly better."""
_CHARACTERS = 4_000
_BATCH, _SOME = 8, 256
_INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})
_MOST_THREADS = 8
_FATAL = 4
_ONE_FILE = "take the file anew; a network in one file is needed, with the inputs input_ids and attention_mask"


@dataclass(frozen=True, kw_only=True, eq=False)
class SentenceModel:
    """A sentence model that was opened, by `open_model`. May be asked by several threads at once."""

    mark: ModelMark
    place: str
    session: InferenceSession
    tokenizer: Tokenizer

    def vectors(self, texts: Sequence[str], said: Callable[[int], None] | None = None) -> Floats:
        """What the model makes of texts, texts × dimensions, each of length 1; `said` hears how many are done."""
        made = [np.zeros((0, 0), dtype=np.float32)]
        for at in range(0, len(texts), _SOME):
            made.append(self._some(texts[at : at + _SOME]))
            if said is not None:
                said(at + len(made[-1]))
        return np.concatenate(made[1:]) if len(made) > 1 else made[0]

    def _some(self, texts: Sequence[str]) -> Floats:
        """Those of one length together: what fills up a batch costs as much as what is in it."""
        pieces = self.tokenizer.encode_batch([text[:_CHARACTERS] for text in texts])
        order = sorted(range(len(pieces)), key=lambda row: len(pieces[row].ids))
        made = [self._batch([pieces[row] for row in order[at : at + _BATCH]]) for at in range(0, len(order), _BATCH)]
        vectors = np.concatenate(made)
        back: Floats = np.empty_like(vectors)
        back[order] = vectors
        return back

    def _batch(self, texts: Sequence[Encoding]) -> Floats:
        longest = max(1, *(len(text.ids) for text in texts))
        given = {name: np.zeros((len(texts), longest), dtype=np.int64) for name in _INPUTS}
        for row, text in enumerate(texts):
            given["input_ids"][row, : len(text.ids)] = text.ids
            given["attention_mask"][row, : len(text.ids)] = 1
        wanted = {item.name for item in self.session.get_inputs()}
        # The runtime raises classes of its own, one for each reason, below nothing but Exception.
        try:
            found = self.session.run(None, {name: given[name] for name in wanted & _INPUTS})
        except Exception as error:  # noqa: BLE001
            raise self._broken(f"the network fails: {_line(error)}") from None
        return self._pooled([np.asarray(item) for item in found], given["attention_mask"])

    def _pooled(self, found: Sequence[Any], mask: Any) -> Floats:
        rows, pieces = mask.shape
        tokens = [item for item in found if item.ndim == 3 and item.shape[:2] == (rows, pieces)]
        if not tokens:
            raise self._broken("the network gives no vector for each token")
        weights = mask[:, :, None].astype(np.float32)
        if self.mark.pooling is Pooling.FIRST:
            pooled = tokens[0][:, 0, :]
        else:
            pooled = (tokens[0] * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
        if not np.isfinite(pooled).all():
            raise self._broken("the network gives values that are no numbers")
        lengths = np.linalg.norm(pooled, axis=1, keepdims=True)
        return np.asarray(np.divide(pooled, lengths, out=np.zeros_like(pooled), where=lengths > 0), dtype=np.float32)

    def _broken(self, why: str) -> UserError:
        return UserError(why, place=self.place, hint=_ONE_FILE)


def can_open() -> bool:
    """Whether the packages for a sentence model are installed."""
    return find_spec("onnxruntime") is not None and find_spec("tokenizers") is not None


def open_model(read: Callable[[], ModelFiles]) -> SentenceModel:
    """The model of files that are read by `read`; a `UserError` where they are broken, or the packages are not installed."""
    if not can_open():
        raise UserError("the packages for a sentence model are not installed", hint="pip install 'trialwright[minilm]'")
    files = read()
    model = SentenceModel(mark=files.mark, place=files.place, session=_session(files), tokenizer=_tokenizer(files))
    model.vectors(["a " * MOST_PIECES, ""])  # one that cannot take what it will be given is told now
    return model


def _session(files: ModelFiles) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = _FATAL
    options.intra_op_num_threads = _threads()
    options.enable_cpu_mem_arena = False  # it keeps the most that any batch ever took
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    opened = partial(onnxruntime.InferenceSession, files.network, options, providers=["CPUExecutionProvider"])
    try:
        session = opened()
    except Exception as error:  # noqa: BLE001 - as above
        raise UserError(f"this is no network that can be run: {_line(error)}", place=files.place, hint=_ONE_FILE) from None
    names = {item.name for item in session.get_inputs()}
    if not names <= _INPUTS or "input_ids" not in names:
        told = ", ".join(sorted(names)) or "none"
        raise UserError(f"this is no network for texts: its inputs are {told}", place=files.place, hint=_ONE_FILE)
    return session


def _tokenizer(files: ModelFiles) -> Tokenizer:
    from tokenizers import Tokenizer

    place = f"{files.mark.folder}{os.sep}tokenizer.json"
    try:
        tokenizer = Tokenizer.from_str(files.tokenizer)
        own = tokenizer.truncation
        tokenizer.no_padding()
        tokenizer.enable_truncation(min(MOST_PIECES, own["max_length"] if own else MOST_PIECES))
        tokenizer.encode("a trial")
    except BaseException as error:
        # A mistake of the file is an Exception, or a panic of the Rust below it, which is none and has no name to import.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise UserError(f"this is no tokenizer: {_line(error)}", place=place, hint="take the file anew") from None
    return tokenizer


def _threads() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST_THREADS)


def _line(error: BaseException) -> str:
    """The first line of what others say of a mistake, as much of it as a person reads."""
    return next(iter(_lines(error)), type(error).__name__)[:200]


def _lines(error: BaseException) -> Iterator[str]:
    return (line.strip() for line in str(error).splitlines() if line.strip())
