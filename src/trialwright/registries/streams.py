"""A file, stream or bytes enter, a byte stream whose format its first bytes tell leaves; bad ones are refused with advice."""

from __future__ import annotations

import io
import lzma
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from trialwright.errors import UserError

_PEEK = 4096
_TAR_MAGIC = slice(257, 262)
_REFUSED = (
    (b"%PDF", "a PDF", "save the page as text or HTML"),
    (b"BZh", "a bzip2 file", "unpack it first"),
    (b"\xfd7zXZ", "an xz file", "unpack it first"),
    (b"7z\xbc\xaf", "a 7-zip file", "unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "save it as text"),
    (b"\x89PNG", "a picture", "give the text of the page"),
    (b"\xff\xd8\xff", "a picture", "give the text of the page"),
    (b"PAR1", "a Parquet file", "export it as JSON lines"),
    (b"SQLite format 3", "an SQLite database", "export it as JSON lines"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]+)", re.IGNORECASE)
_PROLOG = re.compile(r"(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>|\s+)*", re.DOTALL | re.IGNORECASE)
_XML_TAGS = frozenset(("clinical_study", "search_results", "clinical_trials", "trials_export"))
_HTML_TAGS = frozenset(("html", "head", "body", "div", "p", "main", "article", "section", "h1", "table"))
_GONE = "is the path right?"


def broken() -> tuple[type[Exception], ...]:
    """What reading from a file raises that is damaged, or packed in an archive that is; asked for when something was raised."""
    import tarfile
    import zipfile

    return (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError)


@contextmanager
def opened(source: Path | BinaryIO | bytes, name: str) -> Iterator[BinaryIO]:
    """`source` as a byte stream; a file that is missing, a folder or not readable raises `UserError`."""
    if isinstance(source, bytes):
        yield io.BytesIO(source)
    elif isinstance(source, Path):
        if source.is_dir():
            raise UserError("this is a folder, not a file", place=name, hint="name the files in it")
        try:
            stream = source.open("rb")
        except FileNotFoundError:
            raise UserError("there is no such file", place=str(source), hint=_GONE) from None
        except OSError as error:
            raise UserError(f"the file cannot be opened: {error.strerror}", place=str(source)) from None
        with stream:
            yield stream
    else:
        yield source


class Head:
    """The first bytes of a stream, the kind they tell ("gzip", "zip", "tar", "json", "xml", "page"), and the whole stream."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.stream = stream if isinstance(stream, io.BufferedReader) else _buffered(stream)
        first = self._peek(name)
        self.kind = _kind(first, name)

    def _peek(self, name: str) -> bytes:
        try:
            return cast(io.BufferedReader, self.stream).peek(_PEEK)[:_PEEK]
        except broken() as error:
            raise damaged(name, error) from None


def _buffered(stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, _Raw(stream)), buffer_size=2**16))


class _Raw(io.RawIOBase):
    """Any object with `read` as a raw stream, so that it can be peeked into."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _kind(first: bytes, name: str) -> str:
    if not first:
        raise UserError("the file is empty", place=name, hint="save or download it again")
    if first.startswith(b"\x1f\x8b"):
        return "gzip"
    if first.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if first[_TAR_MAGIC] == b"ustar":
        return "tar"
    for magic, what, hint in _REFUSED:
        if first.startswith(magic):
            raise UserError(f"this is {what}, which is not read", place=name, hint=hint)
    if b"\0" in first and not first.startswith(_UTF16):
        raise UserError("this is a binary file, not a record or page", place=name, hint="give JSON, XML, text or HTML")
    return _text_kind(first)


def _text_kind(first: bytes) -> str:
    text = decoded(first, "").lstrip()
    if text.startswith("{") or re.match(r"\[\s*(?:[{\]\[]|$)", text):
        return "json"
    prolog = _PROLOG.match(text)
    opening = re.match(r"<([A-Za-z_][\w:.-]*)", text[prolog.end() :] if prolog else text)
    tag = opening.group(1).lower() if opening else ""
    if tag in _XML_TAGS or (
        text.startswith("<?xml") and tag and tag not in _HTML_TAGS and "<!doctype html" not in text[:1000].lower()
    ):
        return "xml"
    return "page"


def read_whole(stream: BinaryIO, name: str, limit: int, *, hint: str) -> bytes:
    """The rest of a stream; more than `limit` bytes raises `UserError`, and no more than that is ever held."""
    try:
        data = stream.read(limit + 1)
    except broken() as error:
        raise damaged(name, error) from None
    if len(data) > limit:
        raise UserError(f"it is larger than {limit // 2**20} MB", place=name, hint=hint)
    return data


def damaged(name: str, error: Exception) -> UserError:
    """What to say of packed data that ends early or does not unpack."""
    if isinstance(error, EOFError):
        return UserError("the compressed file ends before it is complete", place=name, hint="it was cut off: download it again")
    return UserError(f"the compressed file is damaged: {error}", place=name, hint="download it again")


def decoded(data: bytes, name: str) -> str:
    """Bytes as text: by their byte order mark, as UTF-8, by the charset an HTML page names, else as Windows-1252."""
    if data.startswith(_UTF16):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(data) - error.start < 4:
            return data[: error.start].decode("utf-8-sig")
    named = _CHARSET.search(data[:20_000])
    try:
        return data.decode(named.group(1).decode("ascii") if named else "cp1252", errors="replace")
    except LookupError:
        return data.decode("cp1252", errors="replace")
