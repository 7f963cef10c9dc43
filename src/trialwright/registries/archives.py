"""A packed stream (gzip, zip, tar) enters, its files leave one at a time; nothing is ever written to a path that it names."""

from __future__ import annotations

import gzip
import io
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from trialwright.errors import UserError
from trialwright.registries.record import Place
from trialwright.registries.rejected import Rejected, rejected
from trialwright.registries.streams import broken, damaged

_NO_ZIP: tuple[type[Exception], ...] = (*broken(), ValueError)
"""Also a ValueError: a place before the beginning."""
_IN_MEMORY = 32 * 2**20
_CHUNK = 2**20
_UNSEEN = ("__MACOSX", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One file of an archive, by its own name without folders, and its bytes."""

    name: str
    stream: BinaryIO


@contextmanager
def gunzipped(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """The stream unpacked; one that ends early or is damaged raises `UserError` where that shows."""
    with gzip.GzipFile(fileobj=stream, mode="rb") as inner:
        try:
            yield cast(BinaryIO, inner)
        except broken() as error:
            raise damaged(name, error) from None


def without_gz(name: str) -> str:
    """ "trials.jsonl.gz" -> "trials.jsonl", "trials.tgz" -> "trials.tar"."""
    lower = name.lower()
    if lower.endswith(".tgz"):
        return name[:-4] + ".tar"
    return name[:-3] if lower.endswith(".gz") and len(name) > len(".gz") else name


def members(stream: BinaryIO, kind: str, name: str) -> Iterator[Member | Rejected]:
    """The files of a zip or tar, in the archive's order; folders are passed over, what cannot be read is a `Rejected`."""
    yield from _zip_members(stream, name) if kind == "zip" else _tar_members(stream, name)


def _zip_members(stream: BinaryIO, name: str) -> Iterator[Member | Rejected]:
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as held:
        while chunk := stream.read(_CHUNK):
            held.write(chunk)
        held.seek(0)
        try:
            archive = zipfile.ZipFile(cast(BinaryIO, held))
        except _NO_ZIP:
            raise UserError("the zip is damaged or cut off", place=name, hint="download it again") from None
        with archive:
            for info in archive.infolist():
                if not info.is_dir() and not _unseen(info.filename):
                    yield from _zip_member(archive, info, name)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Iterator[Member | Rejected]:
    called = _called(name, info.filename)
    try:
        with archive.open(info) as stream:
            yield Member(name=called, stream=cast(BinaryIO, stream))
    except (RuntimeError, NotImplementedError):
        yield rejected(
            Place(source=called), "it is locked with a password or packed in a way that is not read", hint="unpack it first"
        )
    except _NO_ZIP:
        yield rejected(Place(source=called), "this file of the zip is damaged", hint="download the zip again")


def _tar_members(stream: BinaryIO, name: str) -> Iterator[Member | Rejected]:
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for info in archive:
                if info.isdir() or _unseen(info.name):
                    continue
                inner = archive.extractfile(info) if info.isfile() else None
                if inner is None:
                    yield rejected(
                        Place(source=_called(name, info.name)),
                        "it is a link or device, not a file",
                        hint="pack the files themselves",
                    )
                else:
                    yield Member(
                        name=_called(name, info.name), stream=cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, inner)))
                    )
    except broken() as error:
        raise UserError(f"the tar is damaged or cut off: {error}", place=name, hint="download it again") from None


def _unseen(path: str) -> bool:
    parts = PurePosixPath(path.replace("\\", "/")).parts
    return any(part in _UNSEEN or part.startswith("._") for part in parts)


def _called(archive: str, path: str) -> str:
    """ "batch.zip/NCT00000001.json": folders are left out, so a name can never point outside."""
    return f"{archive}/{PurePosixPath(path.replace(chr(92), '/')).name or 'unnamed'}"
