# `make demo` and `make test` are all a newcomer needs; both make the environment in .venv first.
.DEFAULT_GOAL := help
.PHONY: help demo test attack lint check venv clean
.DELETE_ON_ERROR:

BIN := .venv/bin
READY := .venv/ready
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install --constraint tests/constraints.txt

help:
	@echo "make demo   make an encrypted book in ./demo/ from the documented observations and print the report"
	@echo "make test   every check: style, types, rooms, dependencies, tests with coverage"
	@echo "make attack the accidents and attacks that take minutes: kill -9, full disks, damage, strace"
	@echo "make lint   the checks that run no test"
	@echo "make check  the tests alone, stopping at the first failure"
	@echo "make venv   make or refresh .venv"
	@echo "make clean  remove .venv, the demo book and everything generated"

demo: $(READY)
	@$(BIN)/wage-ledger demo

test: lint
	@$(BIN)/python -m pytest -q -n auto --dist loadfile --cov --cov-report=term

# What `make test` leaves out: it runs the quick part of tests/attack.
attack: $(READY)
	@command -v strace >/dev/null || { echo "make attack needs strace: apt install strace" >&2; exit 1; }
	@$(BIN)/python -m pytest -q -n auto --dist load -m attack tests

lint: $(READY)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/deptry ledger migrations

check: $(READY)
	@$(BIN)/python -m pytest -q -x -n auto --dist loadfile

venv: $(READY)

# The first Python of 3.11 or newer on this machine that can make environments; PYTHON=… chooses another.
$(READY): pyproject.toml tests/constraints.txt
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  python=; \
	  for each in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.14); do \
	    if "$$each" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$each; break; fi; \
	  done; \
	  if [ -z "$$python" ]; then \
	    echo "wage-ledger needs Python 3.11 or newer with its venv module, and none was found." >&2; \
	    echo "Install one (on Debian and Ubuntu: python3 and python3-venv), or say where it is: make PYTHON=/path/to/python3" >&2; \
	    exit 1; \
	  fi; \
	  echo "Making .venv with $$("$$python" --version); the first time takes a minute or two"; \
	  "$$python" -m venv --clear .venv; \
	fi
	@$(PIP) pip hatchling
	@$(PIP) --no-build-isolation --editable '.[postgres,attachments]' --group dev
	@touch $@

clean:
	@rm -rf .venv .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build demo dist
	@find ledger migrations tests -name __pycache__ -type d -prune -exec rm -rf {} +
