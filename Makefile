# trialwright: `make demo` and `make test` each set up everything they need and work alone; `make check` is what a change must pass.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One process of tests for each processor; a file's tests stay together, as they share what they set up. The files are taken in
# their order: first those with few and long tests (tests/conftest.py), last the browser's, of which each process gets one half.
WORKERS ?= logical
TESTS = $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
STAMP := $(VENV)/.ready-$(shell cat requirements/dev.lock requirements/usdm.lock pyproject.toml scripts/setup.sh | cksum | cut -d' ' -f1)
LOCK = $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --universal --python-version 3.11
export UV_PYTHON_DOWNLOADS := never
export UV_NATIVE_TLS := 1
# Byte code is kept, beside the packages and not beside the sources: without it every process compiles a thousand files anew.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/bytecode

.PHONY: help demo test check lint types docs security format lock golden laws clean

help:
	@echo "make demo     rank the example trials for three patients and write out/report.html"
	@echo "make test     run every test"
	@echo "make check    lint, types, documentation, known weaknesses, architecture and documentation tests"
	@echo "make laws     try every law and every kill of a writer many times, with new inputs (for a night)"
	@echo "make format   bring the source into the one format"
	@echo "make golden   rewrite the golden files from what the code does now"
	@echo "make lock     renew the pins in requirements/ (UPGRADE=1: take newer versions)"
	@echo "make clean    remove the virtual environment and everything made"

demo: $(STAMP)
	@mkdir -p out
	@$(BIN)/trialwright match --on 2026-03-16 --html out/report.html \
	  --patient examples/patients/gastric-liver-metastases.yaml \
	  --patient examples/patients/luminal-breast-oligometastases.yaml \
	  --patient examples/patients/colorectal-liver-resected.yaml \
	  examples/pages/*.txt
	@echo "Report: $(CURDIR)/out/report.html"

test: $(STAMP)
	@$(TESTS) $(PYTEST)

check: lint types docs security
	@$(TESTS) tests/architecture tests/docs

lint: $(STAMP)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "not in the one format: run 'make format'"; exit 1; }

types: $(STAMP)
	@$(BIN)/mypy

# Not with --quiet: mkdocs then counts no warnings, and --strict never fails.
docs: $(STAMP)
	@mkdir -p out
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --site-dir out/site > out/mkdocs.log 2>&1 || { grep -E 'WARNING|ERROR|Aborted' out/mkdocs.log; exit 1; }

# bandit from the middle severity up: the rules below it are ruff's S rules, which are answered line by line.
# pip-audit needs the network; without it this says that nothing was audited, and does not fail.
security: $(STAMP)
	@mkdir -p out
	@$(BIN)/bandit --quiet --recursive --severity-level medium src 2> out/bandit.log || { cat out/bandit.log; exit 1; }
	@$(BIN)/python scripts/audit.py

# `make test` tries each law a few times, with the same inputs each time (tests/often.py).
laws: $(STAMP)
	@TRIALWRIGHT_LAWS=$(or $(TIMES),5) TRIALWRIGHT_KILLS=$(or $(KILLS),60) $(TESTS) tests/property tests/unit/registries tests/unit/shelf

format: $(STAMP)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# Pins with hashes; no index address is written into them.
lock: $(STAMP)
	@$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements/runtime.lock
	@$(LOCK) $(if $(UPGRADE),--upgrade) --extra dev pyproject.toml -o requirements/dev.lock
	@$(LOCK) $(if $(UPGRADE),--upgrade) --no-deps requirements/usdm.in -o requirements/usdm.lock
	@$(LOCK) $(if $(UPGRADE),--upgrade) --no-deps requirements/spark.in -o requirements/spark.lock

# Rewrites the golden files from what the code does now: read the difference before you commit it.
golden: $(STAMP)
	@$(BIN)/python -m pytest tests/golden --update-golden

$(STAMP): requirements/dev.lock requirements/usdm.lock pyproject.toml scripts/setup.sh
	@sh scripts/setup.sh "$(PYTHON)" "$(VENV)"
	@rm -f $(VENV)/.ready-* && touch $@

clean:
	rm -rf $(VENV) out
