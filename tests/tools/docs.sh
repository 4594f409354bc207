#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# docs.sh
# The documentation site as HTML in build/docs, through in_tree.sh.

set -eu
site=../../../docs
rm -rf "$site"
# antsibull-docs refuses a folder that others may write to.
mkdir -m 700 "$site"
antsibull-docs sphinx-init --use-current --squash-hierarchy --fail-on-error --lenient --dest-dir "$site" sdelements.integrations
bash "$site/build.sh"
echo "The site is build/docs/build/html/index.html"
