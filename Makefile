# Everything starts here. Nothing but Python 3.11-3.13 and make is needed beforehand.

SHELL := /bin/sh
VENV := .venv
BENCH := .venv-bench
AUDIT := .venv-audit
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
# Kept from then on; what was kept already takes two seconds.
COMPILE := $(BIN)/python -c 'from cxsim.engine.compiled.kernel import prepare; prepare()'
LINT := $(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy
# One for each core; a third would only share them.
WORKERS := 2

# Python keeps what it has compiled, whatever it is told elsewhere: every start would take twice as long.
unexport PYTHONDONTWRITEBYTECODE

# Tried by running them: a name on the PATH may be a version manager's shim that only fails.
CANDIDATES := $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3 python)
SUITABLE := import sys, ensurepip; print(sys.version.split()[0]); sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

# What an environment was made for. It is made anew when that changes: another PYTHON=, or a folder
# that was copied or moved together with its environment.
MADE_FOR := $(shell "$(or $(PYTHON),$(BIN)/python)" -c '$(SUITABLE)' 2>/dev/null) in $(CURDIR)
ifneq ($(MADE_FOR),$(shell cat $(STAMP) 2>/dev/null))
STALE := FORCE
endif

.DEFAULT_GOAL := help
.PHONY: help setup report quick test notebooks whole verify mutations bench audit lab lint format lock clean FORCE

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo "Choose another Python with PYTHON=/path/to/python3.12."

setup: $(STAMP) ## Make the environment in .venv (the other targets do so when needed)
	@echo "$(VENV) is ready."

$(STAMP): pyproject.toml constraints.txt $(STALE)
	@for candidate in $(CANDIDATES); do \
	    if version=$$("$$candidate" -c '$(SUITABLE)' 2>/dev/null); then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	    echo "cxsim needs Python 3.11, 3.12 or 3.13 with venv; none found, name one with PYTHON=/path/to/python" >&2; \
	    exit 1; \
	fi; \
	echo "Setting up $(VENV) with Python $$version ..."; \
	set -e; \
	"$$python" -m venv --clear "$(VENV)"; \
	"$(BIN)/python" -m pip install -qq --disable-pip-version-check -c constraints.txt uv; \
	"$(BIN)/uv" pip install --quiet --python "$(BIN)/python" -c constraints.txt -e '.[dev]' || { \
	    echo "uv could not; trying pip, which knows this machine's own settings but needs some minutes ..."; \
	    "$(BIN)/python" -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[dev]'; }; \
	echo "$$version in $(CURDIR)" > "$(STAMP)"

report: $(STAMP) ## Run the reference study and publish it: reports/index.html leads to everything
	@$(BIN)/cxsim report scenarios/telecom.yaml --replications 8 --out reports/telecom
	@$(BIN)/cxsim report scenarios/telecom_study.yaml --out reports/telecom/decision
	@$(BIN)/cxsim publish

quick: $(STAMP) ## Check work in progress in a minute or so: style, types, and the fast tests of all packages
	@$(COMPILE) & \
	compiling=$$!; { $(LINT); } || { kill $$compiling 2>/dev/null; exit 1; }; \
	$(BIN)/python -m pytest --quick -q -n $(WORKERS) --dist loadfile tests; \
	code=$$?; wait $$compiling && exit $$code

# The engine is compiled while style and types are checked, which takes one core for a minute each; what is
# left of that minute compiles the tests, which each worker would do for itself.
test: $(STAMP) ## Check style and types, then run all tests, examples and notebooks
	@$(COMPILE) & \
	compiling=$$!; { $(LINT); } || { kill $$compiling 2>/dev/null; exit 1; }; \
	$(BIN)/python -m pytest --collect-only -qq >/dev/null 2>&1; \
	wait $$compiling && $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --durations=15

notebooks: $(STAMP) ## Run every notebook in JupyterLab, and read the site, in a browser (some minutes)
	@$(BIN)/python -m pytest -m "verify and browser"

whole: $(STAMP) ## Try what is shipped from end to end: commands, reports, notebooks (some minutes)
	@$(COMPILE)
	@$(BIN)/python -m pytest -m whole -n $(WORKERS) --dist loadfile

verify: $(STAMP) ## Run the long statistical checks, and what make notebooks and make whole do (some three hours)
	@$(COMPILE)
	@$(BIN)/python -m pytest -m verify -n $(WORKERS) --dist loadfile

mutations: $(STAMP) ## Try mistakes in behaviour, each of which a test has to notice (some minutes; part of verify)
	@$(BIN)/python -m tests.engine.mutate --workers $(WORKERS)

bench: $(BENCH)/.ready ## Measure speed against other engines (ten minutes), or a commit (AGAINST=HEAD~1)
	@$(BENCH)/bin/python -m benchmarks$(if $(AGAINST),.against $(AGAINST), --out reports/benchmarks.json) $(BENCH_OPTIONS)

# An environment of its own, with the same versions: what is only compared with is no part of the product.
$(BENCH)/.ready: $(STAMP) benchmarks/peers/requirements.txt
	@echo "Setting up $(BENCH) ..."; \
	set -e; \
	"$(BIN)/python" -m venv --clear "$(BENCH)"; \
	"$(BIN)/uv" pip install --quiet --python "$(BENCH)/bin/python" -c constraints.txt -e . \
	    -r benchmarks/peers/requirements.txt || { \
	    echo "uv could not; trying pip ..."; \
	    "$(BENCH)/bin/python" -m pip install -qq --disable-pip-version-check -c constraints.txt -e . \
	        -r benchmarks/peers/requirements.txt; }; \
	touch "$@"

audit: $(AUDIT)/.ready ## Ask what is known against the pinned packages: vulnerabilities, licences
	@$(BIN)/python -m audit $(AUDIT)/bin/pip-audit

$(AUDIT)/.ready: $(STAMP) audit/requirements.txt
	@echo "Setting up $(AUDIT) ..."; \
	set -e; \
	"$(BIN)/python" -m venv --clear "$(AUDIT)"; \
	"$(BIN)/uv" pip install --quiet --python "$(AUDIT)/bin/python" -r audit/requirements.txt || { \
	    echo "uv could not; trying pip ..."; \
	    "$(AUDIT)/bin/python" -m pip install -qq --disable-pip-version-check -r audit/requirements.txt; }; \
	touch "$@"

lab: $(STAMP) ## Open the notebooks in JupyterLab
	@$(BIN)/cxsim lab $(LAB_OPTIONS)

lint: $(STAMP) ## Check style and types only
	@$(LINT)

format: $(STAMP) ## Put the code and notebooks into the common style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

lock: $(STAMP) ## Write constraints.txt anew (UPGRADE=--upgrade for newer versions)
	@$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --python-version 3.11 \
	    $(UPGRADE) --extra dev pyproject.toml --output-file constraints.txt

clean: ## Remove the environment and caches; reports stay
	@rm -rf .venv .venv-bench .venv-audit .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find audit cxsim tests notebooks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

FORCE:
