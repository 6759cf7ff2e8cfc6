# Two commands: `make up` sets up and runs the system; `make test` sets up and passes the tests.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
OURSELVES := --no-deps --no-build-isolation --editable .
BYTECODE := $(BIN)/python -m compileall -q flows models notifications terms migrations  # every run is a process that reads them
COMPILE := uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.PHONY: up test walk check constraints clean

up: .venv/installed  ## start everything, rehearse the shipped round on the server, stay up until Ctrl-C
	$(BIN)/udpegning up --rehearse

test: .venv/installed-test  ## the whole test suite, on both cores
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

walk: .venv/installed-test  ## the whole round by clicks in a browser, six minutes more
	UDPEGNING_WALK=1 $(BIN)/python -m pytest tests/browser/test_whole_round.py

check: .venv/installed-test  ## lint, format and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

constraints:  ## pin anew every version that `make up` and `make test` install (needs uv)
	$(COMPILE) --extra postgresql --upgrade --output-file constraints.txt
	$(COMPILE) --all-extras --constraint constraints.txt --upgrade --output-file tests/constraints.txt

clean:
	rm -rf .venv build *.egg-info

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(INSTALL) --no-deps --require-hashes --requirement constraints.txt
	$(INSTALL) $(OURSELVES)
	$(BYTECODE)
	touch $@

.venv/installed-test: .venv/bin/python pyproject.toml tests/constraints.txt
	$(INSTALL) --no-deps --require-hashes --requirement tests/constraints.txt
	$(INSTALL) $(OURSELVES)
	$(BYTECODE)
	touch .venv/installed $@
