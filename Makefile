# The two commands of the README are `make demo` and `make test`; each sets up all that it needs.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test lint bench scorecard screens rules audit clean environment check

PYTHON := .venv/bin/python
SPECTRAL := .stoep/tools/node_modules/.bin/spectral

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## */  make \1\t/' | expand -t 20

demo: ## an illustrative Den Haag: two weeks of history, then live
	@sh setup/prepare.sh database
	@.venv/bin/stoep demo

test: ## everything, with a real database and a real browser
	@sh setup/prepare.sh database browser
	@$(MAKE) --no-print-directory check
	@if command -v npm > /dev/null; then $(MAKE) --no-print-directory $(SPECTRAL) || echo "The linter of API rules did not come: its test says so."; fi
	@$(PYTHON) -m pytest --numprocesses 4 --dist loadfile --durations 30

lint: environment check ## format, style, types and the direction of imports

bench: ## what it costs, beside a floor or a rival in the same run
	@sh setup/prepare.sh database browser
	@$(PYTHON) -m bench

scorecard: ## twelve figures of how far it can be trusted, in .stoep/scorecard
	@sh setup/prepare.sh database browser
	@$(MAKE) --no-print-directory .stoep/audit/bin/pip-audit .stoep/schemathesis/bin/schemathesis
	@$(PYTHON) -m bench.scorecard

screens: ## pictures of every page of the demo, in .stoep/screens
	@sh setup/prepare.sh database browser
	@$(PYTHON) -m bench.screens

rules: ## the Dutch API Design Rules, with the linter of their makers (needs npm)
	@sh setup/prepare.sh database
	@$(MAKE) --no-print-directory $(SPECTRAL)
	@$(PYTHON) -m pytest tests/api/test_design_rules.py

audit: ## known weaknesses of what is used, and a list of it all (SBOM), in .stoep/audit
	@$(MAKE) --no-print-directory .stoep/audit/bin/pip-audit
	@.stoep/audit/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml -o .stoep/audit/sbom.json
	@.stoep/audit/bin/pip-audit --requirement requirements.lock --require-hashes --disable-pip

$(SPECTRAL):
	@npm install --silent --no-audit --no-fund --prefix .stoep/tools @stoplight/spectral-cli@6.16.3

.stoep/audit/bin/pip-audit:
	@python3 -m venv .stoep/audit
	@.stoep/audit/bin/python -m pip install --quiet --disable-pip-version-check "pip-audit==2.10.1" "cyclonedx-bom==7.5.0"

.stoep/schemathesis/bin/schemathesis:
	@python3 -m venv .stoep/schemathesis
	@.stoep/schemathesis/bin/python -m pip install --quiet --disable-pip-version-check "schemathesis==4.32.5"

environment:
	@sh setup/prepare.sh

check:
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

clean: ## remove the environment and the private databases, with all their data
	@sh setup/clean.sh
