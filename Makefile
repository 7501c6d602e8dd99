# Each target works alone, on a machine with Python 3.11+, git and make.
PYTHON ?= python3
BIN = .venv/bin
SAMPLE = flows/sample

DATA ?= ../shared/gold
CORPORA ?= ../shared/corpora
PAIRS = flows/validation/minimal_pairs.csv
MODELS = transforms/scorers/models

.PHONY: setup run dashboard chromium test torture bench lint codebook train lock clean

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
	@echo "How the sample's outlets speak of five countries, by year (scorer targeted; invented articles):"
	@$(BIN)/entente query compare -p countries=JPN,KOR,PHL,USA,CHN --data data/sample
	@echo
	@echo "Next:"
	@echo "  $(BIN)/entente query sentences -p country=USA -p source=JPN --data data/sample   the sentences behind a figure"
	@echo "  make dashboard                                               pictures, in the browser"
	@echo "  $(BIN)/entente queries                                       what else can be asked"
	@echo "  $(BIN)/entente run YOUR_FILES --data data/mine                your own text (README, 'Your own text')"

data/sample/CURRENT:
	$(MAKE) run

dashboard: setup data/sample/CURRENT  ## look at the sample in the browser
	$(BIN)/entente dashboard --data data/sample

chromium:  ## install Chromium for the tests in a browser, where that can be done (Debian, as root)
	@if command -v chromium >/dev/null; then echo "Chromium is here"; \
	elif command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
	then echo "Chromium was installed"; \
	else echo "Chromium cannot be installed here: the tests in a browser will be skipped"; fi

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar warehouse dashboards

test: lint  ## the gate: style, types, SQL, tests
	$(BIN)/python -m pytest

torture: setup  ## hostile input in full size, and what it costs; a short form of it is in make test
	ENTENTE_TORTURE=1 $(BIN)/python -m pytest -s tests/torture tests/gold/test_page_text.py tests/dashboards/test_browser.py

bench: setup  ## speed and memory, against the plain way, in one run
	$(BIN)/python -m tests.benchmarks.bench

codebook: setup
	$(BIN)/entente codebook --out CODEBOOK.md

# Each step goes on from one before; their mean keeps what one learned and another forgot. Then the
# fast model learns from the slow one. The model card tells what is installed and how long it takes.
TOLD = --data $(DATA) --corpora $(CORPORA) --pairs $(PAIRS)
STEPS = data/training
STEP = $(BIN)/python -m flows.training.targeted $(TOLD) --out $(STEPS)
LISTEN = $(STEP) --epochs 1 --batch 64 --half --made 1500 --codes .6
MEAN = $(BIN)/python -m flows.training.targeted $(TOLD) --out $(MODELS)

