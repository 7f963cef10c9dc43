"""The modules of the package enter, broken rules of direction leave, each with what to do. The rules are those of
docs/explanation/architecture.md."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from tests.architecture.source_tree import PACKAGE, Module, circles

Modules = dict[str, Module]

_GROUND = frozenset({"findings", "errors", "vocabulary"})
_NOUNS = _GROUND | {"protocol", "patients.facts"}
_VERBS = frozenset({"find", "match", "run", "simulate", "exports", "lay", "synth"})

MAY_IMPORT: dict[str, frozenset[str]] = {
    "findings": frozenset(),
    "errors": frozenset(),
    "vocabulary": frozenset({"findings", "errors"}),
    "protocol": _GROUND,
    "patients": _GROUND,
    "registries": _GROUND,
    "compiler": _GROUND | {"protocol"},
    "find": _NOUNS | {"registries.record"},
    # patients in rows of Arrow, as a cluster hands them to the matcher; which version of it made what a folder holds
    "match": _NOUNS | {"patients.arrow", "fingerprint"},
    "run": _NOUNS,
    "simulate": _NOUNS | {"match", "run"},
    "exports": _GROUND | {"protocol", "registries.record"},
    "lay": _NOUNS | {"registries.record"},
    "synth": _NOUNS | {"patients.terms"},  # never `match`: the truth of a synthetic patient must not come from what it is to test
    "library": _NOUNS | {"registries", "compiler"},
    "fingerprint": frozenset({"vocabulary"}),
    "shelf": _NOUNS | {"registries", "find", "match", "library", "fingerprint"},
    "cli": _NOUNS
    | _VERBS
    | {
        "patients",
        "registries",
        "library",
        "shelf",
        "fingerprint",
        "portal.serving",
        "portal.settings",
        "portal.mcp_tools",
        "portal.people",
    },
    "portal": _NOUNS | _VERBS | {"patients", "registries", "library", "shelf"},
    "face": _NOUNS | _VERBS | {"patients", "registries", "compiler", "library", "shelf"},
    "": frozenset({"face"}),
    "__main__": frozenset({"cli"}),
}
"""What a room may import besides itself: a room (all of it) or one module of a room. The room "" is the package's `__init__`,
which gives the names of its face when asked."""

HOMES: dict[str, tuple[str, ...]] = {
    "typer": ("cli",),
    "rich": ("cli",),
    "jinja2": ("cli", "portal"),
    "markupsafe": ("cli", "portal"),  # the escape of jinja2
    "pydantic": ("portal",),
    "typst": ("portal.paper.press",),  # the PDF; an extra, imported where it is needed
    "mcp": ("portal.mcp_tools",),
    "fastapi": ("portal",),
    "anyio": ("portal.app", "portal.apart"),  # the threads of starlette
    "starlette": ("portal",),  # what fastapi stands on
    "uvicorn": ("portal.serving", "portal.ports"),
    "babel": ("portal",),
    "argon2": ("portal.people.passwords",),
    "itsdangerous": ("portal.people.sessions",),
    "limits": ("portal.people.attempts",),
    "lark": ("protocol", "find"),
    "yaml": ("patients", "protocol"),  # a sheet and the file of a review: nothing else is YAML
    "lxml": ("registries",),
    "defusedxml": ("registries",),
    "rapidfuzz": ("registries", "find.place", "find.respelling"),
    "snowballstemmer": ("match.statements",),  # imported where it is needed
    "tantivy": ("find",),
    "platformdirs": ("shelf.place",),
    "msgspec": ("patients.fhir_bytes", "patients.fhir_shapes"),
    "openpyxl": ("patients.table_files",),  # an extra, imported where it is needed
    "duckdb": ("patients.omop_duckdb", "patients.table_files", "match.batch.database"),  # an extra, imported where it is needed
    "psycopg": ("patients.omop_postgres",),  # an extra, imported where it is needed
    "numpy": ("find", "match.batch"),
    # Arrow and Parquet; an extra, imported where it is needed
    "pyarrow": (
        "match.batch.tables",
        "match.batch.coded_tables",
        "match.batch.arrow",
        "match.batch.sql.files",
        "patients.arrow",
        "patients.parquet",
    ),
    "sqlglot": ("match.batch.sql",),  # an extra, imported where it is needed
    "altair": ("match.batch.picture",),  # pictures of a funnel; an extra, imported where it is needed
    "vl_convert": ("match.batch.picture",),  # the same as SVG and PNG, without a browser
    "pyspark": ("match.batch.spark",),  # an extra, imported where it is needed
    "onnxruntime": ("find.sentences",),  # an extra, imported where it is needed
    "tokenizers": ("find.sentences",),  # an extra, imported where it is needed
    "sklearn": ("find.lsa",),  # imported where it is needed: it takes a second
    # the calendar: months have no fixed length
    "dateutil": ("vocabulary", "patients.facts", "match", "registries.dates", "protocol.freshness"),
}
"""The rooms or modules that may import a package of others. A new package gets a line here and one in docs/decisions."""

FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "core"})


def rooms_out_of_order(modules: Modules) -> Iterator[str]:
    """Imports that go sideways or up."""
    for module in modules.values():
        allowed = MAY_IMPORT.get(module.room)
        if allowed is None:
            yield f"{module.name}: the room {module.room!r} has no line in MAY_IMPORT; add what it may import"
            continue
        for imported in sorted(module.ours()):
            if not _permitted(imported, module.room, allowed):
                yield f"{module.name} imports {imported}; {module.room or '__init__'} may import only {_listed(allowed)}"


def _permitted(imported: str, room: str, allowed: frozenset[str]) -> bool:
    inner = imported.removeprefix(PACKAGE).removeprefix(".")
    if not inner:
        return False  # the package's own __init__ stands above every room
    top = inner.split(".")[0]
    return top == room or top in allowed or any(inner == name or inner.startswith(f"{name}.") for name in allowed)


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "nothing of ours"


def packages_away_from_home(modules: Modules) -> Iterator[str]:
    """Imports of others' packages outside the room that is their home."""
    for module in modules.values():
        inner = module.name.removeprefix(f"{PACKAGE}.")
        for package in sorted(module.third_party()):
            homes = HOMES.get(package)
            if homes is None:
                yield f"{module.name} imports {package}, which has no line in HOMES; name its home, and why in docs/decisions"
            elif not any(inner == home or inner.startswith(f"{home}.") for home in homes):
                yield f"{module.name} imports {package}, whose home is {' and '.join(homes)}; call that instead"


