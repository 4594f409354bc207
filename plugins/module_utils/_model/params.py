# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which params to send so that the wanted ones hold and no other is lost. Pure functions.

This file is private to the collection. The pages leave open whether an update merges C(params) or replaces them, and
whether a read shows secrets. So whenever any param must be sent, all params that are the object's own are sent
with it, except those that the server hides: what may be a mask is never written back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from .._api.masks import surely_plain
from .._api.secret_names import is_secret_key
from .compare import equal

#: Added to what a read shows by the server itself (page ALM Connections, Create), never sent.
SERVER_KEYS = frozenset(
    {
        "sde_project",
        "sde_application",
        "sde_businessunit",
        "alm_reference_context",
        "session_capture_socket",
        "last_successful_run",
    }
)

#: One param under two names: on connectors the first, on connections the second (page ALM Connections).
ALIASES = {"alm_title_format": "title_format", "title_format": "alm_title_format"}


@dataclass(eq=False, repr=False)
class ParamsPlan:
    """What becomes of an object's params.

    :param own: the object's own params as they are, without those of the server or its parent.
    :param wanted: what the task gives and the server can be asked for afterwards.
    :param differing: names of params that the update gives a new value.
    :param resent: names of hidden params that are sent because something else is.
    :param send: all params of the request, or None where none must be sent.
    :param unverified: params of the task that could be neither compared nor are sent.
    :param at_risk: hidden params of the object that the task does not give.
    """

    own: dict[str, Any] = field(default_factory=dict)
    wanted: dict[str, Any] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)
    resent: list[str] = field(default_factory=list)
    send: Optional[dict[str, Any]] = None
    unverified: list[str] = field(default_factory=list)
    at_risk: list[str] = field(default_factory=list)


def own_params(
    params: Mapping[str, Any], inherited: Optional[Mapping[str, Any]] = None, defaults: Optional[Mapping[str, Any]] = None
) -> dict[str, Any]:
    """The params that belong to the object itself.

    :param inherited: what the parent shows; a param with the parent's value is taken to come from there.
    :param defaults: what params have that nobody set; shown as well, and not the object's own.
    """
    own = {}
    without = {**(defaults or {}), **(inherited or {})}
    for key, value in params.items():
        name = key if key in without or key not in ALIASES else ALIASES[key]
        if key not in SERVER_KEYS and not (name in without and equal(key, value, without[name])):
            own[key] = value
    return own


def shows_secrets(params: Mapping[str, Any]) -> bool:
    """Whether an answer has any secret in clear: then its empty secrets are empty indeed."""
    return any(is_secret_key(key) and surely_plain(key, value) for key, value in params.items())


def compare_params(wanted: Mapping[str, Any], secret_keys: frozenset[str], current: Mapping[str, Any], update_secrets: str) -> ParamsPlan:
    """Which wanted params differ from the current ones, and which cannot be compared.

    An empty value under a secret key is a secret to be cleared. A value that equals what is read is the same, whatever it looks like.
    """
    plan = ParamsPlan()
    for key, value in wanted.items():
        now = current.get(key)
        secret = key in secret_keys
        if secret and value == "":
            if update_secrets == "on_create" and not surely_plain(key, now, secret_keys):
                continue
            known = surely_plain(key, now, secret_keys) or (now in (None, "") and (key in current or shows_secrets(current)))
        elif secret and update_secrets == "on_create":
            continue
        else:
            known = surely_plain(key, now, secret_keys) or (now not in (None, "") and equal(key, value, now))
        if not known:
            (plan.differing if update_secrets == "always" else plan.unverified).append(key)
            continue
        plan.wanted[key] = value
        if not equal(key, value, now):
            plan.differing.append(key)
    return plan


def complete_plan(
    plan: ParamsPlan,
    wanted: Mapping[str, Any],
    secret_keys: frozenset[str],
    current: Mapping[str, Any],
    own: Mapping[str, Any],
    update_secrets: str,
    *,
    whole: bool,
) -> None:
    """Fill in what is sent, now that the object is known to change. It can be filled in again for another verb.

    :param whole: the server replaces the object (PUT), so its params must be sent even where none differs.
    """
    plan.own = dict(own)
    clear = shows_secrets(current)
    hidden = {key for key, value in own.items() if not surely_plain(key, value, secret_keys) and not (value in (None, "") and clear)}
    if update_secrets == "auto":
        plan.resent, plan.unverified = [*plan.resent, *plan.unverified], []
    if not (plan.differing or plan.resent or whole):
        return
    given = {
        key: value
        for key, value in wanted.items()  # one that may be a mask, and is as wanted, is lost where it is not sent
        if key in plan.differing or key in plan.resent or (key in hidden and key in plan.wanted)
    }
    cleared = {key for key, value in wanted.items() if key in secret_keys and value == ""}
    if update_secrets == "on_create":
        given.update(
            {
                key: value
                for key, value in wanted.items()
                if not surely_plain(key, current.get(key), secret_keys) and (whole or key not in cleared)
            }
        )
        plan.unverified = [key for key in plan.unverified if key not in given]
    plan.at_risk = sorted(hidden - set(given) - cleared)
    plan.send = {**{key: value for key, value in own.items() if key not in hidden}, **given}


def not_taken(plan: ParamsPlan, secret_keys: frozenset[str], after: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What a read after the write tells: wanted params that do not hold, and own params that are gone."""
    missing = [
        key
        for key, value in plan.wanted.items()
        if not equal(key, value, after.get(key)) and (surely_plain(key, after.get(key), secret_keys) or value == "")
    ]
    lost = [
        key
        for key, value in plan.own.items()
        if key not in plan.differing
        and key not in plan.resent
        and key not in missing
        and not _kept(key, value, after.get(key), secret_keys)
    ]
    return missing, lost


def _kept(key: str, before: Any, after: Any, secret_keys: frozenset[str]) -> bool:
    """Whether an own param that the task does not change is still there; of a hidden one only a mask can tell."""
    if not surely_plain(key, before, secret_keys):
        return before in (None, "") or after not in (None, "")
    return equal(key, before, after) or (after not in (None, "") and not surely_plain(key, after, secret_keys))
