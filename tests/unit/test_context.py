# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task returns when it fails."""

from __future__ import annotations

from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import SdeError
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import LONGEST_MESSAGE, Context, Task


def test_a_long_message_is_cut_only_after_its_secrets_are_gone() -> None:
    token = "invented-token-" + "x" * LONGEST_MESSAGE

    def fail(context: Context) -> dict[str, object]:
        raise SdeError(f"the server said {token} {'word ' * LONGEST_MESSAGE}")

    message = Task(fail, {}).perform(Context({"sde_token": token}))["msg"]
    assert "invented" not in message
    assert message.startswith("the server said VALUE_")
    assert len(message) < LONGEST_MESSAGE + 10
