# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Select the params to send, so that the desired ones are stored and none is lost. Pure functions.

This file is private to the collection. The pages leave open whether an update merges C(params) or replaces them, and
whether a read shows secrets. So whenever any param must be sent, all params that are the object's own are sent
with it, except those that the server hides: what may be a mask is never written back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True, eq=False, repr=False)
class Sending:
    """The params of one request.

    :param send: all params that the request has, or None where it has none.
    :param unverified: params of the task that could be neither compared nor are sent.
    :param at_risk: hidden params of the object that the task does not give.
    """

    send: Optional[Mapping[str, Any]] = None
    unverified: tuple[str, ...] = ()
    at_risk: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class ParamsPlan:
    """The comparison of a task's params with those of the object.

    :param given: all params of the task.
    :param wanted: those of them that a read can be compared with, now and after a write.
    :param differing: names of params that get a new value.
    :param resent: names of hidden params that are sent because something else is.
    :param unverified: names of params that could not be compared.
    :param current: the object's params as a read shows them.
    :param own: those of them that are its own; None where that is not known.
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    secret_keys: frozenset[str] = frozenset()
    update_secrets: str = "auto"
    wanted: Mapping[str, Any] = field(default_factory=dict)
    differing: tuple[str, ...] = ()
    resent: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    current: Mapping[str, Any] = field(default_factory=dict)
    own: Optional[Mapping[str, Any]] = None

    def with_own(self, current: Mapping[str, Any], own: Optional[Mapping[str, Any]]) -> ParamsPlan:
        """Return the plan of an object that is known to change: with its own params, and hidden ones sent again."""
        resent, unverified = self.resent, self.unverified
        if self.update_secrets == "auto":
            resent, unverified = (*resent, *unverified), ()
        return replace(self, current=current, own=own, resent=resent, unverified=unverified)

    @property
    def cleared(self) -> frozenset[str]:
        """The names of secrets that the task empties."""
        return frozenset(key for key in self.secret_keys if self.given.get(key) == "")

    @property
    def hidden(self) -> frozenset[str]:
        """The names of own params whose values a read does not surely show."""
        clear, own = shows_secrets(self.current), self.own or {}
        return frozenset(
            key for key, value in own.items() if not surely_plain(key, value, self.secret_keys) and not (value in (None, "") and clear)
        )

    def sending(self, *, whole: bool = False) -> Sending:
        """Return the params of a request that updates the object.

        :param whole: whether the server replaces the object (PUT), so that its params are sent even where none differs.
        """
        if not (self.differing or self.resent or whole):
            return Sending(unverified=self.unverified)
        hidden = self.hidden
        sent = {key: value for key, value in self.given.items() if self._is_sent(key, hidden, whole)}
        plain = {key: value for key, value in (self.own or {}).items() if key not in hidden}
        return Sending(
            {**plain, **sent},
            tuple(key for key in self.unverified if key not in sent),
            tuple(sorted(hidden - set(sent) - self.cleared)),
        )

    def _is_sent(self, key: str, hidden: Collection[str], whole: bool) -> bool:
        """Return whether an update sends a param that the task gives."""
        if key in self.differing or key in self.resent:
            return True
        if key in hidden and key in self.wanted:
            return True  # one that may be a mask, and is as wanted, is lost where it is not sent
        if self.update_secrets != "on_create" or surely_plain(key, self.current.get(key), self.secret_keys):
            return False
        return whole or key not in self.cleared

    def not_stored(self, after: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        """Return what a read after the write shows: wanted params that were not stored, and own params that are gone."""
        after = {**after, **{ALIASES[key]: value for key, value in after.items() if ALIASES.get(key, key) not in after}}
        missing = [
            key
            for key, value in self.wanted.items()
            if not equal(key, value, after.get(key)) and (surely_plain(key, after.get(key), self.secret_keys) or value == "")
        ]
        changed = {*self.differing, *self.resent, *missing}
        own = self.own or {}
        lost = [key for key in own if key not in changed and not _is_kept(key, own[key], after.get(key), self.secret_keys)]
        return missing, lost


def own_params(
    params: Mapping[str, Any], inherited: Optional[Mapping[str, Any]] = None, defaults: Optional[Mapping[str, Any]] = None
) -> dict[str, Any]:
    """Return the params that belong to the object itself.

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
    """Return whether an answer has any secret in clear: then its empty secrets are empty indeed."""
    return any(is_secret_key(key) and surely_plain(key, value) for key, value in params.items())


def as_shown(given: Mapping[str, Any], shown: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the params that a task gives, one that has two names by the name that a read shows."""
    if not any(key in ALIASES for key in given):
        return given
    return {ALIASES[key] if key in ALIASES and key not in shown and ALIASES[key] in shown else key: value for key, value in given.items()}


def compare_params(given: Mapping[str, Any], secret_keys: frozenset[str], current: Mapping[str, Any], update_secrets: str) -> ParamsPlan:
    """Compare the params that a task gives with the current ones.

    An empty value under a secret key is a secret to be cleared. A value that equals what is read is the same, whatever it looks like.
    """
    wanted: dict[str, Any] = {}
    differing: list[str] = []
    unverified: list[str] = []
    for key, value in given.items():
        now = current.get(key)
        secret = key in secret_keys
        if secret and update_secrets == "on_create" and not (value == "" and surely_plain(key, now, secret_keys)):
            continue
        known = surely_plain(key, now, secret_keys)
        if secret and value == "":
            known = known or (now in (None, "") and (key in current or shows_secrets(current)))
        else:
            known = known or (now not in (None, "") and equal(key, value, now))
        if not known:
            (differing if update_secrets == "always" else unverified).append(key)
            continue
        wanted[key] = value
        if not equal(key, value, now):
            differing.append(key)
    return ParamsPlan(given, secret_keys, update_secrets, wanted, tuple(differing), (), tuple(unverified), current)


def hidden_params(given: Mapping[str, Any], update_secrets: str) -> ParamsPlan:
    """Return the plan of the params of an object that shows none to anybody: each is treated as a secret that the server hides."""
    return compare_params(given, frozenset(given), {}, update_secrets)


def created_params(given: Mapping[str, Any], secret_keys: frozenset[str]) -> ParamsPlan:
    """Return the plan of an object that does not exist yet: all that the task gives is sent."""
    return ParamsPlan(given, secret_keys, wanted=given, differing=tuple(given))


def _is_kept(key: str, before: Any, after: Any, secret_keys: frozenset[str]) -> bool:
    """Return whether an own param that the task does not change still exists; for a hidden one only a mask shows it."""
    if not surely_plain(key, before, secret_keys):
        return before in (None, "") or after not in (None, "")
    return equal(key, before, after) or (after not in (None, "") and not surely_plain(key, after, secret_keys))
