# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse the desired state: the options of a task, or each entry of C(config), checked before the first request.

This file is private to the collection.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from .._api.errors import InputError
from .._api.json_text import DEEPEST, is_deep
from .._api.masks import DIFF_MARKS, PLACEHOLDER
from .._api.redact import is_empty
from .._api.secret_names import is_secret_key
from .dialect import canonical, canonical_key, says_issue_tracker
from .params import SERVER_KEYS
from .problems import Problem
from .references import ProjectReference, Reference, project_of
from .remote import Remote
from .resources import Resource
from .values import as_data
from .wire import has_any_form

#: Options whose values are params, or names of params.
_PARAMS = ("params", "secret_params", "clear_secrets", "left_out")


@dataclass(frozen=True, eq=False, repr=False)
class Desired:
    """One desired object.

    :param label: what messages call it.
    :param index: the place of its entry in C(config), from 0; None where it is of no entry.
    :param fields: what the task manages besides params and references.
    :param params: the params that it gives, by their names inside the collection.
    :param state: C(present), C(exists) (created if missing, else unchanged) or C(absent).
    :param secret_keys: names of all params that the task declares secret; one that it clears is given as the empty text.
    """

    label: str
    id: Optional[int] = None
    name: Optional[str] = None
    index: Optional[int] = None
    fields: dict[str, Any] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    secret_keys: frozenset[str] = frozenset()
    empty_secrets: tuple[str, ...] = ()
    previous_names: tuple[str, ...] = ()
    project: Optional[ProjectReference] = None
    application: Optional[Reference] = None
    business_unit: Optional[Reference] = None
    connector: Optional[Reference] = None
    update_secrets: str = "auto"
    validate_params: str = "warn"
    test_connection: str = "never"
    issue_tracker: bool = False
    state: str = "present"

    @classmethod
    def of(cls, resource: Resource, remote: Remote) -> Desired:
        """Return what a task asks for of an object that it lists nowhere: that it be removed."""
        place = f" of {resource.within} {remote.fields.get(resource.within)}" if resource.within else ""
        return cls(f"{resource.kind} {remote.name!r}{place}", remote.id, remote.name, state="absent")

    @property
    def has_forms(self) -> bool:
        """Return whether the form of a param has to be known to send it."""
        return any(map(has_any_form, self.params.values()))

    @property
    def cleared(self) -> frozenset[str]:
        """The names of the secrets that the task empties."""
        return frozenset(key for key in self.secret_keys if self.params.get(key) == "")


def parse(resource: Resource, config: Iterable[Optional[Mapping[str, Any]]], state: str = "present") -> tuple[list[Desired], list[Problem]]:
    """Return the desired objects of a task, and what can be known to be wrong without asking the server.

    :param config: the entries; None in place of one whose options are wrong.
    """
    parsed: list[Desired] = []
    problems: list[Problem] = []
    for index, options in enumerate(config):
        if options is None:
            continue
        try:
            parsed.append(parse_one(resource, options, state, index))
        except InputError as error:
            problems.append(Problem.of(error, index))
    seen: dict[Any, Desired] = {}
    distinct = []
    for item in parsed:
        keys: list[Any] = [("id", item.id)] if item.id is not None else []
        if item.name is not None:
            keys.append(
                (item.name, item.project, item.application, item.business_unit, None if resource.within else item.fields.get("system"))
            )
        twice = next((seen[key] for key in keys if key in seen), None)
        if twice:
            same = InputError(f"{item.label} is already in config[{twice.index}]; give it once")
            problems.append(Problem.of(same, item.index))
            continue
        seen.update(dict.fromkeys(keys, item))
        distinct.append(item)
    return distinct, problems


def parse_one(resource: Resource, options: Mapping[str, Any], state: str = "present", index: Optional[int] = None) -> Desired:
    """Return the desired object that options name.

    :raises InputError: an option is wrong.
    """
    _check_texts(options)
    _check_identity(resource, options)
    id, name = options.get("id"), options.get(resource.named_by)
    within = project_of(options) if resource.within else None
    params, secrets, empty = _params(options)
    connector = options.get("connector")
    unnamed = f" with connector {connector!r}" if connector is not None else ""  # it is called like its connector
    called = f" {name!r}" if name is not None else f" {id}" if id is not None else unnamed
    taken = ("application", "business_unit", "connector", "update_secrets", "validate_params", "test_connection")
    return Desired(
        label=resource.kind + called + (f" of {resource.within} {within!r}" if within else ""),
        id=id,
        name=name,
        index=index,
        state=state,
        project=within,
        params=params,
        secret_keys=secrets,
        empty_secrets=empty,
        fields={
            row.name: options[row.name]
            for row in resource.fields
            if options.get(row.name) is not None and row.name not in ("project", "connector")
        },
        previous_names=tuple(options.get("previous_names") or ()),
        issue_tracker=any(says_issue_tracker(options.get(key) or {}) for key in ("params", "secret_params")),
        **{key: options[key] for key in taken if options.get(key) is not None},
    )


