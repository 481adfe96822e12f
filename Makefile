# make run builds the example ledger, make test passes all tests; both set up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Files of tests side by side, as many as there are cores.
PYTEST := $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

.PHONY: run test fast check bench schema lock clean

run: $(VENV)/.installed
	$(BIN)/taizhang build

test: $(VENV)/.installed
	$(PYTEST)

# What needs neither LibreOffice nor many runs of the program.
fast: $(VENV)/.installed
	$(PYTEST) -m "not render and not slow"

check: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement benchmarks/requirements.txt
	$(BIN)/python -m benchmarks

$(VENV)/.installed: requirements-dev.txt setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(BIN)/python -m compileall -q generator
	touch $@

# After changing a field of the ledger: writes its published shape anew.
schema: $(VENV)/.installed
	$(BIN)/python -c "import json; from generator.ledger import schema; print(json.dumps(schema(), ensure_ascii=False, indent=2))" > docs/ledger.schema.json

# After changing a dependency in setup.cfg: writes the lock anew from a fresh environment, and the lowest versions.
lock:
	rm -rf .venv-lock
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check '.[dev]'
	.venv-lock/bin/python -m pip freeze --exclude taizhang > requirements-dev.txt
	rm -rf .venv-lock
	sed -n 's/^    \([a-z0-9-]*\) >= \([0-9.]*\)$$/\1==\2/p' setup.cfg | sort > requirements-lowest.txt

clean:
	rm -rf $(VENV) build *.egg-info
