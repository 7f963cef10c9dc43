"""Files of FHIR: a bundle, a resource, NDJSON or a folder of an export, gzipped or not, in; resources with their place out."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from trialwright.errors import UserError
from trialwright.patients.fhir_bytes import Found, NotPlainError, entries_of, kind_of, parsed, plain

_GZIP = b"\x1f\x8b"
_NESTED_BUNDLES = 3
_BUFFER = 2**18
FHIR_NAMES = (".json", ".ndjson", ".jsonl", ".json.gz", ".ndjson.gz", ".jsonl.gz")
"""How the files of FHIR in a folder are named, at their end."""
_HEAD = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]{1,64})"')
_ANY = re.compile(rb'"resourceType"\s*:\s*"[A-Z]')


@dataclass(frozen=True, kw_only=True, slots=True)
class Caps:
    """What is read of a source at most, in bytes after unpacking: a document, a line of NDJSON, and all of it."""

    document: int = 512 * 2**20
    line: int = 64 * 2**20
    whole: int = 64 * 2**30
    entries: int = 5_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Reads:
    """What is read of a source: how much at most, and the kinds of resource; those of other kinds are counted, not parsed."""

    caps: Caps
    wanted: frozenset[str]
    others: dict[str, int] = field(default_factory=dict)

    def count(self, kind: str) -> None:
        """One more of a kind that is not read."""
        self.others[kind] = self.others.get(kind, 0) + 1


def looks_like_fhir(data: bytes) -> bool:
    """True for bytes that begin as FHIR's JSON does, unpacked or not."""
    if data[:2] == _GZIP:
        try:
            data = zlib.decompressobj(31).decompress(data, 200_000)
        except zlib.error:
            return False
    head = data[:200_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] in (b"{", b"[") and (_HEAD.match(head) is not None or _ANY.search(head) is not None)


def files_of(path: Path) -> tuple[Path, ...]:
    """The files of a path: itself, or those of a folder; people and medicines first, which the others refer to."""
    if not path.is_dir():
        return (path,)
    found = [item for item in sorted(path.rglob("*")) if item.is_file() and item.name.lower().endswith(FHIR_NAMES)]
    if not found:
        raise UserError("the folder holds no FHIR files", place=str(path), hint=f"files named {', '.join(FHIR_NAMES)}")
    return tuple(sorted(found, key=lambda item: (not item.name.startswith(("Patient", "Medication.", "BodyStructure")), item)))


def resources_of(source: IO[bytes], name: str, reads: Reads) -> Iterator[Found]:
    """The resources of one file, unpacked as they are read. Of NDJSON, lines of a kind that is not wanted are not parsed.

    What is no FHIR is a UserError that names the file and the line or entry.
    """
    caps = reads.caps
    stream = _unpacked(source, name, caps)
    with _translated(name):
        first = stream.readline(caps.line + 1).removeprefix(b"\xef\xbb\xbf")
        if _is_line(first):
            yield from _lines(first, stream, name, reads)
            return
        rest = stream.read(caps.document - len(first) + 1)
    text = first + rest
    if len(text) > caps.document:
        raise UserError(f"the document is larger than {caps.document // 2**20} MB", place=name, hint="split it, or use NDJSON")
    entries = entries_of(text)
    if entries is None or len(entries) > caps.entries:
        yield from _within(parsed(text, name), name, caps)
        return
    near = f"{name}, entry"
    for entry in entries:
        if entry.kind in reads.wanted:
            yield Found(entry.kind, near, entry.number, entry.address, entry.resource)
        else:
            reads.count(entry.kind)


def _is_line(first: bytes) -> bool:
    """Whether the first line is a whole resource, with others after it."""
    if not first.endswith(b"\n") or not first.strip().endswith(b"}"):
        return False
    if kind_of(first):
        return True
    try:
        return plain(first) is not None
    except NotPlainError:
        return False


