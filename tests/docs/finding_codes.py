"""The package's source enters, the codes of the findings that it can make leave: read with `ast`, branches too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib import resources

from tests.architecture.source_tree import Module, read_tree

TABLE = "finding_codes.tsv"
_TABLE_MAKER = "report"
"""registries.checks.codes.report: takes its codes from the table and refuses any other."""


@cache
def raised() -> dict[str, str]:
    """Every code that the package can put into a finding, with the module it is made in."""
    modules = list(read_tree().values())
    constants = {name: value for module in modules for name, value in _constants(module.tree)}
    found = dict.fromkeys(_table(), "trialwright.registries.checks.codes")
    for module in modules:
        for expression in _code_expressions(module):
            for code in codes_of(expression, constants):
                found.setdefault(code, module.name)
    return found


def codes_of(expression: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    """The codes that an expression can be: a literal, a module's constant, or either branch of a condition."""
    match expression:
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=body, orelse=other):
            yield from codes_of(body, constants)
            yield from codes_of(other, constants)
        case ast.Subscript():
            return  # a finding read back from JSON has the code that it was made with
        case ast.Name(id=name) if name in constants:
            yield constants[name]
        case _:
            raise AssertionError(
                f"line {expression.lineno}: write the finding's code as a literal or a constant, not {ast.unparse(expression)!r}"
            )


def _table() -> list[str]:
    text = (resources.files("trialwright.registries") / "data" / TABLE).read_text("utf-8")
    return [line.split("\t")[0] for line in text.splitlines()[1:]]


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from (
                (target.id, node.value.value) for target in node.targets if isinstance(target, ast.Name) and target.id.isupper()
            )


def _code_expressions(module: Module) -> Iterator[ast.expr]:
    """What stands for the code in each call of `Finding`, or of a function of the module that hands its `code` on to it."""
    if "Finding" not in module.names:
        return
    own = dict(_makers(module))
    inside = {id(call) for function in module.functions() if function.name in own for call in ast.walk(function)}
    makers: dict[str, int | None] = {"Finding": None, **own}
    makers.pop(_TABLE_MAKER, None)
    for call in ast.walk(module.tree):
        if not isinstance(call, ast.Call) or (name := _called(call)) not in makers:
            continue
        if name == "Finding" and id(call) in inside:
            continue
        expression = next((word.value for word in call.keywords if word.arg == "code"), None)
        position = makers[name]
        if expression is None and position is not None and position < len(call.args):
            expression = call.args[position]
        assert expression is not None, f"{module.name}, line {call.lineno}: a finding without a code"
        yield expression


def _makers(module: Module) -> Iterator[tuple[str, int]]:
    for function in module.functions():
        names = [item.arg for item in (*function.args.posonlyargs, *function.args.args) if item.arg not in ("self", "cls")]
        calls = {_called(node) for node in ast.walk(function) if isinstance(node, ast.Call)}
        if "code" in names and "Finding" in calls:
            yield function.name, names.index("code")


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
