# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of ansible-playbook as forks of a process that has imported Ansible and the collection: a third of the time of a process of its own.

As a script, that process: a line of JSON on standard input for each run, its exit code on standard output. What Ansible reads when it is
imported (its settings, so most of the environment) is that of the process, so each environment has one; it starts in a folder without
an ansible.cfg.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

#: Read while a play runs, so that they may differ from run to run.
LATE = ("HOME", "RESULTS_FILE", "SDE_")


class Forks:
    """Such a process. ``run`` is for one thread at a time."""

    def __init__(self, env: Mapping[str, str]) -> None:
        home = env["ANSIBLE_HOME"]
        self._errors = Path(tempfile.mkstemp(dir=home)[1])
        with self._errors.open("w", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                [sys.executable, __file__],
                cwd=home,
                env=env,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        atexit.register(self._process.communicate)

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def run(self, arguments: Sequence[str], cwd: Path, env: Mapping[str, str], printed: Path, seconds: float) -> tuple[int, str]:
        """Run ansible-playbook; the exit code, and what the imports printed. What the run prints goes to a file."""
        assert self._process.stdin and self._process.stdout
        run = {"arguments": [*arguments], "cwd": str(cwd), "env": dict(env), "printed": str(printed)}
        stuck = threading.Timer(seconds, os.killpg, (self._process.pid, signal.SIGKILL))
        stuck.start()
        try:
            print(json.dumps(run), file=self._process.stdin, flush=True)
            code = self._process.stdout.readline()
        finally:
            stuck.cancel()
        errors = self._errors.read_text(encoding="utf-8")
        assert code, f"the process of all runs ended with {self._process.wait()}, at the latest after {seconds:.0f} s: {errors}"
        return int(code), errors


_STARTED: dict[str, Forks | None] = {}


def forks(env: Mapping[str, str], cwd: Path) -> Forks | None:
    """The process for an environment, from its second run on: most have but one. None for a folder with an ansible.cfg."""
    early = json.dumps(sorted(item for item in env.items() if not item[0].startswith(LATE)))
    if Path(cwd, "ansible.cfg").exists():
        return None
    if early not in _STARTED:
        return _STARTED.setdefault(early, None)
    found = _STARTED[early]
    if not (found and found.lives):
        found = _STARTED[early] = Forks(env)
    return found


def _become(run: Mapping[str, Any]) -> None:
    """Be the ansible-playbook of a run."""
    os.environ.clear()
    os.environ.update(run["env"])
    os.chdir(run["cwd"])
    file = os.open(run["printed"], os.O_WRONLY | os.O_TRUNC | os.O_CREAT, 0o600)
    for number in (1, 2):
        os.dup2(file, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    from ansible.cli.playbook import main

    try:
        main(["ansible-playbook", *run["arguments"]])
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code if isinstance(end.code, int) else 1)


def _serve() -> None:
    del sys.path[0]  # this folder, whose modules have common names
    from ansible.plugins.loader import filter_loader, init_plugin_loader, test_loader

    import_module("ansible.cli.playbook")
    init_plugin_loader()
    warnings.filterwarnings("ignore", "AnsibleCollectionFinder has already been configured")
    for loader in (filter_loader, test_loader):
        list(loader.all())
    plugins = import_module("ansible_collections.sdelements.integrations.plugins")
    for kind in ("action", "filter", "lookup"):
        for path in Path(plugins.__path__[0], kind).glob("*.py"):
            import_module(f"{plugins.__name__}.{kind}.{path.stem}")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                _become(json.loads(line))
            finally:
                traceback.print_exc()
                os._exit(1)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    _serve()
