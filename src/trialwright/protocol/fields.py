"""JSON by the declared types of fields: a frozen dataclass in, plain values out, and back; a fault is told with its path."""

from __future__ import annotations

import datetime as dt
import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from functools import cache, partial
from typing import Any, Literal, NoReturn, Union, get_args, get_origin, get_type_hints

from trialwright.errors import UserError
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Compare,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Readings,
    Unread,
    When,
)
from trialwright.vocabulary.time import PartialDate

KINDS: Mapping[str, type] = types.MappingProxyType(
    {
        "all of": AllOf,
        "any of": AnyOf,
        "none of": NoneOf,
        "at least": AtLeast,
        "not": Not,
        "when": When,
        "readings": Readings,
        "compare": Compare,
        "has": Has,
        "ask": Ask,
        "no constraint": NoConstraint,
        "unread": Unread,
    }
)
"""What a criterion's `kind` may be."""

_KIND_OF = {kind: name for name, kind in KINDS.items()}
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNIONS = (Union, types.UnionType)
_Read = Callable[[object, str], Any]
"""What makes a value of a JSON value and the path where it stands."""


def described(value: object) -> str:
    """What a JSON value is, in words."""
    match value:
        case None:
            return "nothing (null)"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {value}"
        case str():
            return f'the text "{value[:40]}"'
        case list():
            return "a list"
        case _:
            return "an object"


def encoded(value: Any) -> Any:
    """The plain JSON value of a dataclass, an enumeration, a number, a date, a tuple or a mapping."""
    match value:
        case Decimal():
            if not value.is_finite():
                raise ValueError(f"{value} is not a number that can be kept")
            return str(value)
        case Enum():
            return value.value
        case PartialDate():
            return str(value)
        case dt.date():
            return value.isoformat()
        case tuple() | list():
            return [encoded(item) for item in value]
        case Mapping():
            return {key: encoded(item) for key, item in value.items()}
        case _:
            return _object(value) if is_dataclass(value) else value


def _object(value: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"kind": _KIND_OF[type(value)]} if type(value) in _KIND_OF else {}
    for field in fields(value):
        item = getattr(value, field.name)
        if not _is_default(field, item):
            body[_key(field.name)] = _limit_value(item) if _is_limit_value(value, field.name) else encoded(item)
    return body


def _is_default(field: Field[Any], item: Any) -> bool:
    if field.default_factory is not MISSING:
        return bool(item == field.default_factory())
    return field.default is not MISSING and type(item) is type(field.default) and bool(item == field.default)


def _is_limit_value(value: Any, name: str) -> bool:
    kind: Any = type(value)
    return set(get_args(_types(kind)[name])) == {Decimal, str}


def _limit_value(value: Decimal | str) -> dict[str, str]:
    return {"number": encoded(value)} if isinstance(value, Decimal) else {"code": value}


