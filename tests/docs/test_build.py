"""Sphinx builds the documentation without a warning."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_documentation_builds_without_warnings(tmp_path: Path) -> None:
    # Everything is read and every reference resolved; pages are laid out by `make docs` alone, which takes twice as long.
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        "-b",
        "dummy",
        "-D",
        "extensions=myst_parser,sphinx.ext.autodoc,baoguan_tables",
    ]
    built = subprocess.run(
        [*command, "-d", str(tmp_path / "trees"), str(DOCS), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert built.returncode == 0, built.stderr
