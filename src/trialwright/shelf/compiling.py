"""The trials of a shelf enter; the criteria of those that were not compiled are, in several processes where many wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from trialwright.library import protocol_of_record
from trialwright.shelf.compiled import Compiled, packed_protocol
from trialwright.shelf.store import Store, unpacked
from trialwright.shelf.workers import made

_PART = 8
"""So many trials go to a worker at once: compiling one takes 20 to 100 ms."""
_PAGE = 1_000
_KEYS = "SELECT key, body, hash FROM trials WHERE active AND key > ? COLLATE NOCASE ORDER BY key COLLATE NOCASE LIMIT ?"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Waiting:
    """A trial to be compiled: its record in its stored form, and its place among all."""

    key: str
    hash: bytes
    record: bytes
    place: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Done:
    """What became of it: its protocol in its stored form, or why there is none."""

    key: str
    hash: bytes
    place: int
    protocol: bytes | None
    problem: str = ""


class Compiling:
    """Compiles what is on a shelf."""

    def __init__(self, store: Store, compiled: Compiled) -> None:
        self._store, self._compiled = store, compiled

    @property
    def unread(self) -> int:
        """How many trials are not compiled by this version of the program: each is when it is first asked for."""
        return self._compiled.unread(self._store.database)

    def all(self, said: Callable[[int], None], problem: Callable[[str], None], *, workers: int = 1) -> int:
        """Compile all that is not; how many that were. `said` gets how many trials were looked at, `problem` what could not be.

        What was compiled is kept at once: who is stopped goes on from there.
        """
        done = 0
        with closing(made(_compiled, self._parts(), workers=workers)) as results:
            for part in results:
                for item in part:
                    if item.protocol is None:
                        problem(f"{item.key}: {item.problem}")
                    else:
                        self._compiled.keep(item.hash, item.protocol)
                        done += 1
                said(part[-1].place)
        row = self._store.row("SELECT count(*) FROM trials WHERE active")
        said(0 if row is None else int(row[0]))
        self._compiled.forget_others()
        return done

    def _parts(self) -> Iterator[Sequence[_Waiting]]:
        part: list[_Waiting] = []
        for item in self._waiting():
            part.append(item)
            if len(part) == _PART:
                yield part
                part = []
        if part:
            yield part

    def _waiting(self) -> Iterator[_Waiting]:
        """The trials without a protocol, each content once, in the order of their keys."""
        last, place, seen = "", 0, set[bytes]()
        while rows := self._store.rows(_KEYS, (last, _PAGE)):
            for row in rows:
                place += 1
                if row["hash"] not in seen and not self._compiled.has(row["hash"]):
                    seen.add(row["hash"])
                    yield _Waiting(key=row["key"], hash=row["hash"], record=self._store.packed_body(row["body"]), place=place)
            last = rows[-1]["key"]


def _compiled(part: Sequence[_Waiting]) -> list[_Done]:
    """The protocols of some trials: the work that needs no shelf."""
    return [_one(item) for item in part]


def _one(item: _Waiting) -> _Done:
    try:
        packed = packed_protocol(protocol_of_record(unpacked(item.record)))
    except Exception as error:  # noqa: BLE001 - a fault in one of thousands of trials must not lose the others
        return _Done(key=item.key, hash=item.hash, place=item.place, protocol=None, problem=f"{type(error).__name__}: {error}")
    return _Done(key=item.key, hash=item.hash, place=item.place, protocol=packed)
