"""Texts enter, a space of meaning fitted to them leaves; words enter, their place in it leaves.

Latent semantic analysis (Deerwester et al. 1990): words and pairs of words weighed by how rare they are (TF-IDF), then the
strongest directions of the matrix. Nothing is fetched and no text leaves the machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

_DIMENSIONS, _WORDS, _SEED = 128, 40_000, 20261121
_TOKEN = r"(?u)\b\w[\w'+-]*\b"
_WORD = re.compile(_TOKEN)
Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class Lsa:
    """How words are put into a space that was fitted: `components` dimensions × words; `idf` and `terms` by word; `stops` are
    the words that were passed over."""

    components: Floats
    idf: Floats
    terms: tuple[str, ...]
    stops: frozenset[str] = frozenset()

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {term: column for column, term in enumerate(self.terms)}

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Lsa:
        """The space of these texts."""
        from sklearn.decomposition import TruncatedSVD  # takes a second: who only looks at the space does without

        weights = vectorizer()
        matrix = weights.fit_transform(texts)
        size = min(_DIMENSIONS, min(matrix.shape) - 1)
        directions = TruncatedSVD(n_components=size, random_state=_SEED).fit(matrix)
        return cls(
            components=directions.components_.astype(np.float32),
            idf=weights.idf_.astype(np.float32),
            terms=tuple(weights.get_feature_names_out()),
            stops=frozenset(weights.get_stop_words() or ()),
        )

    def placed(self, texts: Sequence[str]) -> Floats:
        """The places of texts, texts × dimensions, each of length 1; zeros for one of which no word is known."""
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


def _bare(text: str) -> str:
    """Small letters without accents."""
    small = text.lower()
    return small if small.isascii() else "".join(sign for sign in normalize("NFKD", small) if not combining(sign))


def vectorizer() -> TfidfVectorizer:
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
