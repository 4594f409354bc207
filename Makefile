# Everything a developer or a build server runs. Needs make, git, a POSIX shell and Python 3.11 or newer. Everything is written to build/, but what
# fragments, new-module, benchmark and lock are for.
# The longer recipes are scripts in tests/tools.

VENV = build/venv
PYTHON = $(VENV)/bin/python
MADE = $(VENV)/made
IN_TREE = sh tests/tools/in_tree.sh
CORE = 2.16
CORE_VENV = build/venv-$(CORE)
# Besides the newest, in make test: the oldest. It is left out where no Python of this machine runs it.
TEST_CORES = 2.16
RUNNABLE_CORES = sh tests/tools/core_python.sh $(TEST_CORES) | sed 's,\([^ ]*\).*,build/venv-\1/made,'
IN_CORE = VENV=$(CORE_VENV) $(IN_TREE)

.PHONY: help venv tree language-server fragments new-module test lint sanity unit units modules repository functional robustness wire molecule matrix newest servers soak fuzz mutants test-core sanity-core benchmark execution-environment demo simulator docs dist importer lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1	\2/p' Makefile | expand -t 14

venv: $(MADE) ## make the virtual environment build/venv from requirements-dev.txt

$(MADE): requirements-dev.txt
	@sh tests/tools/venv.sh $(VENV) --requirement requirements-dev.txt
	@touch $(MADE)

build/venv-%/made: requirements-dev.txt
	@sh tests/tools/core.sh $*
	@touch $@

AXE = build/axe/made

$(AXE): tests/tools/axe.txt | $(MADE)
	@rm -rf build/axe
	@PIP_CACHE_DIR="$$PWD/build/cache/pip" $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target build/axe --requirement tests/tools/axe.txt
	@touch $@

tree: $(MADE) ## copy the collection to build/ansible_collections, where all tests run
	@$(PYTHON) tests/tools/tree.py

LANGUAGE_SERVER = build/language-server

language-server: $(LANGUAGE_SERVER)/made ## the Ansible language server for tests/guides/test_editors.py, from npm

$(LANGUAGE_SERVER)/made: tests/tools/language_server.sh
	@sh tests/tools/language_server.sh $(LANGUAGE_SERVER)

fragments: $(MADE) ## write plugins/doc_fragments/config.py after a change of entry.py beside it
	@$(PYTHON) tests/tools/configs.py

new-module: $(MADE) ## write a module that reads, with its action plugin, test and lines in lists: make new-module NAME=sde_business_unit_info
	@$(PYTHON) tests/tools/new_module.py '$(NAME)'

test: tree $(LANGUAGE_SERVER)/made $(AXE) ## lint, docs, sanity, unit, modules, repository, simulator, functional (the newest and the oldest ansible-core), robustness, wire, roles, guides, molecule
	@$(MAKE) --no-print-directory $(MADE) $$($(RUNNABLE_CORES))
	@$(PYTHON) tests/tools/run_tests.py

lint: tree ## all linters, which build/venv/bin/nox -l lists
	@$(IN_TREE) env CI=true nox

sanity: tree ## ansible-test sanity with every Python of this machine
	@$(IN_TREE) sh tests/tools/sanity.sh

unit: tree ## the tests in tests/unit: pure functions
	@$(IN_TREE) sh tests/tools/pytest.sh unit

units: tree ## the same with ansible-test units
	@$(IN_TREE) sh -c 'ansible-test units --local --color no --python "$$(python -c "import sys; print(*sys.version_info[:2], sep=\".\")")"'

modules: tree ## the tests in tests/modules: every module against the simulator, in this process
	@$(IN_TREE) sh tests/tools/pytest.sh modules

repository: tree ## the tests in tests/repository: what holds for the files of the collection
	@$(IN_TREE) sh tests/tools/pytest.sh repository

functional: tree ## the tests in tests/functional
	@$(IN_TREE) sh tests/tools/pytest.sh functional

robustness: tree ## the tests in tests/robustness: servers and faults
	@$(IN_TREE) sh tests/tools/pytest.sh robustness

wire: tree ## the tests in tests/wire: TLS, proxies, other hosts
	@$(IN_TREE) sh tests/tools/pytest.sh wire

