# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command of Ansible as a fork of the process at a socket. As a script: ADDRESS PROGRAM ARGUMENT...

It imports little, since it is started for each command of a shell.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from typing import Optional

#: What Ansible reads when it is imported: its settings, and how Python reads and writes.
EARLY = ("ANSIBLE_", "LANG", "LC_", "NO_COLOR", "PYTHON", "TZ")


def early(env: Mapping[str, str]) -> list[list[str]]:
    """What runs of one process have in common."""
    return sorted([name, value] for name, value in env.items() if name.startswith(EARLY))


def run(address: str, command: Sequence[str], cwd: str, env: Mapping[str, str], files: Sequence[int]) -> Optional[int]:
    """Run it with its standard files; the exit code. None if it needs a process of its own.

    A ConnectionError if the process of all runs ended.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        socket.send_fds(connection, [b"."], files)
        connection.sendall(f"{json.dumps({'command': list(command), 'cwd': cwd, 'env': dict(env)})}\n".encode())
        answer = connection.makefile().readline()
    if not answer:
        raise ConnectionError("no answer")
    code: Optional[int] = json.loads(answer)
    return code


if __name__ == "__main__":
    address, program, *arguments = sys.argv[1:]
    code = run(address, [os.path.basename(program), *arguments], os.getcwd(), os.environ, range(3))
    if code is None:
        os.execv(program, [program, *arguments])
    sys.exit(code)
