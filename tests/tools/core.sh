#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# core.sh VERSION
# Makes the virtual environment build/venv-VERSION: the newest ansible-core of that minor version, and what the tests import.

set -eu
core=$1
venv=build/venv-$core
python=$(sh tests/tools/core_python.sh "$core")
[ -n "$python" ] || { echo "No Python of this machine runs ansible-core $core." >&2; exit 1; }

# A version that has no final release yet is taken as it is.
case $core in
    2.22) first=$core.0rc1 ;;
    *) first=$core.0 ;;
esac

# The versions are those of the lock, but for ansible-core and what it alone brings along.
mkdir -p build
grep -v -e '^ansible-core=' -e '^resolvelib=' requirements-dev.txt >"build/constraints-$core.txt"
PYTHONS=${python#* } sh tests/tools/venv.sh "$venv" --constraint "build/constraints-$core.txt" \
    "ansible-core~=$first" --requirement requirements.txt --requirement tests/simulator/requirements.txt \
    hypothesis pytest pytest-xdist trustme
