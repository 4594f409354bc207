#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# language_server.sh FOLDER
# Downloads the Ansible language server, which editors run, to FOLDER. Its package is one bundle without dependencies; no script of it runs.
# Without node, npm or their registry nothing is made, and the tests that need it are skipped.

set -eu
folder=$1
version=26.6.0
sha512=0cf4e6724ae73427fc29d792bbda44fe68e7a2f48bdbc2279d08434b696cb83acb23ca1b6a9331014d0a2c36270bef9a4e308af1b6618644791c587794375dab

rm -rf "$folder"
mkdir -p "$folder"
for program in node npm; do
    command -v "$program" > /dev/null || { echo "No $program on this machine: tests/guides/test_editors.py is skipped."; exit 0; }
done
npm pack --silent --ignore-scripts --cache build/cache/npm --pack-destination "$folder" "@ansible/ansible-language-server@$version" > /dev/null ||
    { echo "npm cannot download the Ansible language server: tests/guides/test_editors.py is skipped."; exit 0; }
package=$folder/ansible-ansible-language-server-$version.tgz
node -e 'const [file, sum] = process.argv.slice(1), bytes = require("fs").readFileSync(file);
process.exitCode = Number(require("crypto").createHash("sha512").update(bytes).digest("hex") !== sum)' "$package" "$sha512" ||
    { echo "$package: its checksum differs from that in $0" >&2; exit 1; }
tar -xzf "$package" -C "$folder"
touch "$folder/made"
