#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lock.sh
# Makes requirements-dev.txt from requirements-dev.in: one lock for every Python that the tools run on, with the newest
# release that each of them can have.

set -eu
sh tests/tools/venv.sh build/venv-lock uv
UV_CACHE_DIR=build/cache/uv build/venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
    --fork-strategy requires-python --no-annotate --no-emit-index-url --custom-compile-command 'make lock' \
    requirements-dev.in --output-file requirements-dev.txt
