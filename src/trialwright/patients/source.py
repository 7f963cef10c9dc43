"""JSON and YAML as they stand in a file: a text in; its documents as plain values, and the line of every field, out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import yaml

from trialwright.errors import UserError

Path = tuple[str | int, ...]
_DEEPEST = 12
_TOO_DEEP = "the file is nested too deeply"
_MOST_VALUES = 200_000
"""More than any sheet holds: a few lines of YAML whose anchors refer to one another can stand for billions of values."""
_LONGEST_NUMBER = 40


class _Loader(yaml.SafeLoader):
    """YAML that is given up where it is nested too deeply, before it has cost anything."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self._depth += 1
        if self._depth > 2 * _DEEPEST:
            raise RecursionError
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document of a file: its value, and where in the file it stands."""

    value: Any
    name: str
    text: str
    first_line: int = 1
    index: int = 0
    prefix: Path = ()

    def place(self, path: Path) -> str:
        """Where a field stands: "patient.yaml, line 12"; the nearest line known above it."""
        whole = (*self.prefix, *path)
        for length in range(len(whole), -1, -1):
            if whole[:length] in self._lines:
                return f"{self.name}, line {self._lines[whole[:length]]}"
        return self.name

    @cached_property
    def _lines(self) -> dict[Path, int]:
        try:
            nodes = list(yaml.compose_all(self.text.replace("\t", " "), Loader=_Loader))
        except (yaml.YAMLError, RecursionError):
            return {}
        found: dict[Path, int] = {}
        if self.index < len(nodes) and nodes[self.index] is not None:
            _note_lines(nodes[self.index], (), found, self.first_line)
        return found


def documents(text: str, *, name: str) -> tuple[Document, ...]:
    """The documents of a JSON, JSON Lines or YAML text: YAML documents, the members of a list, the lines of JSONL.

    A text that is neither is a UserError that names the line.
    """
    body = text.lstrip("\ufeff")
    start = body.lstrip()[:1]
    if start in ("{", "["):
        found = _json_documents(body, name)
    else:
        found = tuple(
            Document(value=value, name=name, text=body, index=index) for index, value in enumerate(_yaml_values(body, name))
        )
    return tuple(_spread(found))


def _spread(found: tuple[Document, ...]) -> Iterator[Document]:
    for item in found:
        if isinstance(item.value, list):
            for number, value in enumerate(item.value):
                yield Document(
                    value=value, name=item.name, text=item.text, first_line=item.first_line, index=item.index, prefix=(number,)
                )
        elif item.value is not None:
            yield item


def _json_documents(text: str, name: str) -> tuple[Document, ...]:
    try:
        return (Document(value=_loads(text, name), name=name, text=text),)
    except json.JSONDecodeError as error:
        rows = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        if len(rows) < 2 or not _is_json(rows[0][1]):
            if _is_yaml_flow(text):
                return tuple(
                    Document(value=value, name=name, text=text, index=index)
                    for index, value in enumerate(_yaml_values(text, name))
                )
            raise _bad_json(error, name, error.lineno) from None
    return tuple(_json_line(line, name, number) for number, line in rows)


def _json_line(line: str, name: str, number: int) -> Document:
    try:
        return Document(value=_loads(line, name), name=name, text=line, first_line=number)
    except json.JSONDecodeError as error:
        raise _bad_json(error, name, number) from None


def _bad_json(error: json.JSONDecodeError, name: str, line: int) -> UserError:
    return UserError(
        f"not valid JSON: {error.msg}", place=f"{name}, line {line}", hint="check for a missing quote, comma or bracket"
    )


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return False
    return True


def _is_yaml_flow(text: str) -> bool:
    """A YAML mapping in braces ("{what: x}") looks like JSON and is none."""
    try:
        yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError):
        return False
    return True


def _loads(text: str, name: str) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in items:
            if key in seen:
                raise UserError(f"the field {key!r} stands twice in one place", place=name, hint="keep one of the two")
            seen[key] = value
        return seen

    try:
        return json.loads(text, parse_float=Decimal, parse_int=_whole, parse_constant=str, object_pairs_hook=pairs)
    except RecursionError:
        raise UserError(_TOO_DEEP, place=name) from None


def _yaml_values(text: str, name: str) -> Iterator[Any]:
    try:
        nodes = list(yaml.compose_all(text, Loader=_Loader))
        many = sum(_size(node, {}) for node in nodes if node is not None) > _MOST_VALUES
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(
            f"not valid YAML: {error.problem or error.context}", place=f"{name}, line {line}", hint=_yaml_hint(error)
        ) from None
    except yaml.YAMLError as error:
        raise UserError(f"not valid YAML: {str(error).splitlines()[0]}", place=name) from None
    except RecursionError:
        raise UserError(_TOO_DEEP, place=name) from None
    if many:
        hint = "write it without anchors (& and *)"
        raise UserError("the file stands for more values than any sheet has", place=name, hint=hint)
    yield from (_plain(node, name, 0) for node in nodes if node is not None)


def _size(node: yaml.Node, seen: dict[int, int]) -> int:
    """How many values a node stands for, each alias counted as what it refers to."""
    if id(node) not in seen:
        seen[id(node)] = 1  # of a node that holds itself; the depth stops that one
        below = node.value if isinstance(node.value, list) else []
        parts = (part for item in below for part in (item if isinstance(item, tuple) else (item,)))
        seen[id(node)] = 1 + sum(_size(part, seen) for part in parts)
    return seen[id(node)]


def _yaml_hint(error: yaml.MarkedYAMLError) -> str:
    return (
        "indent with spaces, not tabs"
        if "\\t" in str(error.problem)
        else "check the indentation, and quote texts that hold : or #"
    )


def _plain(node: yaml.Node, name: str, depth: int) -> Any:
    """A YAML node as a plain value: numbers as written, dates as texts."""
    if depth > _DEEPEST:
        raise UserError(_TOO_DEEP, place=f"{name}, line {node.start_mark.line + 1}")
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            word = str(key.value)
            if word in found:
                raise UserError(
                    f"the field {word!r} stands twice in one place",
                    place=f"{name}, line {key.start_mark.line + 1}",
                    hint="keep one of the two",
                )
            found[word] = _plain(value, name, depth + 1)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, name, depth + 1) for item in node.value]
    return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    match node.tag.rsplit(":", 1)[-1]:
        case "null":
            return None
        case "bool":
            return text.lower() in ("true", "yes", "on")
        case "int" | "float" if text.lstrip("+-").replace(".", "", 1).isdigit() and not (
            len(text) > 1 and text[0] == "0" and text[1].isdigit()
        ):
            return _whole(text) if text.lstrip("+-").isdigit() else Decimal(text)
        case _:
            return text


def _whole(text: str) -> int | str:
    """A whole number; one of more digits than anything measured has stays a text."""
    return int(text) if len(text) <= _LONGEST_NUMBER else text


def _note_lines(node: yaml.Node, path: Path, found: dict[Path, int], first: int) -> None:
    if len(path) > _DEEPEST:
        return
    found.setdefault(path, node.start_mark.line + first)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found[(*path, str(key.value))] = key.start_mark.line + first
            _note_lines(value, (*path, str(key.value)), found, first)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note_lines(value, (*path, index), found, first)
