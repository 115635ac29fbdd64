# The README's commands. Python 3.11 and make are enough; see "make help".

PORT ?= 8000
PYTHON ?= python3
ARGS ?=
PY := .venv/bin/python
# Packages are installed once for each state of a lock file, and again when .venv no longer runs.
BROKEN := $(shell $(PY) -c pass 2>/dev/null || echo FORCE)
RUN := .venv/.installed-requirements.txt
DEV := .venv/.installed-requirements-dev.txt
# Whatever the machine says: what was compiled once is kept, or every process of a run compiles all of it again.
export PYTHONDONTWRITEBYTECODE :=
.PHONY: help demo clean-demo test check bench lighthouse drill sbom audit lock icons panduan vendor FORCE
.DEFAULT_GOAL := help

help:
	@echo "make demo         try it with made-up data on http://localhost:8000 (other port: PORT=8001)"
	@echo "make clean-demo   delete the demo's data; the next make demo starts afresh"
	@echo "make test         run the tests (some only: ARGS='-k member')"
	@echo "make check        format, lint, settings of a server, missing migrations, vendored files, secrets"
	@echo "make bench        measure; needs some minutes"
	@echo "make lighthouse   Lighthouse over the public pages with 5,000 products; needs node (npx) and Chromium"
	@echo "make drill        odd requests, kills, cut connections; needs half an hour (one only: ARGS='-k fuzz')"
	@echo "make sbom         list the packages of a server and their licences (CycloneDX) in var/sbom"
	@echo "make audit        ask for known weaknesses of the packages, where an advisory source is reachable"
	@echo "make lock         lock the packages again after a change of pyproject.toml (newer: ARGS=--upgrade)"
	@echo "make icons        draw the installed app's icons from static/favicon.svg again"
	@echo "make panduan      take the pictures of the guides (docs/panduan) again; needs Chromium"
	@echo "make vendor       fetch Bootstrap's stylesheet, the icons and the QR decoder again"

demo: $(RUN)
	@scripts/demo.sh $(PORT)

clean-demo:
	rm -rf var/demo

test: $(DEV)
	$(PY) -m pytest -n auto --maxprocesses 8 --maxschedchunk 1 $(ARGS)

# What a server must set, with values that are good for nothing but a check.
check: export DJANGO_SETTINGS_MODULE := up2k_site.settings
check: export UP2K_SECRET_KEY := only-for-make-check-0123456789-abcdefghijklmnopqrstuvwxyz
check: export UP2K_NIK_KEYS := MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=
check: export UP2K_HASH_KEY := only-for-make-check
check: export UP2K_ALLOWED_HOSTS := up2k.example
check: export UP2K_HTTP_ONLY := 0
check: export UP2K_DEBUG := 0
check: export DATABASE_URL := sqlite://:memory:
check: $(DEV)
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) manage.py check --deploy --fail-level WARNING
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) scripts/vendor.py --verify
	$(PY) scripts/find_secrets.py

# One at a time, and not under pytest's usual options, which leave the benchmarks out.
bench: $(DEV)
	$(PY) -m pytest tests/benchmarks -s -o addopts="-ra --strict-markers" $(ARGS)

lighthouse: $(DEV)
	$(PY) -m tests.benchmarks.lighthouse

drill: $(DEV)
	$(PY) -m pytest tests/drills -s -o addopts="-ra --strict-markers --nomigrations" $(ARGS)

# Into var/sbom: what a server runs, as CycloneDX, and the licences.
sbom:
	$(PYTHON) scripts/supply.py sbom

audit:
	$(PYTHON) scripts/supply.py audit

lock:
	@PYTHON=$(PYTHON) scripts/lock.sh $(ARGS)

icons: $(DEV)
	$(PY) scripts/icons.py

panduan: $(DEV)
	$(PY) -m scripts.guide_pictures

vendor:
	$(PYTHON) scripts/vendor.py

$(RUN) $(DEV): .venv/.installed-%: % $(BROKEN)
	@PYTHON=$(PYTHON) scripts/install.sh $*