def _unpacked(source: IO[bytes], name: str, caps: Caps) -> io.BufferedReader:
    if isinstance(source, io.BufferedReader):
        buffered = source
    else:
        in_memory: Any = source if isinstance(source, io.BytesIO) else _Raw(source)
        buffered = io.BufferedReader(in_memory, _BUFFER)
    if buffered.peek(2)[:2] != _GZIP:
        return buffered
    return io.BufferedReader(_Capped(gzip.GzipFile(fileobj=buffered), name, caps.whole))


class _Raw(io.RawIOBase):
    """A file object as the raw stream that a buffer wants."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Capped(_Raw):
    """What is unpacked is counted: a few bytes of gzip can stand for terabytes."""

    def __init__(self, source: Any, name: str, most: int) -> None:
        super().__init__(source)
        self._name, self._left, self._most = name, most, most

    def readinto(self, buffer: Any) -> int:
        count = super().readinto(buffer)
        self._left -= count
        if self._left < 0:
            raise UserError(f"unpacked it is larger than {self._most // 2**20} MB", place=self._name)
        return count


@contextmanager
def _translated(name: str) -> Iterator[None]:
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UserError(f"the gzip is damaged: {error}", place=name, hint="pack it again") from None
    except OSError as error:
        raise UserError(f"the file cannot be read: {error.strerror or error}", place=name) from None


def _lines(first: bytes, stream: IO[bytes], name: str, reads: Reads) -> Iterator[Found]:
    number, line, near, most = 1, first, f"{name}, line", reads.caps.line
    readline, wanted = stream.readline, reads.wanted
    while line:
        kind = kind_of(line)
        if kind in wanted and kind != "Bundle":
            yield Found(kind, near, number, "", line)
        elif kind and kind != "Bundle":
            reads.count(kind)
        elif line.strip():
            yield from _within(parsed(line, f"{near} {number}"), f"{near} {number}", reads.caps)
        number += 1
        line = readline(most + 1)
        if len(line) > most:
            raise UserError(f"the line is longer than {most // 2**20} MB", place=f"{near} {number}")


def _within(value: Any, place: str, caps: Caps, *, depth: int = 0) -> Iterator[Found]:
    """The resources of a value: those of a bundle, of a list, or the resource that it is."""
    if isinstance(value, list) and depth == 0:
        for number, item in enumerate(value):
            yield from _within(item, f"{place}, item {number + 1}", caps, depth=1)
        return
    kind = value.get("resourceType") if isinstance(value, dict) else None
    if not isinstance(kind, str):
        raise UserError(
            "no FHIR resource: it has no resourceType", place=place, hint="a Bundle, a resource, or NDJSON of resources"
        )
    if kind != "Bundle":
        yield Found(kind, place, value=value)
        return
    if depth > _NESTED_BUNDLES:
        raise UserError("bundles are nested too deeply", place=place)
    if value.get("type") == "history":
        raise UserError("a history tells what was changed, not what is so", place=place, hint="export the record as it is now")
    entries = value.get("entry") or []
    if not isinstance(entries, list) or len(entries) > caps.entries:
        raise UserError("entry is not a list that can be read", place=place, hint=f"at most {caps.entries} entries")
    for number, entry in enumerate(entries):
        where = f"{place}, entry {number}"
        inner = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(inner, dict) and inner.get("resourceType") == "Bundle":
            yield from _within(inner, where, caps, depth=depth + 1)
        elif isinstance(inner, dict) and not isinstance(inner.get("resourceType"), str):
            raise UserError("no FHIR resource: it has no resourceType", place=where, hint="export it again")
        elif isinstance(inner, dict) and _counts(entry):
            address = entry.get("fullUrl")
            yield Found(inner["resourceType"], where, address=address if isinstance(address, str) else "", value=inner)


def _counts(entry: dict[str, Any]) -> bool:
    """False for what a search adds about itself, and for an entry that asks to delete."""
    search, request = entry.get("search"), entry.get("request")
    if isinstance(search, dict) and search.get("mode") == "outcome":
        return False
    return not (isinstance(request, dict) and str(request.get("method")).upper() == "DELETE")
