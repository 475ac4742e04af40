# Everything happens in an own .venv; all that must be there before is Python (with venv) and make.
PYTHON ?= python3
BIN := .venv/bin
COUNT ?= 5000
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: try test kernel-soak fuzz mutants lint clean

# What stoplint says about a start script that keeps the signal from its application.
# `check` ends with 1 when it finds something: that is what it is shown for.
try: .venv/ready
	cd fixtures/go-service-sh-start && ../../$(BIN)/stoplint check; status=$$?; [ $$status -le 1 ]
	cd fixtures/go-service-sh-start && ../../$(BIN)/stoplint trace

# A file's tests share what they set up, so that a file stays with one process.
test: .venv/ready-test
	$(BIN)/python -m pytest -n auto --dist loadfile

# Generated scripts, really started and really stopped (minutes); COUNT says how many.
kernel-soak: .venv/ready-test
	cd tests && ../$(BIN)/python -m kernel.soak --count $(COUNT)

# Mutated repositories, of which something may not hold; COUNT says how many, SEED the first one's number.
SEED ?= 0
fuzz: .venv/ready-test
	cd tests && ../$(BIN)/python -m fuzz --count $(COUNT) --seed $(SEED)

# Small faults put into what was changed: which does no test notice? (minutes; see tests/mutants.py)
BASE ?= HEAD
MINUTES ?= 15
SAMPLE ?= 300
mutants: .venv/ready-mutants
	cd tests && ../$(BIN)/python -m mutants --base $(BASE) --minutes $(MINUTES) --count $(SAMPLE) $(PATHS)

lint: .venv/ready-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist build

# Dependency groups (PEP 735) need pip 25.1; a distribution's own pip may be older.
.venv/pip: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	touch $@

.venv/ready: .venv/pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/ready-test: .venv/ready
	$(BIN)/python -m pip install --quiet --group test
	touch $@

.venv/ready-mutants: .venv/ready-test
	$(BIN)/python -m pip install --quiet --group mutants
	touch $@

.venv/ready-lint: .venv/ready-test
	$(BIN)/python -m pip install --quiet --group lint
	touch $@
