"""The file form of a protocol: criteria, lines, stages and protocols in, plain JSON values out, and back without any loss.

Keys are the field names in camelCase; what has its default value is left out; a number is a string ("9.0"), so that no digit is
lost; a criterion carries its `kind`. A file that breaks the form is a UserError that names the path inside it.
"""

from __future__ import annotations

import json
from typing import Any

from trialwright.errors import UserError
from trialwright.protocol.criteria import Criterion
from trialwright.protocol.fields import decoded, described, encoded
from trialwright.protocol.protocol import Line, Protocol, Stage

FORMAT = "trialwright.protocol/1"
"""The name and version that a protocol's file begins with."""


def to_json(value: Criterion | Line | Stage | Protocol) -> dict[str, Any]:
    """The JSON value of a criterion, a line, a stage, or a protocol, which alone carries `format`.

    >>> from trialwright.protocol.language import parse_criterion
    >>> to_json(parse_criterion("no brain metastasis"))
    {'kind': 'not', 'item': {'kind': 'has', 'target': {'concept': 'brain metastasis'}}}

    A number that is not finite is a ValueError.
    """
    body: dict[str, Any] = encoded(value)
    return {"format": FORMAT, **body} if isinstance(value, Protocol) else body


def criterion_from_json(data: object, *, path: str = "$") -> Criterion:
    """The criterion of a JSON value; `path` is where that value stands, for error messages."""
    node: Criterion = _decoded(data, Criterion, path)
    return node


def line_from_json(data: object, *, path: str = "$") -> Line:
    """The line of a JSON value."""
    line: Line = _decoded(data, Line, path)
    return line


def stage_from_json(data: object, *, path: str = "$") -> Stage:
    """The stage of a JSON value."""
    stage: Stage = _decoded(data, Stage, path)
    return stage


def protocol_from_json(data: object, *, path: str = "$") -> Protocol:
    """The protocol of a JSON value; one of another format or version is a UserError."""
    if not isinstance(data, dict):
        raise UserError(f"a protocol is an object, not {described(data)}", place=path)
    found = data.get("format")
    if found != FORMAT:
        told = f'this is "{found}"' if isinstance(found, str) else "this has no format"
        raise UserError(
            f'{told}, not "{FORMAT}"', place=f"{path}.format", hint=f'a protocol of this version has "format": "{FORMAT}"'
        )
    body = {key: value for key, value in data.items() if key != "format"}
    protocol: Protocol = _decoded(body, Protocol, path)
    return protocol


def _decoded(data: object, kind: Any, path: str) -> Any:
    try:
        return decoded(data, kind, path)
    except RecursionError:
        raise UserError("this is nested too deeply", place=path) from None


def write_protocol(protocol: Protocol) -> str:
    """The text of a protocol's file."""
    return json.dumps(to_json(protocol), ensure_ascii=False, indent=2) + "\n"


def read_protocol(text: str, *, source: str = "protocol") -> Protocol:
    """The protocol of a file's text; `source` names the file in error messages."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(f"this is not JSON: {error.msg}", place=f"{source}, line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise UserError("this is nested too deeply", place=source) from None
    return protocol_from_json(data, path=f"{source}: $")
