PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: help course run test lint notebooks clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

course: $(READY) ## Open the course in JupyterLab
	$(BIN)/jupyter lab notebooks/00_start_here.ipynb

run: $(READY) ## Execute every notebook, and print the seconds each took
	$(BIN)/python tools/notebooks.py run

test: lint ## Check everything: style, package, and every notebook's outputs
	$(BIN)/python -m pytest --numprocesses 3 --quiet

lint: $(READY) ## Check style and spelling only
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell
	$(BIN)/python tools/notebooks.py check

notebooks: $(READY) ## Execute the notebooks and store their outputs (needs MNIST)
	$(BIN)/ruff format --quiet notebooks
	$(BIN)/python tools/notebooks.py execute

clean: ## Delete the environment and every cache, but no data
	rm -rf .venv .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The set-up: done once, and again only when the pinned versions change.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and \
	'This course needs Python 3.11 or newer; this is ' + sys.version.split()[0] + \
	'. Name another with: make course PYTHON=python3.12')"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@
