# The two commands of the README are `make demo` and `make test`; each sets up all that it needs.
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench environment database browser clean

PYTHON := .venv/bin/python
export REMOVE := from pathlib import Path; from stoep.cluster import Cluster; \
	[Cluster(Path('.stoep') / part).remove() for part in ('', 'test', 'bench')]

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## */  make \1\t/' | expand -t 20

demo: environment database ## an illustrative Den Haag: two weeks of history, then live
	@.venv/bin/stoep demo

test: environment database browser lint ## everything, with a real database and a real browser
	@$(PYTHON) -m pytest

lint: environment ## format, style, types and the direction of imports
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

bench: environment database browser ## what it costs, beside a floor or a rival in the same run
	@$(PYTHON) -m bench

environment:
	@sh setup/environment.sh

database: environment
	@sh setup/debian.sh database

browser:
	@sh setup/debian.sh browser

clean: ## remove the environment and the private databases
	@[ ! -x $(PYTHON) ] || $(PYTHON) -c "$$REMOVE"
	@rm -rf .venv .stoep .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
