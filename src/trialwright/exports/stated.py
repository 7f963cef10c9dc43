"""A record and a path of API v2 in; the texts and groups that stand there out, whatever shape somebody's JSON has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from trialwright.exports.safe import one_line
from trialwright.registries.record import TrialRecord

Group = Mapping[str, Any]


def texts(node: Any, path: str = "") -> list[str]:
    """Every text and number at a dotted path below `node`, lists gone through, blanks left out; True and False are no texts.

    >>> texts({"conditions": ["gastric cancer", " ", None], "count": 3}, "conditions")
    ['gastric cancer']
    """
    return [str(item).strip() for item in _scalars(node, path) if not isinstance(item, bool) and str(item).strip()]


def text(node: Any, path: str = "") -> str:
    """The first text at the path, or ""."""
    return next(iter(texts(node, path)), "")


def flag(node: Any, path: str = "") -> bool | None:
    """The first True or False at the path, or None."""
    return next((item for item in _scalars(node, path) if isinstance(item, bool)), None)


def groups(node: Any, path: str = "") -> list[Group]:
    """Every object at the path, lists gone through."""
    return [item for item in _nodes(node, path) if isinstance(item, Mapping)]


def called(record: TrialRecord) -> str:
    """The trial's key, also where a record states a number for a name."""
    return one_line(str(record.key))


def _scalars(node: Any, path: str) -> Iterator[Any]:
    return (item for item in _nodes(node, path) if item is not None and not isinstance(item, Mapping | list | tuple))


def _nodes(node: Any, path: str) -> Iterator[Any]:
    if isinstance(node, list | tuple):
        for item in node:
            yield from _nodes(item, path)
    elif not path:
        yield node
    elif isinstance(node, Mapping):
        name, _, rest = path.partition(".")
        if name in node:
            yield from _nodes(node[name], rest)
