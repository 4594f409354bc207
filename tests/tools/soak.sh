#!/bin/sh
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# soak.sh
# Thousands of drawn tasks, in the tree, through in_tree.sh: $SEQUENCES (2000) sequences of tasks against drawn servers,
# half with the singular modules, half with the plural ones, and $DRAWS (4000) tasks against servers whose answers are
# mutated. $SEED (a new one each time) draws the same again. No test has a time limit.

set -eu
seed=${SEED:-$(python -c 'import random; print(random.SystemRandom().randrange(2**32))')}
sequences=${SEQUENCES:-2000}
draws=${DRAWS:-4000}
report=../../../results/soak.xml

echo "Seed $seed; the same again: make soak SEED=$seed SEQUENCES=$sequences DRAWS=$draws"
status=0
SEQUENCES=$((sequences / 2)) FUZZ_SEED=$seed FUZZ_DRAWS=$draws python -m pytest --numprocesses 2 -o faulthandler_timeout=0 \
    --hypothesis-profile soak --hypothesis-seed "$seed" --junitxml "$report" tests/robustness/test_stateful.py tests/robustness/test_atomic.py \
    tests/robustness/test_fuzz.py::test_a_result_or_one_message_whatever_the_answers_are || status=$?
python - "$report" "$seed" <<'END'
import sys
from collections import Counter
from xml.etree import ElementTree

report, seed = sys.argv[1:]
root = ElementTree.parse(report).getroot()
counts = Counter()
for row in root.iter("property"):
    counts[row.get("name")] += int(row.get("value"))
failures = sum(int(suite.get(key)) for suite in root.iter("testsuite") for key in ("failures", "errors"))
print(f"{counts['sequences']} sequences, seed {seed}, {failures} failures")
named = ("traceback", "leak", "hang")
others = sum(count for name, count in counts.items() if name.startswith("fuzz problem ")) - sum(counts[f"fuzz problem {kind}"] for kind in named)
print(f"{counts['fuzz mutated']} mutated answers in {counts['fuzz draws']} tasks, seed {seed}: "
      + ", ".join(f"{counts[f'fuzz problem {kind}']} {kind}s" for kind in named) + f", {others} other failures")
END
rm -f "$report"
exit "$status"
