# trialwright: `make demo` and `make test` each set up everything they need and work alone; `make check` is what a change must pass.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready-$(shell cat requirements/dev.lock pyproject.toml | cksum | cut -d' ' -f1)
export UV_PYTHON_DOWNLOADS := never

.PHONY: demo test check lint types docs lock golden report clean

demo: $(STAMP)
	@mkdir -p out
	@$(BIN)/trialwright match --on 2026-03-16 --html out/report.html \
	  --patient examples/patients/gastric-liver-metastases.yaml \
	  --patient examples/patients/luminal-breast-oligometastases.yaml \
	  --patient examples/patients/colorectal-liver-resected.yaml \
	  examples/pages/*.txt
	@echo "Report: $(CURDIR)/out/report.html"

test: $(STAMP)
	$(BIN)/python -m pytest

check: lint types docs
	$(BIN)/python -m pytest tests/architecture tests/docs

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

docs: $(STAMP)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict --site-dir out/site

# Pins with hashes; no index address is written into them.
lock: $(STAMP)
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 pyproject.toml -o requirements/runtime.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 --extra dev pyproject.toml -o requirements/dev.lock

# Rewrites the golden files from what the code does now: read the difference before you commit it.
golden: $(STAMP)
	$(BIN)/python -m pytest tests/golden --update-golden

$(STAMP): requirements/dev.lock pyproject.toml
	@sh scripts/setup.sh $(PYTHON) $(VENV)
	@rm -f $(VENV)/.ready-* && touch $@

clean:
	rm -rf $(VENV) out
