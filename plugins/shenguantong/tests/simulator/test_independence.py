"""The simulator shares no code with what it judges."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import baoguan_shenguantong.simulator as package

SOURCES = sorted(Path(package.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_nothing_is_imported_from_what_the_simulator_judges(source: Path) -> None:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            assert node.level == 1, f"{source.name} imports from outside the simulator"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            roots = {module.partition(".")[0] for module in modules}
            assert roots <= sys.stdlib_module_names | {"attrs", "lxml", "starlette", "uvicorn", "__future__"}


def test_folders_alone_need_no_server() -> None:
    for source in SOURCES:
        if source.name == "app.py":
            continue
        top = ast.parse(source.read_text(encoding="utf-8")).body
        names = {a.name for n in top if isinstance(n, ast.Import) for a in n.names} | {
            n.module or "" for n in top if isinstance(n, ast.ImportFrom)
        }
        assert not {n for n in names if n.startswith(("starlette", "uvicorn", "app"))}, source.name
