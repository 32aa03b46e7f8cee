"""The line that tells a PostgreSQL run that proved something from one that skipped everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "tools" / "database_summary.py"

REPORT = """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest">
  <testcase classname="tests.store.test_claims" name="test_one_owner[postgres]"/>
  <testcase classname="tests.store.test_postgres" name="test_lease"><failure message="no"/></testcase>
  <testcase classname="tests.store.test_claims" name="test_two_owners[postgresql]"><skipped message="none"/></testcase>
  <testcase classname="tests.store.test_claims" name="test_one_owner[sqlite]"/>
</testsuite></testsuites>
"""


def summary(report: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), str(report)], capture_output=True, text=True, encoding="utf-8", check=False)


def test_failed_tests_count_as_run_and_skipped_ones_do_not(tmp_path: Path) -> None:
    report = tmp_path / "junit.xml"
    report.write_text(REPORT, encoding="utf-8")
    done = summary(report)
    assert done.returncode == 0
    assert done.stdout.strip() == "PostgreSQL tests: 2 ran, 1 skipped"


def test_missing_report_is_a_failure_not_a_zero(tmp_path: Path) -> None:
    done = summary(tmp_path / "nowhere.xml")
    assert done.returncode == 1
    assert "unknown" in done.stderr
