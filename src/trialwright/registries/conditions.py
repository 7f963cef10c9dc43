"""Condition names glued on one line enter, the names leave: cut where a list of known names and their words say they end.

Portals that join a list without separators ("Liver Metastases Colorectal Cancer") lose the cuts. They are guessed from the names
that trials on ClinicalTrials.gov use (`data/conditions.txt`): a whole known name counts most, else which words open and close
names.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

_SINGLE, _FIRST, _MIDDLE, _LAST = range(4)
_JOINING = frozenset(
    ("of", "or", "and", "in", "with", "to", "the", "for", "by", "from", "due", "at", "on", "&", "-", "/", "without", "as")
)
_LONGEST = 14
_KNOWN_NAME = 3.0
_EACH_CUT = 1.0
_SUFFIX = 4
_MOST_WORDS = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class _Names:
    """The known names; how often each word, and each ending of words, is a name by itself, opens, fills or closes one."""

    names: frozenset[str]
    words: Mapping[str, Sequence[int]]
    endings: Mapping[str, Sequence[int]]
    totals: Sequence[int]


def split_conditions(line: str) -> tuple[str, ...]:
    """The condition names on a line: "Liver Metastases Colorectal Cancer" -> ("Liver Metastases", "Colorectal Cancer").

    Line breaks, semicolons and `|` are cuts already; a line of more than 400 words is left whole.
    """
    for sign in ("\n", ";", "|"):
        if sign in line:
            return tuple(name for piece in line.split(sign) if piece.strip() for name in (piece.strip(),))
    words = line.split()
    return tuple(_cut(words)) if len(words) <= _MOST_WORDS else (line.strip(),)


def closes_a_name(word: str) -> bool:
    """Whether a known condition name ends with this word ("cancer", "metastases")."""
    own = _known().words.get(word.lower(), (0, 0, 0, 0))
    return own[_LAST] + own[_SINGLE] > own[_FIRST] + own[_MIDDLE]


@cache
def _known() -> _Names:
    text = files("trialwright.registries").joinpath("data/conditions.txt").read_text(encoding="utf-8")
    names = frozenset(text.splitlines())
    words: dict[str, list[int]] = {}
    endings: dict[str, list[int]] = {}
    totals = [0, 0, 0, 0]
    for name in names:
        parts = name.split()
        for at, word in enumerate(parts):
            role = _SINGLE if len(parts) == 1 else _FIRST if at == 0 else _LAST if at == len(parts) - 1 else _MIDDLE
            words.setdefault(word, [0, 0, 0, 0])[role] += 1
            endings.setdefault(word[-_SUFFIX:], [0, 0, 0, 0])[role] += 1
            totals[role] += 1
    return _Names(names=names, words=words, endings=endings, totals=totals)


def _cut(words: Sequence[str]) -> list[str]:
    """The best cuts by dynamic programming over where names may end."""
    weights = [_weights(word) for word in words]
    allowed = _allowed(words)
    best = [0.0, *(-math.inf for _ in words)]
    start_of = [0] * (len(words) + 1)
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - _LONGEST), end):
            if not (allowed[end] and allowed[start]):
                continue
            score = best[start] + _score(words, weights, start, end)
            if score > best[end]:
                best[end], start_of[end] = score, start
    if best[-1] == -math.inf:
        return [" ".join(words)]
    found, end = [], len(words)
    while end > 0:
        found.append(" ".join(words[start_of[end] : end]))
        end = start_of[end]
    return found[::-1]


def _score(words: Sequence[str], weights: Sequence[Sequence[float]], start: int, end: int) -> float:
    if end - start == 1:
        score = weights[start][_SINGLE]
    else:
        score = weights[start][_FIRST] + weights[end - 1][_LAST] + sum(weights[at][_MIDDLE] for at in range(start + 1, end - 1))
    known = " ".join(words[start:end]).lower() in _known().names
    return score + (_KNOWN_NAME if known else 0.0) - _EACH_CUT


def _weights(word: str) -> list[float]:
    """Log chances of the four roles: the word's own counts, backed by its ending's, backed by all words'."""
    known, name = _known(), word.lower()
    own = known.words.get(name, (0, 0, 0, 0))
    ending = known.endings.get(name[-_SUFFIX:], (0, 0, 0, 0))
    every = sum(known.totals)
    back = [(ending[role] + 2 * known.totals[role] / every) / (sum(ending) + 2) for role in range(4)]
    return [math.log((own[role] + 2 * back[role]) / (sum(own) + 2) + 1e-6) for role in range(4)]


def _allowed(words: Sequence[str]) -> list[bool]:
    """Before which words a name may begin: not inside brackets, not beside a joining word, not after a comma."""
    allowed, depth = [True], 0
    for before, word in pairwise(words):
        depth += before.count("(") - before.count(")")
        joined = before.endswith(",") or before.lower() in _JOINING or word.lower() in _JOINING or word.startswith("(")
        allowed.append(depth <= 0 and not joined)
    return [*allowed, True]
