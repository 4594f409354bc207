# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the simulator holds before a run, and the list that a run is given.

N projects in N / 50 applications, one connector, and a connection for each project. Three situations: ``quiet``, where
everything is as listed; ``changed``, where every hundredth connection is not, the last one among them; ``new``, where
there is no connection yet.
"""

from __future__ import annotations

from typing import Any

from tests.simulator.client import Simulator

SITUATIONS = ("quiet", "changed", "new")
PAGE = 100
CONNECTOR = {
    "name": "Jira",
    "system": "jira",
    "params": {"alm_server": "jira.example.com", "alm_user": "sde-sync", "alm_pass": "an-invented-password"},
}


def listed(size: int) -> list[dict[str, Any]]:
    """The list as users write it: names, no ids."""
    return [
        {
            "project": f"Project {number}",
            "alias": f"Jira KEY{number}",
            "connector": "Jira",
            "frequency": "daily",
            "params": {"alm_project": f"KEY{number}", "alm_parent_issue": f"KEY{number}-1"},
        }
        for number in range(1, size + 1)
    ]


def pages(size: int, situation: str) -> int:
    """How many pages the lists of projects, connectors and connections have."""
    counts = (size, 1, 0 if situation == "new" else size)
    return sum(max(-(-count // PAGE), 1) for count in counts)


def writes(size: int, situation: str) -> int:
    """How many writes the situation needs."""
    return {"quiet": 0, "changed": -(-size // 100), "new": size}[situation]


class Organisation:
    """What the simulator holds, put back before each run with as little work as can be."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self._size = 0
        self._connector: dict[str, Any] = {}
        self._connections: list[dict[str, Any]] = []

    def prepare(self, size: int, situation: str) -> None:
        """Make the situation, and forget the requests that made it."""
        if size != self._size:
            self._start(size)
        if situation == "new" and self._connections:
            self._without_connections()
        if situation != "new" and not self._connections:
            self._with_connections()
        if situation == "changed":
            for each in self._connections[::-100]:
                self.simulator.change("connections/alm", each["id"], frequency="weekly")
        self.simulator.journal(clear=True)

    def check(self, size: int, situation: str) -> None:
        """After a run: everything is as listed. Whatever was the situation before, it is quiet now."""
        stored = self.simulator.objects("connections/alm")
        names = {each["id"]: each["name"] for each in self.simulator.objects("projects")}
        found = [
            {"project": names[each["project"]], "connector": "Jira", **{key: each[key] for key in ("alias", "frequency", "params")}}
            for each in stored
        ]
        wanted = listed(size)
        if sorted(found, key=lambda each: each["alias"]) != sorted(wanted, key=lambda each: each["alias"]):
            wrong = [each for each in wanted if each not in found]
            raise AssertionError(f"{len(wrong)} of {size} connections are not as listed, such as {wrong[:1]}")
        self._connections = stored

    def _start(self, size: int) -> None:
        simulator = self.simulator
        simulator.reset()
        unit = simulator.add("business-units", name="Example")["id"]
        applications = [
            simulator.add("applications", name=f"Application {number}", business_unit=unit)["id"] for number in range(1, -(-size // 50) + 1)
        ]
        simulator.add_many(
            "projects", [{"name": entry["project"], "application": applications[place // 50]} for place, entry in enumerate(listed(size))]
        )
        self._connector = simulator.add("connectors/alm", **CONNECTOR)
        self._size, self._connections = size, []

    def _with_connections(self) -> None:
        ids = {each["name"]: each["id"] for each in self.simulator.objects("projects")}
        rows = [{**entry, "project": ids[entry["project"]], "connector": self._connector["id"]} for entry in listed(self._size)]
        self.simulator.add_many("connections/alm", rows)
        self._connections = self.simulator.objects("connections/alm")

    def _without_connections(self) -> None:
        """Remove the connector, and what refers to it; and make it anew."""
        self.simulator.remove("connectors/alm", self._connector["id"])
        self._connector = self.simulator.add("connectors/alm", **CONNECTOR)
        self._connections = []
