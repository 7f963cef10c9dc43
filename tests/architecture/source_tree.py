"""A folder of Python source enters, its modules with what each imports and defines leave: read with `ast`, nothing is run.

Imports inside functions and under TYPE_CHECKING count like any other.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

PACKAGE = "trialwright"
SOURCE = Path(__file__).parents[2] / "src"


@dataclass(frozen=True, kw_only=True)
class Module:
    """One file. `name` is dotted (`trialwright.match.has`; a package's `__init__` has the package's name), `imports` likewise."""

    name: str
    path: Path
    tree: ast.Module
    lines: int
    imports: frozenset[str]

    @property
    def room(self) -> str:
        """The folder or file directly below the package; "" for the package's own `__init__`."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    @property
    def is_package(self) -> bool:
        """True for an `__init__.py`."""
        return self.path.name == "__init__.py"

    def functions(self) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...]:
        """Every function and method, nested ones too."""
        return self._functions

    @cached_property
    def _functions(self) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...]:
        return tuple(node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name and attribute that its code reads or calls."""
        nodes = (node for node in ast.walk(self.tree) if isinstance(node, ast.Name | ast.Attribute))
        return frozenset(node.id if isinstance(node, ast.Name) else node.attr for node in nodes)

    def ours(self) -> frozenset[str]:
        """The modules of the package that it imports."""
        return frozenset(name for name in self.imports if name.split(".")[0] == PACKAGE)

    def third_party(self) -> frozenset[str]:
        """The top names of the packages of others that it imports."""
        tops = {name.split(".")[0] for name in self.imports}
        return frozenset(tops - sys.stdlib_module_names - {PACKAGE})


@cache
def read_tree(source: Path = SOURCE) -> dict[str, Module]:
    """Every module below `source`, by name. A folder without Python files is a mistake of the caller."""
    paths = {_name(path, source): path for path in sorted(source.rglob("*.py"))}
    assert paths, f"no Python files below {source}"
    return {name: _module(name, path, paths.keys()) for name, path in paths.items()}


def _name(path: Path, source: Path) -> str:
    parts = path.relative_to(source).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _module(name: str, path: Path, known: object) -> Module:
    text = path.read_text("utf-8")
    tree = ast.parse(text, filename=str(path))
    names = frozenset(_imports(tree, name, path.name == "__init__.py", known))
    return Module(name=name, path=path, tree=tree, lines=len(text.splitlines()), imports=names)


def _imports(tree: ast.Module, name: str, is_package: bool, known: object) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, name, is_package)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if inner in known else base  # type: ignore[operator]


def _base(node: ast.ImportFrom, name: str, is_package: bool) -> str:
    """The module that a `from … import` names, with a relative one made absolute."""
    if not node.level:
        return node.module or ""
    parts = name.split(".") if is_package else name.split(".")[:-1]
    parts = parts[: len(parts) - (node.level - 1)]
    return ".".join([*parts, node.module] if node.module else parts)


def circles(modules: dict[str, Module]) -> list[list[str]]:
    """The groups of files that import one another in a ring, each sorted; a file that imports itself is one too."""
    graph = {name: sorted(module.ours() & modules.keys()) for name, module in modules.items()}
    reach = {name: _reachable(name, graph) for name in graph}
    rings = {
        tuple(sorted({name} | {other for other in reach[name] if name in reach[other]})) for name in graph if name in reach[name]
    }
    return [list(ring) for ring in sorted(rings)]


def _reachable(start: str, graph: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(graph[name])
    return found
