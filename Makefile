# Everything runs on this machine alone, from Python packages: no Docker, no services; only `make look` uses Node where it is.
PYTHON ?= python3
# The stack stops when this make dies, even by SIGKILL.
LOCALSTACK = LOCALSTACK_PARENT=$$PPID exec $(PYTHON) -m localstack

.PHONY: help run manage test lint look bench clean

help:
	@echo 'make run [PORT=8000]               the portal with demo data on http://127.0.0.1:8000/'
	@echo 'make manage C="COMMAND ..."        a management command on the same database'
	@echo 'make test [PG=17]                  lint, types, checks, all tests'
	@echo 'make test ARGS="tests/ideas -x"    only these tests (pytest arguments)'
	@echo 'make lint                          lint, format, import floors, types'
	@echo 'make look [PAGES="desk-merge map"] every page, or those whose names begin so, in every state: pictures'
	@echo '                                   and findings in var/look'
	@echo 'make bench [SIZE=M] [BASE=http://127.0.0.1:9000/]'
	@echo '                                   the benchmarks on 1,000 (S), 10,000 (M) or 1,000,000 (XL) ideas'
	@echo 'make clean                         remove what can be made again; data in var/ stays'

# Only `make run HOST=...` counts: in the environment HOST is some shell's own name of the machine.
run:
	@$(LOCALSTACK) $(if $(filter command,$(origin HOST)),--host '$(HOST)') run

# C, ARGS, PAGES, PG, SIZE and BASE reach the program through its environment, unharmed by the shell.
manage test lint look bench:
	@$(LOCALSTACK) $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf var/static var/log var/throwaway var/bench
	find . -name __pycache__ -not -path './node_modules/*' -prune -exec rm -rf {} +
	rm -f locale/*/LC_MESSAGES/*.mo
