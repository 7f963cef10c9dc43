"""Texts of the user's own shelf enter, a space of meaning is fitted to them; words enter, the trials nearest in it leave.

Latent semantic analysis (Deerwester et al. 1990): words and pairs of words weighed by how rare they are (TF-IDF), then the
strongest directions of the matrix. Nothing is fetched and no text leaves the folder. The files are plain arrays and JSON, which
hold no code; what cannot be read whole is fitted anew.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import combining, normalize
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from trialwright.find.meaning_note import FORMAT, SPACE, note

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

LEAST_TEXTS = 50
"""Of fewer texts nothing can be learnt: the search does without."""
FITTED_ON = 8_000
"""Texts that the space is fitted on, taken evenly from all; the others are placed in it."""
_DIMENSIONS, _WORDS, _SEED = 128, 40_000, 20261121
_BATCH = 5_000
_TOKEN = r"(?u)\b\w[\w'+-]*\b"
_WORD = re.compile(_TOKEN)
_LEAST_LIKE = 0.25
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, BadZipFile, AttributeError, TypeError)
Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True)
class Near:
    """A trial near in meaning: its key, and the cosine between the words asked and its text (1: the same direction)."""

    key: str
    likeness: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Meaning:
    """A fitted space: the place of every trial in it, and how words are put into it.

    `places` is trials × dimensions, each row of length 1; `components` dimensions × words; `idf` and `terms` by word; `stops` are
    the words that were passed over.
    """

    keys: tuple[str, ...]
    places: Floats
    components: Floats
    idf: Floats
    terms: tuple[str, ...]
    stops: frozenset[str] = frozenset()

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {term: column for column, term in enumerate(self.terms)}

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {key: row for row, key in enumerate(self.keys)}

    @classmethod
    def fit(cls, texts: Iterable[tuple[str, str]]) -> Meaning | None:
        """The space of (key, text) pairs; None where there are too few texts to learn from."""
        from sklearn.decomposition import TruncatedSVD  # takes a second: who only looks at the space does without

        pairs = list(texts)
        if len(pairs) < LEAST_TEXTS:
            return None
        step = max(1, len(pairs) // FITTED_ON)
        sample = [text for _key, text in pairs[::step]]
        weights = _vectorizer()
        matrix = weights.fit_transform(sample)
        size = min(_DIMENSIONS, min(matrix.shape) - 1)
        directions = TruncatedSVD(n_components=size, random_state=_SEED).fit(matrix)
        bare = cls(
            keys=(),
            places=np.zeros((0, size), dtype=np.float32),
            components=directions.components_.astype(np.float32),
            idf=weights.idf_.astype(np.float32),
            terms=tuple(weights.get_feature_names_out()),
            stops=frozenset(weights.get_stop_words() or ()),
        )
        return bare.with_texts(pairs)

    def with_texts(self, texts: Sequence[tuple[str, str]], *, without: frozenset[str] = frozenset()) -> Meaning:
        """The same space with trials placed in it, anew where they had a place; those of `without` are taken out."""
        fresh = {key for key, _text in texts}
        kept = [row for row, key in enumerate(self.keys) if key not in fresh and key not in without]
        placed = [self._placed([text for _key, text in texts[at : at + _BATCH]]) for at in range(0, len(texts), _BATCH)]
        return Meaning(
            keys=(*(self.keys[row] for row in kept), *(key for key, _text in texts)),
            places=np.concatenate([self.places[kept], *placed]).astype(np.float32),
            components=self.components,
            idf=self.idf,
            terms=self.terms,
            stops=self.stops,
        )

    def place(self, key: str) -> tuple[float, ...] | None:
        """Where a trial is in the space, of length 1; None for one that has no place in it."""
        row = self._rows.get(key)
        if row is None or not self.places[row].any():
            return None
        return tuple(float(value) for value in self.places[row])

    def near(self, words: str, *, most: int, among: frozenset[str] | None = None) -> tuple[Near, ...]:
        """The trials nearest to the words, nearest first, at most so many; only those of `among` where it is given.

        Words that the space does not know have no place in it: then nothing is near.
        """
        place = self._placed([words])[0]
        if not place.any() or not self.keys:
            return ()
        likeness = self.places @ place
        if among is not None:
            likeness = np.where([key in among for key in self.keys], likeness, -1.0)
        return self._best(likeness, most)

    def like(self, key: str, *, most: int) -> tuple[Near, ...]:
        """The trials nearest to another trial, nearest first; none where that has no place in the space."""
        row = self._rows.get(key)
        if row is None or len(self.keys) < 2:
            return ()
        likeness = self.places @ self.places[row]
        likeness[row] = -1.0
        return self._best(likeness, most)

    def _best(self, likeness: Floats, most: int) -> tuple[Near, ...]:
        count = min(most, len(self.keys))
        rows = np.argpartition(-likeness, count - 1)[:count]
        ordered = sorted(rows.tolist(), key=lambda row: (-likeness[row], self.keys[row]))
        return tuple(Near(key=self.keys[row], likeness=float(likeness[row])) for row in ordered if likeness[row] >= _LEAST_LIKE)

    def _placed(self, texts: Sequence[str]) -> Floats:
        places: Floats = np.array([self._sum(text) for text in texts], dtype=np.float32).reshape(len(texts), -1)
        lengths = np.linalg.norm(places, axis=1, keepdims=True)
        placed: Floats = np.divide(places, lengths, out=np.zeros_like(places), where=lengths > 0)
        return placed

    def _sum(self, text: str) -> Floats:
        """What TfidfVectorizer and the directions make of a text, but for its length. Without loading scikit-learn, which takes a
        second and a hundred megabytes in every process that searches."""
        words = [word for word in _WORD.findall(_bare(text)) if word not in self.stops]
        pairs = (f"{one} {other}" for one, other in pairwise(words))
        counted = Counter(column for term in (*words, *pairs) if (column := self._columns.get(term)) is not None)
        columns = list(counted)
        weights = (1.0 + np.log(np.array(list(counted.values()), dtype=np.float32))) * self.idf[columns]
        summed: Floats = np.asarray(self.components[:, columns] @ weights, dtype=np.float32)
        return summed

    def save(self, folder: Path) -> None:
        """Write the space into a folder; a reader finds the old or the new one, never a half."""
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / "arrays.part"
        with unfinished.open("wb") as file:
            head = json.dumps({"format": FORMAT, "keys": self.keys, "terms": self.terms, "stops": sorted(self.stops)})
            written = np.frombuffer(head.encode(), dtype=np.uint8)
            np.savez(file, head=written, places=self.places, components=self.components, idf=self.idf)
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
                arrays = {name: np.asarray(found[name], dtype=np.float32) for name in ("places", "components", "idf")}
        except _UNREADABLE:
            return None
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            return None
        keys, terms = tuple(head.get("keys", ())), tuple(head.get("terms", ()))
        fits = arrays["places"].shape == (len(keys), arrays["components"].shape[0])
        fits = fits and arrays["components"].shape[1] == arrays["idf"].shape[0] == len(terms)
        return cls(keys=keys, terms=terms, stops=frozenset(head.get("stops", ())), **arrays) if fits else None


def _bare(text: str) -> str:
    """Small letters without accents."""
    small = text.lower()
    return small if small.isascii() else "".join(sign for sign in normalize("NFKD", small) if not combining(sign))


def _vectorizer() -> TfidfVectorizer:
    """How texts become weighed words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        ngram_range=(1, 2),
        max_features=_WORDS,
        min_df=2,
        max_df=0.5,
        sublinear_tf=True,
        strip_accents="unicode",
        stop_words="english",
        token_pattern=_TOKEN,
        dtype=np.float32,
    )
