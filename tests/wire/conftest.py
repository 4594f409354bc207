# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator for each worker, an environment without proxies, and a private CA."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.engine import Run, run
from tests.simulator.client import Simulator
from tests.wire.servers import Handle, Recorder, listening

#: Invented, and found in no other text.
TOKEN = "invented-token-5f2c77d1"

Listen = Callable[[Handle], str]
Record = Callable[..., tuple[str, Recorder]]


@pytest.fixture(scope="session", name="process")
def _process() -> Iterator[Simulator]:
    with Simulator.start(token=TOKEN) as simulator:
        yield simulator


@pytest.fixture(name="simulator")
def _simulator(process: Simulator) -> Simulator:
    process.reset()
    process.add("connectors/alm", name="Jira", system="jira", params={"alm_server": "jira.example.com", "alm_user": "sde"})
    process.journal(clear=True)
    return process


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    proxies = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
    for name in (*proxies, "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "NETRC"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="session", name="ca")
def _ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(name="ca_path")
def _ca_path(ca: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture(name="listen")
def _listen() -> Iterator[Listen]:
    """Starts servers that give each connection to a function; their origins."""
    with ExitStack() as stack:
        yield lambda handle: stack.enter_context(listening(handle))


@pytest.fixture(name="record")
def _record(listen: Listen) -> Record:
    """Starts servers that note requests: the answers to give, then the origin and the notes."""

    def start(*answers: bytes) -> tuple[str, Recorder]:
        recorder = Recorder(*answers)
        return listen(recorder.handle), recorder

    return start


def read(url: str, **options: Any) -> Run:
    """A task that reads connectors."""
    return run("sde_alm_connector_info", url, TOKEN, **{"retries": 0, "timeout": 10, **options})


def write(url: str, **options: Any) -> Run:
    """A task that creates a connector."""
    return run(
        "sde_alm_connector",
        url,
        TOKEN,
        name="New",
        system="jira",
        params={"alm_server": "jira.example.com", "alm_user": "sde"},
        secret_params={"alm_pass": "invented-Passw0rd-93b1"},
        **{"retries": 0, "timeout": 10, "validate_params": "never", **options},
    )
