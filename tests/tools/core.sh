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

# The versions are those of the lock, but for ansible-core and what it alone brings along.
mkdir -p build
grep -v -e '^ansible-core=' -e '^resolvelib=' requirements-dev.txt >"build/constraints-$core.txt"
case $core in
    2.1?) pythons='3.11 3.12' ;;
    *) pythons='3.12 3.13' ;;
esac
PYTHONS=$pythons sh tests/tools/venv.sh "$venv" --constraint "build/constraints-$core.txt" \
    "ansible-core~=$core.0" --requirement requirements.txt --requirement tests/simulator/requirements.txt \
    hypothesis pytest pytest-xdist trustme
