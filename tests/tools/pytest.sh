#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# pytest.sh NAME [ARGUMENT...]
# The tests in the folder tests/NAME, in the tree, through in_tree.sh. Their count is left in build/results for the summary.

set -eu
name=$1
shift

exec python -m pytest --numprocesses 2 --junitxml "../../../results/$name.xml" "$@" "tests/$name"
