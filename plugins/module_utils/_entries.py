# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The entries of C(config): from the task, or from the file that C(src) names.

This file is private to the collection. Ansible's own check of nested options costs more than the whole comparison of
a connection. So entries that are plainly right are taken as they are, and all others go to Ansible, whose words the
user then gets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.sdelements.integrations.plugins.module_utils._errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._json import DEEPEST, is_deep, parsed

_TYPES = {"str": str, "dict": dict, "int": int, "bool": bool, "list": list}


def plainly_right(entries: Any, options: Mapping[str, Any]) -> Optional[list[dict[str, Any]]]:
    """The entries as they are given, or None if any has an unknown key or a value that would need a conversion."""
    if not isinstance(entries, list):
        return None
    accepted: dict[str, tuple[type, Any]] = {name: (_TYPES[option["type"]], option.get("choices")) for name, option in options.items()}
    checked = []
    for entry in entries:
        if not isinstance(entry, dict):
            return None
        for name, value in entry.items():
            if name not in accepted:
                return None
            kind, choices = accepted[name]
            if value is None:
                continue
            if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool) or (choices and value not in choices):
                return None
            if isinstance(value, list) and not all(isinstance(item, str) for item in value):
                return None
        checked.append({name: value for name, value in entry.items() if value is not None})
    return checked


def read_entries(path: str, options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The entries of a JSON or YAML file.

    :raises InputError: the file cannot be read, is neither, or its entries are not what C(config) takes.
    """
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"src: {path} cannot be read ({getattr(error, 'strerror', None) or 'it is no text in UTF-8'})") from None
    entries = _parsed(path, text)
    if not isinstance(entries, list):
        raise InputError(f"src: {path} holds no list; it must hold what config takes")
    checked = plainly_right(entries, options)
    if checked is None:
        outcome = ArgumentSpecValidator({"config": {"type": "list", "elements": "dict", "options": options}}).validate({"config": entries})
        if outcome.error_messages:
            raise InputError(f"src: {path}: {outcome.error_messages[0]}")
        checked = outcome.validated_parameters["config"]
    return checked


def _parsed(path: str, text: str) -> Any:
    try:
        return parsed(text)
    except ValueError:
        pass
    try:
        import yaml  # only where a file is no JSON: the target of a module may lack it
    except ImportError:
        raise InputError(f"src: {path} is no JSON, and reading YAML needs PyYAML for this Python; give JSON") from None
    try:
        entries = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except RecursionError:
        raise InputError(f"src: {path} is nested more than {DEEPEST} levels") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise InputError(f"src: {path} is neither JSON nor YAML{where}") from None
    if is_deep(entries):
        raise InputError(f"src: {path} is nested more than {DEEPEST} levels")
    return entries
