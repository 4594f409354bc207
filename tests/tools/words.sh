#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# words.sh [FILE …]
# codespell, with its own dictionary and the terms of tests/tools/words.txt. By itself it looks words up, not phrases: its pattern gets
# the phrases of the list too. "There is no X" and "is no longer" are correct English.
set -eu

phrases=$(sed -n 's/^\(.* .*\)->.*/\1/p' tests/tools/words.txt | paste -sd '|' -)
exec codespell --dictionary=- --dictionary=tests/tools/words.txt \
    --regex "(?i:(?<!there )\\b(?:$phrases)\\b(?! longer| more| later| fewer| less))|[\\w'\\u2019-]+" "$@"
