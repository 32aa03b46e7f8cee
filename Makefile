# Everything one does with this repository. Each target first makes .venv ready; a repeat costs nothing.

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
STAMP := $(VENV)/.ready
PROJECTS := $(wildcard sdk/pyproject.toml plugins/*/pyproject.toml examples/*/pyproject.toml)
# PYTEST_ARGS="-k ledger -x" narrows a run.
WORKERS ?= 3
PYTEST_ARGS ?=

$(STAMP): requirements-dev.txt tools/setup.sh $(PROJECTS)
	@sh tools/setup.sh
	@touch $@

.PHONY: help setup demo test soak lint fix bench docs build lock clean

help: ## 显示本帮助 · show this help
	@awk 'BEGIN { FS = ":[^#]*## " } /^[a-z-]+:[^#]*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## 准备 .venv · make .venv ready (every target does it when needed)

demo: $(STAMP) ## 运行演示：向模拟的单一窗口申报一份核注清单 · declare to a simulated Single Window
	@$(PY) examples/demo.py

test: $(STAMP) ## 运行测试 · run the tests, without the soak tests
	@mkdir -p .cache
	@$(PY) -m pytest -q -n $(WORKERS) --dist loadgroup $(PYTEST_ARGS)

soak: $(STAMP) ## 运行耐久测试 · run the soak tests, which take minutes
	@mkdir -p .cache
	@$(PY) -m pytest -v -m soak --timeout=0 $(PYTEST_ARGS)

lint: $(STAMP) ## 检查代码：格式、类型（Linux 与 Windows）、导入规则 · style, types for Linux and Windows, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --cache-dir .cache/mypy
	$(BIN)/mypy --cache-dir .cache/mypy-win32 --platform win32
	$(BIN)/lint-imports --cache-dir .cache/import-linter

fix: $(STAMP) ## 自动整理格式 · format and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP) ## 测量性能 · measure speed and memory, writes bench.json
	@$(PY) tests/bench/run.py

docs: $(STAMP) ## 生成文档到 docs/_build/html · build the documentation
	$(PY) -m sphinx -W --keep-going -b html docs docs/_build/html

build: $(STAMP) ## 生成发行包到 dist · build the distributions to upload
	@for project in sdk plugins/*; do $(PY) -m build --no-isolation --outdir dist $$project || exit 1; done

lock: $(STAMP) ## 重新锁定开发依赖 · pin the development requirements anew
	@sh tools/lock.sh

clean: ## 删除生成的文件和 .venv · remove everything that was generated, .venv too
	rm -rf $(VENV) .cache .hypothesis .ruff_cache .mypy_cache .pytest_cache .import_linter_cache docs/_build dist bench.json
	find sdk plugins examples tests tools docs -name __pycache__ -type d -prune -exec rm -rf {} +
