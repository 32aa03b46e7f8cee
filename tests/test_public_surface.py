"""The public surface: complete, sorted, importable, and typed without Any."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import typing
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import attrs
import pytest

import baoguan
import baoguan.plugin

MODULES = (baoguan, baoguan.plugin)
PUBLIC = [(m, n) for m in MODULES for n in m.__all__]
FIELD_MAKERS = frozenset({"code", "day", "decimal", "integer", "many", "moment", "part", "text"})
"""They return attrs' own field objects, which stand for a value of whatever type the class declares; like `attrs.field` itself."""


def is_public(name: str) -> bool:
    return not name.startswith("_")


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__)
def test_the_list_of_names_is_sorted_and_without_repeats(module: ModuleType) -> None:
    names = list(module.__all__)
    assert names == sorted(set(names), key=lambda n: (not n.isupper(), n[0].islower(), n))


@pytest.mark.parametrize(("module", "name"), PUBLIC, ids=lambda x: x if isinstance(x, str) else x.__name__)
def test_every_name_can_be_imported_and_is_documented(module: ModuleType, name: str) -> None:
    value = getattr(module, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        assert (inspect.getdoc(value) or "").strip(), f"{name} has no documentation"


def test_the_list_of_names_is_complete() -> None:
    """In the package itself, what is imported for type checkers is what is offered; in the plugin module, all that is imported."""
    tree = ast.parse(Path(baoguan.__file__).read_text(encoding="utf-8"))
    guarded = next(n for n in tree.body if isinstance(n, ast.If))
    imported = {a.asname or a.name for n in guarded.body if isinstance(n, ast.ImportFrom) for a in n.names}
    assert imported == set(baoguan.__all__)
    tree = ast.parse(Path(baoguan.plugin.__file__).read_text(encoding="utf-8"))
    imported = {
        a.asname or a.name for n in tree.body if isinstance(n, ast.ImportFrom) and n.module != "__future__" for a in n.names
    }
    assert imported == set(baoguan.plugin.__all__)


def test_dir_shows_what_is_offered() -> None:
    assert set(baoguan.__all__) <= set(dir(baoguan))
    with pytest.raises(AttributeError, match="no_such_name"):
        baoguan.no_such_name  # noqa: B018


def test_importing_the_package_loads_nothing_heavy() -> None:
    script = "import sys, baoguan; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", timeout=60, check=True)
    heavy = {"sqlalchemy", "lxml", "cattrs", "attrs", "pluggy", "alembic", "cyclopts", "baoguan.broker", "baoguan.model"}
    assert heavy & set(done.stdout.split()) == set()


def signatures(owner: object, name: str) -> Iterator[tuple[str, Callable[..., object]]]:
    """The functions of a name that callers see."""
    if inspect.isfunction(owner):
        yield name, owner
    if inspect.isclass(owner) and owner.__module__.startswith("baoguan"):
        for attribute, value in vars(owner).items():
            if not (is_public(attribute) or attribute in ("__init__", "__call__", "__getitem__", "__iter__")):
                continue
            function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
            if inspect.isfunction(function) and function.__module__.startswith("baoguan"):
                yield f"{name}.{attribute}", function


@cache
def modules() -> dict[str, object]:
    """The modules that are loaded, by the last part of their names: what hints that name a module mean."""
    return {
        m.name.rpartition(".")[2]: sys.modules[m.name] for m in walk_packages(baoguan.__path__, "baoguan.") if m.name in sys.modules
    }


@cache
def guarded(module: ModuleType) -> dict[str, object]:
    """What a module imports for type checkers only."""
    found: dict[str, object] = {}
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not hasattr(module, node.names[0].asname or node.names[0].name):
            home = import_module(node.module)
            found |= {a.asname or a.name: getattr(home, a.name) for a in node.names if hasattr(home, a.name)}
    return found


def hints(function: Callable[..., object]) -> dict[str, object]:
    """Type hints, with the names that are imported for type checkers only."""
    module = sys.modules[function.__module__]
    return typing.get_type_hints(function, globalns={**modules(), **vars(module)}, localns=guarded(module))


def mentions_any(hint: object) -> bool:
    return (
        hint is typing.Any
        or any(mentions_any(a) for a in typing.get_args(hint) if not isinstance(a, list))
        or any(mentions_any(b) for a in typing.get_args(hint) if isinstance(a, list) for b in a)
    )


@pytest.mark.parametrize(("module", "name"), PUBLIC, ids=lambda x: x if isinstance(x, str) else x.__name__)
def test_no_public_signature_mentions_any(module: ModuleType, name: str) -> None:
    owner = getattr(module, name)
    found = []
    for where, function in signatures(owner, name):
        parameters = inspect.signature(function).parameters
        known = hints(function)
        untyped = [p for p in parameters if p not in ("self", "cls") and p not in known]
        assert not untyped, f"{where}: {untyped} have no type"
        found += [
            f"{where}: {p}" for p, hint in known.items() if mentions_any(hint) and not (name in FIELD_MAKERS and p == "return")
        ]
    if inspect.isclass(owner) and attrs.has(owner):
        found += [
            f"{name}.{a}" for a, t in owner.__annotations__.items() if "Any" in str(t).replace("[", " ").replace("]", " ").split()
        ]
    assert found == []
