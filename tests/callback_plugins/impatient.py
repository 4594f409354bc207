# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Has the workers, which are forks of this process, report long work almost at once, and report an interruption as well.

INTERRUPT_AT of the environment has a worker end as if the time of the task keyword C(timeout) were over, at a request or a pause:
C(POST 2) is when the second POST begins, C(pause 1) when the first pause does.
"""

from __future__ import annotations

import itertools
import os
import signal
from typing import Any

from ansible.plugins.callback import CallbackBase
from ansible.utils.display import Display
from ansible_collections.sdelements.integrations.plugins.module_utils._api.client import Client
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
        stop, pause, sent = Clock.stop, Clock.pause, Client._sent
        at, _space, number = os.environ.get("INTERRUPT_AT", "").partition(" ")
        numbers = itertools.count(1)

        def begins(what: str) -> None:
            if what == at and next(numbers) == int(number):
                os.kill(os.getpid(), signal.SIGALRM)

        def pausing(clock: Clock, seconds: float) -> None:
            begins("pause")
            pause(clock, seconds)

        def sending(client: Client, method: str, *rest: Any) -> Any:
            begins(method)
            return sent(client, method, *rest)

        def announced(clock: Clock) -> None:
            stop(clock)
            Display().display("interrupted", stderr=True)

        Clock.stop, Clock.pause, Client._sent = announced, pausing, sending
        progress.INTERVAL = 0.05
