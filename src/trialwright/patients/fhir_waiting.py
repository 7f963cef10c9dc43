"""Resources that wait for what they refer to: any number in; the same in their order out, with bounded memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from types import TracebackType

from trialwright.patients.fhir_bytes import Found

_IN_MEMORY = 64 * 2**20


class Waiting:
    """A queue: the resources of an export that names its patients last can be more than memory holds, so they wait on disk."""

    def __init__(self) -> None:
        self._held: list[tuple[int, Found, int]] = []
        self._bytes = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed at the end of the reading

    def __enter__(self) -> Waiting:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bytes.close()

    def add(self, turn: int, found: Found) -> None:
        """One more, with its turn."""
        text = found.text or json.dumps(found.value).encode()
        self._bytes.write(text)
        self._held.append((turn, Found(found.kind, found.near, found.number, found.address), len(text)))

    def __iter__(self) -> Iterator[tuple[int, Found]]:
        """Each with its turn, in the order in which they came."""
        self._bytes.seek(0)
        for turn, found, length in self._held:
            yield turn, Found(found.kind, found.near, found.number, found.address, self._bytes.read(length))
