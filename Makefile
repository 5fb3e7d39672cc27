# The same recipes for people and for CI. `make demo` and `make test` need Python 3.11 or newer, make and a package index.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.PHONY: demo test check fix bench conformance clean

.venv/installed: pyproject.toml $(wildcard requirements/lock.txt)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -c requirements/constraints.txt -e .
	$(BIN)/plainspoken weights
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements/constraints.txt -e '.[dev]'
	touch $@

demo: .venv/installed
	$(BIN)/python tools/demo.py $(ARGS)

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/python -m pytest
	$(BIN)/plainspoken eval demo

fix: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/installed-dev
	$(BIN)/python benchmarks/peer_llamaindex.py $(ARGS)

clean:
	rm -rf .venv .venv-models .plainspoken
