# Every target makes .venv by itself, with the exact versions of constraints.txt.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check faults bench encoders browser team screenshots looks clean

demo: $(READY)
	@$(BIN)/mmstui demo

# Without those that are marked `slow`, which `make faults` runs. Bytecode is kept whatever the
# environment says: every worker loads all tests. On a fresh clone none of them has to make it.
test: export PYTHONDONTWRITEBYTECODE =
test: $(READY)
	@$(BIN)/python -m compileall -q -j 2 src tests/support tests/faults
	$(BIN)/python -m pytest --numprocesses 4 --dist loadfile --no-loadscope-reorder

check: $(READY)
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy src tests

# `make faults SEED=n` has one seed again, FIXED=1 no fresh seed.
faults: $(READY)
	@$(if $(SEED),true,$(BIN)/python -m pytest -m slow --numprocesses 2)
	@PYTHONPATH=tests $(BIN)/python -m faults.run $(if $(SEED),--seed $(SEED)) $(if $(FIXED),--no-fresh)

# On a machine that does nothing else; the stores of a million messages stay for the next time.
bench: $(READY)
	@PYTHONPATH=tests $(BIN)/python -m bench

# Needs encoders of Debian: tests/encoders/install.sh, as root.
encoders: $(READY)
	@PYTHONPATH=tests $(BIN)/python -m encoders

# Needs Debian's Chromium: tests/browser/install.sh, as root.
browser: $(READY)
	@PYTHONPATH=tests $(BIN)/python -m browser

# Needs root: it runs processes as several users. It adds none to the machine.
team: $(READY)
	@PYTHONPATH=tests $(BIN)/python -m team

screenshots: $(READY)
	$(BIN)/python tests/screenshots.py

# Pictures of the demo in real terminals, into looks/; not part of .ci/run.
looks: $(READY)
	PYTHONPATH=tests $(BIN)/python -m looks looks

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "mmstui needs Python 3.11 or newer: make PYTHON=python3.12"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
