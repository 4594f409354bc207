# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Params: from the wire to the store, with every check, and from the store to the wire, with every disguise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ValidationError

from .behaviour import BEHAVIOUR
from .models import Connection, Connector
from .systems import BY_ID, TITLE_NAMES, System

Params = dict[str, Any]
SERVER_KEYS = frozenset(("sde_project", "sde_application", "sde_businessunit", "alm_reference_context", "session_capture_socket")) | {
    "last_successful_run"
}
SOCKET = "/doc/sde/sdetools_session_capture.sock"
PREFIXES = ("alm_", "issue_tracker_")
#: What params that are not text take, and what they are called where they get something else.
_DATA = {"object": (dict, "dictionary"), "array": (list, "list")}
POLICIES = {"alm": "issue_tracker", "issue_tracker": "alm"}


def swap_prefix(name: str) -> str:
    """Return the name in the other dialect. Its own inverse, so a name of the wrong dialect stays an unknown one."""
    for prefix, other in (PREFIXES, PREFIXES[::-1]):
        if name.startswith(prefix):
            return other + name[len(prefix) :]
    return name


def wire_name(name: str) -> str:
    """Return the name that a param of the store has on the wire."""
    return swap_prefix(name) if BEHAVIOUR.param_prefix == "issue_tracker" else name


def translate(params: Mapping[str, Any]) -> Params:
    """Translate between store and wire, which is the same in both directions."""
    if BEHAVIOUR.param_prefix == "alm":
        return dict(params)
    return {swap_prefix(name): POLICIES.get(value, value) if name == "conflict_policy" else value for name, value in params.items()}


def refuse(errors: Mapping[str, str]) -> ValidationError:
    """Return the error for params, by name of the store, in the shape that the switch asks for."""
    texts = {wire_name(name): text for name, text in errors.items()}
    if BEHAVIOUR.param_errors == "flat":
        return ValidationError({name: [text] for name, text in texts.items()})
    if BEHAVIOUR.param_errors == "list":
        return ValidationError({"params": [f"{name}: {text}" for name, text in texts.items()]})
    return ValidationError({"params": {name: [text] for name, text in texts.items()}})


def accept(system: System, stored: Params, sent: Mapping[str, Any], *, replace: bool, of_connection: bool, test: bool = False) -> Params:
    """Return the own params after a write of ``sent``, which is in wire naming. Raise the field errors of the API."""
    params = translate(sent)
    if BEHAVIOUR.normalise == "strip":
        params = {name: _strip(system, name, value) for name, value in params.items()}
    params = _drop(system, params, of_connection)
    result = {**_kept(system, stored, params, replace=replace), **params}
    errors = {name: text for name in params if (text := _fault(system, name, params[name]))}
    scopes = ("system", "both", "project") if test else ("project",) if of_connection else ("system", "both")
    for name in _missing(system, result, scopes):
        if replace or name in params:
            errors[name] = "This field may not be blank." if name in params else "This field is required."
    if errors:
        raise refuse(errors)
    return result


def _kept(system: System, stored: Params, params: Params, *, replace: bool) -> Params:
    """Return what a write leaves of the stored params."""
    if replace:
        return {name: value for name, value in stored.items() if BEHAVIOUR.flag("replace_keeps_secrets") and system.is_secret(name)}
    return {name: value for name, value in stored.items() if not _respelled(name, params)}


def _missing(system: System, params: Params, scopes: tuple[str, ...]) -> list[str]:
    """Return the required params that have no value."""
    required = [name for name, field in system.fields.items() if field.required and field.default is None and field.scope in scopes]
    return [name for name in required if params.get(name) in (None, "")]


def _respelled(name: str, params: Params) -> bool:
    return name in TITLE_NAMES and name not in params and any(other in params for other in TITLE_NAMES)


def _strip(system: System, name: str, value: Any) -> Any:
    if not isinstance(value, str) or system.is_secret(name):
        return value
    field = system.fields.get(name)
    if field and field.type in ("set", "list"):
        return ",".join(part.strip() for part in value.split(","))
    return value.strip()


def _drop(system: System, params: Params, of_connection: bool) -> Params:
    """Leave out what is not stored, and refuse what is not taken."""
    if of_connection:
        params = {name: value for name, value in params.items() if name not in SERVER_KEYS}
    unknown = [name for name in params if name not in system.fields]
    if unknown and BEHAVIOUR.unknown_params == "refused":
        raise refuse(dict.fromkeys(unknown, "Unknown parameter."))
    inherited = [name for name in params if of_connection and _scope(system, name) == "system"]
    if inherited and BEHAVIOUR.inherited_params == "refused":
        raise refuse(dict.fromkeys(inherited, "This parameter belongs to the connector."))
    dropped = set(unknown if BEHAVIOUR.unknown_params == "dropped" else ())
    dropped.update(inherited if BEHAVIOUR.inherited_params == "ignored" else ())
    return {name: value for name, value in params.items() if name not in dropped}


def _scope(system: System, name: str) -> str:
    field = system.fields.get(name)
    return field.scope if field else "both"


