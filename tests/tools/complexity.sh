#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# complexity.sh
# radon: fails where a function has a cyclomatic complexity of D or worse, 21 and more. radon itself always succeeds.

found=$(radon cc --min D --show-complexity plugins extensions tests/simulator) || exit 1
[ -z "$found" ] || { echo "$found"; exit 1; }
