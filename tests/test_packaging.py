"""What is published works where it is installed: the wheels go into an empty environment and are used there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.util import find_spec
from pathlib import Path

import attrs
import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECTS = {
    next((project / "src").iterdir()).name: project
    for project in (ROOT / "sdk", *sorted((ROOT / "plugins").iterdir()), *sorted((ROOT / "examples").iterdir()))
    if (project / "pyproject.toml").is_file()
}

# Building and installing takes some seconds: one worker does it once for all of these tests.
pytestmark = [pytest.mark.xdist_group("packaging"), pytest.mark.slow]


@attrs.frozen(kw_only=True)
class Installed:
    """An environment that holds the three wheels, and every third-party package of the development environment."""

    folder: Path
    python: Path
    command: Path

    def run(self, *argv: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program outside the repository, with nothing of ours on its path but what was installed."""
        env = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}
        return subprocess.run(
            [str(part) for part in argv],
            cwd=self.folder,
            env=env | {"PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    def evaluate(self, script: str) -> object:
        """Run a script that prints one JSON value, and return the value."""
        done = self.run(self.python, "-c", script)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    dist = tmp_path_factory.mktemp("dist")
    found: dict[str, Path] = {}
    for name, project in PROJECTS.items():
        done = subprocess.run(
            [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(dist), str(project)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        (found[name],) = dist.glob(f"{name}-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    environment = folder / "env"
    venv.create(environment, with_pip=False)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    suffix = ".exe" if os.name == "nt" else ""
    python = scripts / f"python{suffix}"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    done = subprocess.run(
        [*pip, "install", "--no-index", "--no-deps", *map(str, wheels.values())],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    if os.name == "nt":
        site = environment / "Lib" / "site-packages"
    else:
        (site,) = environment.glob("lib/python3*/site-packages")
    # Third-party packages come from the development environment, so that no network is needed. Path files inside a
    # folder that is itself added by a path file are not read: the editable copies of our packages stay out of sight.
    folders = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    (site / "third-party.pth").write_text("".join(f"{path}\n" for path in folders), encoding="utf-8")
    return Installed(folder=folder, python=python, command=scripts / f"baoguan{suffix}")


def source_files(project: Path) -> set[str]:
    source = project / "src"
    return {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


@pytest.mark.parametrize("name", PROJECTS)
def test_wheel_holds_every_source_file_and_nothing_else(name: str, wheels: dict[str, Path]) -> None:
    with zipfile.ZipFile(wheels[name]) as wheel:
        packed = {entry for entry in wheel.namelist() if ".dist-info/" not in entry}
    assert packed == source_files(PROJECTS[name])
    assert f"{name}/__init__.py" in packed


@pytest.mark.parametrize("name", PROJECTS)
def test_wheel_carries_the_licence_and_the_type_marker(name: str, wheels: dict[str, Path]) -> None:
    with zipfile.ZipFile(wheels[name]) as wheel:
        entries = wheel.namelist()
    assert any(entry.endswith(".dist-info/licenses/LICENSE") for entry in entries)
    assert f"{name}/py.typed" in entries


def test_core_wheel_carries_code_lists_and_migrations(wheels: dict[str, Path]) -> None:
    with zipfile.ZipFile(wheels["baoguan"]) as wheel:
        entries = [entry for entry in wheel.namelist() if not entry.endswith("/__init__.py")]
    assert [entry for entry in entries if entry.startswith("baoguan/codes/data/")]
    assert [entry for entry in entries if entry.startswith("baoguan/store/migrations/")]


def test_packages_are_imported_from_where_the_wheels_were_installed(installed: Installed) -> None:
    places = installed.evaluate(
        f"import json, importlib\nprint(json.dumps([importlib.import_module(name).__file__ for name in {list(PROJECTS)!r}]))"
    )
    assert isinstance(places, list)
    assert len(places) == len(PROJECTS)
    for place in places:
        assert Path(place).resolve().is_relative_to(installed.folder.resolve())


def test_installed_command_explains_itself(installed: Installed) -> None:
    done = installed.run(installed.command, "--help")
    assert done.returncode == 0, done.stderr
    assert "baoguan" in done.stdout


def test_entry_points_are_found_and_lead_somewhere(installed: Installed) -> None:
    found = installed.evaluate(
        "import json\n"
        "from importlib.metadata import entry_points\n"
        "groups = ['baoguan.channels', 'baoguan.commands', 'baoguan.plugins']\n"
        "print(json.dumps({g: {e.name: callable(e.load()) or e.value for e in entry_points(group=g)} for g in groups}))"
    )
    assert isinstance(found, dict)
    declared = [tomllib.loads((p / "pyproject.toml").read_text(encoding="utf-8"))["project"] for p in PROJECTS.values()]
    for group, names in found.items():
        assert set(names) == {name for project in declared for name in project.get("entry-points", {}).get(group, {})}
    assert {"singlewindow", "echo", "relay"} <= set(found["baoguan.channels"])
    # A command is called with its arguments; a channel may be any object with an open().
    assert set(found["baoguan.commands"].values()) == {True}


def test_importing_the_core_loads_no_tool_of_ours(installed: Installed) -> None:
    """Users do not have what only the tests need; baoguan.testing alone is for those who test."""
    undeclared = ["hypothesis", "respx", "time_machine", "pandas", "openpyxl"]
    assert all(find_spec(name) is not None for name in undeclared), "the development environment is incomplete"
    loaded = installed.evaluate(
        "import json, pkgutil, sys, importlib, baoguan\n"
        "def load(package):\n"
        "    for module in pkgutil.iter_modules(package.__path__, package.__name__ + '.'):\n"
        "        if module.name.split('.')[1] in {'testing', '__main__'} or '.migrations' in module.name:\n"
        "            continue\n"
        "        found = importlib.import_module(module.name)\n"
        "        if module.ispkg:\n"
        "            load(found)\n"
        "load(baoguan)\n"
        f"print(json.dumps([name for name in {undeclared!r} + ['pytest'] if name in sys.modules]))"
    )
    assert loaded == []
