# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task asks for: its options, or each entry of C(config), checked before the first request.

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from ansible_collections.sdelements.integrations.plugins.module_utils._compare import wire_value
from ansible_collections.sdelements.integrations.plugins.module_utils._dialect import canonical, says_issue_tracker
from ansible_collections.sdelements.integrations.plugins.module_utils._errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._json import DEEPEST, is_deep
from ansible_collections.sdelements.integrations.plugins.module_utils._params import SERVER_KEYS
from ansible_collections.sdelements.integrations.plugins.module_utils._resources import Resource
from ansible_collections.sdelements.integrations.plugins.module_utils._secrets import PLACEHOLDER, is_secret_key


@dataclass(eq=False, repr=False)
class Item:
    """One desired object. ``fields`` holds only what the task manages, ``params`` what it gives (canonical names)."""

    label: str
    id: Optional[int]
    name: Optional[str]
    fields: dict[str, Any] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    secret_keys: frozenset[str] = frozenset()
    previous_names: tuple[str, ...] = ()
    project: Optional[str] = None
    application: Optional[str] = None
    business_unit: Optional[str] = None
    connector: Optional[str] = None
    update_secrets: str = "auto"
    validate_params: str = "warn"
    test_connection: str = "never"
    issue_tracker: bool = False


def items_of(resource: Resource, config: Iterable[Mapping[str, Any]], *, single: bool = False) -> list[Item]:
    """The desired objects of a task.

    :raises InputError: for what can be known to be wrong without asking the server; names the entry of ``config``.
    """
    items = []
    for place, options in enumerate(config):
        try:
            items.append(_item(resource, options))
        except InputError as error:
            raise error if single else error.about(f"config[{place}]") from None
    seen: dict[Any, int] = {}
    for place, item in enumerate(items):
        keys: list[Any] = [("id", item.id)] if item.id is not None else []
        if item.name is not None:
            keys.append((item.name, item.project, item.application, item.business_unit,
                         None if resource.within else item.fields.get("system")))
        for key in keys:
            if key in seen:
                raise InputError(f"config[{place}] and config[{seen[key]}] are both {item.label}; give it once")
            seen[key] = place
    return items


def _item(resource: Resource, options: Mapping[str, Any]) -> Item:
    for key, value in options.items():
        if isinstance(value, str) and not value.strip():
            raise InputError(f"{key}: it is empty; give a value or leave the option out")
    id, name = options.get("id"), options.get(resource.named_by)
    within = options.get(resource.within) if resource.within else None
    if id is not None and id < 1:
        raise InputError(f"id: {id} is no id; give a positive number")
    if resource.within and id is None and within is None:
        raise InputError(f"{resource.within}: it is missing; {resource.named_by} names a {resource.kind} only within a {resource.within}")
    if id is None and name is None and not (resource.within and options.get("connector")):
        raise InputError(f"{resource.named_by}: it is missing; give {resource.named_by} or id")
    for narrow in ("application", "business_unit"):
        if options.get(narrow) and not options.get("project"):
            raise InputError(f"{narrow}: it narrows project, which is missing")
    params, secrets = _params(options)
    called = f" {name!r}" if name is not None else f" {id}" if id is not None else ""
    taken = ("application", "business_unit", "connector", "update_secrets", "validate_params", "test_connection")
    return Item(
        label=resource.kind + called + (f" of {resource.within} {within!r}" if within else ""),
        id=id, name=name, project=within, params=params, secret_keys=secrets,
        fields={row.name: options[row.name] for row in resource.fields
                if options.get(row.name) is not None and row.name not in ("project", "connector")},
        previous_names=tuple(options.get("previous_names") or ()),
        issue_tracker=any(says_issue_tracker(options.get(key) or {}) for key in ("params", "secret_params")),
        **{key: options[key] for key in taken if options.get(key) is not None})


def _params(options: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """The params that a task gives as the server takes them, and the names of those that are secret."""
    plain = canonical(options.get("params") or {})
    secret = canonical(options.get("secret_params") or {}, "secret_params")
    for key in secret:
        if key in plain:
            raise InputError(f"secret_params: {key} is also in params; give it once")
    for key in (*plain, *secret):
        if key in SERVER_KEYS:
            raise InputError(f"params: {key} is set by SD Elements itself; leave it out")
        if is_deep({**plain, **secret}[key]):
            raise InputError(f"params: {key} is nested more than {DEEPEST} levels")
    given = {key: wire_value(value) for key, value in {**plain, **secret}.items()
             if not (isinstance(value, str) and value.startswith(PLACEHOLDER))}
    return given, frozenset(key for key in given if key in secret or is_secret_key(key))
