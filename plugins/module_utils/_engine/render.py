# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results from outcomes. Pure functions: check mode and a run differ in nothing here.

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._api.masks import NEW_SECRET, SENT_AGAIN
from .._model.dialect import spelled
from .._model.objects import ConfigObject, DiffObject, ReadOnlyObject, ServerObject
from .._model.remote import Remote
from .._model.resources import Resource
from .._model.summary import summary_of
from .outcome import Outcome
from .plan import DELETE, Plan, omits_params, secret_option
from .resolve import Target
from .snapshot import Snapshot

#: Objects whose hidden secrets one warning names.
_NAMED = 5


def results_of(outcomes: Sequence[Outcome], snapshot: Snapshot) -> dict[str, Any]:
    """Return what results of all modules that write have in common, with a diff for each change."""
    changing = [outcome for outcome in outcomes if outcome.plan.changes]
    return {
        "changed": bool(changing),
        "commands": [request.shown() for outcome in changing for request in outcome.requests],
        "diff": [diff_of(outcome.plan, snapshot) for outcome in changing],
    }


def result_of_one(outcome: Outcome, snapshot: Snapshot) -> dict[str, Any]:
    """Return the result of a singular module."""
    plan = outcome.plan
    result = results_of([outcome], snapshot)
    result["diff"] = result["diff"][0] if result["diff"] else {"before": "", "after": ""}
    if outcome.after is not None:
        shown = as_result(outcome.after, plan.desired.issue_tracker)
        if not outcome.after.id:  # predicted
            shown.pop("id", None)
            if isinstance(shown.get("system"), str):
                shown["system"] = {"id": shown["system"]}
        result[plan.resource.returns] = shown
    result["unverified_secrets"] = unverified(plan, snapshot)
    return result


def result_of_many(outcomes: Sequence[Outcome], snapshot: Snapshot) -> dict[str, Any]:
    """Return the result of a plural module."""
    changing = [outcome for outcome in outcomes if outcome.plan.changes]
    result = results_of(outcomes, snapshot)
    result["summary"] = summary_of(outcome.plan.action for outcome in outcomes)
    result["before"] = [
        as_config(snapshot.resource, each.plan.current, snapshot.own(each.plan.current), each.plan.desired.issue_tracker)
        for each in changing
        if each.plan.current
    ]
    if changing:
        result["after"] = [
            as_config(snapshot.resource, after, snapshot.own(after) if after.id else after.params or {}, each.plan.desired.issue_tracker)
            for each in changing
            for after in [each.after]
            if after is not None
        ]
    result["written"] = [each.after.id for each in changing if each.after is not None and each.after.id]
    result.update(_by_agent(result["written"], changing, snapshot))
    hidden = [(each.plan, unverified(each.plan, snapshot)) for each in outcomes]
    result["unverified_secrets"] = [{"item": plan.label, "params": names, "plain": _plain(plan, names)} for plan, names in hidden if names]
    return result


def _plain(plan: Plan, names: Sequence[str]) -> list[str]:
    """Return the names of params that are hidden though nobody calls them secret; none where the server shows no params at all."""
    if plan.current and omits_params(plan.resource, plan.current):
        return []
    return [name for name in names if secret_option(plan, [name]) == "params"]


def _by_agent(written: Sequence[int], changing: Sequence[Outcome], snapshot: Snapshot) -> dict[str, Any]:
    """Return the ids of written connections whose connector is inaccessible, so that only a remote agent syncs them; of others nothing."""
    if not snapshot.resource.jobs:
        return {}
    shown = {each.after.id: (each.after, snapshot.parent_of(each.after.fields)) for each in changing if each.after is not None}
    return {"by_agent": [id for id in written if any(each and each.fields.get("inaccessible") is True for each in shown[id])]}


def gathered(resource: Resource, targets: Iterable[Target], snapshot: Snapshot) -> list[ConfigObject]:
    """Return objects as C(config) takes them."""
    return [as_config(resource, each.current, snapshot.own(each.current), each.desired.issue_tracker) for each in targets if each.current]


