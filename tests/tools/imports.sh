#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# imports.sh
# import-linter, in the tree, through in_tree.sh: holds the imports of the plugins against the contracts in pyproject.toml.

exec env PYTHONPATH=../../.. lint-imports --no-cache --no-logo
