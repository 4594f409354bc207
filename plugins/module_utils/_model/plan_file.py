# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a task as a document: saved in check mode, approved, and compared with the plan of the run. Pure functions.

This file is private to the collection. The document has what is written and to which object, in a form that does not depend on how it is
written: no HTTP method, no path, no order of the entries, no prefix of params, no id that the server has yet to assign. It never has the
value of a secret. The digest notices a file that was damaged or edited. It is not a signature: whoever may write the file can compute it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Optional

from .._api.counts import counted
from .._api.errors import InputError, SdeError
from .._api.json_text import strictly_parsed
from .compare import canonical_text
from .output import UNSEEN

FORMAT = 1

#: What becomes of a secret. Its value is not part of a plan.
SET, CLEARED = "set", "cleared"

#: Differences that a message shows; the result has all of them.
_SHOWN = 20
_LONGEST_VALUE = 60

_DOCUMENT: dict[str, type] = {
    "format": int,
    "server": str,
    "module": str,
    "state": str,
    "summary": dict,
    "commands": list,
    "digest": str,
}
_COMMAND: dict[str, type] = {"action": str, "kind": str, "object": dict, "fields": dict, "params": dict, "secrets": dict}
_REFERENCE: dict[str, type] = {"id": int, "name": str}


def reference(name: str, id: Optional[int] = None) -> Any:
    """Return what names an object in a plan: its name alone, or with its id where the name does not identify it."""
    return name if id is None else {"id": id, "name": name}


def command(
    action: str,
    kind: str,
    identity: Mapping[str, Any],
    fields: Optional[Mapping[str, Any]] = None,
    params: Optional[Mapping[str, Any]] = None,
    secrets: Optional[Mapping[str, str]] = None,
) -> dict[str, Any]:
    """Return the part of a plan that concerns one object.

    :param action: C(create), C(update) or C(delete).
    :param kind: what messages call the object, such as C(connection).
    :param identity: the fields that identify it: as it is now or, at create, as it will be; with an id where they are not enough.
    :param fields: the fields that are written; other objects as C(reference) has them.
    :param params: the params that get a value, without any that is secret or contains a secret.
    :param secrets: the others, by name: C(SET) or C(CLEARED).
    """
    return {
        "action": action,
        "kind": kind,
        "object": _sorted(identity),
        "fields": _sorted({key: value for key, value in (fields or {}).items() if key not in identity or value != identity[key]}),
        "params": _sorted({key: canonical_text(key, value) for key, value in (params or {}).items()}),
        "secrets": _sorted(secrets or {}),
    }


