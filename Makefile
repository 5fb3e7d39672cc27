# The same recipes for people and for CI. `make demo` and `make test` need Python 3.11 or newer, make and a package index.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
# Without the caller's settings: CI asks no model and no server of theirs. Where the weights are is no setting.
ALONE = env $$(env | sed -n '/^PLAINSPOKEN_WEIGHTS=/!s/^\(PLAINSPOKEN_[A-Za-z0-9_]*\)=.*/-u \1/p')

.PHONY: demo test check fix bench conformance ragas clean clean-home

.venv/installed: pyproject.toml requirements/lock.txt tools/install.py
	$(PYTHON) tools/install.py
	touch $@

.venv/installed-dev: .venv/installed requirements/lock-dev.txt
	$(PYTHON) tools/install.py --lock requirements/lock-dev.txt
	touch $@

demo: .venv/installed
	$(BIN)/python tools/demo.py $(ARGS)

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(ALONE) $(BIN)/python -m pytest --numprocesses auto --dist loadfile
	$(ALONE) $(BIN)/plainspoken eval demo --config /dev/null

.venv-models/installed: requirements/models.txt
	test -x .venv-models/bin/python || $(PYTHON) -m venv .venv-models
	PYTHONDONTWRITEBYTECODE= .venv-models/bin/python -m pip install --quiet -r $<
	PYTHONDONTWRITEBYTECODE= .venv-models/bin/python -m compileall -q .venv-models/lib || true
	touch $@

conformance: .venv/installed .venv-models/installed
	.venv-models/bin/python tests/models/conformance.py $(ARGS)

.venv-ragas/installed: requirements/lock-ragas.txt tools/install.py
	$(PYTHON) tools/install.py --environment .venv-ragas --lock $<
	touch $@

ragas: .venv-ragas/installed
	.venv-ragas/bin/python -m pytest tests/scoring/test_ragas.py tests/scoring/test_model_judge.py

fix: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/installed-dev .venv-models/installed
	$(BIN)/python benchmarks/peer_llamaindex.py $(ARGS)

clean:
	rm -rf .venv .venv-models .venv-ragas

# What nobody can make again: it is said first.
clean-home:
	@echo "removing .plainspoken: the ledger with its documents, answers, conversations and reviews, the index, vault.key"
	rm -rf .plainspoken
