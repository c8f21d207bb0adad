# Councils. `make` alone lists what can be done.

PYTHON ?= python3
PORT ?= 8000
DB ?= sqlite
ON_postgresql := tests.databases
BIN := .venv/bin
LOCK := pyproject.toml uv.lock tools/bootstrap.py
# What was compiled is kept, also where the shell says otherwise: a test starts the program many times.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install extras run test check bench torture messages format docs clean stale

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do \
		printf '  make %-9s %s\n' "$$name" "$$what"; done

install: .venv/.installed ## install the program as .venv/bin/councils

extras: .venv/.installed-extras ## install what is optional: Numba, METIS, SALib, PyArrow, Dask

run: install ## serve on http://127.0.0.1:8000 (PORT=8123 for another port); the first time with the demonstration city
	@$(BIN)/councils serve --demo --port $(PORT)

test: .venv/.installed-test ## run the tests (ARGS="tests/core -k recall" for some, DB=postgresql for all on PostgreSQL)
	@$(BIN)/python -m $(ON_$(DB)) pytest -q -n 3 --dist worksteal $(ARGS)

check: .venv/.installed-dev .venv/.installed-test ## lint, formatting, types and the boundaries of the house
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo 'Not formatted: run "make format".' >&2; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python tools/messages.py --check

bench: .venv/.installed-test ## measure what people wait for, each figure beside its target (ARGS="france" for a part)
	@$(BIN)/python -m bench $(ARGS)

torture: .venv/.installed-test ## kill, starve and race the program on both databases, for most of an hour; says what came of it
	@$(BIN)/python -m tests.torture $(ARGS)

messages: .venv/.installed-test ## gather the texts for translators
	@$(BIN)/python tools/messages.py

format: .venv/.installed-dev ## format the code and put right what ruff can
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

docs: .venv/.installed-test ## write what the docs tell from the code: references, refusals, life cycles, the worked example
	@$(BIN)/python -m tools.reference

clean: ## remove what was installed and built, but not var/ with its database
	rm -rf .venv .tools dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +

# What is installed works where it was installed, with the Python of then: else it is made anew.
STALE := $(shell $(BIN)/python -c '' 2>/dev/null && grep -qsF "$(CURDIR)/" $(BIN)/councils || echo stale)

# One stamp a group: installing again takes no time until the lock changes.
.venv/.installed: $(LOCK) $(STALE)
	@$(PYTHON) tools/bootstrap.py
	@touch $@

.venv/.installed-%: $(LOCK) $(STALE)
	@$(PYTHON) tools/bootstrap.py $*
	@touch $@
