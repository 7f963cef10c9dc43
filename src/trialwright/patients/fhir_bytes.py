"""FHIR's JSON as bytes in; plain values, the kind of a resource, or the entries of a bundle as bytes, out."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw, Struct

from trialwright.errors import UserError

NONE = Raw(b"")
"""A part that is not there."""
_HEAD = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]{1,64})"')
_DECODER = json.JSONDecoder()
_ANY = msgspec.json.Decoder()
_KINDS: dict[bytes, str] = {}
_MOST_KINDS = 500
_NAME_BEGINS = len('{"resourceType": "')


class NotPlainError(ValueError):
    """Bytes that are no JSON, or not of the shape that was asked for: whoever looks closer says what is wrong with them."""


class Entry(NamedTuple):
    """An entry of a bundle: its number, its address, the kind of its resource ("" where it has none) and the resource."""

    number: int
    address: str
    kind: str
    resource: bytes


class Found(Struct, gc=False):
    """A resource: its kind, where it stands ("a.json, line", 3), its address in a bundle, and its bytes or its value."""

    kind: str
    near: str
    number: int = -1
    address: str = ""
    text: bytes = b""
    value: dict[str, Any] | None = None

    @property
    def place(self) -> str:
        """Where it stands, in words; few of them are ever said."""
        return self.near if self.number < 0 else f"{self.near} {self.number}"

    @property
    def resource(self) -> dict[str, Any]:
        """The resource as plain JSON; a `UserError` for bytes that are none."""
        if self.value is not None:
            return self.value
        found: dict[str, Any] = parsed(self.text, self.place)
        return found


class _Type(Struct, rename="camel", gc=False):
    resource_type: str = ""


class _Search(Struct, gc=False):
    mode: str | None = None


class _Request(Struct, gc=False):
    method: str | None = None


class _Entry(Struct, rename="camel", gc=False):
    full_url: str | None = None
    resource: Raw = NONE
    search: _Search | None = None
    request: _Request | None = None


class _Bundle(Struct, rename="camel", gc=False):
    resource_type: str
    type: str | None = None
    entry: list[_Entry] | None = None


_BUNDLE, _TYPE = msgspec.json.Decoder(_Bundle), msgspec.json.Decoder(_Type)


def plain(text: bytes) -> Any:
    """A JSON text as plain values; `NotPlainError` for what is none."""
    try:
        return _ANY.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotPlainError(str(error)) from None


def parsed(text: bytes, place: str) -> Any:
    """As `plain`; what is no JSON is read once more by Python's own reader, which tells where it is wrong, in a `UserError`."""
    try:
        return plain(text)
    except NotPlainError:
        pass
    try:
        return _DECODER.decode(text.decode())
    except json.JSONDecodeError as error:
        raise UserError(f"not valid JSON: {error.msg}", place=f"{place}, line {error.lineno}", hint="export it again") from None
    except (UnicodeDecodeError, ValueError) as error:
        raise UserError(f"not valid JSON: {error}", place=place, hint="FHIR's JSON is UTF-8") from None
    except RecursionError:
        raise UserError("it is nested too deeply", place=place) from None


def kind_of(text: bytes) -> str:
    """The kind of a resource whose kind is the first thing that it says; "" where it is not."""
    head = text[: text.find(b'"', _NAME_BEGINS)]
    kind = _KINDS.get(head)
    if kind is None:
        found = _HEAD.match(text)
        kind = found[1].decode() if found is not None else ""
        if len(_KINDS) < _MOST_KINDS and found is not None and found[0] == head + b'"':
            _KINDS[head] = kind
    return kind


def entries_of(text: bytes) -> list[Entry] | None:
    """The entries with a resource of a bundle that says what is so; None for anything else, and where an entry has another shape.

    What a search adds about itself, and an entry that asks to delete, is none.
    """
    try:
        text.decode()
        bundle = _BUNDLE.decode(text)
        if bundle.resource_type != "Bundle" or bundle.type == "history":
            return None
        found = [_entry(number, entry) for number, entry in enumerate(bundle.entry or ()) if _counts(entry)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found if all(entry.kind not in ("", "Bundle") for entry in found) else None


def _counts(entry: _Entry) -> bool:
    if entry.search is not None and entry.search.mode == "outcome":
        return False
    return entry.resource is not NONE and not (entry.request is not None and (entry.request.method or "").upper() == "DELETE")


def _entry(number: int, entry: _Entry) -> Entry:
    text = bytes(entry.resource)
    return Entry(number, entry.full_url or "", kind_of(text) or _TYPE.decode(text).resource_type, text)