def _check_texts(options: Mapping[str, Any]) -> None:
    """Refuse empty text, and the placeholder where it stands for nothing."""
    for key, value in options.items():
        if isinstance(value, str) and not value.strip():
            raise InputError(f"{key}: it is empty; give a value or leave the option out")
        if key not in _PARAMS and PLACEHOLDER in str(value):
            raise InputError(f"{key}: it contains {PLACEHOLDER}, which stands for a secret in results; give the value itself")


def _check_identity(resource: Resource, options: Mapping[str, Any]) -> None:
    """Refuse options that name no object."""
    id, name, within = options.get("id"), options.get(resource.named_by), resource.within
    project = project_of(options)
    if id is not None and id < 1:
        raise InputError(f"id: {id} is not an id; give a positive number")
    if within and id is None and project is None:
        raise InputError(f"{within}: it is missing; {resource.named_by} is unique only within a {within}")
    if id is None and name is None and not (resource.named_after_parent and options.get("connector")):
        raise InputError(f"{resource.named_by}: it is missing; give {resource.named_by} or id")
    for narrow in ("application", "business_unit"):
        if options.get(narrow) and not project:
            raise InputError(f"{narrow}: it needs project, which is missing; give project, or leave {narrow} out")


def _params(options: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[str], tuple[str, ...]]:
    """The params that a task gives by the collection's own names, the names of those that are secret, and of secrets that are empty.

    A secret that is empty, or the placeholder of results, is not given: SD Elements keeps its own.
    """
    plain, secret = (canonical(as_data(options.get(name) or {}, name), name) for name in ("params", "secret_params"))
    names = frozenset(secret) | {key for key in plain if is_secret_key(key)}
    for key in (*plain, *secret):
        if key in SERVER_KEYS:
            raise InputError(f"params: {key} is set by SD Elements itself; leave it out")
        if is_deep({**plain, **secret}[key]):
            raise InputError(f"params: {key} is nested more than {DEEPEST} levels")
    empty = tuple(sorted(key for key, value in {**plain, **secret}.items() if key in names and is_empty(value)))
    plain, secret = _given(plain, "params", names), _given(secret, "secret_params", names)
    for key in secret:
        if key in plain:
            raise InputError(f"secret_params: {key} is also in params; give it once")
    given = {**plain, **secret}
    cleared = _cleared(options.get("clear_secrets") or (), given)
    return {**given, **dict.fromkeys(cleared, "")}, names | cleared, tuple(key for key in empty if key not in cleared)


def _given(params: Mapping[str, Any], option: str, secret: frozenset[str]) -> dict[str, Any]:
    given = {key: value for key, value in params.items() if key not in secret or not (value == PLACEHOLDER or is_empty(value))}
    for key, value in given.items():
        if key in secret and value in DIFF_MARKS:
            raise InputError(
                f"{option}.{key}: it is what a diff shows in place of a secret; give the value itself, "
                "or leave the param out to keep the one that SD Elements has"
            )
        if PLACEHOLDER in f"{key} {value}":
            name = option if PLACEHOLDER in key else f"{option}.{key}"
            raise InputError(
                f"{name}: it contains {PLACEHOLDER}, which stands for a secret in results; give the value itself, "
                "or leave the param out to keep the one that SD Elements has"
            )
    return given


def _cleared(names: Iterable[str], given: Mapping[str, Any]) -> frozenset[str]:
    """The secrets that a task empties."""
    cleared = frozenset(map(canonical_key, names))
    for key in sorted(cleared):
        if not re.fullmatch(r"[A-Za-z][\w.-]*", key) or key in SERVER_KEYS or PLACEHOLDER in key:
            raise InputError(f"clear_secrets: {key!r} is not the name of a secret; give names of params, such as alm_pass")
        if key in given:
            raise InputError(f"clear_secrets: a value of {key} is given too; leave one of them out")
    return cleared


def check_name(option: str, fields: Mapping[str, Any]) -> None:
    """Refuse a name that is about to be written. One that is only looked up may be as it is, so that it can be cured by another."""
    name = fields.get(option)
    for sign, where in ((name[:1], "begins"), (name[-1:], "ends")) if isinstance(name, str) else ():
        kind = _kind_of_blank(sign)
        if kind:
            raise InputError(
                f"{option}: {name!r} {where} with {kind}, which SD Elements may drop, so that it would not be found again; "
                f"give the {option} without it"
            )


def _kind_of_blank(sign: str) -> str:
    """The name of an invisible character; empty for any other."""
    if sign in ("\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"):
        return "a line break"
    if sign.isspace():
        return "a tab" if sign == "\t" else "a blank"
    return "an invisible character" if sign and unicodedata.category(sign) in ("Cc", "Cf") else ""
