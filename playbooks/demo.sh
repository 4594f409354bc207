#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# demo.sh
# A tour: playbooks/integrations.yml and the inventory in playbooks/demo against a simulated SD Elements. Needs a checkout; "make demo"
# runs it, "make demo GENERATION=2018" against a server of release 4.12. It removes everything that it starts or writes when it ends.

set -eu

work=$(mktemp -d)
trap 'exec 3>&-; kill "${simulator:-}" 2>/dev/null || :; wait; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM

export ANSIBLE_DISPLAY_OK_HOSTS=false
export ANSIBLE_DISPLAY_SKIPPED_HOSTS=false
export ANSIBLE_CALLBACK_RESULT_FORMAT=yaml
export ANSIBLE_INVENTORY="$work/inventory"
generation=${GENERATION:-today}
case $generation in today) other=alm ;; *) other=issue-tracker ;; esac
jira=$work/inventory/group_vars/sdelements/jira.yml

say() {
    printf '\n\n== %s\n\n' "$1"
    shift
    printf '%s\n' "$@"
}

play() {
    echo "\$ ansible-playbook $*"
    ansible-playbook --extra-vars "sde_url=$address" "$@" | tee "$work/output"
}

# The requests that wrote something, as the server saw them, since this was last asked; $1 is how many there should be. None of them may
# be in the word of the other generation, and no request at all where that is the older one.
writes() {
    python - "$address/simulator/journal" "$1" "$other" <<'END'
import json, sys, urllib.request

journal = json.load(urllib.request.urlopen(urllib.request.Request(sys.argv[1], method="DELETE")))
writes = [entry for entry in journal if entry["method"] != "GET"]
print(f"The server received {len(journal)} requests; {len(writes) or 'none'} of them wrote{':' if writes else '.'}")
for entry in writes:
    params = entry["body"].pop("params", {})
    few = {"params": params} if len(params) < 3 and params else {}
    print("   ", entry["method"], entry["path"], json.dumps({**entry["body"], **few}) if not params or few else f"({len(params)} params)")
sys.exit(len(writes) != int(sys.argv[2]) or any(f"/{sys.argv[3]}/" in entry["path"] for entry in (journal if sys.argv[3] == "alm" else writes)))
END
}

say "What this is" \
    "SD Elements keeps the security tasks of software projects, and can hand them to an issue tracker. A connector holds the" \
    "address and the login of a tracker; a connection ties one project to its place there. Someone has to set up both, and to" \
    "keep them right for each project. Here Ansible does, from a few lines in a file." \
    "" \
    "There is no SD Elements server on this machine, so a simulated one is started, with 60 projects of an invented company." \
    "Some of its connections have been made by hand, and not all of them alike."

cp -R playbooks/demo/inventory "$work/inventory"
mkfifo "$work/hold"
# It ends with this script, even if that is killed: the other end of the pipe closes then.
python -m tests.simulator --until-eof --seed organisation --generation "$generation" --token invented-token-of-the-demo --address-file "$work/address" \
    <"$work/hold" >"$work/log" 2>&1 &
simulator=$!
exec 3>"$work/hold"
until [ -s "$work/address" ]; do
    kill -0 "$simulator" 2>/dev/null || { cat "$work/log"; exit 1; }
    sleep 0.1
done
address=$(cat "$work/address")

say "1. What should be" \
    "Two files describe the connectors to Jira and GitHub and the connections of twelve projects. The first lines of one:" ""
sed -n '2,15p' "$jira"

say "2. A dry run: what would change?" \
    "Nothing is written. Each difference is shown: a minus is what SD Elements has, a plus is what it should have." ""
play playbooks/integrations.yml --check --diff
writes 0

say "3. The same for real" \
    "Projects are found by their names; what is right already is left alone." ""
play playbooks/integrations.yml
writes 8

say "4. Once more" \
    "Everything is as described now, so this run must not change anything. It could run every night." ""
play playbooks/integrations.yml
grep -q ' changed=0 ' "$work/output"
writes 0

say "5. One line is edited" \
    "The project Mobile Banking Worker is to be synced weekly from now on:" ""
cp "$jira" "$work/before.yml"
sed -i.old '/SEC47/{n;s/daily/weekly/;}' "$jira"
rm "$jira.old"
diff -U 2 "$work/before.yml" "$jira" | sed 1,3d
echo
play playbooks/integrations.yml --diff
writes 1

say "6. What SD Elements has now" \
    "Read back from the server. The password of the connector is known to it, but never shown." ""
ANSIBLE_DISPLAY_OK_HOSTS=true play playbooks/demo/read.yml

say "That was it" \
    "The simulated server is stopped, and nothing of this is left. To start with your own server, copy playbooks/integrations.yml" \
    "and playbooks/demo/inventory, and write down what you want."
