# The front door. `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := build/toolboxd
JOBS ?= $(shell nproc)

.PHONY: build/toolboxd run test asan bench fuzz format lint clean setup setup-test help

build/toolboxd: setup ## the release binary
	@tests/support/build release toolboxd

run: build/toolboxd ## build and serve on port 2280
	@exec build/toolboxd

test: setup-test ## everything: unit, API, SDK, browser tests
	@tests/support/build release all
	@tests/support/run-tests build

asan: setup-test ## the same under AddressSanitizer and UndefinedBehaviorSanitizer
	@tests/support/build asan all
	@tests/support/run-tests build-asan

bench: setup-test ## the benchmark table; rows in build/bench.json
	@tests/support/install-packages bench
	@tests/support/build release all
	@build/toolboxd_bench --bin build/toolboxd --out build/bench.json $(BENCH)

fuzz: setup ## each fuzz target for FUZZ_SECONDS (30)
	@tests/support/install-packages asan
	@tests/support/build fuzz all
	@tests/fuzz/run $${FUZZ_SECONDS:-30}

format: ## rewrite our sources as .clang-format has it
	@tests/support/install-packages lint
	@git ls-files '*.cpp' '*.h' | grep -v ^third_party/ | xargs clang-format-19 -i

lint: setup-test ## formatting and clang-tidy
	@tests/support/install-packages lint
	@tests/support/build release all
	@git ls-files '*.cpp' '*.h' | grep -v ^third_party/ | xargs clang-format-19 --dry-run --Werror
	@git ls-files 'daemon/*.cpp' 'lsp/*.cpp' | xargs -P $(JOBS) -n 4 clang-tidy-19 -p build --quiet --warnings-as-errors='*'

clean: ## remove what was built
	@rm -rf build build-asan build-fuzz

setup:
	@tests/support/install-packages build
	@third_party/setup

setup-test: setup
	@tests/support/install-packages test asan
	@tests/sdk/setup
	@tests/workers/setup
	@tests/lsp/setup
	@tests/browser/setup

help:
	@grep -E '^[a-z/]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18
