# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connectivity test of the server itself: it reaches out to the tracker and stores nothing.

This file is private to the collection. Page ALM Connections: Test an ALM Connector, Test an ALM Connection.
"""

from __future__ import annotations

from .._api.errors import (
    MethodNotAllowedError,
    NotFoundError,
    RequestError,
    SdeError,
)
from .._api.masks import surely_plain
from .plan import Planner
from .render import DELETE, Change


def test_changes(planner: Planner, changes: list[Change]) -> None:
    """Run the test for each item that asks for it, before anything is written.

    :raises SdeError: the test failed, with the server's reason, or the server has none.
    """
    for change in changes:
        wish = change.item.test_connection
        stays = change.action != DELETE and (change.changes or change.current)
        if not stays or wish == "never" or (wish == "on_change" and not change.changes):
            continue
        try:
            _test(planner, change)
        except SdeError as error:
            raise error.about(change.item.label) from None


def _test(planner: Planner, change: Change) -> None:
    resource, server = planner.resource, planner.server
    fields = change.fields_after
    if resource.parent and not isinstance(fields.get("connector"), int):
        planner.warn(f"{change.item.label}: not tested, since its connector is not there yet")
        return
    shown = (change.current and change.current.params) or {}
    params = {key: value for key, value in shown.items() if surely_plain(key, value, change.item.secret_keys)}
    body = {row.name: fields[row.name] for row in resource.fields if row.create and row.name in fields}
    body.update(
        name=fields.get(resource.named_by),
        system={"id": planner.references.system_of(change.current, change.fields)},
        params=server.dialect.write({**params, **change.item.params}),
    )
    for path in server.dialect.paths(resource.test):
        try:
            answer = server.client.send("POST", path, body, repeatable=True)
        except (NotFoundError, MethodNotAllowedError):
            continue
        except RequestError as error:
            if error.status == 400:
                raise SdeError(f"SD Elements' connectivity test failed: {error.message}", **error.details) from None
            raise
        if isinstance(answer.data, dict) and answer.data.pop("success", None) is True:
            return
        raise SdeError(f"SD Elements' connectivity test failed: {answer.words() or 'it gave no reason'}")
    raise SdeError("this server has no connectivity test; leave test_connection out")
