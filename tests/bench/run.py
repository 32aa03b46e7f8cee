"""Measures the whole path from a workbook to message files against a typical script and a lower bound; see `tests/bench/__main__.py`.

Usage: python tests/bench/run.py [--full] [--rounds N] [--lines N ...]
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Start the benchmark as a module of the repository, with the makers of invented workbooks in reach."""
    paths = [str(ROOT / "examples"), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONHASHSEED": "0",
    }
    return subprocess.call([sys.executable, "-m", "tests.bench", *sys.argv[1:]], cwd=ROOT, env=environment)


if __name__ == "__main__":
    sys.exit(main())
