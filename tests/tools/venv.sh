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

pythons=${PYTHONS:-3.13 3.14 3.12 3.11}
# shellcheck disable=SC2086 # a list of versions
python=$(sh "$tools/pythons.sh" $pythons | head -n 1)
[ -n "$python" ] || { echo "No Python of $pythons runs on this machine." >&2; exit 1; }

# Nothing is written to the home folder, but pip's settings there hold.
export PIP_CONFIG_FILE="${PIP_CONFIG_FILE:-$HOME/.config/pip/pip.conf}"
export PIP_CACHE_DIR="$PWD/build/cache/pip"
export HOME="$PWD/build/home"
mkdir -p "$HOME"

echo "Making $venv with $python"
rm -rf "$venv"
"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
