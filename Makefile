# Two commands do all set-up: `make demo` and `make test`. Python 3.11 or newer is all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --quiet --disable-pip-version-check --constraint constraints.txt --editable
STAMP := $(VENV)/.ready

.PHONY: demo test check cover docs bench lowest messages lock clean

demo: $(STAMP)  ## survey the sample landscape and say which file to open
	@$(BIN)/seamscope demo

# `make test T=…` runs a part: a test path (tests/poc, tests/poc/test_poc.py::test_name), a case of
# a connector (connectors/cases/dbt/raw, or connectors/cases/dbt for all of dbt), a YAML file of
# cases (its folder of tests), or a word in the names of tests (an expression for pytest -k).
T ?=
WORKERS ?= $(if $(T),0,auto)
area = $(word 2,$(subst /, ,$1))
pick = $(if $(filter connectors/cases/%,$1),tests/connectors/test_cases.py -k '$(1:connectors/cases/%=%)',$(if \
  $(filter tests/%.yaml,$1),tests/$(call area,$1) -m 'not slow',$(if \
  $(findstring ::,$1)$(wildcard $1),'$1',-k '$1')))
SELECT = $(if $(T),$(call pick,$(T:%/=%)),-m 'not slow')

test: $(STAMP)  ## run the tests except the slow ones; T=… runs a part of them
	$(BIN)/python -m pytest --dist worksteal -q -n $(WORKERS) $(SELECT)

check: $(STAMP)  ## style, types, import contracts, tests with branch coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --dist worksteal -q -n auto -m 'not slow' --cov --cov-report=term --cov-fail-under=90
	# measuring doubles the time of a test; the slow ones reach almost nothing that the others do not
	$(BIN)/python -m pytest --dist worksteal -q -n auto -m slow

bench:  ## speed of SQL lineage beside its peers, in an environment of their own
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --quiet --disable-pip-version-check --editable '.[fast]'
	for peer in acryl-datahub[sql-parser] sqllineage openlineage-sql; do \
	  .venv-bench/bin/pip install --quiet --disable-pip-version-check $$peer || echo "without $$peer"; done
	# acryl-datahub pins an older sqlglot and works with ours: all are measured on one build
	.venv-bench/bin/pip install --quiet --disable-pip-version-check --no-deps \
	  $$(grep -E '^sqlglotc?==' constraints.txt)
	.venv-bench/bin/python benchmarks/lineage.py $(BENCH)

lowest:  ## the tests with the lowest versions that pyproject.toml allows, in an environment of their own
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/pip install --quiet --disable-pip-version-check uv
	.venv-lowest/bin/uv pip install --quiet --python .venv-lowest --compile-bytecode \
	  --resolution lowest-direct --editable '.[draw,fast,parquet,slides,pandas,polars]'
	# the test tools themselves as in constraints.txt
	.venv-lowest/bin/uv pip install --quiet --python .venv-lowest \
	  $$(grep -E '^(pytest|pytest-xdist|hypothesis|jsonschema|playwright)==' constraints.txt)
	.venv-lowest/bin/python -m pytest -q -n auto $(if $(T),$(T),tests/connectors/test_cases.py tests/answers \
	  tests/cli tests/document tests/lineage tests/lists tests/outputs tests/resolve)

docs: $(STAMP)  ## build the site of the documentation in build/site; minutes, because it surveys the gallery
	$(BIN)/python -m docs.site.build

messages: $(STAMP)  ## write the translatable texts to build/seamscope.pot
	mkdir -p build
	$(BIN)/python tests/wording/catalogue.py > build/seamscope.pot

lock:  ## write constraints.txt anew from pyproject.toml
	uv pip compile --universal --all-extras --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o constraints.txt

clean:  ## remove what was built
	rm -rf build dist seamscope-out seamscope-demo $(VENV) .venv-bench .venv-lowest .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "seamscope needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	@echo 'installing into $(VENV); this takes a minute or two'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) '.[dev,docs,draw,fast]' || { echo 'no wheels of the faster extras here; going on without them'; $(PIP) '.[dev,docs]'; }
	@touch $@
