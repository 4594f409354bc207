#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# importer.sh
# galaxy-importer on the tarball in build/dist, through in_tree.sh. It ends well in spite of warnings, so they are looked for.

set -eu
cd ../../../dist
export GALAXY_IMPORTER_CONFIG=importer.cfg
printf '[galaxy-importer]\nCHECK_REQUIRED_TAGS = True\nREQUIRE_V1_OR_GREATER = True\n' >importer.cfg
python -m galaxy_importer.main sdelements-integrations-*.tar.gz >importer.log 2>&1 || status=$?
cat importer.log
[ "${status:-0}" -eq 0 ] && ! grep -q -E '^(WARNING|ERROR)' importer.log
