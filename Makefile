# `make demo` and `make test` are all a newcomer needs; both make the environment in .venv first.
.DEFAULT_GOAL := help
.PHONY: help demo test attack cluster-test bench lint check venv clean
.DELETE_ON_ERROR:

BIN := .venv/bin
READY := .venv/ready
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install --constraint tests/constraints.txt

help:
	@echo "make demo   make an encrypted book in ./demo/ from the documented observations and print the report"
	@echo "make test   every check: style, types, rooms, dependencies, tests with coverage"
	@echo "make attack the accidents and attacks that take minutes: kill -9, full disks, damage, strace"
	@echo "make bench  time the program beside ledger, hledger, beancount, SQLite, DuckDB: an hour or more"
	@echo "make cluster-test  reports on a real Spark cluster on loopback, a worker of it killed; Java 17, 8 GB"
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

# What it is timed beside: hledger and ledger where they are installed; the others have an environment of their own.
PEERS := .venv/peers/ready

bench: $(READY) $(PEERS)
	@mkdir -p build
	@$(BIN)/python -m tests.bench --output-file build/bench.json

$(PEERS): pyproject.toml | $(READY)
	@$(BIN)/python -m venv --without-pip --clear .venv/peers
	@$(BIN)/python -m pip --disable-pip-version-check --python .venv/peers/bin/python -qq install --group bench || \
	  echo "make bench: duckdb and beancount could not be installed, and are left out" >&2
	@touch $@

# Spark is half a gigabyte and has an environment of its own.
SPARK := .venv/cluster

cluster-test: $(SPARK)/ready
	@command -v java >/dev/null || { echo "make cluster-test needs Java: apt install openjdk-17-jre-headless" >&2; exit 1; }
	@$(SPARK)/bin/python -m pytest -q -n 0 -m cluster tests/attack/test_spark.py

$(SPARK)/ready: pyproject.toml tests/constraints.txt | $(READY)
	@echo "Making $(SPARK) with Spark in it; the first time takes some minutes"
	@$(BIN)/python -m venv --without-pip --clear $(SPARK)
	@$(BIN)/python -m pip --disable-pip-version-check --python $(SPARK)/bin/python -qq install \
	  --constraint tests/constraints.txt \
	  --editable '.[postgres,attachments,analytics,cluster]' --group test --group cluster
	@touch $@

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
	@$(PIP) --no-build-isolation --editable '.[postgres,attachments,analytics]' --group dev
	@touch $@

clean:
	@rm -rf .venv .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build demo dist
	@find ledger migrations tests -name __pycache__ -type d -prune -exec rm -rf {} +
