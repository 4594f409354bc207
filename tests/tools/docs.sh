#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# docs.sh
# The documentation site as HTML in build/docs, through in_tree.sh. Every warning is an error, and nothing is fetched.

set -eu
collection=sdelements.integrations
site=$(cd ../../.. && pwd)/docs
rm -rf "$site"
# antsibull-docs refuses a folder that others may write to.
mkdir -m 700 "$site"
antsibull-docs sphinx-init --use-current --squash-hierarchy --fail-on-error --sphinx-theme furo --dest-dir "$site" \
    --project "$collection" --title "$collection" --copyright "2026, The $collection contributors" "$collection" > /dev/null
cat tests/tools/site_conf.py >> "$site/conf.py"
mkdir "$site/static"
cp tests/tools/site.css tests/tools/site.js "$site/static"

pages=$site/rst
rm "$pages/index.rst" # ours is the index of docs/
python -m tests.tools.pages "$pages"
mkdir -m 700 "$pages/reference"
antsibull-docs --config-file "$site/antsibull-docs.cfg" collection --use-current --squash-hierarchy --fail-on-error \
    --dest-dir "$pages/reference" "$collection"
rm "$pages/reference/environment_variables.rst" # knows those of plugins only, and there are none; docs/environment.md has all

sphinx-build -M html "$pages" "$site/build" -c "$site" --fail-on-warning --keep-going --quiet
python -m tests.tools.site "$site/build/html"
echo "Open file://$site/build/html/index.html"
