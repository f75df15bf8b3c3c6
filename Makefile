# All that a newcomer needs. Each target sets up what it lacks, says what it does, and how long it may take.
.DEFAULT_GOAL := help
.PHONY: help setup build demo demo-desktop test bench fuzz attacks lint

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## System packages, .venv, npm packages
	@scripts/setup.sh

build: ## The page, the server, and the Python package in .venv
	@scripts/build.sh

demo: build ## Run examples/flights.ipynb against a local server and open the viewer on it
	@PYTHONPATH=tests .venv/bin/python -m scripts.demo

demo-desktop: build ## The same, in the desktop window
	@scripts/build-desktop.sh
	@PYTHONPATH=tests .venv/bin/python -m scripts.demo --desktop

test: ## Set everything up and pass every test
	@scripts/test.sh

bench: build ## Profile mixed, wide and tall tables beside eight peers; about 25 minutes
	@scripts/bench.sh

fuzz: ## Try to break import, disclosure, wire types, partial summaries and cleaning; FUZZ_SECONDS=60 each
	@scripts/fuzz.sh

attacks: build ## Conspectus and its peers under the same attacks, as a table
	@scripts/peers.sh
	@PYTHONPATH=tests .venv/bin/python -m attacks

lint: ## rustfmt, clippy, cargo-deny, ruff, mypy, stubtest, eslint, prettier
	@scripts/lint.sh
