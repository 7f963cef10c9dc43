"""Texts of the user's own shelf enter, a space of meaning is fitted to them; words enter, the trials nearest in it leave.

The space is latent semantic analysis (`find.lsa`). Beside it may stand what a sentence model of the user's own (`find.sentences`)
makes of each text: how alike two things are is then the mean of both cosines. The files are plain arrays and JSON, which hold no
code; what cannot be read whole is fitted anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from trialwright.find.lsa import Floats, Lsa
from trialwright.find.meaning_note import FORMAT, SPACE, note
from trialwright.find.modelfiles import ModelMark

if TYPE_CHECKING:
    from trialwright.find.sentences import SentenceModel

LEAST_TEXTS = 50
"""Of fewer texts nothing can be learnt: the search does without."""
FITTED_ON = 8_000
"""Texts that the space is fitted on, taken evenly from all; the others are placed in it."""
_BATCH = 5_000
_LEAST_LIKE, _LEAST_LIKE_BOTH = 0.25, 0.2
"""From where on something is near: by LSA, and by the mean of LSA and a sentence model."""
_ARRAYS, _SENTENCE_ARRAYS = ("places", "components", "idf"), ("vectors", "texts")
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, BadZipFile, AttributeError, TypeError)
Texts = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Near:
    """A trial near in meaning: its key, and the likeness between the words asked and its text (1: the same direction)."""

    key: str
    likeness: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Sentences:
    """What a sentence model made of the texts of trials: `vectors` trials × dimensions, each row of length 1; `texts` a number
    for the text that each was made of, by which one that did not change is known again; `mark` tells the model."""

    mark: ModelMark
    vectors: Floats
    texts: NDArray[np.uint64]

    @classmethod
    def none_yet(cls, mark: ModelMark) -> Sentences:
        """Those of no trial."""
        return cls(mark=mark, vectors=np.zeros((0, 0), dtype=np.float32), texts=np.zeros(0, dtype=np.uint64))

    def followed_by(
        self, kept: Sequence[int], texts: Texts, model: SentenceModel, said: Callable[[int], None] | None
    ) -> Sentences:
        """The rows `kept`, and then those of texts. What the same model made of the same text before is not made again."""
        if not model.mark.same_content(self.mark):
            raise ValueError("vectors of two models")
        held = {int(text): row for row, text in enumerate(self.texts)}
        numbers = [_number(text) for _key, text in texts]
        fresh = list(dict.fromkeys(number for number in numbers if number not in held))
        by_number = dict(zip(numbers, (text for _key, text in texts), strict=True))
        made = model.vectors([by_number[number] for number in fresh], said)
        held |= {number: len(self.vectors) + row for row, number in enumerate(fresh)}
        both = (
            np.concatenate([self.vectors, made]) if len(self.vectors) and len(made) else self.vectors if not len(made) else made
        )
        return Sentences(
            mark=model.mark,
            vectors=both[[*kept, *(held[number] for number in numbers)]],
            texts=np.array([*(self.texts[row] for row in kept), *numbers], dtype=np.uint64),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Meaning:
    """A fitted space: the place of every trial in it, and how words are put into it.

    `places` is trials × dimensions, each row of length 1. `sentences` is there where the shelf was fitted with a sentence model.
    """

    keys: tuple[str, ...]
    places: Floats
    lsa: Lsa
    sentences: Sentences | None = None

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {key: row for row, key in enumerate(self.keys)}

    @classmethod
    def fit(
        cls,
        texts: Iterable[tuple[str, str]],
        *,
        model: SentenceModel | None = None,
        before: Sentences | None = None,
        said: Callable[[int], None] | None = None,
    ) -> Meaning | None:
        """The space of (key, text) pairs; None where there are too few texts to learn from. With a `model` also what that makes
        of them, but for what it made of the same texts `before`; `said` hears how many it has done."""
        pairs = list(texts)
        if len(pairs) < LEAST_TEXTS:
            return None
        step = max(1, len(pairs) // FITTED_ON)
        lsa = Lsa.fit([text for _key, text in pairs[::step]])
        sentences = None
        if model is not None:
            usable = before is not None and before.mark.same_content(model.mark)
            earlier = before if before is not None and usable else Sentences.none_yet(model.mark)
            sentences = earlier.followed_by((), pairs, model, said)
        places = np.concatenate(
            [lsa.placed([text for _key, text in pairs[at : at + _BATCH]]) for at in range(0, len(pairs), _BATCH)]
        )
        return cls(keys=tuple(key for key, _text in pairs), places=places, lsa=lsa, sentences=sentences)

    def with_texts(self, texts: Texts, *, without: frozenset[str] = frozenset(), model: SentenceModel | None = None) -> Meaning:
        """The same space with trials placed in it, anew where they had a place; those of `without` are taken out.

        A space that was fitted with a sentence model needs that `model` (a ValueError without it).
        """
        fresh = {key for key, _text in texts}
        kept = [row for row, key in enumerate(self.keys) if key not in fresh and key not in without]
        placed = [self.lsa.placed([text for _key, text in texts[at : at + _BATCH]]) for at in range(0, len(texts), _BATCH)]
        if self.sentences is not None and model is None:
            raise ValueError("this space was fitted with a sentence model")
        return Meaning(
            keys=(*(self.keys[row] for row in kept), *(key for key, _text in texts)),
            places=np.concatenate([self.places[kept], *placed]).astype(np.float32),
            lsa=self.lsa,
            sentences=self.sentences.followed_by(kept, texts, model, None) if self.sentences is not None and model else None,
        )

    def place(self, key: str) -> tuple[float, ...] | None:
        """Where a trial is in the space of LSA, of length 1; None for one that has no place in it."""
        row = self._rows.get(key)
        if row is None or not self.places[row].any():
            return None
        return tuple(float(value) for value in self.places[row])

    def near(
        self, words: str, *, most: int, among: frozenset[str] | None = None, model: SentenceModel | None = None
    ) -> tuple[Near, ...]:
        """The trials nearest to the words, nearest first, at most so many; only those of `among` where it is given.

        `model` is the one that the space was fitted with; without it LSA alone tells. Words that LSA does not know have no place
        in its space: then nothing is near but by the model.
        """
        if not self.keys:
            return ()
        likeness, least = self.places @ self.lsa.placed([words])[0], _LEAST_LIKE
        if self.sentences is not None and model is not None:
            likeness, least = (likeness + self.sentences.vectors @ model.vectors([words])[0]) / 2, _LEAST_LIKE_BOTH
        if among is not None:
            likeness = np.where([key in among for key in self.keys], likeness, -1.0)
        return self._best(likeness, most, least)

    def like(self, key: str, *, most: int) -> tuple[Near, ...]:
        """The trials nearest to another trial, nearest first; none where that has no place in the space."""
        row = self._rows.get(key)
        if row is None or len(self.keys) < 2:
            return ()
        likeness, least = self.places @ self.places[row], _LEAST_LIKE
        if self.sentences is not None:
            likeness, least = (likeness + self.sentences.vectors @ self.sentences.vectors[row]) / 2, _LEAST_LIKE_BOTH
        likeness[row] = -1.0
        return self._best(likeness, most, least)

    def _best(self, likeness: Floats, most: int, least: float) -> tuple[Near, ...]:
        count = min(most, len(self.keys))
        rows = np.argpartition(-likeness, count - 1)[:count]
        ordered = sorted(rows.tolist(), key=lambda row: (-likeness[row], self.keys[row]))
        return tuple(Near(key=self.keys[row], likeness=float(likeness[row])) for row in ordered if likeness[row] >= least)

    def save(self, folder: Path) -> None:
        """Write the space into a folder; a reader finds the old or the new one, never a half."""
        folder.mkdir(parents=True, exist_ok=True)
        head: dict[str, Any] = {"format": FORMAT, "keys": self.keys, "terms": self.lsa.terms, "stops": sorted(self.lsa.stops)}
        arrays: dict[str, NDArray[Any]] = {"places": self.places, "components": self.lsa.components, "idf": self.lsa.idf}
        if self.sentences is not None:
            head["model"] = self.sentences.mark.to_json()
            arrays |= {"vectors": self.sentences.vectors, "texts": self.sentences.texts}
        unfinished = folder / "arrays.part"
        with unfinished.open("wb") as file:
            np.savez(file, head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8), **arrays)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / SPACE)
        note(folder, len(self.keys))

    @classmethod
    def size(cls, folder: Path) -> int | None:
        """How many trials have a place in the space of a folder, without reading the places; None where none can be read."""
        try:
            with (folder / SPACE).open("rb") as file, np.load(file, allow_pickle=False) as found:
                head: Any = json.loads(found["head"].tobytes().decode())
        except _UNREADABLE:
            return None
        return len(head.get("keys", ())) if isinstance(head, dict) and head.get("format") == FORMAT else None

    @classmethod
    def load(cls, folder: Path) -> Meaning | None:
        """The space of a folder; None where there is none, or none that can be read whole."""
        try:
            with (folder / SPACE).open("rb") as file, np.load(file, allow_pickle=False) as found:
                head: Any = json.loads(found["head"].tobytes().decode())
                if not isinstance(head, dict) or head.get("format") != FORMAT:
                    return None
                mark = ModelMark.from_json(head["model"]) if "model" in head else None
                names = _ARRAYS if mark is None else (*_ARRAYS, "vectors")
                arrays = {name: np.asarray(found[name], dtype=np.float32) for name in names}
                texts = np.asarray(found["texts"] if mark is not None else (), dtype=np.uint64)
        except _UNREADABLE:
            return None
        keys, terms = tuple(head.get("keys", ())), tuple(head.get("terms", ()))
        fits = arrays["places"].shape == (len(keys), arrays["components"].shape[0])
        fits = fits and arrays["components"].shape[1] == arrays["idf"].shape[0] == len(terms)
        fits = fits and (mark is None or (len(arrays["vectors"]) == len(texts) == len(keys) and arrays["vectors"].ndim == 2))
        if not fits:
            return None
        return cls(
            keys=keys,
            places=arrays["places"],
            lsa=Lsa(components=arrays["components"], idf=arrays["idf"], terms=terms, stops=frozenset(head.get("stops", ()))),
            sentences=Sentences(mark=mark, vectors=arrays["vectors"], texts=texts) if mark is not None else None,
        )


def _number(text: str) -> int:
    """A number for a text: two different ones have the same once in 2^64."""
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest())
