#!/bin/sh
# Writes requirements-dev.txt anew: exact versions, for Linux and Windows, Python 3.11 and newer, without addresses.
# Any arguments go to uv: tools/lock.sh --upgrade takes the newest versions of everything.
set -eu

cd "$(dirname "$0")/.."
.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --all-extras \
    --no-emit-index-url --no-header --no-annotate \
    --output-file requirements-dev.txt "$@" requirements-dev.in sdk/pyproject.toml
