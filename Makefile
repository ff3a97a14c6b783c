# SPDX-License-Identifier: Apache-2.0
#
# `make` lists the targets. Nothing here needs GNU make newer than 3.81, which macOS ships.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# The one place where the built program stands, for people, tests and benchmarks.
BINARY := $(CURDIR)/bin/ward
# One file that needs no Swift on the machine it runs on; Apple's systems carry the library themselves.
RELEASE := -c release --disable-local-rpath $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)
# Where `make install` puts it.
PREFIX ?= $(if $(filter 0,$(shell id -u)),/usr/local,$(HOME)/.local)
# How long `make fuzz` runs each target.
FUZZ_SECONDS ?= 600

SOURCES := Sources Tests Package.swift $(wildcard Fuzz/Sources Fuzz/Package.swift Benchmarks/Sources Benchmarks/Package.swift)
SHELL_SCRIPTS := .ci/run Benchmarks/run Benchmarks/mcp-proxy-pair $(wildcard Scripts/*.sh)
PYTHON_SCRIPTS := $(wildcard Scripts/*.py Tests/*/*.py Tests/*/*/*.py Benchmarks/*.py)

# The targets that sanitizers watch: those that hold all parsing and deciding, and the one that moves the bytes.
SANITIZED := WardJSONTests|WardTextTests|WardProtocolTests|WardSessionTests|WardTransportTests
# The targets whose symbols `make docs` documents.
DOCUMENTED := WardJSON WardText WardPattern WardSchema WardLock WardProtocol WardLaunch WardPinning WardSession WardGateway WardTesting

.PHONY: help setup peers build mutants test demo bench fuzz sanitize lint format docs install clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "%-10s %s\n", $$1, $$2 }'

setup: ## install the system packages that are missing
	@Scripts/setup.sh

peers: setup ## make the Python environments with real MCP clients and servers
	@Scripts/peers.sh

build: setup ## build the stripped release program, bin/ward
	@echo "build: release build of ward"
	@swift build $(RELEASE) --product ward
	@mkdir -p bin
	@cp -f "$$(swift build $(RELEASE) --show-bin-path)/ward" "$(BINARY).new"
	@strip "$(BINARY).new"
	@mv -f "$(BINARY).new" "$(BINARY)"
	@echo "build: $(BINARY), $$(wc -c < "$(BINARY)" | tr -d ' ') bytes"

mutants: peers ## show that each control's test fails when its check is switched off
	@Scripts/mutants.py

test: lint build peers mutants ## lint, build, switch each control off once, and run all tests and transcripts
	@echo "test: all tests, with $(BINARY)"
	@WARD_BINARY="$(BINARY)" swift test --disable-xctest

demo: build ## show Ward at work, in one screen
	@Scripts/peers.sh tools
	@Scripts/demo.py "$(BINARY)"

bench: build peers ## measure Ward beside its baselines; prints one table
	@WARD_BINARY="$(BINARY)" Benchmarks/run

fuzz: setup ## run each fuzz target for FUZZ_SECONDS (600)
	@Scripts/fuzz.sh "$(FUZZ_SECONDS)"

sanitize: setup ## run the tests of the pure targets and the transport under two sanitizers
	@echo "sanitize: address"
	@SWIFT_BACKTRACE=enable=no LSAN_OPTIONS=suppressions=$(CURDIR)/Scripts/leaks.txt:print_suppressions=0 \
		swift test --disable-xctest --sanitize=address --scratch-path .build-asan --filter '^($(SANITIZED))\.'
	@echo "sanitize: thread"
	@SWIFT_BACKTRACE=enable=no swift test --disable-xctest --sanitize=thread --scratch-path .build-tsan --filter '^($(SANITIZED))\.'

lint: setup ## check format, documentation comments and scripts
	@echo "lint: $(SOURCES)"
	@swift format lint --recursive --strict --parallel $(SOURCES)
	@for script in $(SHELL_SCRIPTS); do bash -n "$$script"; done
	@Scripts/mutants.py --check
	@python3 -c 'import ast, sys; [ast.parse(open(name, encoding="utf-8").read(), name) for name in sys.argv[1:]]' $(PYTHON_SCRIPTS)

format: setup ## rewrite the sources in the project's format
	@swift format --in-place --recursive --parallel $(SOURCES)

docs: setup ## build the reference of the libraries; a broken link is an error
	@Scripts/docs.sh $(DOCUMENTED)

install: build ## copy the program to PREFIX/bin
	@[[ ! -d "$(PREFIX)/bin/ward" ]] || { echo "install: error: $(PREFIX)/bin/ward is a folder" >&2; exit 1; }
	@mkdir -p "$(PREFIX)/bin" 2>/dev/null && [[ -w "$(PREFIX)/bin" ]] \
		|| { echo "install: error: cannot write to $(PREFIX)/bin" >&2; echo "install: hint: make install PREFIX=DIR" >&2; exit 1; }
	@cp -f "$(BINARY)" "$(PREFIX)/bin/ward.new"
	@chmod 755 "$(PREFIX)/bin/ward.new"
	@mv -f "$(PREFIX)/bin/ward.new" "$(PREFIX)/bin/ward"
	@echo "install: $(PREFIX)/bin/ward"
	@case ":$$PATH:" in *":$(PREFIX)/bin:"*) ;; *) echo "install: $(PREFIX)/bin is not on PATH" ;; esac

clean: ## remove everything that was built here
	@rm -rf .build .build-* bin .peers Fuzz/.build Fuzz/.build-* Benchmarks/.build Benchmarks/.build-*
