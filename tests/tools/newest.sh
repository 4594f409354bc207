#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# newest.sh STEP...
# Steps of "make test" with the newest releases that requirements-dev.in admits, in build/venv-newest. What differs from the locked
# ones of build/venv is printed first: a step that fails fails because of those.

set -eu
venv=build/venv-newest
sh tests/tools/venv.sh "$venv" --requirement requirements-dev.in
touch "$venv/made"

for set in build/venv "$venv"; do
    "$set/bin/python" -m pip --disable-pip-version-check freeze >"$set.txt"
done
if diff build/venv.txt "$venv.txt"; then echo "The lock has the newest releases."; fi

VENV=$venv exec build/venv/bin/python tests/tools/run_tests.py "$@"
