#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh [LENGTH...]
# The benchmark, in the tree, through in_tree.sh. With lengths of lists: only these, shown only. Else all of it, into docs/performance.md,
# also where a promise was not kept.

set -eu
build=../../..

[ $# = 0 ] || exec python -m tests.benchmark --size "$@" --output "$build/benchmark/part"
python -m tests.benchmark --output "$build/benchmark" || status=$?
# 3: measured, but not as promised.
case ${status:-0} in 0 | 3) ;; *) exit "$status" ;; esac
python -m tests.benchmark.report --input "$build/benchmark" --page "$build/../docs/performance.md"
exit "${status:-0}"
