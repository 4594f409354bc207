#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# core_python.sh VERSION...
# Prints, for each of these minor versions of ansible-core that a Python of this machine can run, the version and that Python's.

for core in "$@"; do
    case $core in
        2.16) pythons='3.11 3.12 3.10' ;;
        2.17 | 2.18) pythons='3.11 3.12' ;;
        2.19) pythons='3.11 3.12 3.13' ;;
        2.20 | 2.21) pythons='3.12 3.13 3.14' ;;
        *) pythons='3.13 3.14' ;;
    esac
    for python in $pythons; do
        [ -n "$(sh "$(dirname "$0")/pythons.sh" "$python")" ] && echo "$core $python" && break
    done
done
exit 0 # also where none was found