matrix: tree ## the tests that depend on ansible-core, with every supported version, and the modules with every Python; takes long
	@$(PYTHON) -m tests.tools.matrix

newest: tree ## the quick steps with the newest releases in place of the locked ones
	@sh tests/tools/newest.sh lint unit modules simulator repository

servers: tree ## print the table of every server and every fault
	@$(IN_TREE) env PYTHONPATH=../../.. python -m tests.robustness.matrix

soak: tree ## 2,000 drawn sequences of tasks and 4,000 tasks against mutated answers: make soak SEED=1 SEQUENCES=10000 DRAWS=20000
	@$(IN_TREE) sh tests/tools/soak.sh

fuzz: tree ## tasks against mutated answers: make fuzz SEED=1 DRAWS=1000; one of them again, every answer shown: make fuzz SEED=1 DRAW=17
	@$(IN_TREE) env PYTHONPATH=../../.. python -m tests.robustness.fuzz $(if $(SEED),--seed $(SEED)) $(if $(DRAWS),--draws $(DRAWS)) $(if $(DRAW),--draw $(DRAW))

MUTANTS = build/venv-mutants

$(MUTANTS)/made: tests/tools/mutants.txt
	@sh tests/tools/venv.sh $(MUTANTS) --requirement tests/tools/mutants.txt
	@touch $@

FILES = $(wildcard plugins/module_utils/_engine/*.py plugins/module_utils/_model/*.py)
LINES = build/lines.json

$(LINES): $(wildcard plugins/*/*.py plugins/*/*/*.py tests/*.py tests/unit/*.py tests/modules/*.py tests/simulator/*.py) | tree
	@LINES="$$PWD/$@" $(IN_TREE) python -m pytest --quiet --numprocesses 0 -p tests.tools.lines tests/unit tests/modules

mutants: tree $(LINES) $(MUTANTS)/made ## mutations of FILES, and whether the tests of their lines catch them: make mutants FILES="plugins/module_utils/_api/client.py" N=20 SEED=1
	@$(MUTANTS)/bin/python -m tests.tools.mutants $(if $(N),--number $(N)) $(if $(SEED),--seed $(SEED)) $(FILES)

molecule: tree ## every molecule scenario
	@$(IN_TREE) molecule test --all

test-core: tree $(CORE_VENV)/made ## functional tests with another ansible-core: make test-core CORE=2.16
	@$(IN_CORE) sh tests/tools/pytest.sh functional

sanity-core: tree $(CORE_VENV)/made ## ansible-test sanity of another ansible-core: make sanity-core CORE=2.16
	@$(IN_CORE) sh tests/tools/sanity.sh

# With CORE on the command line, the benchmark runs with that ansible-core.
BENCHMARK_VENV = $(if $(filter command,$(firstword $(origin CORE))),$(CORE_VENV),$(VENV))

benchmark: tree $(BENCHMARK_VENV)/made ## what lists cost, into docs/performance.md; a part of it, shown only: make benchmark N="10 100"
	@VENV=$(BENCHMARK_VENV) $(IN_TREE) sh tests/benchmark/run.sh $(N)

execution-environment: dist ## the context that ansible-builder makes, in build/execution-environment
	@$(VENV)/bin/ansible-builder create --file execution-environment.yml --context build/execution-environment --output-filename Containerfile

# The servers that the simulator imitates for demo and simulator: today or 2018.
GENERATION = today

demo: tree ## a tour against the simulator: make demo GENERATION=2018
	@$(IN_TREE) env GENERATION=$(GENERATION) sh playbooks/demo.sh

simulator: $(MADE) ## keep a simulated SD Elements running, of today, of GENERATION=2018 or of PROFILE=profile.json
	@$(PYTHON) -m tests.simulator --seed organisation $(if $(PROFILE),--profile '$(PROFILE)',--generation $(GENERATION))

docs: tree ## the documentation site in build/docs
	@$(IN_TREE) sh tests/tools/docs.sh

dist: tree ## the collection's tarball in build/dist
	@$(IN_TREE) python -m tests.tools.dist ../../../dist

importer: dist ## what Galaxy checks when the tarball is uploaded
	@$(IN_TREE) sh tests/tools/importer.sh

lock: ## make requirements-dev.txt anew from requirements-dev.in
	@sh tests/tools/lock.sh

clean: ## remove build/
	rm -rf build