def diff_of(plan: Plan, snapshot: Snapshot) -> ReadOnlyObject:
    """Return the change as C(--diff) shows it: what the task manages or the object has of its own.

    A side on which there is no object is an empty text, of which C(--diff) shows no line.
    """
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    marks: dict[str, str] = {}
    desired, params = plan.desired, plan.params
    if plan.current:
        before = snapshot.named(as_config(plan.resource, plan.current, plan.own, desired.issue_tracker))
        before.pop("id", None)
    if plan.action != DELETE:
        after = {**before, **snapshot.named({key: _short(value) for key, value in plan.fields.items()})}
        sending = plan.sends(snapshot.verb(plan.action)) or {}
        again = [
            key
            for key in sending
            if key in params.given and key not in params.wanted and key not in params.differing and sending[key] == params.given[key]
        ]
        sent = {key: params.given[key] for key in (*params.differing, *again)}
        if plan.own or sent or "params" in before:
            after["params"] = spelled({**plan.own, **sent}, desired.issue_tracker)
        marks = {**dict.fromkeys(params.differing, NEW_SECRET), **dict.fromkeys(again, SENT_AGAIN)}
    return ReadOnlyObject(
        {
            "before": DiffObject(before, {}) if before else "",
            "after": DiffObject(after, spelled(marks, desired.issue_tracker)) if after else "",
            "before_header": plan.label,
            "after_header": plan.label,
        }
    )


def as_config(resource: Resource, remote: Remote, own: Mapping[str, Any], issue_tracker: bool = False) -> ConfigObject:
    """Return an object as C(config) takes it, plus its id: fields that a task can manage and its own params."""
    result: dict[str, Any] = {"id": remote.id} if remote.id else {}
    for row in resource.fields:
        if remote.fields.get(row.name) is not None:
            result[row.name] = _short(remote.fields[row.name])
    if remote.params is not None:
        result["params"] = spelled(own, issue_tracker)
    return ConfigObject(result)


def as_result(remote: Remote, issue_tracker: bool = False) -> ServerObject:
    """Return an object as the singular modules do: all that the server shows, normalised."""
    result = dict(remote.fields)
    if remote.params is not None:
        result["params"] = spelled(remote.params, issue_tracker)
    elif remote.shows_params:
        result["params"] = {}
    return ServerObject(result)


def unverified(plan: Plan, snapshot: Snapshot) -> list[str]:
    """Return the names of given secrets that could be neither compared nor are sent."""
    if not plan.params.unverified:
        return []
    return sorted(plan.params.sending(whole=snapshot.verb(plan.action) == "PUT").unverified)


def warnings_of_unverified(plans: Iterable[Plan], snapshot: Snapshot) -> list[str]:
    """Return one warning for all secrets of a task that the server hides, and one for all objects whose params it shows to nobody."""
    hidden = [(plan, names) for plan in plans for names in [unverified(plan, snapshot)] if names]
    omitted = [plan.label for plan, _names in hidden if plan.current and omits_params(plan.resource, plan.current)]
    secrets = [f"{', '.join(names)} of {plan.label}" for plan, names in hidden if plan.label not in omitted]
    found = []
    if secrets:
        found.append(
            f"SD Elements does not show {_some(secrets, '; ')}, so a changed secret there is not noticed; "
            "to rotate or clear it, set update_secrets to always"
        )
    if omitted:
        found.append(
            f"SD Elements does not show the params of {_some(omitted, ', ')}, so a changed one is not noticed; "
            "to send them, set update_secrets to always"
        )
    return found


def _some(texts: Sequence[str], separator: str) -> str:
    """Return the first texts, and how many more there are."""
    more = f" and of {len(texts) - _NAMED} more" if len(texts) > _NAMED else ""
    return f"{separator.join(texts[:_NAMED])}{more}"


def _short(value: Any) -> Any:
    """Return a system as its id, everything else as it is."""
    return value["id"] if isinstance(value, dict) and "id" in value else value
