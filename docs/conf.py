"""How Sphinx builds the documentation: make docs."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Our own extension, which makes the reference pages from the tables of the code.
sys.path.insert(0, str(ROOT / "docs" / "_ext"))

project = "baoguan 报关"
author = "The baoguan authors"
copyright = author
# One place states the version.
release = tomllib.loads((ROOT / "sdk" / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
version = release
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode", "baoguan_tables"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "_ext"]
nitpicky = False

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True, "show-inheritance": True}

html_theme = "furo"
html_title = f"baoguan {release}"
html_show_sourcelink = False
