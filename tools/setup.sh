#!/bin/sh
# Makes .venv ready: a Python >= 3.11, the pinned development tools, and every distribution of the workspace, editable.
# Called by make; may be called by hand. PYTHON=/path/to/python chooses the interpreter of a new .venv.
set -eu

cd "$(dirname "$0")/.."
venv=.venv

fail() {
    printf '%s\n' "$1" "$2" >&2
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if new_enough "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

# Debian ships venv without ensurepip until python3-venv is installed: "import venv" alone proves nothing.
can_make_venv() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

install_venv_package() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    echo "Installing python3-venv with apt-get. 正在用 apt-get 安装 python3-venv。"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || return 1
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    apt-get install -y -qq --no-install-recommends "python$version-venv" \
        || apt-get install -y -qq --no-install-recommends python3-venv
}

make_venv() {
    if can_make_venv "$1" || { install_venv_package "$1" && can_make_venv "$1"; }; then
        "$1" -m venv "$venv"
    elif "$1" -c 'import virtualenv' >/dev/null 2>&1; then
        "$1" -m virtualenv --quiet "$venv"
    elif command -v virtualenv >/dev/null 2>&1; then
        virtualenv --quiet --python "$1" "$venv"
    else
        fail "无法创建虚拟环境：缺少 python3-venv。请运行 apt-get install python3-venv（需要 root），或安装 virtualenv 后重试。" \
            "Cannot create a virtual environment: python3-venv is missing. Run apt-get install python3-venv as root, or install virtualenv, then try again."
    fi
}

if ! new_enough "$venv/bin/python"; then
    python=$(find_python) || fail \
        "找不到 Python 3.11 或更高版本。请先安装，或用 PYTHON=/路径/python make … 指定。" \
        "No Python 3.11 or newer was found. Install one, or name it: PYTHON=/path/to/python make ..."
    # What is left of an interpreter that has gone cannot be repaired, only made again.
    rm -rf "$venv"
    make_venv "$python"
fi

# Environments made by other tools come without pip.
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip --upgrade >/dev/null

pip() {
    "$venv/bin/python" -m pip --disable-pip-version-check --quiet "$@"
}

echo "Setting up $venv ... 正在准备 $venv ……"
pip install --requirement requirements-dev.txt

set --
for project in sdk/pyproject.toml plugins/*/pyproject.toml examples/*/pyproject.toml; do
    if [ -f "$project" ]; then
        set -- "$@" --editable "./$(dirname "$project")"
    fi
done
# Their dependencies are pinned above already, and hatchling, which builds them, is among the tools.
pip install --no-deps --no-build-isolation "$@"
pip check
