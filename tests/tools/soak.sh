#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# soak.sh
# Thousands of drawn sequences of tasks against drawn servers, in the tree, through in_tree.sh. $SEQUENCES (2000) of them,
# half with the singular modules, half with the plural ones; $SEED (a new one each time) draws the same again.

set -eu
seed=${SEED:-$(python -c 'import random; print(random.SystemRandom().randrange(2**32))')}
sequences=${SEQUENCES:-2000}
report=../../../results/soak.xml

echo "Seed $seed; the same again: make soak SEED=$seed SEQUENCES=$sequences"
status=0
SEQUENCES=$((sequences / 2)) python -m pytest --numprocesses 2 --hypothesis-profile soak --hypothesis-seed "$seed" \
    --junitxml "$report" tests/robustness/test_stateful.py || status=$?
python - "$report" "$seed" <<'END'
import sys
from xml.etree import ElementTree

report, seed = sys.argv[1:]
root = ElementTree.parse(report).getroot()
drawn = sum(int(row.get("value")) for row in root.iter("property") if row.get("name") == "sequences")
failures = sum(int(suite.get(key)) for suite in root.iter("testsuite") for key in ("failures", "errors"))
print(f"{drawn} sequences, seed {seed}, {failures} failures")
END
rm -f "$report"
exit "$status"
