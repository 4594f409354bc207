# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plugin of pytest: writes which tests execute each line of the collection, the quickest test first, to the file $LINES.

Nothing is written where a test fails.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage

_coverage = Coverage(data_file=None, branch=False, source=["plugins"], config_file=False)
_seconds: dict[str, float] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    _coverage.start()
    _coverage.switch_context(item.nodeid)
    start = time.monotonic()
    try:
        return (yield)
    finally:
        _seconds[item.nodeid] = time.monotonic() - start
        _coverage.stop()


def pytest_sessionfinish(exitstatus: int) -> None:
    if exitstatus:
        return
    data = _coverage.get_data()
    files = {
        str(Path(file).relative_to(Path.cwd())): {
            line: sorted(filter(None, tests), key=_seconds.__getitem__) for line, tests in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    Path(os.environ["LINES"]).write_text(json.dumps(files), encoding="utf-8")
