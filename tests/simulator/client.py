# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as tests see it: a process of its own, and a handle on its control API."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import urllib3

ROOT = Path(__file__).resolve().parents[2]


def interpreter() -> str:
    """Return the interpreter that has Django: the one that SIMULATOR_PYTHON names, or this one."""
    return os.environ.get("SIMULATOR_PYTHON", sys.executable)


class Simulator:
    """A running simulator. Use it as a context manager, or call stop()."""

    def __init__(self, url: str, token: str, process: subprocess.Popen[str]) -> None:
        self.url = url
        self.token = token
        self._process = process
        self._pool = urllib3.connection_from_url(url, retries=False, timeout=60)

    @classmethod
    def start(
        cls,
        *,
        seed: str = "empty",
        generation: str = "2018",
        profile: Path | None = None,
        behaviour: dict[str, Any] | None = None,
        latency_ms: int = 0,
        token: str | None = None,
        port: int = 0,
    ) -> Simulator:
        """Start a process and wait for its address."""
        command = [interpreter(), "-m", "tests.simulator", "--until-eof", "--seed", seed, "--generation", generation]
        if profile:
            command += ["--profile", str(profile)]
        command += ["--latency-ms", str(latency_ms), "--port", str(port)]
        for name, value in (behaviour or {}).items():
            command += ["--behaviour", f"{name}={_text(value)}"]
        if token:
            command += ["--token", token]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        if not url:
            raise RuntimeError(f"the simulator did not start, exit code {process.wait()}")
        printed_token = process.stdout.readline().partition(": ")[2].strip()
        return cls(url, printed_token, process)

    def stop(self) -> None:
        """End the process."""
        self._pool.close()
        with self._process:  # waits for its end, and closes its pipes
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def __enter__(self) -> Simulator:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def reset(self, seed: str = "empty", objects: dict[str, list[dict[str, Any]]] | None = None, **behaviour: Any) -> None:
        """Empty the store, the journal and the faults; switches to their defaults, then those given; store objects, by kind."""
        self._control("POST", "reset", {"seed": seed, "behaviour": behaviour, "objects": objects or {}})

    def behave(self, **behaviour: Any) -> None:
        """Set switches."""
        self._control("PATCH", "behaviour", behaviour)

    def fault(self, **spec: Any) -> None:
        """Queue a fault: kind, times, skip, method, path (a regular expression) and the options of its kind."""
        self._control("POST", "faults", spec)

    def release(self) -> None:
        """Let the requests of hold go on, those to come too."""
        self._control("POST", "release")

    def catch_up(self) -> None:
        """Apply the requests of status_late before the next request; let no read lag any more."""
        self._control("POST", "late")

    def journal(self, clear: bool = False) -> list[dict[str, Any]]:
        """Return the requests that arrived: method, path, query, status, body, headers, fault."""
        entries: list[dict[str, Any]] = self._control("DELETE" if clear else "GET", "journal")
        return entries

    def writes(self) -> list[dict[str, Any]]:
        """Return the requests that could have changed something; tests of connectivity store nothing."""
        return [
            entry
            for entry in self.journal()
            if entry["method"] in ("POST", "PUT", "PATCH", "DELETE")
            and not entry["path"].rstrip("/").endswith(("/testalm", "/testissuetracker"))
        ]

    def single_writes(self) -> list[dict[str, Any]]:
        """Return the writes that succeeded, those of composite requests one by one: method, path, body, status.

        A plain write counts by its answer, one within a composite request by whether the transaction was committed.
        """
        entries = [entry.get("sub") or [entry] for entry in self.writes() if entry.get("committed", True)]
        return [one for several in entries for one in several if one["method"] != "GET" and 200 <= (one["status"] or 0) < 300]

    def objects(self, kind: str) -> list[dict[str, Any]]:
        """Return what is really stored: own params only, secrets in clear."""
        stored: list[dict[str, Any]] = self._control("GET", f"objects/{kind}")
        return stored

    def add(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Store an object as it is given, past all rules."""
        stored: dict[str, Any] = self._control("POST", f"objects/{kind}", fields)
        return stored

    def add_many(self, kind: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Store many objects in one request."""
        stored: list[dict[str, Any]] = self._control("POST", f"objects/{kind}", rows)
        return stored

    def change(self, kind: str, id: int, **fields: Any) -> dict[str, Any]:
        """Change fields of a stored object; params replace all own params."""
        stored: dict[str, Any] = self._control("PATCH", f"objects/{kind}/{id}", fields)
        return stored

    def remove(self, kind: str, id: int) -> None:
        """Remove an object and everything that refers to it."""
        self._control("DELETE", f"objects/{kind}/{id}")

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        sent = b"" if body is None else json.dumps(body).encode()
        answer = self._pool.request(method, f"/simulator/{path}", body=sent, headers={"Content-Type": "application/json"})
        if answer.status != 200:
            raise ValueError(answer.data.decode())
        return json.loads(answer.data)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
