# hindsite: everything a contributor runs. `make` alone lists the targets.
#
# Needs git, make and Python 3.11 or later. The rest is installed into .venv from the lock files:
# exact versions, checked against their hashes. A stamp file in .venv makes the next run instant;
# a changed lock file or pyproject.toml installs again.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve build test browser lint types check lock bench post clean

# Chosen once: PYTHON=… if given, else the first of these that is 3.11 or later.
ifndef PYTHON
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
endif
PORT ?= 8000
PYTEST_ARGS ?= -n auto
BENCH_ARGS ?= 5000
UV ?= uv

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# What the lock files hold: no index address, no machine's path, valid for every system and Python.
COMPILE := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet --extra build

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

serve: .venv/installed ## build the site and serve it with live reload (PORT=8000)
	@$(BIN)/hindsite serve --port $(PORT)

build: .venv/installed ## build the site into site/
	@$(BIN)/hindsite build --strict

test: .venv/installed-dev browser ## run the whole suite, browser tests included
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

browser: .venv/installed-dev # a Chromium for the browser tests: the one here, else one is installed
	@$(BIN)/python -m tests.browser.provide

lint: .venv/installed-dev ## check style and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: .venv/installed-dev ## check types
	@$(BIN)/mypy

check: lint types test ## all of the above: what has to pass before a change goes in

lock: ## resolve the dependencies anew (needs uv); LOCK_ARGS=--upgrade takes newer versions
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: install it, or name it with UV=/path/to/uv." >&2; exit 1; }
	$(COMPILE) $(LOCK_ARGS) --output-file requirements.lock
	$(COMPILE) $(LOCK_ARGS) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

bench: .venv/installed ## measure the build of a large generated collection (BENCH_ARGS=5000)
	@$(BIN)/python bench/build_time.py $(BENCH_ARGS)

post: .venv/posting ## post the comments of finished checks, in their own job (FORGE=github)
	@PYTHONPATH=macros $(BIN)/python -m hindsite.review $(FORGE)

clean: ## remove everything that was made here, .venv included
	rm -rf .venv site dist .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name .git -prune -o -type d -name __pycache__ -exec rm -rf {} +

# The stamps. Running the site needs the first; checks and tests the second, which holds the first.
.venv/installed: requirements.lock pyproject.toml | .venv/made
	@echo "Installing the locked dependencies into .venv (once)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@echo "Installing what checks and tests need into .venv (once)"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# What posts is in this checkout and needs Python's library alone: nothing to install beside a token.
.venv/posting: | .venv/made
	@touch $@

.venv/made:
	@$(if $(PYTHON),:,echo "hindsite needs Python 3.11 or later and found none: install one, or name it with PYTHON=/path/to/python3." >&2; exit 1)
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "hindsite needs Python 3.11 or later, and $(PYTHON) is not: name another with PYTHON=/path/to/python3." >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		package=$$("$(PYTHON)" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing $$package: $(PYTHON) cannot make virtual environments without it"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$$package" >/dev/null; \
		else \
			echo "$(PYTHON) cannot make virtual environments: run 'sudo apt install $$package' (or your system's equivalent), then make again." >&2; exit 1; \
		fi; }
	@"$(PYTHON)" -m venv --clear .venv
	@touch $@
