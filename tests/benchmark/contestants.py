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
    :param short: what charts call it.
    :param playbook: the playbook that does it; none for the script.
    :param most: the longest list that it is given.
    :param most_writes: the most writes that it is given.
    :param works: whether it reads and writes anything.
    :param start, item, request, write: seconds, roughly: to start, and for each item, page and write; for planning only.
    :param item_requests: requests for each item, for planning only.
    """

    name: str
    title: str
    short: str = ""
    playbook: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    most: int = 10_000
    most_writes: int = 1000
    works: bool = True
    start: float = 0.8
    item: float = 0.0003
    request: float = 0.07
    write: float = 0.06
    item_requests: float = 0.0

    def takes(self, size: int, situation: str) -> bool:
        """Whether a list is not too long for it."""
        return size <= self.most and writes(size, situation) <= self.most_writes

    def seconds(self, size: int, situation: str) -> float:
        """How long a run takes, roughly."""
        if not self.works:
            return self.start
        requests = self.item_requests * size or pages(size, situation)
        return self.start + size * self.item + requests * self.request + writes(size, situation) * self.write

    def command(self, folder: Path, size: int) -> list[str]:
        """The command, with the list in the folder of Files."""
        if not self.playbook:
            return [sys.executable, str(HERE / "bare.py"), str(folder / f"{size}.json")]
        inventory = folder / ("none" if self.playbook in ("play", "empty") else str(size))
        command = [str(Path(sys.executable).with_name("ansible-playbook")), "--inventory", str(inventory)]
        for name, value in (*self.variables, ("list_file", str(folder / f"{size}-list.json"))):
            command += ["--extra-vars", json.dumps({name: value})]
        return [*command, str(HERE / "playbooks" / f"{self.playbook}.yml")]


#: Seconds for a page and for a write, where four are under way at a time.
_SIDE_BY_SIDE = {"request": 0.025, "write": 0.02}

CONTESTANTS = {
    each.name: each
    for each in (
        Contestant("empty", "a play with an empty list of tasks", "empty play", "empty", most=100_000, works=False),
        Contestant("bare", "a bare script with `requests`", "bare script", most=100_000, start=0.3, item=0.0001),
        Contestant("play", "a play with one task", "play with one task", "play", most=100_000, **_SIDE_BY_SIDE),
        Contestant("atomic", "the same, `atomic: auto`", "with atomic: auto", "play", (("atomic", "auto"),), request=0.025, write=0.01),
        Contestant("inventory", "the same, list in the inventory", "list in the inventory", "inventory", item=0.0006, **_SIDE_BY_SIDE),
        Contestant("module", "the same, as a module", "as a module", "play", (("sde_execution", "module"),), start=1.2, **_SIDE_BY_SIDE),
        Contestant("single", "the same, `concurrency: 1`", "with concurrency: 1", "play", (("concurrency", "1"),)),
        Contestant("loop", "a play with a loop", "loop", "loop", most=100, item=0.02, item_requests=3),
        Contestant("uri", "a play with `ansible.builtin.uri`", "uri playbook", "uri", most=1000, most_writes=100, request=0.4, write=0.4),
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
