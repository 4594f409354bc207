#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lint.sh
# All linters, in the tree, through in_tree.sh. Goes on after a finding, so that one run shows them all.

status=0
run() {
    echo "+ $*"
    "$@" || status=1
}

run ruff check .
run ruff format --check --quiet .
run yamllint --strict .
run sh tests/tools/words.sh
# Named from the root of all collections, as the imports name it; the simulator from the root of this one.
(cd ../../.. && run mypy --config-file ansible_collections/sdelements/integrations/pyproject.toml \
    ansible_collections/sdelements/integrations/plugins ansible_collections/sdelements/integrations/extensions/eda; exit $status) || status=1
run mypy tests/simulator
run sh tests/tools/imports.sh
run sh tests/tools/complexity.sh
run reuse lint --lines
run ansible-lint --strict
run antsibull-changelog lint
run antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs all .

exit $status
