# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that has imported Ansible and the collection, as a script: it forks for each request of C(client), until its input ends."""

from __future__ import annotations

import gc
import json
import os
import select
import socket
import sys
import traceback
import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

sys.path[0] = str(Path(__file__).parents[2])

from tests.forks.client import early  # noqa: E402

del sys.path[0]  # for what Ansible imports, as in a process of its own

CLI = {"ansible": "adhoc", "ansible-playbook": "playbook", "ansible-vault": "vault"}


def _become(run: Mapping[str, Any], files: Sequence[int]) -> NoReturn:
    """Be the command of a run."""
    os.environ.clear()
    os.environ.update(run["env"])
    os.chdir(run["cwd"])
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    try:
        sys.argv = run["command"]
        import_module(f"ansible.cli.{CLI[sys.argv[0]]}").main(sys.argv)
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(end.code or 0))
    finally:
        traceback.print_exc()
        os._exit(1)


def _answer(connection: socket.socket) -> NoReturn:
    """Run what is asked for, and tell its exit code; C(null) for an environment or a folder with settings of its own."""
    files = socket.recv_fds(connection, 1, 3)[1]
    run = json.loads(connection.makefile().readline())
    code = None
    if early(run["env"]) == early(os.environ) and not Path(run["cwd"], "ansible.cfg").exists():
        child = os.fork()
        if not child:
            _become(run, files)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    connection.sendall(f"{json.dumps(code)}\n".encode())
    os._exit(0)


def _serve(listener: socket.socket) -> None:
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
    gc.disable()  # for the forks: a run is over before there is much to collect
    while sys.stdin not in select.select([sys.stdin, listener], [], [])[0]:
        connection = listener.accept()[0]
        if not os.fork():  # this process takes the next request meanwhile
            _answer(connection)
        connection.close()
        os.waitpid(-1, os.WNOHANG)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
