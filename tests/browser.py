# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium, driven by the DevTools protocol over two pipes: no driver, no port and no package besides it."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: The browser of this machine, or None.
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

#: Seconds after which a browser that does not answer is given up.
PATIENCE = 120

#: The pipes, as the browser knows them.
READS, WRITES = 3, 4

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)


class Browser:
    """One page of a browser. ``events`` are those since it was last opened."""

    def __init__(self, send_to: int, read_from: int) -> None:
        self._to, self._from = send_to, read_from
        self._left = b""
        self._number = 0
        self._session: dict[str, str] = {}
        self.events: list[dict[str, Any]] = []
        page = next(each for each in self.send("Target.getTargets")["targetInfos"] if each["type"] == "page")
        self._session = {"sessionId": self.send("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]}
        for domain in ("Page", "Runtime", "Log", "Network", "Performance"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> Any:
        """Give a command; what it returns."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters, **self._session}
        rest = json.dumps(message).encode() + b"\0"
        while rest:
            rest = rest[os.write(self._to, rest) :]
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]

    def _next(self) -> dict[str, Any]:
        """Return the next message of the browser; one without an id is an event, and kept."""
        while b"\0" not in self._left:
            assert select.select([self._from], [], [], PATIENCE)[0], "the browser does not answer"
            part = os.read(self._from, 1 << 20)
            assert part, "the browser has ended"
            self._left += part
        text, _sign, self._left = self._left.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if "id" not in message:
            self.events.append(message)
        return message

    def open(self, address: str) -> None:
        """Load a page anew, and return when it is loaded."""
        for each in ("about:blank", address):
            self.events.clear()
            self.send("Page.navigate", url=each)
            while not self.seen("Page.loadEventFired"):
                self._next()

    def seen(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all events of a kind since the page was opened."""
        return [each["params"] for each in self.events if each["method"] == method]

    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of an asynchronous function; what it returns. The page's own policy does not hold for it."""
        call = f"(async function () {{ {script} }}).apply(null, {json.dumps(arguments)})"
        done = self.send("Runtime.evaluate", expression=call, awaitPromise=True, returnByValue=True, userGesture=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def load(self, script: str) -> None:
        """Run a script as the page's own would be run, whatever its policy says."""
        done = self.send("Runtime.evaluate", expression=script)
        assert "exceptionDetails" not in done, done["exceptionDetails"]

    def focus(self, selector: str) -> None:
        """Move the focus to an element."""
        self.run("document.querySelector(arguments[0]).focus()", selector)

    def press(self, key: str) -> None:
        """Press one key: a character, or one with a name, such as Enter."""
        text = {"Enter": "\r", "Tab": ""}.get(key, key)
        code = {"Enter": 13, "Tab": 9}.get(key, 0)
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, text=text, windowsVirtualKeyCode=code)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def type(self, text: str) -> None:
        """Press the keys of a text."""
        for key in text:
            self.press(key)

    def size(self, width: int, height: int = 844) -> None:
        """Make the window this large; a narrow one is a phone's."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)

    def prefer(self, scheme: str) -> None:
        """Have the page in light or dark."""
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path: Path) -> None:
        """Write what the window shows."""
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))


@contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """Yield a browser that keeps its files in a folder."""
    assert CHROMIUM
    (reads, send_to), (read_from, writes) = os.pipe(), os.pipe()
    actions = [
        (os.POSIX_SPAWN_DUP2, reads, READS),
        (os.POSIX_SPAWN_DUP2, writes, WRITES),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    program = [CHROMIUM, *FLAGS, f"--user-data-dir={folder}", "about:blank"]
    process = os.posix_spawn(CHROMIUM, program, {**os.environ, "HOME": str(folder)}, file_actions=actions)
    os.close(reads)
    os.close(writes)
    try:
        browser = Browser(send_to, read_from)
        yield browser
    finally:
        # It ends when nobody is at the other end of its pipe.
        os.close(send_to)
        os.close(read_from)
        os.waitpid(process, 0)
