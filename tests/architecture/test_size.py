"""Files and functions stay small enough to read, every module says what it does, and the measures can fail."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.architecture.source_tree import SOURCE, Module, read_tree

FILE_CEILING, FUNCTION_CEILING, SHORT, SHARE_SHORT, PARAMETERS = 500, 60, 30, 0.9, 4
ROOT = SOURCE.parent

OPTIONS = "_command"
"""A command of the command line may take more parameters: each is one documented option."""

MORE_PARAMETERS: dict[str, str] = {}
"""Functions that may take more than four parameters, `module.function`, each with the reason."""

Modules = dict[str, Module]


def long_files(modules: Modules) -> Iterator[str]:
    for module in modules.values():
        if module.lines > FILE_CEILING:
            yield f"{module.name} has {module.lines} lines of {FILE_CEILING}; split it by what it does, or make a table of it"


def long_functions(modules: Modules) -> Iterator[str]:
    for module in modules.values():
        for function in module.functions():
            if _lines(function) > FUNCTION_CEILING:
                yield f"{module.name}.{function.name} has {_lines(function)} lines of {FUNCTION_CEILING}; give its steps names"


def functions_that_are_not_short(modules: Modules) -> Iterator[str]:
    lengths = [_lines(function) for module in modules.values() for function in module.functions()]
    short = sum(length < SHORT for length in lengths)
    if lengths and short < SHARE_SHORT * len(lengths):
        yield f"{short} of {len(lengths)} functions are shorter than {SHORT} lines; {SHARE_SHORT:.0%} must be; split the longest"


def many_parameters(modules: Modules) -> Iterator[str]:
    for module in modules.values():
        for function in module.functions():
            names = _parameters(function)
            excused = function.name.endswith(OPTIONS) or f"{module.name}.{function.name}" in MORE_PARAMETERS
            if len(names) > PARAMETERS and not excused:
                yield f"{module.name}.{function.name} takes {len(names)} parameters of {PARAMETERS}; join what travels together"


def silent_modules(modules: Modules) -> Iterator[str]:
    for module in modules.values():
        if not (ast.get_docstring(module.tree) or "").strip():
            yield f"{module.name} ({module.path.name}) has no docstring; open it with one line: what enters, what leaves"


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    given = function.args
    return [item.arg for item in (*given.posonlyargs, *given.args, *given.kwonlyargs) if item.arg not in ("self", "cls")]


RULES: tuple[Callable[[Modules], Iterator[str]], ...] = (
    long_files,
    long_functions,
    functions_that_are_not_short,
    many_parameters,
    silent_modules,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps_the_measure(rule: Callable[[Modules], Iterator[str]]) -> None:
    broken = list(rule(read_tree()))
    assert not broken, "\n".join(["", *broken])


@pytest.mark.parametrize("rule", [long_files, long_functions, many_parameters, silent_modules], ids=lambda rule: rule.__name__)
def test_the_benchmarks_keep_the_measure(rule: Callable[[Modules], Iterator[str]]) -> None:
    broken = list(rule(read_tree(ROOT / "benchmarks")))
    assert not broken, "\n".join(["", *broken])


def test_no_file_of_tests_is_longer_than_the_ceiling() -> None:
    broken = list(long_files(read_tree(ROOT / "tests")))
    assert not broken, "\n".join(["", *broken])


def test_every_excuse_is_still_needed() -> None:
    taken = {
        f"{module.name}.{item.name}": len(_parameters(item)) for module in read_tree().values() for item in module.functions()
    }
    assert [name for name in MORE_PARAMETERS if taken.get(name, 0) <= PARAMETERS] == []


_BODY = "    x = 1\n"
_FAULTS = {
    "a long file": ('"""Doc."""\n' + "X = 1\n" * FILE_CEILING, long_files),
    "a long function": ('"""Doc."""\ndef f():\n' + _BODY * FUNCTION_CEILING, long_functions),
    "a long method": ('"""Doc."""\nclass C:\n    def f(self):\n' + f"    {_BODY}" * FUNCTION_CEILING, long_functions),
    "functions that are all middling": ('"""Doc."""\ndef f():\n' + _BODY * SHORT, functions_that_are_not_short),
    "five parameters": ('"""Doc."""\ndef f(a, b, c, *, d, e=1): ...\n', many_parameters),
    "five parameters of a method": ('"""Doc."""\nclass C:\n    async def f(self, a, b, /, c, d, e): ...\n', many_parameters),
    "a module without a docstring": ("X = 1\n", silent_modules),
    "an empty module": ("", silent_modules),
}


@pytest.mark.parametrize(("text", "rule"), _FAULTS.values(), ids=_FAULTS)
def test_a_made_up_fault_is_found(tmp_path: Path, text: str, rule: Callable[[Modules], Iterator[str]]) -> None:
    (tmp_path / "made_up.py").write_text(text, encoding="utf-8")
    found = list(rule(read_tree(tmp_path)))
    assert len(found) == 1
    assert "; " in found[0], "a message says what to do"


def test_what_just_fits_is_not_reported(tmp_path: Path) -> None:
    text = '"""Doc."""\nclass C:\n    def f(self, a, b, *, c, d): ...\ndef g_command(a, b, c, d, e): ...\n' + "X = 1\n" * (
        FILE_CEILING - 4
    )
    (tmp_path / "made_up.py").write_text(text, encoding="utf-8")
    assert [broken for rule in RULES for broken in rule(read_tree(tmp_path))] == []