def facts_that_reach_up(modules: Modules) -> Iterator[str]:
    """`patients.facts` is a noun that the verbs stand on: of its own room it imports nothing."""
    module = modules.get(f"{PACKAGE}.patients.facts")
    for imported in sorted(module.ours()) if module else ():
        if imported.startswith(f"{PACKAGE}.patients"):
            yield f"{PACKAGE}.patients.facts imports {imported}; move what it needs into facts or into vocabulary"


COMPILER_FLOORS = ("wording", "outlining", "tagging", "phrasing", "listing", "preparing", "sentences", "requirements", "compile")
"""The rooms of the compiler from the ground up; `compile` joins them. `chunks`, `setting`, `statement` and `steps` are its nouns,
which every room may use."""


def floors_out_of_order(modules: Modules) -> Iterator[str]:
    """Rooms of the compiler that import from a floor above their own."""
    for module in modules.values():
        floor = _floor(module.name)
        for imported in sorted(module.ours()) if floor is not None else ():
            above = _floor(imported)
            if floor is not None and above is not None and above > floor:
                below = f"compiler/{COMPILER_FLOORS[floor]}"
                yield f"{module.name} imports {imported} from a floor above; move what it needs into {below} or below"


def _floor(name: str) -> int | None:
    """On which floor of the compiler a module is; None for its nouns and for every other module."""
    parts = name.split(".")
    inside = parts[:2] == [PACKAGE, "compiler"] and len(parts) > 2 and parts[2] in COMPILER_FLOORS
    return COMPILER_FLOORS.index(parts[2]) if inside else None


def rings(modules: Modules) -> Iterator[str]:
    """Files that import one another."""
    for ring in circles(modules):
        yield f"a circle of files: {', '.join(ring)}; move what they share into a module below them"


def vague_names(modules: Modules) -> Iterator[str]:
    """Modules and folders whose name says nothing."""
    for module in modules.values():
        for part in module.name.split("."):
            if part in FORBIDDEN_NAMES:
                yield f"{module.name}: {part!r} says nothing; name it for what it holds, or put it beside its first user"


def code_in_the_face(modules: Modules) -> Iterator[str]:
    """Anything in the package's face that is not its docstring, an import or `__all__`."""
    face = modules.get(f"{PACKAGE}.face")
    for node in face.tree.body if face else ():
        if not (isinstance(node, ast.Import | ast.ImportFrom) or _is_docstring(node) or _is_all(node)):
            yield f"{PACKAGE}/face.py, line {node.lineno}: only imports and __all__ stand here; move it into a module"


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_all(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]


RULES: tuple[Callable[[Modules], Iterator[str]], ...] = (
    rooms_out_of_order,
    packages_away_from_home,
    facts_that_reach_up,
    floors_out_of_order,
    rings,
    vague_names,
    code_in_the_face,
)
