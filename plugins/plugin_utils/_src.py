# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file that C(src) names: read on the controller and decrypted. What it has is checked as C(config) is, when the task runs.

This file is private to the collection. No message contains anything of the file but names of keys.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.vault import is_encrypted
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._model.values import as_data, refused

#: Returns the clear text of vaulted text, or raises an AnsibleError.
Decrypt = Callable[[str], str]


def read_entries(path: str, name: str, decrypt: Decrypt) -> list[Any]:
    """Return the entries of a JSON or YAML file, which may be vaulted as a whole or contain vaulted values.

    :param name: the path as the user wrote it.
    :raises InputError: the file cannot be read, or has no list.
    """
    try:
        entries = _parsed(read_text(path, decrypt), decrypt)
    except RecursionError:
        raise InputError(f"src: {name}: it is nested too deeply") from None
    except InputError as error:
        raise error.about(f"src: {name}") from None
    if not isinstance(entries, list):
        raise InputError(f"src: {name}: it is not a list; give the list that config takes")
    return entries


def read_text(path: str, decrypt: Decrypt) -> str:
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror})") from None
    try:
        text = content.decode("utf-8-sig")
        if is_encrypted(content):
            text = _decrypted(text, "it", decrypt)
            text.encode("utf-8")
    except UnicodeError:
        raise InputError("it is not text in UTF-8") from None
    return text


def _decrypted(text: str, what: str, decrypt: Decrypt) -> str:
    try:
        return decrypt(text)
    except AnsibleError:
        raise InputError(
            f"{what} is encrypted, and no vault password that was given decrypts it; give the vault password, "
            "for example with --vault-password-file"
        ) from None


def _parsed(text: str, decrypt: Decrypt) -> Any:
    """Plain data of JSON, which is tried first, since YAML takes many times longer to read."""

    def decrypted(value: Any, where: str) -> Any:
        return _decrypted(value.text, where, decrypt) if isinstance(value, _Vaulted) else refused(value, where)

    vaulted = '"__ansible_vault"' in text
    try:
        data = json.loads(text, parse_constant=_number, parse_float=_number, object_hook=_vaulted if vaulted else None)
        return as_data(data, "config", decrypted) if vaulted else data
    except ValueError:
        pass
    try:
        data = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise InputError(f"it is neither JSON nor YAML{where}") from None
    except (ValueError, LookupError, AttributeError, TypeError):  # PyYAML's, for a scalar that does not match its tag
        raise InputError("it has a value that begins as a number, a date or a tag and is not one; put the value in quotes") from None
    return as_data(data, "config", decrypted)


@dataclass(frozen=True, eq=False, repr=False)
class _Vaulted:
    """A vaulted value within a file."""

    text: str


def _vaulted(value: dict[str, Any]) -> Any:
    """A vaulted value, C(!vault) in YAML and an object with this one key in JSON."""
    text = value.get("__ansible_vault")
    return _Vaulted(text) if len(value) == 1 and isinstance(text, str) else value


def _number(text: str) -> float:
    """A number of JSON that has a point or an exponent, or a constant that Python writes in the place of one."""
    number = float(text)
    if not math.isfinite(number):
        raise InputError(f"{text} is not a number of JSON; give a number, or put it in quotes")
    return number


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Plain YAML, with the two tags of Ansible that a list of entries may have."""


def _unsafe(loader: Any, node: yaml.Node) -> Any:
    """Text that is not to be a template. None is one here."""
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    return loader.construct_sequence(node, deep=True) if isinstance(node, yaml.SequenceNode) else loader.construct_mapping(node, deep=True)


_Loader.add_constructor("!vault", lambda loader, node: _Vaulted(loader.construct_scalar(node)))
_Loader.add_constructor("!unsafe", _unsafe)