@cache
def _key(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _wrong(path: str, expected: str, data: object, hint: str | None = None) -> NoReturn:
    raise UserError(f"expected {expected}, found {described(data)}", place=path, hint=hint)


def decoded(data: object, kind: Any, path: str) -> Any:
    """The value of the declared type `kind` that a JSON value stands for; `path` is where it stands."""
    return _reader(kind)(data, path)


@cache
def _reader(kind: Any) -> _Read:
    """What reads a value of a declared type: the type is looked at once, not with every value."""
    if get_origin(kind) in _UNIONS:
        return _union_reader(get_args(kind))
    if get_origin(kind) is tuple:
        return partial(_items, read=_reader(get_args(kind)[0]))
    if get_origin(kind) is Literal:
        return partial(_choice, choices=list(get_args(kind)))
    if get_origin(kind) is not None:
        return lambda data, path: data if isinstance(data, dict) else _wrong(path, "an object", data)
    if kind is PartialDate:
        return _partial_date
    return partial(_built, kind=kind) if is_dataclass(kind) else _single_reader(kind)


def _single_reader(kind: Any) -> _Read:
    if kind is Decimal:
        return _number
    if kind is dt.date:
        return _date
    if issubclass(kind, Enum):
        return partial(_member, kind=kind)
    expected = {str: "a text", bool: "true or false", int: "a whole number"}.get(kind, kind.__name__)

    def single(data: object, path: str) -> Any:
        fits = isinstance(data, kind) and not (kind is int and isinstance(data, bool))
        return data if fits else _wrong(path, expected, data)

    return single


def _union_reader(kinds: tuple[Any, ...]) -> _Read:
    if type(None) in kinds:
        read = _union_reader(tuple(kind for kind in kinds if kind is not type(None)))
        return lambda data, path: None if data is None else read(data, path)
    if set(kinds) == {Decimal, str}:
        return _read_limit_value
    return _reader(kinds[0]) if len(kinds) == 1 else _criterion


def _criterion(data: object, path: str) -> Any:
    if not isinstance(data, dict):
        return _wrong(path, "a criterion, an object with its kind", data)
    name = _choice(data.get("kind"), f"{path}.kind", choices=list(KINDS))
    return _built({key: value for key, value in data.items() if key != "kind"}, path, kind=KINDS[name])


def _member(data: object, path: str, *, kind: type[Enum]) -> Any:
    return kind(_choice(data, path, choices=[item.value for item in kind]))


def _items(data: object, path: str, *, read: _Read) -> tuple[Any, ...]:
    if not isinstance(data, list):
        return _wrong(path, "a list", data)
    return tuple([read(item, f"{path}[{place}]") for place, item in enumerate(data)])


def _choice(data: object, path: str, *, choices: list[Any]) -> Any:
    if isinstance(data, str) and data in choices:
        return data
    best = _alike(data, choices) if isinstance(data, str) else []
    return _wrong(path, " or ".join(f'"{choice}"' for choice in choices), data, f'did you mean "{best[0]}"?' if best else None)


def _alike(word: str, choices: Iterable[str]) -> list[str]:
    """The choice that the word begins, or else is nearly; empty where there is none."""
    known = list(choices)
    begun = [choice for choice in known if word and choice.startswith(word)]
    return begun[:1] or get_close_matches(word, known, n=1)


def _number(data: object, path: str) -> Decimal:
    if isinstance(data, str) and _NUMBER.fullmatch(data):
        return Decimal(data)
    hint = f'write "{data}"' if isinstance(data, int | float) and not isinstance(data, bool) else None
    return _wrong(path, 'a number as a text, like "1.5"', data, hint)


def _partial_date(data: object, path: str) -> PartialDate:
    if not isinstance(data, str):
        return _wrong(path, "a date like 2026-03-16 or 2026-03", data)
    try:
        return PartialDate.parse(data)
    except ValueError:
        return _wrong(path, "a date like 2026-03-16 or 2026-03", data)


def _date(data: object, path: str) -> dt.date:
    expected = "a date like 2025-11-03"
    if not isinstance(data, str) or not _DATE.fullmatch(data):
        return _wrong(path, expected, data)
    try:
        return dt.date.fromisoformat(data)
    except ValueError:
        return _wrong(path, expected, data)


def _read_limit_value(data: object, path: str) -> Decimal | str:
    if isinstance(data, dict) and len(data) == 1:
        if "number" in data:
            return _number(data["number"], f"{path}.number")
        if "code" in data:
            return str(_reader(str)(data["code"], f"{path}.code"))
    return _wrong(path, '{"number": "1.5"} or {"code": "IIIB"}', data)


def _built(data: object, path: str, *, kind: Any) -> Any:
    """A dataclass from an object: every key is known, every field without a default is there."""
    if not isinstance(data, dict):
        return _wrong(path, "an object", data)
    parts = _parts(kind)
    if not data.keys() <= parts.keys():
        _strange(data, kind, path)
    for key, part in parts.items():
        if part.needed and key not in data:
            raise UserError(f'{_called(kind)} lacks "{key}"', place=path)
    values = {part.name: part.read(data[key], f"{path}.{key}") for key, part in parts.items() if key in data}
    try:
        return kind(**values)
    except ValueError as error:
        raise UserError(str(error), place=path) from None


def _strange(data: Mapping[str, Any], kind: Any, path: str) -> NoReturn:
    known = _parts(kind)
    key = next(key for key in data if key not in known)
    best = _alike(key, known)
    hint = f'did you mean "{best[0]}"?' if best else f"there are: {', '.join(known)}"
    raise UserError(f'"{key}" is not a part of {_called(kind)}', place=path, hint=hint)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """A field of a dataclass: its name in Python, what reads its value, and whether an object must have it."""

    name: str
    read: _Read
    needed: bool


@cache
def _parts(kind: Any) -> Mapping[str, _Part]:
    """The fields of a dataclass by their keys in JSON."""
    types_of, found = _types(kind), {}
    for field in fields(kind):
        needed = field.default is MISSING and field.default_factory is MISSING
        found[_key(field.name)] = _Part(name=field.name, read=_reader(types_of[field.name]), needed=needed)
    return types.MappingProxyType(found)


def _called(kind: type) -> str:
    name = _KIND_OF.get(kind, kind.__name__.lower())
    return f'the criterion "{name}"' if kind in _KIND_OF else f"the {name}"
