#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh [promises | LENGTH...]
# The benchmark, in the tree, through in_tree.sh. With lengths of lists: only these, shown only. With "promises": only what promises are
# held against. Else all of it. The figures go into docs/performance.md, also where a promise was not kept.

set -eu
build=../../..

case ${1:-} in
    '') ;;
    promises) set -- --promises ;;
    *) exec python -m tests.benchmark --race lists --size "$@" --output "$build/benchmark/part" ;;
esac
python -m tests.benchmark "$@" --output "$build/benchmark" || status=$?
# 3: measured, but not as promised.
case ${status:-0} in 0 | 3) ;; *) exit "$status" ;; esac
python -m tests.benchmark.report --input "$build/benchmark" --page "$build/../docs/performance.md"
exit "${status:-0}"
