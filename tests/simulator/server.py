# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server: waitress on a loopback address, with the socket handed on so that faults can reset connections."""

from __future__ import annotations

import ipaddress
import itertools
import logging
from collections.abc import Callable
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import WSGITask

from .gate import SOCKET
from .journal import CONNECTION

THREADS = 32


class NotLoopback(ValueError):
    """An address that others could reach."""


class SocketTask(WSGITask):
    """A request whose environment has the socket it came from."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ[SOCKET] = self.channel.socket
        environ[CONNECTION] = self.channel.serial
        return environ


class SocketChannel(HTTPChannel):
    """A connection whose requests know their socket; ``serial`` tells connections apart, as ports, used again, do not."""

    task_class = SocketTask
    _serials = itertools.count(1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.serial = next(self._serials)
        super().__init__(*args, **kwargs)


def serve(application: Callable[..., Any], host: str, port: int) -> Any:
    """Return a server that listens already; its run() serves until SystemExit."""
    address = "127.0.0.1" if host == "localhost" else host
    if not ipaddress.ip_address(address).is_loopback:
        raise NotLoopback(f"{host} is not a loopback address: the simulator is for this machine only")
    logging.getLogger("waitress").setLevel(logging.ERROR)
    server = create_server(application, host=address, port=port, threads=THREADS, clear_untrusted_proxy_headers=True, ident=None)
    server.channel_class = SocketChannel
    return server
