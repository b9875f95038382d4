# Two commands on a fresh machine: `make run` and `make test`. Needs Python 3.11 or newer (venv), git and make.
# The first Python that is new enough, unless told: make PYTHON=…
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
# With uv's own root certificates, else with the system's, where a proxy has put one of its own.
SYNC = $(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt requirements/uv.txt

.PHONY: setup run test check fmt bench bench-words docs soak lock

setup: $(VENV)/.ready .assets/.ready

# Without its mark a .venv is half made: it is started over.
$(VENV)/.ready: requirements/dev.txt requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "Cutdesk needs Python 3.11 or newer." >&2; exit 1; }
	$(PYTHON) -m venv $(if $(wildcard $@),,--clear) $(VENV)
	rm -f $@
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/uv.txt
	$(SYNC) || $(UV) --system-certs $(wordlist 2,99,$(SYNC))
	touch $@

.assets/.ready: assets/sources.txt assets/build.py $(VENV)/.ready
	$(BIN)/python -m assets.build
	touch $@

# What only tests read: the Bot API's schema, and Discord's OpenAPI (by npm, where there is npm).
.test-assets/.ready: $(wildcard tests/platforms/*/sources.txt tests/platforms/*/fetch.py tests/platforms/*/*.mjs) $(VENV)/.ready
	$(BIN)/python -m tests.platforms.telegram.fetch
	$(BIN)/python -m tests.platforms.discord.fetch
	touch $@

run: setup
	$(BIN)/python -m bot

test: setup .test-assets/.ready
	$(BIN)/python -m pytest -m "not soak" --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup .test-assets/.ready
	$(BIN)/python -m benchmarks

# make bench-words SET=file.jsonl: other labelled requests.
bench-words: setup
	$(BIN)/python -m benchmarks.words $(SET)

docs: setup
	$(BIN)/python -m studio.agent.sayable > docs/what-you-can-say.md

soak: setup .test-assets/.ready
	$(BIN)/python -m pytest -m soak

lock: $(VENV)/.ready
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements/base.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links pyproject.toml --group dev -o requirements/dev.txt
	echo uv | $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links - -o requirements/uv.txt
	$(MAKE) setup
	$(BIN)/python -m assets.licences
