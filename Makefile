# Rukkhat. `make help` lists the commands; all state lies in .rukkhat (RUKKHAT_HOME moves it).
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
export PYTHONPATH := $(CURDIR)
DELIVERY ?=
ONCE ?=
OUT ?= .rukkhat/delivery
SCALE ?= 1
SEED ?= 7
DAYS ?= 8
STYLE ?= ordinary
ROUNDS ?= 200

.PHONY: help
help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

.venv/ready: requirements.txt requirements-dev.txt
	@python=$$(for p in python3.13 python3.12 python3.11 python3; do \
	  $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$p && break; done); \
	if [ -z "$$python" ]; then echo "make: Python 3.11, 3.12 or 3.13 is needed"; exit 1; fi; \
	echo "setting up .venv with $$($$python --version) ..."; \
	$$python -m venv .venv || { echo "make: the venv module is missing (Debian: apt install python3-venv)"; exit 1; }; \
	uv=$$(command -v uv || true); \
	if [ -z "$$uv" ]; then \
	  sed -n '/^uv==/,/[^\\]$$/p' requirements.txt > .venv/uv.txt; \
	  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt && uv=.venv/bin/uv; fi; \
	$$uv pip sync --quiet --python .venv/bin/python --require-hashes requirements.txt requirements-dev.txt
	@touch $@

.PHONY: setup
setup: .venv/ready ## make .venv from the pinned, hashed requirements

.PHONY: run
run: .venv/ready ## start everything, process DELIVERY (default: a sample), stay up; ONCE=1 ends after it
	@exec $(PYTHON) -m include.runner run $(if $(DELIVERY),--delivery '$(DELIVERY)') $(if $(ONCE),--once)

.PHONY: stop
stop: .venv/ready ## end a run, and whatever a killed one left
	@$(PYTHON) -m include.runner stop

.PHONY: psql
psql: .venv/ready ## open the warehouse as the analyst
	@$(PYTHON) -m include.runner psql

.PHONY: quarantine
quarantine: .venv/ready ## rows put aside: DO='list|export|resubmit|release|dismiss ...' (DO=--help tells)
	@$(PYTHON) -m include.runner quarantine $(DO)

.PHONY: identity
identity: .venv/ready ## who is who: DO='confirm|part|withdraw|retrain ...' (DO=--help tells)
	@$(PYTHON) -m include.runner identity $(DO)

.PHONY: delivery
delivery: .venv/ready ## make a synthetic delivery: OUT= SCALE= SEED= DAYS= STYLE=
	@$(PYTHON) -m include.synthesis --out $(OUT) --scale $(SCALE) --seed $(SEED) --days $(DAYS) --style $(STYLE)

.PHONY: evaluate
evaluate: .venv/ready ## hold the warehouse against the truth of DELIVERY (default: the sample)
	@$(PYTHON) -m include.runner evaluate $(if $(DELIVERY),--delivery '$(DELIVERY)')

.PHONY: backtest
backtest: .venv/ready ## replay DELIVERY's complaints in time: LATENCY= POLICY= MODE=; what would have been held?
	@$(PYTHON) -W ignore -m include.runner backtest $(if $(DELIVERY),--delivery '$(DELIVERY)') \
	  $(if $(LATENCY),--latency $(LATENCY)) $(if $(POLICY),--policy $(POLICY)) $(if $(MODE),--mode $(MODE))

.PHONY: docs
docs: .venv/ready ## write the generated pages of docs/
	@$(PYTHON) -m include.runner.docs

.PHONY: bench
bench: .venv/ready ## measure the load beside a bare COPY and its peers, questions and traces: ROWS= DAYS= TRANSFERS=
	@$(PYTHON) -m tests.bench

.PHONY: growth
growth: .venv/ready ## measure the network from a twentieth to all of TRANSFERS= (20 million: 18 GB, half an hour), into docs/growth.svg
	@MALLOC_MMAP_THRESHOLD_=2000000 $(PYTHON) -W ignore -m tests.bench.networks  # arrays go back to the system as they are freed

.PHONY: bench-lane
bench-lane: .venv/ready ## measure complaint to proposal under a running Airflow: N= ROWS= BURST= SCALE= PAUSE=
	@$(PYTHON) -W ignore -m tests.bench.lane

.PHONY: ablation
ablation: .venv/ready ## measure what each part of the design adds, into docs/quality.md: SCENES='style:seed ...' SCALE=
	@$(PYTHON) -W ignore -m tests.bench.ablation

.PHONY: chaos
chaos: .venv/ready ## break the load at random: ROUNDS= SEED=; the content must equal a quiet run's
	@$(PYTHON) -W ignore -m tests.faults.chaos --rounds $(ROUNDS) --seed $(SEED)

.PHONY: lint
lint: .venv/ready ## ruff, sqlfluff, import contracts
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/sqlfluff lint --processes 2 --disable-progress-bar sql && .venv/bin/lint-imports --no-cache

.PHONY: format
format: .venv/ready ## let ruff and sqlfluff write the code
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format . && .venv/bin/sqlfluff fix --disable-progress-bar sql

.PHONY: types
types: .venv/ready ## mypy --strict
	@.venv/bin/mypy

.PHONY: test
test: .venv/ready ## the whole suite
	@$(PYTHON) -m pytest

.PHONY: env
env: .venv/ready ## write the .env of docker-compose.yaml, with random secrets
	@$(PYTHON) -m include.runner env

.PHONY: clean
clean: ## end a run and take its state away: databases, logs, landed files
	@[ ! -x $(PYTHON) ] || $(PYTHON) -m include.runner clean
