# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results as they are shown: objects of the server each in its form, every other text scrubbed.

This file is private to the collection. Redaction never changes data that can be written back: a param reads as the placeholder as a whole,
or it is left out and named. Names and hosts stay as they are, even where a secret occurs in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from .._api.masks import PLACEHOLDER, SECRET, surely_plain
from .._api.redact import redacted_value
from .._api.secret_names import NO_SECRETS_IN, is_secret_key
from .output import has_reserved
from .secrets import Secrets

#: Fields of the server's objects that are never altered: what objects are called and what is written back as it is.
_KEPT = frozenset(
    re.findall(
        r"\w+",
        """
    id name alias project project_id external_id connector application business_unit application_name business_unit_name system type
    kind frequency slug method path before_header after_header short_name
""",
    )
)

#: Keys of the server's objects that this collection documents; they are not text of the server.
_FIELDS = _KEPT | frozenset(
    re.findall(
        r"\w+",
        """
    params secret_params left_out body before after command last_job job user succeeded ready automatic last_run result_message
    debug_mode inaccessible in_progress triggered_by connection archived created updated url description verification_categories
    fields_editable_on_project
""",
    )
)


def shown(value: Any, secrets: Secrets) -> Any:
    """A copy of a result that holds no secret. Its keys are our own and stay; objects know how they are shown."""
    if isinstance(value, (ServerObject, ServerData)):
        return value.shown(secrets)
    if isinstance(value, dict):
        return {key: shown(item, secrets) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [shown(item, secrets) for item in value]
    return secrets.scrub(value) if isinstance(value, str) else value


class ServerData:
    """JSON of any address of the server, or for one, within a result. Nobody gives it back: the placeholder is refused there.

    Names stay as they are, unless the task itself declares them secret.
    """

    def __init__(self, data: Any) -> None:
        self._data = data

    def shown(self, secrets: Secrets) -> Any:
        """The data without any secret."""
        return _data_shown("", self._data, secrets)


def _data_shown(key: str, value: Any, secrets: Secrets) -> Any:
    if secrets.is_secret(key):
        return value if value in (None, "") or isinstance(value, bool) else PLACEHOLDER
    if isinstance(value, dict) and key != NO_SECRETS_IN:
        return {inner if inner in _FIELDS else secrets.scrub(inner): _data_shown(inner, item, secrets) for inner, item in value.items()}
    if isinstance(value, list):
        return [_data_shown("", item, secrets) for item in value]
    return value if key in _KEPT else secrets.texts(redacted_value(key, value), _FIELDS)


class ServerObject(dict[str, Any]):
    """An object of a server within a result.

    It is shown when the task has ended, since a secret that is read last may stand in what was read first.
    """

    #: Whether secrets that only the task knows of go to C(secret_params), where they are taken back.
    APART: ClassVar[bool] = False

    def shown(self, secrets: Secrets) -> dict[str, Any]:
        """The object without any secret. A param that cannot be given back is left out, and named in C(left_out)."""
        result: dict[str, Any] = {}
        for key, value in self.items():
            if key == "params" and isinstance(value, dict):
                result.update(self._params(value, secrets))
            else:
                result[key if key in _FIELDS else secrets.scrub(key)] = self._field(key, value, secrets)
        return result

    def _field(self, key: str, value: Any, secrets: Secrets) -> Any:
        if isinstance(value, (ServerObject, ServerData)):
            return value.shown(secrets)
        if isinstance(value, dict) and not is_secret_key(key):
            return {inner if inner in _FIELDS else secrets.scrub(inner): self._field(inner, item, secrets) for inner, item in value.items()}
        if key in _KEPT and not isinstance(value, (dict, list)):
            return value
        return secrets.texts(redacted_value(key, value), _FIELDS)

    def _params(self, params: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
        left = {
            key
            for key, value in params.items()  # Ansible would not hand on what has a name of its own: given back, it would overwrite
            if has_reserved({key: value})
            or (not secrets.is_secret(key) and (secrets.is_partly_secret(key, value) or (self.APART and not surely_plain(key, value))))
        }
        shown = {key: secrets.hidden(key, value) for key, value in params.items() if key not in left}
        apart = {key for key in shown if self.APART and secrets.is_secret(key) and not is_secret_key(key)}
        result: dict[str, Any] = {"params": {key: value for key, value in shown.items() if key not in apart}}
        if apart:
            result["secret_params"] = {key: shown[key] for key in sorted(apart)}
        if left:
            result["left_out"] = sorted(left)
        return result


class ConfigObject(ServerObject):
    """An object in the form of C(config), which can be given back: what may be a mask is left out as well."""

    APART = True


class ReadOnlyObject(ServerObject):
    """An object as a request or a diff shows it: nothing is left out, since nobody gives it back."""

    def _params(self, params: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
        return {"params": {key: secrets.hidden(key, value) for key, value in params.items()}}


class DiffObject(ReadOnlyObject):
    """One side of a diff. A secret reads as what becomes of it.

    :param marks: what becomes of secrets that do not stay, by param.
    """

    def __init__(self, data: Mapping[str, Any], marks: Mapping[str, str]) -> None:
        super().__init__(data)
        self.marks = marks

    def _params(self, params: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
        shown = super()._params(params, secrets)["params"]
        return {"params": {key: self.marks.get(key, SECRET) if value == PLACEHOLDER else value for key, value in shown.items()}}
