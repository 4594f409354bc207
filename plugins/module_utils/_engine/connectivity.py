# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connectivity test of the server itself: it reaches out to the tracker and stores nothing.

This file is private to the collection. Page ALM Connections: Test an ALM Connector, Test an ALM Connection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .._api.errors import RequestError, SdeError
from .._api.masks import surely_plain
from .._model.wire import hint_on_text
from .plan import DELETE, Plan, with_forms
from .repository import Repository
from .snapshot import Snapshot


def test_plans(plans: Sequence[Plan], snapshot: Snapshot, server: Repository, warn: Callable[[str, str], None]) -> None:
    """Run the test for each plan that asks for it, before anything is written.

    :raises SdeError: the test failed, with the server's reason, or the server has none.
    """
    for plan in plans:
        option = plan.desired.test_connection
        stays = plan.action != DELETE and (plan.changes or plan.current)
        if not stays or option == "never" or (option == "on_change" and not plan.changes):
            continue
        if plan.target.connector and not plan.target.connector.id:
            warn("not tested, since its connector is not there yet", plan.label)
            continue
        try:
            _test(plan, snapshot, server)
        except SdeError as error:
            raise error.about(plan.label) from None


def _test(plan: Plan, snapshot: Snapshot, server: Repository) -> None:
    resource, desired, fields = plan.resource, plan.desired, plan.fields_after
    shown = (plan.current and plan.current.params) or {}
    params = {key: value for key, value in shown.items() if surely_plain(key, value, desired.secret_keys)}
    body = {row.name: fields[row.name] for row in resource.fields if row.create and row.name in fields}
    body.update(
        name=fields.get(resource.named_by),
        system={"id": snapshot.system_of(plan.current, fields)},
        params=server.dialect.write({**params, **with_forms(plan, snapshot).params.given}),
    )
    try:
        answer = server.reach(resource.test, lambda path: server.client.send("POST", path, body, repeatable=True))
    except RequestError as error:
        if error.absent:
            raise SdeError("this server has no connectivity test; leave test_connection out") from None
        if error.status == 400:
            hint = hint_on_text(desired.params, body["params"], error.message)
            raise SdeError(f"SD Elements' connectivity test failed: {error.message}{hint}", **error.details) from None
        raise
    if not isinstance(answer.data, dict) or answer.data.pop("success", None) is not True:
        raise SdeError(f"SD Elements' connectivity test failed: {answer.words() or 'it gave no reason'}")
