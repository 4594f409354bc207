# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Differences between SD Elements servers: the word in paths and params, PATCH or PUT, text or object.

This file is private to the collection. Inside the collection params are named C(alm_...), as on the pages ALM
Connectors and ALM Connections; current servers say C(issue-tracker) and C(issue_tracker_...) instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Optional

from .._api.errors import InputError

#: Display names of systems that are more than another spelling of their id (pages Connectors, Connections).
_SYSTEM_IDS = {"ca agile central": "rally", "ca agile central (formerly rally)": "rally", "ibm rational team concert": "rational"}

_POLICY = "conflict_policy"

#: What servers call a tracker in paths: current ones, and those of the pages (4.12 and before).
_TODAY, _EARLY = "issue-tracker", "alm"


@lru_cache(maxsize=4096)
def canonical_key(key: str) -> str:
    """The name of a param inside the collection: ``issue_tracker_server`` is ``alm_server``."""
    return "alm_" + key[len("issue_tracker_") :] if key.startswith("issue_tracker_") else key


def _canonical_value(key: str, value: Any) -> Any:
    return "alm" if key == _POLICY and value == "issue_tracker" else value


def says_issue_tracker(params: Mapping[str, Any]) -> bool:
    """Return whether params are named the current way."""
    return params.get(_POLICY) == "issue_tracker" or any(key.startswith("issue_tracker_") for key in params)


def canonical(params: Mapping[str, Any], option: str = "params") -> dict[str, Any]:
    """Params by their names inside the collection.

    :raises InputError: two names of one param with different values (only a task can write that).
    """
    result: dict[str, Any] = {}
    for key, value in params.items():
        name = canonical_key(key)
        value = _canonical_value(name, value)
        if name in result and result[name] != value:
            raise InputError(f"{option}: {name} and {key} are the same param in two spellings; give it once")
        result[name] = value
    return result


def spelled(params: Mapping[str, Any], issue_tracker: bool) -> dict[str, Any]:
    """Params by the names of a server or a task."""
    if not issue_tracker:
        return dict(params)
    result = {}
    for key, value in params.items():
        if key.startswith("alm_"):
            key = "issue_tracker_" + key[len("alm_") :]
        result[key] = "issue_tracker" if key == _POLICY and value == "alm" else value
    return result


def system_of(value: Any) -> Optional[dict[str, Any]]:
    """A system as C({id, name, short_name}), from the object of 4.8 and later or the text of older servers.

    Ids and names are text, also where the server has numbers; without both there is no system.
    """
    if not isinstance(value, dict):
        text = as_text(value)
        return {"id": _system_id(text), "name": text, "short_name": text} if text else None
    id, name, short = (as_text(value.get(key)) for key in ("id", "name", "short_name"))
    shown = name or short or id
    return {**value, "id": id or _system_id(shown), "name": shown, "short_name": short or shown} if shown else None


def as_text(value: Any) -> str:
    """A name or id as text; empty for what cannot be one."""
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _system_id(name: str) -> str:
    text = name.strip().lower()
    return _SYSTEM_IDS.get(text, text.replace(" ", "_"))


def is_system(wanted: str, system: Optional[Mapping[str, Any]]) -> bool:
    """Return whether a system read from the server is the one that a task names by id, name or short name."""
    if system is None:
        return False
    names = {str(system.get(key)).strip().lower() for key in ("id", "name", "short_name")}
    return wanted.strip().lower() in names or _system_id(wanted) in names


def _filled(template: str, word: str) -> str:
    return template.format(word=word, joined=word.replace("-", ""))


class Dialect:
    """The dialect of one server, detected from its answers; ``api_dialect`` other than C(auto) sets it at once.

    Each endpoint may have a word of its own. Paths are templates: ``{word}`` stands for the word, ``{joined}`` for the word
    without its dash.

    :param lists: templates of the lists, which have the word that C(api_dialect) says and no other.
    """

    def __init__(self, option: str = "auto", lists: Iterable[str] = ()) -> None:
        said = None if option == "auto" else option.replace("_", "-")
        self._issue_tracker = None if said is None else said == _TODAY
        self._paths = {} if said is None else {template: _filled(template, said) for template in lists}

    @property
    def issue_tracker_params(self) -> bool:
        """Return whether this server's params begin with C(issue_tracker_): as seen, else as its paths say."""
        return self._is_current if self._issue_tracker is None else self._issue_tracker

    @property
    def _is_current(self) -> bool:
        """Return whether the paths that are known, if any, say C(issue-tracker)."""
        paths = tuple(self._paths.values())  # at once: lists are read side by side, and each adds its path
        return {word for path in paths for word in (_TODAY, _EARLY) if f"/{word}/" in path} != {_EARLY}

    def knows(self, template: str) -> bool:
        """Return whether a path is known: it has no word, or was found."""
        return "{" not in template or template in self._paths

    def candidates(self, template: str) -> list[str]:
        """The possible paths, the most likely first: only the known one, or one for each word."""
        if self.knows(template):
            return [self._paths.get(template, template)]
        return [_filled(template, word) for word in ((_TODAY, _EARLY) if self._is_current else (_EARLY, _TODAY))]

    def path(self, template: str) -> str:
        """The known path, or the first one to try."""
        return self.candidates(template)[0]

    def found(self, template: str, path: str) -> None:
        """Remember where something is."""
        if "{" in template:
            self._paths[template] = path

    def read(self, params: Any) -> Optional[dict[str, Any]]:
        """Params of an answer by their names inside the collection; None where they are not to be read.

        Without the permission to edit connections they are left out (page ALM Connections), as missing, null or empty.
        """
        if not isinstance(params, dict) or not params:
            return None
        self.observe(params)
        result = {canonical_key(key): value for key, value in params.items()}
        if _POLICY in result:
            result[_POLICY] = _canonical_value(_POLICY, result[_POLICY])
        return result

    def observe(self, names: Iterable[str]) -> None:
        """Learn the prefix from names of params that the server uses."""
        if self._issue_tracker is None:
            prefixes = {key.split("_")[0] for key in names if key.startswith(("alm_", "issue_tracker_"))}
            self._issue_tracker = "issue" in prefixes if prefixes else None

    def write(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Params as this server names them."""
        return spelled(params, self.issue_tracker_params)
