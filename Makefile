# The same few words everywhere: `make` lists them. Each one sets up what it needs.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup demo fortnight run check test bench fix docs soak cov lock

# Interpreters to try, best first; `make setup PYTHON=python3.12` insists on one.
PYTHON ?= python3 python3.13 python3.12 python3.11 python3.14
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
# Passed on to the program: `make demo ARGS=--once`
ARGS ?=
# Tests start many programs; without cached bytecode each of them would compile everything again.
export PYTHONDONTWRITEBYTECODE :=

help: ## list these words
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r word says; do \
		printf '%-16s %s\n' "$$word" "$$says"; done

setup: $(VENV)/dev.stamp ## prepare .venv with everything needed to run, test and check
	@echo "Ready. Try: make demo"

demo: $(VENV)/run.stamp ## watch it escalate in a pretend Slack workspace, no account needed
	$(PY) -m bot demo $(ARGS)

fortnight: $(VENV)/run.stamp ## print what six people read in two working weeks, to see who gets too much
	$(PY) -m bot.demo.fortnight $(ARGS)

run: $(VENV)/run.stamp ## run the bot with the settings in .env
	$(PY) -m bot run $(ARGS)

check: $(VENV)/dev.stamp ## check format, lint, types, import floors and hygiene
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -c "from importlinter.cli import lint_imports_command as lint; lint()"
	$(PY) -m pytest -q tests/rules

# Measuring coverage makes tests take half as long again, so only the tests of the rules and of the
# edges of the workflows are measured: they cover every line and branch of both rooms by themselves.
# The other tests prove that promises are kept; counting what they happen to reach would hide code
# that no test looks at closely. ARGS runs these tests alone: `make test ARGS="tests/core -k due"`.
# On two cores three workers are a fifth faster than two: while one waits for a server or a program,
# the other two compute.
CORE = $(filter-out %_laws.py,$(wildcard $(addprefix tests/core/,escalation/test_*.py \
	escalation/*/test_*.py grammar/test_*.py grammar/*/test_*.py)))
AT_WORK = $(wildcard $(addprefix tests/edges/,workflows/test_*.py handlers/test_*.py \
	bot/test_delivery_holds.py bot/test_duplicates.py security/test_replay.py))
PYTEST = $(PY) -m pytest -n 3 --dist worksteal
test: $(VENV)/dev.stamp ## run every test; escalation, grammar and workflows must be covered to the last branch
ifeq ($(ARGS),)
	$(PYTEST) $(CORE) $(AT_WORK) --cov=escalation --cov=grammar --cov=workflows --cov-fail-under=100
	$(PYTEST) tests $(CORE:%=--ignore=%) $(AT_WORK:%=--ignore=%)
else
	$(PYTEST) $(ARGS)
endif

bench: $(VENV)/dev.stamp ## measure the hot paths
	$(PY) -m bench $(ARGS)

fix: $(VENV)/dev.stamp ## fix the format and whatever lint can fix
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

docs: $(VENV)/dev.stamp ## check the documents against the code
	$(PY) -m pytest -q tests/rules $(ARGS)

soak: $(VENV)/dev.stamp ## run the bot for a long time with injected faults
	$(PY) -m bench soak $(ARGS)

cov: $(VENV)/dev.stamp ## run every test and report coverage of the whole project
	$(PYTEST) --cov $(ARGS)

# Resolves for every platform and Python at once; LOCK=--upgrade takes newer releases.
lock: $(VENV)/bin/pip ## regenerate requirements/*.txt from pyproject.toml
	$(PIP) install --quiet 'uv>=0.13,<1'
	cd requirements && $(COMPILE) -o run.txt
	cd requirements && $(COMPILE) --group ../pyproject.toml:dev -c run.txt -o dev.txt

# Keep extras in the pins: pip takes the newest release of a requirement whose extra is not pinned.
LOCK ?=
COMPILE = ../$(PY) -m uv pip compile ../pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-strip-extras --extra playground \
	--extra postgres --group ../pyproject.toml:build $(LOCK)

# bin/pip is the last file written to an environment, so an environment that was left incomplete is
# made again. So is one whose Python is gone, as after a system upgrade. The libraries are pinned for
# Python up to 3.14; a newer one is used only if there is no other.
$(shell [ -x $(PY) ] || rm -f $(VENV)/bin/pip $(VENV)/*.stamp)
$(VENV)/bin/pip:
	@for newest in 14 99; do for python in $(PYTHON); do \
		"$$python" -c "import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $$newest))" \
			2>/dev/null && exec "$$python" -m venv --clear $(VENV); \
	done; done; \
	echo "Backstop needs Python 3.11 or newer with the venv module; tried: $(PYTHON)." >&2; \
	echo "Install one (Debian: python3 and python3-venv) or name it: make setup PYTHON=/path/to/python" >&2; \
	exit 1

# Installs the libraries, then the command `backstop` in .venv/bin, which runs the code in here.
# If pip fails, its output is shown after one line that says what to do.
define INSTALL
@said=$$({ $(PIP) install --quiet --require-hashes -r $< && \
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .; } 2>&1) || { \
	echo "Set-up failed. Check the network (with a proxy or an index of your own: pip config list)" \
		"and the free disk space, then run make again; if that fails too, delete $(VENV) first." \
		"pip says:" >&2; \
	echo "$$said" >&2; \
	exit 1; \
}
endef

# pyproject.toml names the rooms, which an editable install has to know one by one.
$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(VENV)/bin/pip
	@echo "Installing what Backstop runs on into $(VENV) (only when requirements or rooms change)"
	$(INSTALL)
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml | $(VENV)/bin/pip
	@echo "Installing what Backstop runs on and is tested with into $(VENV) (only when requirements or rooms change)"
	$(INSTALL)
	@touch $(VENV)/run.stamp $@