def _fault(system: System, name: str, value: Any) -> str:
    """Return what is wrong with the value of one param, or nothing."""
    field = system.fields.get(name)
    kind, expected = _DATA.get(field.type if field else "", (object, ""))
    if not isinstance(value, kind):
        return f'Expected a {expected} of items but got type "{type(value).__name__}".'
    if field is None or value in (None, ""):
        return ""
    if field.max_length and len(str(value)) > field.max_length:
        return f"Ensure this field has no more than {field.max_length} characters."
    if field.type == "choice" and str(value) not in field.options:
        shown = translate({name: value})
        return f'"{next(iter(shown.values()))}" is not a valid choice.'
    return ""


def inherited(connector: Connector) -> Params:
    """Return what connections get from the connector's own params."""
    system = BY_ID[connector.system]
    return {name: value for name, value in connector.params.items() if _scope(system, name) != "project"}


def of_connector(connector: Connector, *, written: bool) -> Any:
    """Return params as the pages on connectors show them; None and {} stand for what the caller may not see."""
    system = BY_ID[connector.system]
    params = {**_defaults(system, connector.params, ("always",)), **connector.params}
    if params.get("sde_min_priority") is not None:
        params["sde_min_priority"] = str(params["sde_min_priority"])
    return _disguise(system, params, connector.inaccessible, written, BEHAVIOUR.connector_params_visible)


def of_connection(connection: Connection, *, written: bool, last_successful_run: str | None = None) -> Any:
    """Return params as the pages on connections show them: the connector's, the own ones, and what the server adds."""
    connector = connection.connector
    system = BY_ID[connector.system]
    own = {name: value for name, value in inherited(connector).items() if not _respelled(name, connection.params)}
    own.update(connection.params)
    early = BEHAVIOUR.fields == "early"
    params = {**_defaults(system, own, ("always", "connection")), **own}
    if early and "alm_validate_cert" not in own:
        params.pop("alm_validate_cert", None)
    if "title_format" in params:
        params["alm_title_format"] = params.pop("title_format")
    if str(params.get("sde_min_priority")).isdecimal():
        params["sde_min_priority"] = int(params["sde_min_priority"])
    application = connection.project.application
    params.update(
        sde_project=connection.project.name,
        sde_application=application.name,
        sde_businessunit=application.business_unit.name,
    )
    if system.kind == "alm" and not early:
        params["alm_reference_context"] = connection.reference_context or 1000 + connection.pk
    if connection.debug_mode and BEHAVIOUR.debug_mode == "present":
        params["session_capture_socket"] = SOCKET
    if last_successful_run and BEHAVIOUR.last_successful_run == "shown":
        params["last_successful_run"] = last_successful_run
    return _disguise(system, params, connector.inaccessible, written, BEHAVIOUR.params_visible)


def _defaults(system: System, own: Params, shown: tuple[str, ...]) -> Params:
    return {
        field.name: field.default
        for title, fields in system.sections
        for field in fields
        if field.shown in shown and not _respelled(field.name, own)
    }


def _disguise(system: System, params: Params, inaccessible: bool, written: bool, visible: str) -> Any:
    if visible != "shown":
        return {} if visible == "empty" else None
    if not (written and BEHAVIOUR.write_answer_secrets == "clear"):
        params = _masked(_hide(system, params, inaccessible))
    if BEHAVIOUR.echo != "as_is":
        params = {name: _echo(system, name, value) for name, value in params.items()}
    return translate(params)


def _hide(system: System, params: Params, inaccessible: bool) -> Params:
    own = BEHAVIOUR.secrets_inaccessible if inaccessible else "same"
    how = BEHAVIOUR.secrets if own == "same" else own
    if how == "clear" or (how == "clear_if_inaccessible" and inaccessible):
        return params
    if how in ("omitted", "clear_if_inaccessible"):
        return {name: value for name, value in params.items() if not system.is_secret(name)}
    return {name: _mask(value, how) if system.is_secret(name) else value for name, value in params.items()}


def _masked(params: Params) -> Params:
    names = BEHAVIOUR.masked_params.split(",")
    try:
        mask = json.loads(BEHAVIOUR.mask)
    except ValueError:
        mask = BEHAVIOUR.mask
    return {name: mask if name in names and value not in (None, "") else value for name, value in params.items()}


def _mask(value: Any, how: str) -> Any:
    if value in (None, ""):
        return value
    masks = {"masked": "********", "placeholder": BEHAVIOUR.secret_placeholder, "null": None, "empty": ""}
    return f"****{str(value)[-4:]}" if how == "masked_tail" else masks[how]


def _echo(system: System, name: str, value: Any) -> Any:
    text = BEHAVIOUR.echo == "text"
    if isinstance(value, bool):
        return str(value).lower() if text else str(value)
    if text:
        return str(value) if isinstance(value, (int, float)) else value
    field = system.fields.get(name)
    if field and field.type == "set" and isinstance(value, str):
        return ",".join(sorted(value.split(","), reverse=True))
    return value
