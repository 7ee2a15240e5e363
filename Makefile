# The first Python that is there and new enough; PYTHON=... chooses another.
ENOUGH := import sys; sys.exit(sys.version_info < (3, 11, 5))
CANDIDATES := python3 python3.13 python3.12 python3.11 python3.14
PYTHON ?= $(shell for p in $(CANDIDATES); do $$p -c '$(ENOUGH)' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

.PHONY: demo test scan lint types check-imports knowledge bench clean

demo: .venv/ready
	mkdir -p demo
	$(BIN)/moveready scan tests/sample/site --dump tests/sample/site.sql -o demo/report.html -o demo/report.json
	@echo "Open demo/report.html in a browser."

test: .venv/ready lint types check-imports
	$(BIN)/pytest

scan: .venv/ready
	@test -n "$(SITE)$(DUMP)" || { echo "Usage: make scan SITE=/path/to/site DUMP=/path/to/dump.sql.gz"; exit 2; }
	$(BIN)/moveready scan $(if $(SITE),"$(SITE)") $(if $(DUMP),--dump "$(DUMP)") -o report.html -o report.json

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready
	$(BIN)/mypy

check-imports: .venv/ready
	$(BIN)/lint-imports

knowledge: .venv/ready
	$(BIN)/python -c "from audit.knowledge.compiled import compile_rules; compile_rules()"
	$(BIN)/moveready rules --format markdown > knowledge/README.md

bench: .venv/ready
	$(BIN)/python -m tests.benchmarks.dump
	$(BIN)/python -m tests.benchmarks.code
	$(BIN)/python -m tests.benchmarks.redirects
	$(BIN)/python -m tests.benchmarks.knowledge
	$(BIN)/python -m tests.benchmarks.ci

.venv/ready: pyproject.toml
	@"$(PYTHON)" -c '$(ENOUGH)' 2>/dev/null || \
		{ echo "moveready needs Python 3.11.5 or newer; found: $$(python3 --version 2>&1)."; exit 2; }
	"$(PYTHON)" -m venv .venv || { echo "On Debian, run: apt install python3-venv"; exit 2; }
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable . --group dev
	touch $@

clean:
	rm -rf .venv demo dist
