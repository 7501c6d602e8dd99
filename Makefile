# Each target works alone, on a machine with Python 3.11+, git and make.
PYTHON ?= python3
BIN = .venv/bin
SAMPLE = flows/sample

DATA ?= ../shared/gold
CORPORA ?= ../shared/corpora
PAIRS = flows/validation/minimal_pairs.csv
MODELS = transforms/scorers/models

.PHONY: setup run test bench lint codebook train lock clean

setup: .venv/ready  ## make the environment, from locked versions

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("entente needs Python 3.11 or later" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

run: setup  ## the whole chain on the bundled sample
	$(BIN)/entente run $(SAMPLE) --sources $(SAMPLE)/outlets.toml --data data/sample
	@echo
	@echo "How the sample's outlets speak of five countries, by year (TextBlob; invented articles):"
	@$(BIN)/entente query compare -p countries=JPN,KOR,PHL,USA,CHN --data data/sample
	@echo
	@echo "Next:"
	@echo "  $(BIN)/entente query sentences -p country=USA -p source=JPN --data data/sample   the sentences behind a figure"
	@echo "  $(BIN)/entente queries                                       what else can be asked"
	@echo "  $(BIN)/entente run YOUR_FILES --data data/mine                your own text (README, 'Your own text')"

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar warehouse dashboards

test: lint  ## the gate: style, types, SQL, tests
	$(BIN)/python -m pytest

bench: setup  ## speed and memory, against the plain way, in one run
	$(BIN)/python -m tests.benchmarks.bench

codebook: setup
	$(BIN)/entente codebook --out CODEBOOK.md

# Four steps, on labels of persons first, then of countries; then the fast model learns from the
# slow one. Needs torch and 2 GB; the model card tells what is installed and how long it takes.
TRAIN = $(BIN)/python -m flows.training
TOLD = --data $(DATA) --corpora $(CORPORA) --out $(MODELS) --pairs $(PAIRS)
FIRST = data/training

train: setup  ## rebuild the tone models from labelled data: make train DATA=DIR CORPORA=DIR
	$(TRAIN).targeted $(TOLD) --out $(FIRST) --seed 1 --codes 0
	$(TRAIN).targeted $(TOLD) --start $(FIRST)/targeted.onnx --epochs 2 --rate 5e-5 --news .6 --made 2000 --seed 1
	$(TRAIN).targeted $(TOLD) --name targeted_dse --with-dse --start $(FIRST)/targeted.onnx --epochs 2 --rate 5e-5 --news .6 --made 1500 --codes .5 --seed 1
	$(TRAIN).distil $(TOLD) --seed 1

lock:  ## renew requirements.lock (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf .venv data
