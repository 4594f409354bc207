# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task returns when it fails, and its warnings."""

from __future__ import annotations

from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import SdeError
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import LONGEST_MESSAGE, NAMED, Context, Task


def test_a_long_message_is_cut_only_after_its_secrets_are_gone() -> None:
    token = "invented-token-" + "x" * LONGEST_MESSAGE

    def fail(context: Context) -> dict[str, object]:
        raise SdeError(f"the server said {token} {'word ' * LONGEST_MESSAGE}")

    message = Task(fail, {}).perform(Context({"sde_token": token}))["msg"]
    assert "invented" not in message
    assert message.startswith("the server said VALUE_")
    assert len(message) < LONGEST_MESSAGE + 10


def test_a_warning_comes_once_and_names_some_of_its_objects() -> None:
    context = Context({"sde_token": "invented-token-93b1"})
    for number in range(NAMED + 2):
        context.warn("params: JIRA has no param 'x'", f"connector 'Jira {number}'")
        context.warn("not tested", "connector 'Jira 0'")
        context.warn("SD Elements shows none")
    context.warn("not tested", "connector 'a, b'")
    named = ", ".join(f"connector 'Jira {number}'" for number in range(NAMED))
    assert context.told() == [
        f"{named} and 2 more: params: JIRA has no param 'x'",
        "connector 'Jira 0'; connector 'a, b': not tested",
        "SD Elements shows none",
    ]
