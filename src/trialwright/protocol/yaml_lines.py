"""YAML that people edit and git compares: plain values in, a text out, which `plain_yaml` reads back to the same values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

_PLAIN = re.compile(r"[^\W_](?:[^:#]|:(?=\S)|(?<=\S)#)*")
_ODD_SPACES = frozenset("\u00a0\u2002\u2003\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")
_RESOLVER = yaml.resolver.Resolver()


def kind_of(text: str) -> str:
    """What YAML takes a text for that has no quotation marks: "str", "int", "bool", "null", "timestamp" …"""
    return str(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False))).rsplit(":", 1)[-1]  # type: ignore[no-untyped-call]


def write_yaml(value: Any, indent: int = 0) -> str:
    """The text of a mapping or a list of plain values, each field on a line of its own; ends with a line break.

    >>> print(write_yaml({"line": "I1", "text": "Age >= 18\\nor older", "review": []}), end="")
    line: I1
    text: |-
      Age >= 18
      or older
    review: []
    """
    return "".join(f"{row}\n" for row in _rows(value, indent))


def _rows(value: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _field(f"{pad}{scalar(key)}:", item, indent)
    else:
        for item in value:
            rows = (
                list(_rows(item, indent + 2)) if item and isinstance(item, Mapping | list) else [*_field(pad + " ", item, indent)]
            )
            first = rows[0]
            yield f"{pad}- {first[indent + 2 :]}"
            yield from rows[1:]


def _field(head: str, item: Any, indent: int) -> Iterator[str]:
    if isinstance(item, Mapping | list | tuple):
        if not item:
            yield f"{head} {'{}' if isinstance(item, Mapping) else '[]'}"
            return
        yield head
        yield from _rows(item, indent + 2)
    elif isinstance(item, Block) or (isinstance(item, str) and "\n" in item):
        yield from block(head, str(item), indent + 2)
    else:
        yield f"{head} {scalar(item)}"


class Block(str):
    """A text that is written on lines of its own, even if it has only one."""

    __slots__ = ()


def block(head: str, text: str, indent: int) -> Iterator[str]:
    """A text below its field: as it stands where nothing in it could be lost by that, else between quotation marks, its lines
    one below the other."""
    pad = " " * indent
    if _stands_as_it_is(text):
        yield f"{head} |-"
        yield from (f"{pad}{row}" if row else "" for row in text.split("\n"))
        return
    rows = [_escaped(row) for row in text.split("\n")]
    lines = [f"{row}\\n\\" if number < len(rows) - 1 else row for number, row in enumerate(rows)]
    lines = [f"\\{row}" if row[:1] == " " and number else row for number, row in enumerate(lines)]
    yield f'{head} "{lines[0]}' + ('"' if len(lines) == 1 else "")
    yield from (f"{pad}{row}" for row in lines[1:-1])
    if len(lines) > 1:
        yield f'{pad}{lines[-1]}"'


def _stands_as_it_is(text: str) -> bool:
    rows = text.split("\n")
    edges = bool(rows[0].strip() and rows[-1].strip()) and not rows[0][0].isspace()
    whole = all(row == row.rstrip() and not row.startswith("\t") for row in rows)
    return edges and whole and all(sign in "\n\t" or _seen(sign) for sign in text)


def _seen(sign: str) -> bool:
    return (sign.isprintable() or sign in _ODD_SPACES) and sign != "\ufeff"


def _escaped(text: str) -> str:
    return "".join(_escape(sign) for sign in text)


def _escape(sign: str) -> str:
    if sign in '\\"':
        return f"\\{sign}"
    if sign == "\n":
        return "\\n"
    if _seen(sign):
        return sign
    code = ord(sign)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"


def scalar(value: Any) -> str:
    """A number, true, false, nothing, or a text on one line, with quotation marks where it would be read as something else."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    text = str(value)
    bare = _PLAIN.fullmatch(text) and text == text.rstrip() and all(_seen(sign) and sign not in _ODD_SPACES for sign in text)
    if bare and kind_of(text) == "str":
        return text
    return f'"{_escaped(text)}"'
