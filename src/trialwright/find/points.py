"""The places of an index enter, those within a distance of another leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trialwright.find.expression import Distance
from trialwright.find.place import EARTH_KM

_INNERMOST_KM, _WIDER = 5.0, 8 / 7


@dataclass(frozen=True, kw_only=True, eq=False)
class Points:
    """All the different places at which trials have sites: their terms, degrees north and east."""

    terms: tuple[str, ...]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]

    @classmethod
    def of(cls, terms: Iterable[str]) -> Points:
        """The places behind terms "48.857,2.352"; others are passed over."""
        places = tuple(term for term in terms if "," in term)
        degrees = np.array([[float(part) for part in term.split(",")] for term in places], dtype=np.float64).reshape(-1, 2)
        return cls(terms=places, lat=degrees[:, 0], lon=degrees[:, 1])

    def km(self, lat: float, lon: float) -> npt.NDArray[np.float64]:
        """The distance of each from degrees north and east, along the great circle."""
        north, east = np.radians(self.lat - lat), np.radians(self.lon - lon)
        half = np.sin(north / 2) ** 2 + np.cos(np.radians(lat)) * np.cos(np.radians(self.lat)) * np.sin(east / 2) ** 2
        found: npt.NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
        return found

    def rings(self, lat: float, lon: float, within_km: float | None = None) -> list[list[str]]:
        """The terms of all places by how far they are, the nearest ring first; each ring is a seventh wider than the last. With a
        distance, of those within it."""
        km = self.km(lat, lon)
        near = np.flatnonzero(km <= within_km) if within_km is not None else np.arange(len(km))
        numbers = np.floor(np.log(np.maximum(km[near], _INNERMOST_KM) / _INNERMOST_KM) / np.log(_WIDER)).astype(int)
        found: dict[int, list[str]] = {}
        for at in np.argsort(numbers, kind="stable"):
            found.setdefault(int(numbers[at]), []).append(self.terms[near[at]])
        return list(found.values())

    def within(self, near: Distance) -> list[str]:
        """The terms of the places within a distance."""
        return [self.terms[at] for at in np.flatnonzero(self.km(near.lat, near.lon) <= near.km)]
