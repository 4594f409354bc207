#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sanity.sh [ARGUMENT...]
# ansible-test sanity with every Python of this machine, in the tree, through in_tree.sh.

set -eu

# ansible-test downloads pip's installer from a server of its own unless it finds it here, under the name its release asks for.
cache=$HOME/.ansible/test/cache
mkdir -p "$cache"
for version in 23_1_2 24_2 25_2; do
    cp tests/tools/get_pip_stand_in.py "$cache/get_pip_$version.py.$$"
    mv "$cache/get_pip_$version.py.$$" "$cache/get_pip_$version.py" # in one step: another run may read it
done

exec ansible-test sanity --local --color no "$@"
