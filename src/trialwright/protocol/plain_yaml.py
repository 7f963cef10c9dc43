"""YAML as people edit it: a text in; plain values, the line of every field and all comments out. `yaml_lines` writes it.

Only what JSON can say is read: tags, anchors and aliases (with which a file can run code or grow without end) are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from trialwright.errors import UserError
from trialwright.protocol.yaml_lines import kind_of

Path = tuple[str | int, ...]
_DEEPEST = 40
_LONGEST = 8_000_000
_BLOCK = re.compile(r"[|>][-+0-9]*\s+(#.*)")
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_AFTER = re.compile(r"[\s:,\]}]*\s(#.*)")


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file's value; `lines` the line (from 1) of each field by its path, `starts` that on which its text begins; `comments`
    each comment with its line."""

    value: Any
    name: str
    lines: Mapping[Path, int]
    starts: Mapping[Path, int]
    comments: tuple[tuple[int, str], ...] = ()

    def place(self, *path: str | int) -> str:
        """Where a field stands: "x.trial.yaml, line 12"; where it is not there, the nearest one above it that is."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return f"{self.name}, line {self.lines[path[:length]]}"
        return self.name


@dataclass(kw_only=True)
class _Open:
    """A list or a mapping that is still being read; `key` is the key whose value comes next."""

    value: Any
    path: Path
    key: str | None = None


@dataclass(kw_only=True)
class _Reading:
    """What has been read so far."""

    name: str
    root: Any = None
    stack: list[_Open] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    starts: dict[Path, int] = field(default_factory=dict)


def read_yaml(text: str, *, name: str) -> Document:
    """The one document of a text. What is not YAML, or more than plain values, is a UserError that names the line."""
    if len(text) > _LONGEST:
        raise UserError("the file is larger than any protocol", place=name, hint="is it the right file?")
    body = text.removeprefix("\ufeff")
    reading = _Reading(name=name)
    events: list[yaml.Event] = []
    try:
        for event in yaml.parse(body, Loader=yaml.SafeLoader):
            events.append(event)
            _take(event, reading)
    except yaml.MarkedYAMLError as error:
        line = _at(error.problem_mark or error.context_mark)[0] + 1
        message = f"not valid YAML: {error.problem or error.context}"
        raise UserError(message, place=f"{name}, line {line}", hint=_hint(error)) from None
    except yaml.YAMLError as error:
        raise UserError(f"not valid YAML: {str(error).splitlines()[0]}", place=name) from None
    comments = tuple(_comments(body, events))
    return Document(value=reading.root, name=name, lines=reading.lines, starts=reading.starts, comments=comments)


def _hint(error: yaml.MarkedYAMLError) -> str:
    if "\\t" in str(error.problem):
        return "indent with spaces, not tabs"
    return "keep the indentation of the lines around it, and put a text that holds : or # between quotation marks"


def _take(event: yaml.Event, reading: _Reading) -> None:
    """One event put into the value that is being built, without going down into it: no nesting is too deep for that."""
    line = _at(event.start_mark)[0] + 1
    if isinstance(event, yaml.DocumentStartEvent) and () in reading.lines:
        _refuse("the file holds more than one document", line, reading, "keep what stands above the line ---")
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        _refuse("anchors (&) and aliases (*) are not read", line, reading, "write the value out")
    tag = getattr(event, "tag", None)
    if tag not in (None, "!"):
        _refuse(f"the tag {tag} is not read", line, reading, "write plain text, numbers, lists and mappings")
    if isinstance(event, yaml.ScalarEvent):
        _scalar(event, line, reading)
    elif isinstance(event, yaml.CollectionStartEvent):
        opened: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = _put(opened, line, reading)
        if len(path) > _DEEPEST:
            _refuse("this is nested too deeply", line, reading, None)
        reading.stack.append(_Open(value=opened, path=path))
    elif isinstance(event, yaml.CollectionEndEvent):
        reading.stack.pop()


def _refuse(message: str, line: int, reading: _Reading, hint: str | None) -> None:
    raise UserError(message, place=f"{reading.name}, line {line}", hint=hint)


def _scalar(event: yaml.ScalarEvent, line: int, reading: _Reading) -> None:
    top = reading.stack[-1] if reading.stack else None
    if top is not None and isinstance(top.value, dict) and top.key is None:
        if event.value in top.value:
            _refuse(f'"{event.value}" stands twice in one place', line, reading, "keep one of the two")
        top.key = event.value
        reading.lines[(*top.path, event.value)] = line
        return
    reading.starts[_put(_plain_value(event), line, reading)] = line + (event.style in ("|", ">"))


def _plain_value(event: yaml.ScalarEvent) -> Any:
    """A whole number, true, false or nothing where that is written without quotation marks; anything else is a text."""
    text = str(event.value)
    if not event.implicit[0]:
        return text
    tag = kind_of(text)
    if tag == "null":
        return None
    if tag == "bool" and text in ("true", "false"):
        return text == "true"
    return int(text) if tag == "int" and re.fullmatch(r"-?(0|[1-9][0-9]{0,15})", text) else text


def _put(value: Any, line: int, reading: _Reading) -> Path:
    if not reading.stack:
        reading.root = value
        reading.lines[()] = line
        return ()
    top = reading.stack[-1]
    if isinstance(top.value, list):
        top.value.append(value)
        path: Path = (*top.path, len(top.value) - 1)
        reading.lines[path] = line
        return path
    if top.key is None:
        _refuse("a list or a mapping cannot be the name of a field", line, reading, "keep the shape that trialwright wrote")
    path = (*top.path, str(top.key))
    top.value[top.key], top.key = value, None
    return path


def _comments(text: str, events: list[yaml.Event]) -> Iterator[tuple[int, str]]:
    """Every comment that does not stand inside a text: on lines of their own, and behind a value."""
    rows = _BREAK.split(text)
    inside: set[int] = set()
    behind: dict[int, str] = {}
    for event in events:
        (start, column), (end, edge) = _at(event.start_mark), _at(event.end_mark)
        block = isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">")
        if isinstance(event, yaml.ScalarEvent):
            inside.update(range(start + 1, end if block else end + 1))
        row, found = (start, _BLOCK.match(rows[start][column:])) if block else (end, _AFTER.match(rows[end][edge:]))
        if found and (block or edge):
            behind[row] = found[1]
    for number, text_row in enumerate(rows):
        if number in behind:
            yield number + 1, behind[number].rstrip()
        elif number not in inside and text_row.lstrip().startswith("#"):
            yield number + 1, text_row.strip()


def _at(mark: Any) -> tuple[int, int]:
    """Line and column, from 0, of a mark; the beginning where there is none."""
    return (mark.line, mark.column) if mark is not None else (0, 0)
