# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Has the workers, which are forks of this process, report long work almost at once, and report an interruption as well."""

from __future__ import annotations

from ansible.plugins.callback import CallbackBase
from ansible.utils.display import Display
from ansible_collections.sdelements.integrations.plugins.module_utils._api.clock import Clock
from ansible_collections.sdelements.integrations.plugins.module_utils._engine import progress


class CallbackModule(CallbackBase):
    """What it changes holds for the run."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "impatient"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        stop = Clock.stop

        def announced(clock: Clock) -> None:
            stop(clock)
            Display().display("interrupted", stderr=True)

        Clock.stop = announced
        progress.INTERVAL = 0.05
