"""A name of a field as API v2 has it (a piece, a path, a search area) enters; the paths of the study that it names leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from trialwright.exports.tables import rows
from trialwright.find.fields import areas
from trialwright.portal.api.problems import ProblemError, did_you_mean

OWN = "trialwright"
"""Our own section of a study: there only when it is asked for."""
QUERIED = "@query"


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A node of the data model: its path in a study, its name, its type ("text", "Status", "ArmGroup[]")."""

    path: str
    name: str
    type: str

    @property
    def many(self) -> bool:
        """Whether a study holds a list of it."""
        return self.type.endswith("[]")


@cache
def pieces() -> Mapping[str, Piece]:
    """Every node by its path, parents before what they hold."""
    found = (Piece(path=row["path"], name=row["piece"], type=row["type"]) for row in rows("v2_pieces.tsv"))
    return {piece.path: piece for piece in found}


@cache
def children(path: str = "") -> tuple[Piece, ...]:
    """The nodes right below a path; of "" the sections."""
    return tuple(piece for piece in pieces().values() if piece.path.rpartition(".")[0] == path)


@cache
def _by_name() -> Mapping[str, str]:
    """The path for each name and each path, in lower case."""
    return {key.lower(): piece.path for piece in pieces().values() for key in (piece.path, piece.name)}


def path_of(name: str) -> str | None:
    """The path of a piece or a path in any case of letters, or None."""
    return _by_name().get(name.strip().lower())


def paths_of(names: Iterable[str], queried: Iterable[str] = ()) -> frozenset[str]:
    """The paths that `fields` asks for; `queried` are the query's search areas, for `@query`. An unknown name is a problem."""
    return frozenset(path for name in names for path in _paths(name, tuple(queried)))


def _paths(name: str, queried: tuple[str, ...]) -> Iterator[str]:
    if name == QUERIED:
        for area in queried:
            yield from _of_area(area)
    elif name.partition(".")[0] == OWN:
        yield name
    elif (path := path_of(name)) is not None:
        yield path
    elif name in areas():
        yield from _of_area(name)
    else:
        known = [piece.name for piece in pieces().values()]
        mend = did_you_mean(name, [*known, *areas(), OWN])
        raise ProblemError(f"{name!r} is no field of a study", parameter="fields", mend=mend)


def _of_area(name: str) -> Iterator[str]:
    found = (path_of(piece) for piece in areas()[name].weights)
    yield from (path for path in found if path is not None)


def projected(study: Mapping[str, Any], paths: frozenset[str]) -> dict[str, Any]:
    """A study with only what lies at or below the paths; what becomes empty is left out."""
    kept = _kept(study, "", paths)
    return kept if isinstance(kept, dict) else {}


def _kept(node: Any, path: str, paths: frozenset[str]) -> Any:
    if path in paths:
        return node
    if isinstance(node, list):
        items = [kept for item in node if (kept := _kept(item, path, paths)) not in (None, {}, [])]
        return items or None
    if not isinstance(node, Mapping) or (path and not any(wanted.startswith(f"{path}.") for wanted in paths)):
        return None
    found = {key: _kept(value, f"{path}.{key}" if path else key, paths) for key, value in node.items()}
    return {key: value for key, value in found.items() if value is not None and value != {}}
