# Two commands do everything on a fresh machine with Python 3.11 or later: `make demo` and `make test`.

# The first that runs and is new enough: a name on the PATH may be a shim without a Python behind it.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help install demo test check lint types floors unit bench docs soak fix clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(READY) ## Set up .venv with the package and everything its tests need

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "Architrave needs Python 3.11 or later; set PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $(READY)

demo: $(READY) ## Show the main job on real input
	@$(BIN)/python tools/demo.py

test: lint types floors unit ## Everything that must hold: lint, types, floors, tests

lint: $(READY) ## Style and common mistakes
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(READY) ## Static types; strict on the core
	$(BIN)/pyright

floors: $(READY) ## Each room imports only from the floors below it
	$(BIN)/lint-imports

unit: $(READY) ## All tests that this machine can run
	$(BIN)/pytest -n auto --maxprocesses 8 -rs

bench: $(READY) ## Benchmarks as ratios, all in one run; also written to bench.json
	$(BIN)/python -m benchmarks

docs: $(READY) ## Write the generated pages anew
	$(BIN)/python tools/docs.py

soak: $(READY) ## The long forms: mutated requests, kills, generated expressions
	ARCHITRAVE_SOAK=1 $(BIN)/pytest -m "soak or property or crash"

fix: $(READY) ## Let the tools mend what they can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean: ## Remove what the above made
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis bench.json
