# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to do the job, as commands, and how long each takes roughly."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from .organisation import listed, pages, writes

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Contestant:
    """One way.

    :param title: what tables call it.
    :param playbook: the playbook that does it; none for the script.
    :param baseline: the contestant whose cost is no part of the task's: what it takes to start, and to load the list.
    :param reads: whether it reads and writes anything.
    :param start, item, request, write: seconds, roughly: to start, and for each item, page and write; for planning only.
    """

    name: str
    title: str
    playbook: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    baseline: str = ""
    reads: bool = True
    start: float = 1.0
    item: float = 0.0
    request: float = 0.02
    write: float = 0.01
    item_requests: float = 0.0
    parallel: int = 1

    def seconds(self, size: int, situation: str, latency: float) -> float:
        """How long a run takes, roughly."""
        if not self.reads:
            return self.start + size * self.item
        requests = self.item_requests * size or pages(size, situation)
        wrote = writes(size, situation)
        return self.start + size * self.item + requests * (self.request + latency) + wrote * (self.write + latency) / self.parallel

    def command(self, folder: Path, size: int) -> list[str]:
        """The command, with the list in the folder of Files."""
        if not self.playbook:
            return [sys.executable, str(HERE / "bare.py"), str(folder / f"{size}.json")]
        inventory = folder / ("none" if self.playbook in ("file", "empty") else str(size))
        command = [str(Path(sys.executable).with_name("ansible-playbook")), "--inventory", str(inventory)]
        for name, value in (*self.variables, ("list_file", str(folder / f"{size}-list.json"))):
            command += ["--extra-vars", json.dumps({name: value})]
        return [*command, str(HERE / "playbooks" / f"{self.playbook}.yml")]


_MODULE = (("sde_execution", "module"),)

CONTESTANTS = {
    each.name: each
    for each in (
        Contestant("bare", "a bare script with `requests`", start=0.3, item=0.0001),
        Contestant("empty", "an empty play", "empty", reads=False),
        Contestant("debug", "a play that does nothing with the list", "debug", reads=False, item=0.0005),
        Contestant("worker", "one plural task", "list", baseline="debug", start=1.3, item=0.001, parallel=8),
        Contestant("module", "one plural task, as a module", "list", _MODULE, baseline="debug", start=1.8, item=0.0015, parallel=8),
        Contestant("file", "one plural task, list from a file", "file", baseline="empty", start=1.3, item=0.0005, parallel=8),
        Contestant("loop", "a loop of singular tasks", "loop", baseline="debug", start=1.3, item=0.02, item_requests=3, request=0.008),
        Contestant(
            "loop_module",
            "a loop of singular tasks, as modules",
            "loop",
            _MODULE,
            baseline="debug",
            item=0.4,
            item_requests=3,
            request=0.008,
        ),
        Contestant("uri", "a playbook with `ansible.builtin.uri`", "uri", baseline="debug", request=0.4, write=0.4),
    )
}


class Files:
    """The list as a script reads it, as an inventory's variables, and as a file that the task reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        hosts = {"sdelements": {"hosts": {"sde": {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}}}}
        self._hosts = json.dumps(hosts)
        self._inventory("none")

    def write(self, size: int) -> None:
        """The files for this many connections."""
        text = json.dumps({"connections": listed(size)})
        (self.folder / f"{size}.json").write_text(text, encoding="utf-8")
        (self.folder / f"{size}-list.json").write_text(json.dumps(listed(size)), encoding="utf-8")
        (self._inventory(str(size)) / "group_vars" / "sdelements.json").write_text(text, encoding="utf-8")

    def _inventory(self, name: str) -> Path:
        folder = self.folder / name
        (folder / "group_vars").mkdir(parents=True, exist_ok=True)
        (folder / "hosts.json").write_text(self._hosts, encoding="utf-8")
        return folder
