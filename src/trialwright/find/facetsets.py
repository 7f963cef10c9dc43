"""Sets of a facet's values enter, numbers leave by which trials are counted, and the values that the numbers stand for."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

_BITS = 52
"""So many bits of a number are kept whole wherever numbers are fractions."""
_KNOWN: dict[str, dict[int, tuple[str, ...]]] = {}
"""By facet, what each number stands for, as far as it was met; it is worked out from its values and stands for no others."""


@lru_cache(maxsize=20_000)
def numbered(values: tuple[str, ...]) -> tuple[int, str]:
    """The number of a set of values, and number and values as one term of the index."""
    one = sorted(set(values))
    digest = hashlib.blake2b(json.dumps(one).encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big") >> (64 - _BITS)
    return number, json.dumps([number, *one])


def apart(facet: str, counts: Mapping[int, int], terms: Callable[[], Iterable[str]]) -> dict[str, int] | None:
    """How many trials have each value, from how many have each set; `terms` are read where a number is new.

    None where a number stands in no term.
    """
    known = _KNOWN.setdefault(facet, {})
    if not counts.keys() <= known.keys():
        for term in terms():
            number, *values = json.loads(term)
            known[number] = tuple(map(sys.intern, values))
    found: dict[str, int] = {}
    for number, count in counts.items():
        values = known.get(number)
        if values is None:
            return None
        for value in values:
            found[value] = found.get(value, 0) + count
    return found