def document(server: str, module: str, state: str, summary: Mapping[str, int], commands: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the plan of one task.

    :param server: the origin of C(sde_url).
    :param commands: what C(command) returned, in any order.
    """
    data = {
        "format": FORMAT,
        "server": server,
        "module": module,
        "state": state,
        "summary": dict(summary),
        "commands": sorted(commands, key=_canonical),
    }
    return {**data, "digest": _digest(data)}


def text_of(plan: Mapping[str, Any]) -> str:
    """Return the content of a plan file: JSON in which an editor shows every character."""
    text = json.dumps(plan, ensure_ascii=False, indent=2)
    return UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n"


def parse(text: str) -> dict[str, Any]:
    """Return the plan of a file's content.

    :raises InputError: it is not a plan that this version reads, or it is not as it was saved.
    """
    try:
        plan = strictly_parsed(text)
    except ValueError as error:
        raise InputError(f"it is not JSON ({error}); give a file that save_plan wrote") from None
    number = plan.get("format") if isinstance(plan, dict) else None
    if isinstance(number, int) and not isinstance(number, bool) and number != FORMAT:
        raise InputError(f"it has format {number}, and this version of the collection reads format {FORMAT}; save the plan again")
    if not _has_form(plan, _DOCUMENT) or not all(_is_command(each) for each in plan["commands"]):
        raise InputError("it is not a plan; give a file that save_plan wrote")
    if plan["digest"] != _digest(plan):
        raise InputError("its digest does not match its content, so it was changed after it was saved; save the plan again")
    # A reviewer reads the text: of a key that is there twice, or a character that no editor shows, JSON keeps something else than it seems.
    if "".join(text.split()) != "".join(text_of(plan).split()):
        raise InputError("it is not written as save_plan writes it, so it was changed after it was saved; save the plan again")
    return dict(plan)


def missing_text(path: str) -> str:
    """Return what stands in the place of a plan file that does not exist."""
    return json.dumps({"missing": path})


def missing_path(text: str) -> Optional[str]:
    """Return the path of the plan file that does not exist; None for the content of a plan file."""
    try:
        data = strictly_parsed(text)
    except ValueError:
        return None
    path = data.get("missing") if isinstance(data, dict) and len(data) == 1 else None
    return path if isinstance(path, str) else None


def check_nothing(path: str, planned: Mapping[str, Any]) -> None:
    """Refuse to write anything where the approved plan does not exist.

    :param path: as the user wrote it.
    :raises InputError: something is planned.
    """
    if planned["commands"]:
        shown = "; ".join(f"{each['action']} {_label(each)}" for each in planned["commands"][:_SHOWN])
        more = f"; and {len(planned['commands']) - _SHOWN} more" if len(planned["commands"]) > _SHOWN else ""
        raise InputError(
            f"approved_plan: {path} was not found, so nothing may be written, and this run has a plan: {shown}{more}. "
            "Give the path of a file that save_plan wrote"
        )


def check_origin(approved: Mapping[str, Any], **task: str) -> None:
    """Refuse a plan that another task saved.

    :param task: C(server), C(module) and C(state) of this task.
    :raises InputError: the plan has another one.
    """
    for name, value in task.items():
        if approved[name] != value:
            raise InputError(
                f"approved_plan: it is a plan for the {name} {approved[name]}, and this task has the {name} {value}; "
                "give a plan that this task saved"
            )


def check_approved(approved: Mapping[str, Any], planned: Mapping[str, Any]) -> None:
    """Refuse to write anything but what was approved.

    :raises SdeError: the plans differ; with what differs.
    """
    found = differences(approved, planned)
    if found:
        more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise SdeError(
            f"approved_plan: {counted(len(found), 'difference')} between the approved plan and the plan of this run, so nothing was "
            f"written: {'; '.join(map(_line, found[:_SHOWN]))}{more}. Save the plan again and have it approved",
            differences=found,
        )


def differences(approved: Mapping[str, Any], planned: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what differs between two plans of a task: for each object and key what was approved and what is planned.

    The key C(action) is what becomes of the object. Where only one of the plans has the object, it stands for all others.
    """
    sides = [_by_object(plan["commands"]) for plan in (approved, planned)]
    found = []
    for key in sorted({*sides[0], *sides[1]}):
        pair = [side.get(key) for side in sides]
        one, other = pair
        rows = [{"action": side and side["action"], **_flat(side, against)} for side, against in zip(pair, reversed(pair))]
        found += [
            {"object": _label(one or other or {}), "key": name, "approved": rows[0].get(name), "planned": rows[1].get(name)}
            for name in sorted({*rows[0], *rows[1]}, key=lambda name: (name != "action", name))
            if rows[0].get(name) != rows[1].get(name)
        ]
    return found


def _by_object(commands: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], Mapping[str, Any]]:
    """Return commands by what identifies their objects, and a number where that is not unique."""
    found: dict[tuple[str, int], Mapping[str, Any]] = {}
    for each in sorted(commands, key=_canonical):
        identity, number = _canonical([each["kind"], each["object"]]), 0
        while (identity, number) in found:
            number += 1
        found[identity, number] = each
    return found


def _flat(one: Optional[Mapping[str, Any]], other: Optional[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a command writes, by key; nothing where the other plan leaves the object alone."""
    if one is None or other is None:
        return {}
    groups = (("", one["fields"]), ("params.", one["params"]), ("secrets.", one["secrets"]))
    return {f"{prefix}{key}": value for prefix, values in groups for key, value in values.items()}


def _label(command: Mapping[str, Any]) -> str:
    """Return what messages call the object of a command."""
    identity = dict(command["object"])
    name = identity.pop("alias", None) or identity.pop("name", "")
    project = f" of project {_shown(identity['project'])}" if "project" in identity else ""
    number = f" ({identity['id']})" if "id" in identity else ""
    return f"{command['kind']} {name!r}{project}{number}"


def _line(difference: Mapping[str, Any]) -> str:
    """Return a difference as a part of a message."""
    about = f"{difference['object']}: " if difference["key"] == "action" else f"{difference['object']}: {difference['key']}: "
    shown = str if difference["key"] == "action" else _shown
    was, now = ("nothing" if difference[side] is None else shown(difference[side]) for side in ("approved", "planned"))
    return f"{about}{was} was approved, {now} is planned"


def _shown(value: Any) -> str:
    """Return a value as messages show it."""
    if isinstance(value, dict):
        return f"{value['name']!r} ({value['id']})"
    text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 4]} ..."


def _is_command(value: Any) -> bool:
    """Return whether a value has the form of what C(command) returns."""
    return (
        _has_form(value, _COMMAND)
        and all(isinstance(each, str) for part in ("params", "secrets") for each in value[part].values())
        and all(
            isinstance(each, (str, int)) or _has_form(each, _REFERENCE) for part in ("object", "fields") for each in value[part].values()
        )
    )


def _has_form(value: Any, form: Mapping[str, type]) -> bool:
    """Return whether a value is a mapping with exactly these keys and types."""
    return isinstance(value, dict) and set(value) == set(form) and all(isinstance(value[key], kind) for key, kind in form.items())


def _sorted(data: Any) -> Any:
    """Return plain data with its keys in order, so that a file does not depend on theirs."""
    return {key: _sorted(value) for key, value in sorted(data.items())} if isinstance(data, Mapping) else data


def _canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True)


def _digest(plan: Mapping[str, Any]) -> str:
    return "sha256:" + sha256(_canonical({key: value for key, value in plan.items() if key != "digest"}).encode()).hexdigest()
