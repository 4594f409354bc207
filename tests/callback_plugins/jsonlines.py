# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the result of each task that was not skipped as a line of JSON to the file that the variable RESULTS_FILE names."""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    """One line for each result, as any callback gets it."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "jsonlines"
    CALLBACK_NEEDS_ENABLED = True

    def _write(self, result: Any, status: str) -> None:
        task = getattr(result, "task", None) or result._task
        data = getattr(result, "result", None) or result._result
        line = json.dumps({"task": task.get_name().rpartition(" : ")[2], "status": status, "result": data}, default=str)
        with open(os.environ["RESULTS_FILE"], "a", encoding="utf-8") as results:
            results.write(line + "\n")

    def v2_runner_on_ok(self, result: Any) -> None:
        """A task ended well."""
        self._write(result, "ok")

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """A task failed."""
        self._write(result, "failed")

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """A host was not reached."""
        self._write(result, "unreachable")
