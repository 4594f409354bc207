# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The counts of a report in the OpenMetrics text format, for a monitoring system that reads files. Pure functions.

This file is private to the collection. Names of the server are values of labels: escaped, and without what no file takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.sdelements.integrations.plugins.module_utils._model.output import visible
from ansible_collections.sdelements.integrations.plugins.plugin_utils._times import time_of

Labels = tuple[tuple[str, str], ...]

_PREFIX = "sdelements"


def metrics(data: Mapping[str, Any]) -> str:
    """Return the counts by state, system and connector. What was not looked at has no sample."""
    rows, counts, drift = data["integrations"], data["counts"], data["drift"]
    generated = time_of(data["generated"])
    connectors = Counter((("type", each["type"]), ("system", each["system"]), ("state", _state_of(each))) for each in data["connectors"])
    objects = Counter((("state", each["state"]),) for each in drift["connectors"] + drift["connections"])
    looked = ["missing", "differs", *([] if counts["unmanaged"] is None else ["unmanaged"])]
    compared = {(("state", state),): objects[(("state", state),)] for state in looked} if counts["drift"] is not None else {}
    families = (
        ("integrations", "Integrations by the state of their last sync.", Counter(_labels(row, "state", row["status"]) for row in rows)),
        (
            "integration_problems",
            "Integrations with a problem; one with two counts twice.",
            Counter(_labels(row, "problem", problem) for row in rows for problem in row["problems"]),
        ),
        ("integrations_by_agent", "Integrations that an agent syncs.", {(): counts["by_agent"]}),
        ("connectors", "Connectors by whether SD Elements reaches them.", connectors),
        ("drift_objects", "Objects that are not as the variables describe them.", compared),
        ("not_compared", "Things that could not be compared.", {(): len(drift["errors"])}),
        ("projects_without_integration", "Projects without an integration.", {(): counts["projects_without_integration"]}),
        ("report_timestamp_seconds", "Time of the report.", {(): int(generated.timestamp())} if generated else {}),
    )
    return "".join([*(line for family in families for line in _family(*family)), "# EOF\n"])


def _labels(row: Mapping[str, Any], name: str, value: str) -> Labels:
    return (("type", row["type"]), ("system", row["system"]), ("connector", row["connector"]), (name, value))


def _state_of(connector: Mapping[str, Any]) -> str:
    return "by_agent" if connector["by_agent"] else "unreachable" if connector["unreachable"] is not None else "no_failure"


def _family(name: str, help: str, samples: Mapping[Labels, int]) -> Iterable[str]:
    """Yield the lines of one metric."""
    yield f"# TYPE {_PREFIX}_{name} gauge\n"
    yield f"# HELP {_PREFIX}_{name} {help}\n"
    shown: Counter[str] = Counter()
    for labels, number in samples.items():  # two names may read the same once they are written
        shown[",".join(f'{key}="{_escaped(value)}"' for key, value in labels)] += number
    for text, number in sorted(shown.items()):
        yield f"{_PREFIX}_{name}{{{text}}} {number}\n" if text else f"{_PREFIX}_{name} {number}\n"


def _escaped(value: Any) -> str:
    """Return the value of a label: quotes, backslashes and line breaks have escapes, what is not there is empty."""
    text = visible("" if value is None else str(value))
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
