# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the page of the role report costs: to write it, and in a browser.

    python -m tests.benchmark.page NUMBER...

Prints a row for each number of integrations. The milliseconds until the page is interactive are those of the clock, all other times are CPU
time: keys in the search and a sort until the result is on the screen, the first key with what had not been read yet, of the next ones the
slowest.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

from tests import fleet
from tests.browser import Browser, browsing

COLUMNS = ("integrations", "page kB", "data s", "page s", "memory MB", "interactive ms", "first key ms", "next keys ms", "sort ms")

DRAWN = "await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));"


def write(number: int, path: Path) -> dict[str, Any]:
    """Write a page; what that took. In a process of its own, whose memory is the page's."""
    has = fleet.after(fleet.unreachable(fleet.compared(fleet.found(number))))
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, process_time()
    data = fleet.data(has)
    made = process_time()
    path.write_text(fleet.page(data), encoding="utf-8")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"data s": made - began, "page s": process_time() - made, "memory MB": (peak - before) / 1000}


def cost(browser: Browser, script: str) -> float:
    """The milliseconds of CPU time that a step of the reader takes, until it is drawn."""

    def spent() -> float:
        metrics = browser.send("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))

    began = spent()
    browser.run(script + DRAWN)
    return 1000 * (spent() - began)


def read(path: Path) -> dict[str, float]:
    """Open the page and use it."""
    with tempfile.TemporaryDirectory() as folder, browsing(Path(folder)) as browser:
        browser.size(1280)
        browser.open(path.as_uri())
        interactive = browser.run("return performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        browser.send("Performance.disable")
        browser.send("Performance.enable", timeDomain="threadTicks")
        strokes = [
            cost(browser, f"search.value = '{'payments'[:length]}'; search.dispatchEvent(new Event('input'));") for length in range(1, 9)
        ]
        browser.run("reset.click()")
        sort = cost(browser, "document.querySelector('#integrations th:nth-child(3) button').click();")
    return {"interactive ms": interactive, "first key ms": strokes[0], "next keys ms": max(strokes[1:]), "sort ms": sort}


def main(numbers: list[str]) -> None:
    """Print the table."""
    print(*(f"{name:>15}" for name in COLUMNS))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        for number in numbers:
            done = subprocess.run(
                [sys.executable, "-m", "tests.benchmark.page", "--write", number, str(page)], stdout=subprocess.PIPE, check=True
            )
            row = {"integrations": float(number), "page kB": page.stat().st_size / 1000, **json.loads(done.stdout), **read(page)}
            print(*(f"{row[name]:>15,.{1 if name.endswith(' s') else 0}f}" for name in COLUMNS), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        print(json.dumps(write(int(sys.argv[2]), Path(sys.argv[3]))))
    else:
        main(sys.argv[1:] or ["51", "2001", "20000"])
