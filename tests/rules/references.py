"""Names of checks outside the rule pack, and whether they stand for something: a finding or guard that there is, a test that is run.

`room:name`. Of the room `guard` the name is a guard's; of `consolidation` it may be a finding's, which a test of the room must ask for by
name; of every room it may be `file.py::test`, a test below the room's folder that asserts something and is not skipped.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from baoguan.consolidation import findings as merging
from baoguan.documents.inventory_guards import GUARDS

ROOT: Final = Path(__file__).parents[2]

FOLDERS: Final[Mapping[str, Path]] = {
    **{room: ROOT / "tests" / room for room in ("broker", "consolidation", "plugin", "rules", "sheets", "wire")},
    "channel": ROOT / "plugins" / "singlewindow" / "tests",
}
"""Room -> the folder of its tests."""

_NO_TEST: Final = frozenset({"skip", "skipif", "xfail", "soak", "postgres"})
"""Marks of tests that may not run."""


def guard(name: str) -> str | None:
    """What is wrong with the name of a guard."""
    return None if name in {row.guard.id for row in GUARDS} else "no such guard"


def finding(name: str) -> str | None:
    """What is wrong with the name of a finding of merging."""
    if name not in merging._TEXTS:
        return "no such finding"
    return None if name in asked_for(FOLDERS["consolidation"]) else "no test asks for it"


_NAMES: Final[Mapping[str, Callable[[str], str | None]]] = {"guard": guard, "consolidation": finding}


def wrong(reference: str) -> str | None:
    """What is wrong with a reference, None for one that stands."""
    room, colon, name = reference.partition(":")
    if not colon or room not in {*FOLDERS, *_NAMES}:
        return "no such room"
    if "::" in name and room in FOLDERS:
        file, _, test = name.partition("::")
        return _wrong_test(FOLDERS[room] / file, test)
    return _NAMES[room](name) if room in _NAMES else "neither a test nor a finding"


def _wrong_test(path: Path, name: str) -> str | None:
    if not (path.name.startswith("test_") and path.suffix == ".py" and path.is_file()):
        return "no such file of tests"
    module = _module(path)
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    if name not in functions or not name.startswith("test_"):
        return "no such test"
    test = functions[name]
    marks = [*test.decorator_list, *(n.value for n in module.body if isinstance(n, ast.Assign) and _assigns(n, "pytestmark"))]
    if _NO_TEST & {n.attr for mark in marks for n in ast.walk(mark) if isinstance(n, ast.Attribute)}:
        return "may be skipped"
    return None if _asserts(test, functions) else "asserts nothing"


def _assigns(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


def _asserts(test: ast.FunctionDef, functions: Mapping[str, ast.FunctionDef]) -> bool:
    """Whether a test, or a helper of its module that it calls, asserts or expects an error."""
    called = {node.func.id for node in ast.walk(test) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    helpers = [functions[name] for name in called & functions.keys() if name != test.name]
    return any(_judges(node) for each in (test, *helpers) for node in ast.walk(each))


def _judges(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert) or (isinstance(node, ast.Attribute) and node.attr == "raises")


@cache
def _module(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def asked_for(folder: Path) -> frozenset[str]:
    """Every text that stands inside an `assert` of a folder's tests."""
    return frozenset(_asserted(folder))


def _asserted(folder: Path) -> Iterator[str]:
    for path in folder.rglob("test_*.py"):
        for node in ast.walk(_module(path)):
            if isinstance(node, ast.Assert):
                yield from (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))
