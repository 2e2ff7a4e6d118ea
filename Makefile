# make run    sets up, builds, trains on data it makes itself, and says where the report lies
# make test   sets up and runs every test: the laws in debug, all of them again in release
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

RELEASE := -c release --static-swift-stdlib
RUN_DIR ?= runs/rings

.PHONY: run test setup lint examples benchmark precision docs install clean

run: setup
	swift build $(RELEASE) --product flowlearn
	@bin="$$(swift build $(RELEASE) --show-bin-path)/flowlearn"; \
	mkdir -p runs; \
	"$$bin" generate rings --rows 600 --noise 0.08 --seed 1 > runs/rings.csv; \
	"$$bin" train runs/rings.csv --augment 1 --epochs 60 --output $(RUN_DIR) --force; \
	echo "The report is $(RUN_DIR)/report.html"

test: setup
	swift build --build-tests
	swift test --skip-build
	swift build -c release --build-tests -Xswiftc -enable-testing
	swift test -c release --skip-build -Xswiftc -enable-testing

# Installs what is missing, and asks for root only then.
setup:
	@missing=""; \
	[ -e /usr/include/x86_64-linux-gnu/cblas.h ] || [ -e /usr/include/cblas.h ] \
	  || ls /usr/include/*/cblas.h >/dev/null 2>&1 || missing="$$missing libopenblas-dev"; \
	[ -e /usr/include/lapacke.h ] || ls /usr/include/*/lapacke.h >/dev/null 2>&1 \
	  || missing="$$missing liblapacke-dev"; \
	[ -e /usr/include/zlib.h ] || missing="$$missing zlib1g-dev"; \
	if [ -n "$$missing" ]; then \
	  echo "Installing$$missing"; \
	  root=""; [ "$$(id -u)" = 0 ] || root="sudo"; \
	  $$root apt-get update -qq; \
	  DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq $$missing; \
	fi

lint:
	swift format lint --strict -r -p Package.swift Sources Tests Examples

examples: setup
	swift build -c release --product examples
	"$$(swift build -c release --show-bin-path)/examples" sincos
	"$$(swift build -c release --show-bin-path)/examples" rings

PREFIX ?= /usr/local
install: setup
	swift build $(RELEASE) --product flowlearn
	install -D "$$(swift build $(RELEASE) --show-bin-path)/flowlearn" $(PREFIX)/bin/flowlearn
	mkdir -p $(PREFIX)/share/man/man1 $(PREFIX)/share/bash-completion/completions
	$(PREFIX)/bin/flowlearn completions manual > $(PREFIX)/share/man/man1/flowlearn.1
	$(PREFIX)/bin/flowlearn completions bash > $(PREFIX)/share/bash-completion/completions/flowlearn

# The guides and the API of all modules as a site in runs/docs, to be served by any web server:
# python3 -m http.server -d runs/docs 8000, then http://localhost:8000/documentation/flowlearn
docs: setup
	swift build -c release --target FlowLearn
	Documentation/build "$$(swift build -c release --show-bin-path)" runs/docs

clean:
	swift package clean

# Ours and other programs' in alternation: the ratio of each case with its spread, a table and a figure
# in runs/benchmark. PEERS is the folder of their scripts, PYTHON one that has what these import, BUILD
# the folder of the compiled programs; what is not there is left out. CASES=W1,W2 ROUNDS=5 SECONDS=2.
PEERS ?=
PYTHON ?= python3
BUILD ?=
CASES ?= W1,W2
ROUNDS ?= 3
SECONDS ?= 1
benchmark: setup
	swift build $(RELEASE) --product flowlearn
	Benchmarks/compare --tool "$$(swift build $(RELEASE) --show-bin-path)/flowlearn" \
	  --peers "$(PEERS)" --python "$(PYTHON)" --build "$(BUILD)" --cases "$(CASES)" \
	  --rounds $(ROUNDS) --seconds $(SECONDS) --output runs/benchmark

# Error against work over the catalogue of systems, beside SciPy and SUNDIALS where they are; writes points,
# a table and a figure in runs/precision. PYTHON is one that has SciPy.
precision: setup
	swift build $(RELEASE) --product flowlearn
	$(PYTHON) Benchmarks/work-precision \
	  --tool "$$(swift build $(RELEASE) --show-bin-path)/flowlearn" --output runs/precision