train: setup  ## rebuild the tone models from labelled data: make train DATA=DIR CORPORA=DIR
	$(STEP) --name first --seed 1 --codes 0 --contrasts 0
	$(STEP) --name second --start $(STEPS)/first.onnx --epochs 2 --rate 5e-5 --news .6 --made 2000 --contrasts 0
	$(STEP) --name mixed --average $(STEPS)/first.onnx@.5 $(STEPS)/second.onnx@.5
	$(STEP) --name third --start $(STEPS)/mixed.onnx --epochs 1 --rate 5e-5 --made 5000 --contrasts 0 --codes .8 --seed 2
	$(STEP) --name fourth --start $(STEPS)/third.onnx --epochs 1 --rate 4e-5 --news .35 --made 1000 --contrasts 2 --codes .28 --seed 5
	$(STEP) --name begun --average $(STEPS)/first.onnx@.3 $(STEPS)/second.onnx@.1 $(STEPS)/third.onnx@.3 $(STEPS)/fourth.onnx@.3
	$(LISTEN) --name taught --start $(STEPS)/begun.onnx --rate 1.5e-4 --contrasts 2 --judged 130000 --seed 7
	$(STEP) --name fifth --average $(STEPS)/taught.onnx@.8 $(STEPS)/begun.onnx@.2
	$(LISTEN) --name sixth --start $(STEPS)/fifth.onnx --rate 3e-4 --contrasts 5 --judged 130000 --seed 9
	$(LISTEN) --name seventh --start $(STEPS)/sixth.onnx --rate 1.5e-4 --contrasts 8 --judged 45000 --seed 10
	$(STEP) --name mean --average $(STEPS)/sixth.onnx@.3 $(STEPS)/seventh.onnx@.3 $(STEPS)/fifth.onnx@.4
	$(LISTEN) --name ninth --start $(STEPS)/mean.onnx --rate 3e-4 --contrasts 3 --judged 130000 --seed 14
	$(STEP) --name ninth_mean --average $(STEPS)/ninth.onnx@.5 $(STEPS)/mean.onnx@.5
	$(LISTEN) --name tenth --start $(STEPS)/ninth_mean.onnx --rate 2e-4 --contrasts 4 --judged 130000 --seed 16
	$(STEP) --name tenth_mean --average $(STEPS)/tenth.onnx@.3 $(STEPS)/ninth.onnx@.3 $(STEPS)/mean.onnx@.4
	$(MEAN) --shift 0 --average $(STEPS)/tenth.onnx@.5 $(STEPS)/ninth.onnx@.1 $(STEPS)/mean.onnx@.4
	$(STEP) --name first_dse --with-dse --start $(STEPS)/first.onnx --epochs 1 --news .35 --made 1500 --codes 0 --contrasts 0 --seed 2
	$(STEP) --name second_dse --with-dse --start $(STEPS)/first_dse.onnx --epochs 2 --rate 5e-5 --news .6 --made 1500 --codes .5 --contrasts 0
	$(STEP) --name mixed_dse --average $(STEPS)/first_dse.onnx@.5 $(STEPS)/second_dse.onnx@.5
	$(STEP) --name third_dse --with-dse --start $(STEPS)/mixed_dse.onnx --epochs 2 --rate 5e-5 --news .35 --made 1000 --codes .2 --contrasts 0 --seed 3
	$(STEP) --name before_dse --average $(STEPS)/first_dse.onnx@.25 $(STEPS)/second_dse.onnx@.25 $(STEPS)/third_dse.onnx@.25 $(STEPS)/fourth.onnx@.25
	$(LISTEN) --name fourth_dse --with-dse --start $(STEPS)/sixth.onnx --rate 2.5e-4 --contrasts 5 --judged 80000 --seed 11
	$(STEP) --name mean_dse --shift 0 --average $(STEPS)/fourth_dse.onnx@.6 $(STEPS)/before_dse.onnx@.4
	$(LISTEN) --name eighth --start $(STEPS)/mean.onnx --rate 2.5e-4 --contrasts 4 --judged 60000 --seed 12
	$(LISTEN) --name fifth_dse --with-dse --start $(STEPS)/eighth.onnx --rate 2.5e-4 --contrasts 4 --judged 45000 --seed 13
	$(STEP) --name taught_dse --shift 0 --average $(STEPS)/fifth_dse.onnx@.5 $(STEPS)/eighth.onnx@.2 $(STEPS)/mean_dse.onnx@.3
	$(LISTEN) --name sixth_dse --with-dse --start $(STEPS)/ninth.onnx --rate 2.5e-4 --contrasts 3 --judged 80000 --seed 15
	$(LISTEN) --name seventh_dse --with-dse --start $(STEPS)/tenth_mean.onnx --rate 2.5e-4 --contrasts 3 --judged 45000 --seed 17
	$(MEAN) --name targeted_dse --shift 0 --average $(STEPS)/seventh_dse.onnx@.5 $(STEPS)/sixth_dse.onnx@.2 $(STEPS)/taught_dse.onnx@.3
	$(BIN)/python -m flows.training.distil $(TOLD) --out $(MODELS) --sentences 45000

lock:  ## renew requirements.lock (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf .venv data
