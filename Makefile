PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
# Or requirements.lock: the same versions, and those beneath them, with hashes.
REQUIREMENTS ?= requirements.txt
WEB := .venv/web-ready
PAGE := build/draw_a_digit.html
SITE := build/site/index.html
SLIDES := build/slides/index.html

.PHONY: help course run test lint notebooks bench clean
.PHONY: test-browser test-all budgets versions publish lock
.PHONY: links site slides solutions handout grade in-place

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

course: $(READY) ## Open the course in JupyterLab, on notebooks of your own
	@$(BIN)/python tools/open_course.py

run: $(READY) ## Execute every notebook, and print the seconds each took
	$(BIN)/python tools/notebooks.py run

test: lint ## Check everything: style, package, and every notebook's outputs
	$(BIN)/python -m pytest --numprocesses 3 --quiet

test-all: lint ## Check that, and what takes longer: every notebook alone, and twice
	$(BIN)/python -m pytest --numprocesses 3 --quiet -m ""

test-browser: $(PAGE) $(SITE) $(SLIDES) ## Use all pages in a real browser (installs what it needs)
	$(BIN)/python -m pytest --quiet tests/test_site.py
	tests/browser/install.sh
	npm --prefix tests/browser --silent test

lint: $(READY) ## Check style and spelling only
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell
	$(BIN)/python tools/notebooks.py check

notebooks: $(READY) ## Execute the notebooks and store their outputs (needs MNIST)
	$(BIN)/ruff format --quiet notebooks
	$(BIN)/python tools/notebooks.py execute
	$(BIN)/python tools/look_up.py

bench: $(READY) ## Measure the speed claims on a machine that does nothing else (8 minutes)
	$(BIN)/python -m benchmarks

site: $(SITE) ## Build the site into build/site
	@echo "Open $(SITE) in a browser."

links: $(WEB) ## Visit every link of the texts and notebooks (needs the internet)
	$(BIN)/sphinx-build -q -b linkcheck -c docs -D root_doc=README \
	-D "include_patterns=*.md,data/*.md,docs/*.md,notebooks/*.ipynb" \
	-D suppress_warnings=toc,myst . build/links

slides: $(SLIDES) ## Turn every notebook into slides, in build/slides
	@echo "Open $(SLIDES) in a browser; no network is needed."

solutions: $(READY) ## Write solved, executed notebooks into build/solutions
	$(BIN)/python tools/build_solutions.py

handout: $(READY) ## Zip the course for a room without internet (needs MNIST)
	$(BIN)/python tools/build_handout.py

grade: $(READY) ## Grade a class: make grade FOLDER=submissions [INTO=table.csv] [SEED=n] [EXERCISES=folder]
	@$(BIN)/python -m torchcourse.grade $(if $(FOLDER),"$(FOLDER)") $(if $(INTO),--into "$(INTO)") \
	$(if $(SEED),--seed "$(SEED)") $(if $(EXERCISES),--exercises "$(EXERCISES)")

budgets: $(READY) ## Measure what each notebook costs, into docs/benchmarks.md (needs MNIST)
	$(BIN)/python tools/budgets.py

versions: $(READY) ## Run every notebook on other platforms' versions (30 minutes, 6 GB)
	$(BIN)/python tools/versions.py $(if $(ONLY),--only $(ONLY))

publish: ## Stamp the address: make publish REPO=owner/name
	@$(PYTHON) tools/publish.py "$(REPO)"

lock: $(READY) ## Resolve requirements.txt into requirements.lock, with hashes
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --custom-compile-command "make lock" requirements.txt \
	--output-file requirements.lock

clean: ## Delete the environment and every cache, but no data
	rm -rf .venv .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The set-up: done once, and again only when the pinned versions change. It notes where
# it was made, because its scripts run nowhere else.
$(READY): $(REQUIREMENTS) pyproject.toml | in-place
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and \
	'This course needs Python 3.11 or newer; this is ' + sys.version.split()[0] + \
	'. Name another with: make course PYTHON=python3.12')"
	@echo "Set-up, once, in the folder .venv. Step 1 of 3: an environment for Python."
	@$(PYTHON) -m venv .venv
	@echo "Step 2 of 3: PyTorch, JupyterLab and what they need. This takes some minutes."
	@$(BIN)/python -m pip install --disable-pip-version-check -r $(REQUIREMENTS)
	@echo "Step 3 of 3: the course's own package."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@cd .venv && pwd -P >ready
	@echo "The set-up is complete."

in-place:
	@[ ! -s $(READY) ] || [ "$$(cat $(READY))" = "$$(cd .venv && pwd -P)" ] || { echo \
	"This folder was moved or renamed after its set-up, which points to $$(cat $(READY))." \
	"Run make clean, then this again: .venv is made anew, and your notebooks stay." >&2; \
	exit 1; }

$(WEB): $(READY) docs/requirements.txt docs/package-lock.json
	@command -v npm >/dev/null || { echo "The site needs Node.js 18 or newer, with npm: \
	install it from nodejs.org, then run this again."; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r docs/requirements.txt
	npm ci --prefix docs --no-audit --no-fund --silent
	@touch $@

.DELETE_ON_ERROR: # a site that was built with a warning is none
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

$(SITE): $(WEB) $(PAGE) $(NOTEBOOKS) README.md pyproject.toml tools/build_site.py \
$(wildcard docs/*.* docs/_static/* src/torchcourse/play/*.*)
	$(BIN)/python tools/build_site.py
	@touch $@

$(SLIDES): $(WEB) $(NOTEBOOKS) tools/build_slides.py $(wildcard tools/slides/*) \
$(wildcard src/torchcourse/exercises/*.py)
	$(BIN)/python tools/build_slides.py

# The page that notebook 19 writes, by its own cells.
$(PAGE): $(READY) tests/browser/make_page.py notebooks/19_ship_a_model.ipynb \
$(wildcard src/torchcourse/export/*.*)
	@mkdir -p $(@D)
	$(BIN)/python tests/browser/make_page.py $@
