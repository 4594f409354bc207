#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# pythons.sh VERSION...
# Prints, for each of these Python versions that is on this machine, the path of its interpreter, in the order asked.
# Only one that really runs and can make a virtual environment counts: the shims of a version manager may do neither.

pyenv=${PYENV_ROOT:-$HOME/.pyenv}

candidates() {
    (IFS=:; for folder in $PATH; do echo "$folder/python$1"; done)
    ls -d "$pyenv/versions/$1".*/bin/"python$1" 2>/dev/null
}

for version in "$@"; do
    candidates "$version" | while read -r python; do
        [ -x "$python" ] || continue
        "$python" -c 'import ensurepip, sys; print(sys.executable)' 2>/dev/null </dev/null && break
    done
done
exit 0 # also where none was found
