# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An editor's side of the language server protocol: it opens a playbook, and asks for completions and hovers."""

from __future__ import annotations

import itertools
import json
import subprocess
from pathlib import Path
from threading import Timer
from typing import Any

#: The settings that the server asks for. Findings of ansible-lint are not what is tested.
SETTINGS = {"validation": {"enabled": False}}


class Editor:
    """A language server, and the playbooks that are open in it. One that hangs is ended, which fails the test."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder.as_uri()
        self.numbers = itertools.count(1)
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.watch = Timer(300, self.process.kill)
        self.watch.start()
        asked = {"workspace": {"workspaceFolders": True, "configuration": True}}
        folders = [{"uri": self.folder, "name": "work"}]
        self.ask("initialize", processId=None, rootUri=self.folder, workspaceFolders=folders, capabilities=asked)
        self.send(method="initialized", params={})

    def close(self) -> None:
        """End the server."""
        self.watch.cancel()
        with self.process:
            self.process.kill()

    def send(self, **message: Any) -> None:
        """Send a message."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def received(self) -> Any:
        """Return the next message of the server."""
        assert self.process.stdout
        headers = {}
        for line in iter(self.process.stdout.readline, b"\r\n"):
            assert line, "the language server ended"
            name, value = line.decode().split(":", 1)
            headers[name.lower()] = value
        return json.loads(self.process.stdout.read(int(headers["content-length"])))

    def ask(self, method: str, **params: Any) -> Any:
        """Return the answer to a request. What the server asks meanwhile is answered."""
        number = next(self.numbers)
        self.send(id=number, method=method, params=params)
        while True:
            message = self.received()
            if "method" not in message and message["id"] == number:
                return message["result"]
            if "method" in message and "id" in message:
                settings = [SETTINGS] if message["method"] == "workspace/configuration" else None
                self.send(id=message["id"], result=settings)

    def open(self, text: str) -> str:
        """Open a playbook, and return its name."""
        uri = f"{self.folder}/playbook-{next(self.numbers)}.yml"
        self.send(method="textDocument/didOpen", params={"textDocument": {"uri": uri, "languageId": "ansible", "version": 1, "text": text}})
        return uri

    def completions(self, text: str) -> dict[str, str]:
        """Return what the server proposes at the end of the last line, and how it describes it."""
        lines = text.splitlines()
        items = self.ask(
            "textDocument/completion",
            textDocument={"uri": self.open(text)},
            position={"line": len(lines) - 1, "character": len(lines[-1])},
        )
        return {item["label"]: item["documentation"]["value"] for item in items}

    def hovers(self, text: str) -> dict[str, str]:
        """Return what the server shows over the key of each line, where it shows something."""
        uri = self.open(text)
        shown = {}
        for number, line in enumerate(text.splitlines()):
            key = line.lstrip(" -").rstrip(":")
            position = {"line": number, "character": line.index(key)}
            hover = self.ask("textDocument/hover", textDocument={"uri": uri}, position=position)
            if hover:
                shown[key] = hover["contents"]["value"]
        return shown
