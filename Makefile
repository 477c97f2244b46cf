# winnow's front door. `make help` lists the targets.
.DEFAULT_GOAL := help
JOBS ?= $(shell nproc)
PREFIX ?= /usr/local
SEED ?= 1

.PHONY: help build test demo install deb deb-reproducible asan fuzz bench bench-accuracy hostile soak format clean packages-build packages-test

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 19

packages-build:
	@tools/install-packages.sh build

packages-test:
	@tools/install-packages.sh build test

build: packages-build ## the program, at build/winnow
	@cmake --preset release -DWINNOW_TESTS=OFF >build-configure.log 2>&1 || { cat build-configure.log; exit 1; }
	@rm -f build-configure.log
	@cmake --build build --parallel $(JOBS) --target winnow

test: packages-test ## every test (what CI runs)
	@cmake --preset release -DWINNOW_TESTS=ON
	@cmake --build build --parallel $(JOBS)
	@ctest --test-dir build --output-on-failure --parallel $(JOBS)

install: build ## into $(PREFIX), by default /usr/local
	@cmake --install build --prefix $(PREFIX)

deb: ## a Debian package in build-deb/; the same source gives the same bytes
	@tools/install-packages.sh build deb
	@JOBS=$(JOBS) tools/make-deb.sh

deb-reproducible: ## the package twice, compiled apart, and compared byte for byte (ten minutes of CPU)
	@tools/install-packages.sh build deb
	@JOBS=$(JOBS) tools/prove-deb.sh

asan: packages-test ## every test under AddressSanitizer and UBSan
	@cmake --preset asan -DWINNOW_TESTS=ON
	@cmake --build build-asan --parallel $(JOBS)
	@ctest --test-dir build-asan --output-on-failure --parallel $(JOBS)

demo: packages-build ## a small fictional leak in demo/, examined
	@cmake --preset release -DWINNOW_TESTS=OFF >build-configure.log 2>&1 || { cat build-configure.log; exit 1; }
	@rm -f build-configure.log
	@cmake --build build --parallel $(JOBS) --target winnow make_demo
	@build/bench/make_demo demo
	@rm -f demo/demo.case*
	@build/winnow examine demo/leak --vouch-keys demo/keys.jsonl --trust-store demo/authorities.pem --pgp-keys demo/openpgp-keys.asc -o demo/demo.case --html demo/report.html --jsonl demo/items.jsonl || [ $$? -eq 1 ]
	@echo "The report: demo/report.html  (what is true of each item: demo/truth.jsonl, docs/demo.md)"

bench: ## the figures of bench/RESULTS.md, smaller (under five minutes)
	@tools/install-packages.sh build bench
	@cmake --preset release
	@cmake --build build --parallel $(JOBS) --target winnow generate opendkim_verify
	@python3 bench/run.py --sizes 5M,50M --runs 3

bench-accuracy: ## what is proved of damaged mail, what of manipulated mail is believed (SEED=1; docs/accuracy.md)
	@tools/install-packages.sh build bench accuracy
	@cmake --preset release
	@cmake --build build --parallel $(JOBS) --target winnow opendkim_verify
	@/usr/bin/python3 -B bench/accuracy/run.py --seed $(SEED)
	@/usr/bin/python3 -B bench/accuracy/undo_cost.py --seed $(SEED)

hostile: packages-build ## hostile input at full size into bench/HOSTILE.md (10 GB of disk, root for some rows)
	@cmake --preset release
	@cmake --build build --parallel $(JOBS) --target winnow
	@python3 bench/hostile.py --out bench/HOSTILE.md

soak: packages-build ## a large dump in peace and in trouble into bench/SOAK.md (25 GB of disk)
	@cmake --preset release
	@cmake --build build --parallel $(JOBS) --target winnow generate
	@python3 bench/soak.py --out bench/SOAK.md

fuzz: ## every fuzz target for FUZZ_SECONDS (60) each
	@tools/install-packages.sh build test fuzz
	@cmake --preset fuzz
	@cmake --build build-fuzz --parallel $(JOBS) --target $$(cd fuzz && ls *_fuzz.cc | sed 's/\.cc$$//')
	@fuzz/run.sh

clean: ## removes what was built
	@rm -rf build build-* demo
