# Osnova: everything starts from `make run` and `make test`. `make help` lists all commands.

PYTHON ?= python3
PORT ?= 8000
# a Python that somebody names is taken as it is
THIS_PYTHON := $(if $(filter file,$(origin PYTHON)),,--this-python)
VENV := .venv/bin/python

export PORT
# Compiled modules are kept: each process of `make run` and `make test` would compile all of ours anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run dev test test-fast check format messages lock benchmark clean base packages

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | \
		while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done
	@echo
	@echo '  PORT=8000 is the port of run and dev; DEMO=0 starts with an empty site.'

run: base ## Set up what is missing, then run the site and its job worker (PORT, DEMO=0)
	@exec $(VENV) -m config.supervisor

dev: packages ## Run with automatic reload and debug pages, for developers
	@DEBUG=1 $(VENV) -m config.preparation
	@DEBUG=1 exec $(VENV) manage.py runserver $(PORT)

test: packages ## Run every test: SQLite, PostgreSQL, browser (about 10 minutes on two cores)
	@exec $(VENV) -m tests

test-fast: packages ## Run the fast tests on SQLite (about 2 minutes)
	@exec $(VENV) -m tests --fast

check: packages ## Check format, lint, layers, migrations, catalogues, deployment settings, templates
	@exec $(VENV) -m tests.check

format: packages ## Format Python files
	$(VENV) -m ruff check --fix-only --quiet .
	$(VENV) -m ruff format .

messages: packages ## Bring the translation catalogues up to date with the code
	$(VENV) -m config.catalogues update

lock: ## Lock the newest allowed versions of all dependencies (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --upgrade --quiet --extra test --extra check \
		pyproject.toml -o requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --upgrade --quiet -c requirements/dev.txt \
		pyproject.toml -o requirements/base.txt

benchmark: packages ## Measure and write docs/performance.md
	@exec $(VENV) -m benchmarks

clean: ## Remove everything that was made (asks nothing; the database in var/ too)
	rm -rf .venv var .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find locale -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

base:
	@$(PYTHON) config/bootstrap.py base $(THIS_PYTHON)

packages:
	@$(PYTHON) config/bootstrap.py dev $(THIS_PYTHON)
