# On a fresh machine with Python 3.11 or later, two commands are enough: `make demo` and `make test`.

# The first Python that runs and is new enough. A name on the PATH may be a shim without a Python.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)
NEEDED := Architrave needs Python 3.11 or later
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

PYTEST := $(BIN)/pytest -rfEs
PARALLEL := -n auto --maxprocesses 8
QUICK := -m "not (slow or property or crash or postgres or sdk or soak or temporal)"
OTHER_PURE := $(addprefix tests/,cloud contract definitions diagnostics flows interpreter templates)

# Check a named Python immediately, even if there is nothing left to install.
ifneq ($(origin PYTHON),file)
ANSWER := $(shell $(PYTHON) -c 'import sys; v = sys.version_info; print("%s %d.%d" % ("new" if v >= (3, 11) else "old", v[0], v[1]))' 2>/dev/null)
VERSION := $(word 2,$(ANSWER))
MADE_WITH := $(shell $(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
ifeq ($(filter new old,$(firstword $(ANSWER))),)
$(error $(NEEDED); "$(PYTHON)" does not run as a Python)
else ifeq ($(firstword $(ANSWER)),old)
$(error $(NEEDED); $(PYTHON) is Python $(VERSION))
else ifneq ($(MADE_WITH),$(if $(MADE_WITH),$(VERSION)))
$(error $(VENV) was created with Python $(MADE_WITH). To use $(PYTHON) ($(VERSION)), run "make clean" first)
endif
endif

# Without cached bytecode every command compiles the package again, and the tests start many commands.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install demo check quick pure pure-expressions pure-others test lint types layers unit \
	bench docs goldens faults soak fix clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(READY) ## Set up .venv with the package and everything that its tests need

$(INSTALLED): pyproject.toml
	@test -n "$(PYTHON)" || { echo "$(NEEDED), but none was found. Install one, or name it: make install PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot create virtual environments. On Debian and Ubuntu, run: apt install python3-venv"; exit 1; }
	@echo "Setting up $(VENV). This happens once and takes 20 seconds to a minute, mostly for downloads."
	@echo "- a virtual environment with $$($(PYTHON) --version)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "- a current pip"
	@$(PIP) install "pip>=25.1"
	@echo "- Architrave and its dependencies"
	@$(PIP) install --editable .
	@touch $(INSTALLED)

$(READY): $(INSTALLED)
	@echo "Adding the tools for tests and checks to $(VENV). This happens once ..."
	@$(PIP) install --group dev
	@touch $(READY)

demo: $(INSTALLED) ## Explain a real failing launch, fix it and run it
	@$(BIN)/python tools/demo.py

check: $(READY) ## Run after each change, under a minute: lint, types, layers, the quick tests
	@$(MAKE) --no-print-directory --keep-going -j2 lint types layers quick

quick: $(READY)
	$(PYTEST) $(PARALLEL) $(QUICK)

pure: $(READY) ## Run only the quick tests of the pure packages, in seconds
	@$(MAKE) --no-print-directory -j2 pure-expressions pure-others

pure-expressions pure-others: $(READY)
	$(PYTEST) $(QUICK) $(if $(filter %-others,$@),$(OTHER_PURE),tests/expressions)

test: lint types layers unit ## Run everything: lint, types, layers, all tests

lint: $(READY) ## Check style and common mistakes
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(READY) ## Check static types, strictly
	$(BIN)/pyright

layers: $(READY) ## Check that each package imports only from lower layers
	$(BIN)/lint-imports --no-logo

unit: $(READY) ## Run all tests that this machine can run
	$(PYTEST) $(PARALLEL)

bench: $(READY) ## Run the benchmarks; prints ratios and writes bench.json
	$(BIN)/python -m benchmarks

docs: $(READY) ## Regenerate the generated pages
	$(BIN)/python tools/docs.py

goldens: $(READY) ## Regenerate the files that tests compare with; review the diff
	$(PYTEST) --update-goldens

faults: $(READY) ## Fault injection: plant fifty faults, one at a time, and show which ones the tests find
	$(BIN)/python tools/faults.py

soak: $(READY) ## Run the long forms of tests: mutated requests and files, kills, generated expressions
	ARCHITRAVE_SOAK=1 $(BIN)/pytest -m "soak or property or crash"

fix: $(READY) ## Fix formatting and everything else that the tools can fix
	$(BIN)/ruff check --fix --exit-zero --quiet
	$(BIN)/ruff format
	$(BIN)/ruff check

clean: ## Remove everything that the other targets created
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis bench.json
