# One command each; every target first makes .venv as the pinned requirements say.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.requirements-installed
ARGS ?=
.DEFAULT_GOAL := help

.PHONY: help demo tour test test-fast properties clocks check messages bench fuzz requirements clean

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "gatebot needs Python 3.11 or newer; found $$($(PYTHON) --version 2>&1). Set PYTHON=/path/to/python3.11." >&2; exit 1; }
	@command -v git >/dev/null || { echo "gatebot needs git on the PATH: install it and run this again." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv module is missing: on Debian and Ubuntu, 'apt-get install python3-venv'." >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade >/dev/null
	@echo "Installing the pinned requirements into $(VENV) (once, about 30 s) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(STAMP)  ## a workspace in your browser, with the bot and a repository
	@$(BIN)/gatebot demo $(ARGS)

tour: $(STAMP)  ## play the whole story, headless, into a real repository
	@$(BIN)/gatebot tour $(ARGS)

test: $(STAMP)  ## every test
	@$(BIN)/python -m tests.browser.install
	@$(BIN)/pytest -n auto --dist worksteal $(ARGS)

# What a change of the code breaks first. The properties over generated input are left to `make test`.
test-fast: $(STAMP)  ## rules, documents, words and use cases
	@$(BIN)/pytest -q -n auto --dist worksteal -m "not hypothesis" tests/readiness tests/documents tests/slack tests/app $(ARGS)

# Monday evening, Friday evening, Sunday, the end of a month and of a year, both nights of DST in Europe.
CLOCKS := 2026-11-30T18:45 2026-11-27T23:50 2026-12-06T12:00 2027-02-28T23:40 2026-12-31T23:40 2027-03-28T00:50 2026-10-25T00:50

properties: $(STAMP)  ## the properties, over new examples each time (`make test` has the same in every run)
	@$(BIN)/pytest -q -n auto --dist worksteal -m hypothesis --hypothesis-profile new-examples $(ARGS)

clocks: $(STAMP)  ## every test, as it is at other hours of other days
	@$(BIN)/python -m tests.browser.install
	@set -e; for at in $(CLOCKS); do echo "as of $$at"; $(BIN)/pytest -q -n auto --dist worksteal --begin $$at $(ARGS); done

check: $(STAMP)  ## lint, format, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

messages: $(STAMP)  ## every message the bot can send, on one page
	@$(BIN)/python -m tests.slack.messages_page

bench: $(STAMP)  ## one line per figure
	@$(BIN)/python -m tests.bench $(ARGS)

fuzz: $(STAMP)  ## odd input for each parser, a minute each; ARGS="--seconds 10 tracker policy"
	@$(BIN)/python -m tests.fuzz $(ARGS)

requirements:  ## pin the requirements again (needs uv)
	uv pip compile pyproject.toml --extra postgresql --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-emit-index-url --no-emit-find-links -o requirements/runtime.txt
	echo 'setuptools>=80' | uv pip compile - --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements/build.txt
	uv pip compile --group dev pyproject.toml --all-extras --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-emit-index-url --no-emit-find-links -o requirements/dev.txt

clean:  ## remove what the other targets made
	rm -rf $(VENV) build .gatebot
