#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# in_tree.sh COMMAND...
# Runs a command inside the copy of the collection that tree.py made, where Ansible's tools find it by its full name.
# Whatever they write stays under build/, the home folder included. $VENV names another virtual environment.

set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build

# The real interpreters come before a version manager's shims: ansible-test takes the first of each name.
for python in $(sh "$root/tests/tools/pythons.sh" 3.9 3.10 3.11 3.12 3.13 3.14); do
    PATH=$(dirname "$python"):$PATH
done

# pip's settings hold in the other home folder too.
export PIP_CONFIG_FILE="${PIP_CONFIG_FILE:-$HOME/.config/pip/pip.conf}"

VIRTUAL_ENV=$root/${VENV:-build/venv}
PATH=$VIRTUAL_ENV/bin:$PATH
HOME=$build/home
mkdir -p "$HOME"
export PATH HOME VIRTUAL_ENV
export ANSIBLE_HOME="$build/ansible"
export ANSIBLE_COLLECTIONS_PATH="$build"
export HYPOTHESIS_STORAGE_DIRECTORY="$build/cache/hypothesis"
export MYPY_CACHE_DIR="$build/cache/mypy"
export PIP_CACHE_DIR="$build/cache/pip"
export PYTHONDONTWRITEBYTECODE=1
export RUFF_CACHE_DIR="$build/cache/ruff"

cd "$build/ansible_collections/sdelements/integrations"
exec "$@"
