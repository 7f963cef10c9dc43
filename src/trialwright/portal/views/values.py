"""A value of unknown shape enters (a record is somebody else's JSON), the shape asked for leaves, empty where it is another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def mapping_of(value: object) -> Mapping[str, Any]:
    """The value where it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def mappings_of(value: object) -> list[Mapping[str, Any]]:
    """The mappings of a list."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def text_of(item: Mapping[str, Any], name: str) -> str:
    """The value of a name as text, "" where there is none."""
    value = item.get(name)
    return "" if value is None else str(value)


def texts_of(value: object) -> tuple[str, ...]:
    """The items of a list as text; one text is a list of one."""
    if isinstance(value, str):
        return (value,)
    return tuple(str(item) for item in value if item is not None) if isinstance(value, list | tuple) else ()
