#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# venv.sh FOLDER PIP-ARGUMENT...
# Makes the virtual environment FOLDER anew with the newest Python among $PYTHONS, and installs what is named.

set -eu
tools=$(dirname "$0")
venv=$1
shift

python=$(sh "$tools/pythons.sh" ${PYTHONS:-3.13 3.12 3.11} | head -n 1)
[ -n "$python" ] || { echo "No Python of ${PYTHONS:-3.13 3.12 3.11} runs on this machine." >&2; exit 1; }

echo "Making $venv with $python"
rm -rf "$venv"
"$python" -m venv "$venv"
# Nothing is written to the home folder, but pip's settings there hold.
mkdir -p build/home
PIP_CONFIG_FILE=${PIP_CONFIG_FILE:-$HOME/.config/pip/pip.conf} PIP_CACHE_DIR=$PWD/build/cache/pip HOME=$PWD/build/home \
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
