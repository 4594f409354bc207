# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values as Ansible hands them over, as plain data. What arrives depends on ansible-core.

This file is private to the collection. Keys arrive as YAML reads them. Before ansible-core 2.19 a template makes text of a list or
dictionary that contains a date, at any depth. What C(omit) stands for is left out of arguments by Ansible itself, not of what a filter
gets: there it is text before ansible-core 2.19, and a value of a type of its own since.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from ansible.parsing import vault
from ansible_collections.sdelements.integrations.plugins.module_utils._model.values import Converter, as_data, refused

#: Vaulted text: its own type since ansible-core 2.19.
_VAULTED: Any = getattr(vault, "EncryptedString", None)
_MAKES_TEXT = _VAULTED is None
if _MAKES_TEXT:
    from ansible.parsing.yaml import objects

    _VAULTED = objects.AnsibleVaultEncryptedUnicode

_OMITTED_TEXT = re.compile("__omit_place_holder__[0-9a-f]{40}")

_MADE_BY = {f"datetime.{each.__name__}": each for each in (date, datetime, timedelta, timezone)}
_NAMED: dict[str, Any] = {"datetime.timezone.utc": timezone.utc, "nan": float("nan"), "inf": float("inf")}


def given(value: Any, where: str, other: Converter = refused) -> Any:
    """Return a value from Ansible as plain data: no tags, vaulted text decrypted, dates as ISO text.

    :param where: the option or variable; empty for the arguments of a task.
    :param other: converts values of types that are neither data nor vaulted.
    :raises InputError: a key is not text, a number cannot be written, a type is not known.
    """
    return converted(restored(value) if _MAKES_TEXT else value, where, other)


def converted(value: Any, where: str, other: Converter = refused) -> Any:
    """Return the same of what C(opened) returned, or of a part of it."""

    def decrypted(each: Any, place: str) -> Any:
        return str.__str__(str(each)) if isinstance(each, _VAULTED) else other(each, place)

    return as_data(value, where, decrypted)


def plain(value: Any) -> Any:
    """Return a value without Ansible's own types: no tags, no lazy templates, vaulted text decrypted, dates as ISO text."""
    return as_data(value, "", lambda other, where: str.__str__(str(other)))


def is_omitted(value: Any) -> bool:
    """Return whether a value is what the variable C(omit) has."""
    if isinstance(value, str):
        return _OMITTED_TEXT.fullmatch(value) is not None
    return bool(value.__class__.__name__ == "_OmitType")


def without_omitted(value: Any) -> Any:
    """Return a value without omitted parts, at any depth; None if everything is omitted."""
    if is_omitted(value):
        return None
    if isinstance(value, Mapping):
        return {key: without_omitted(item) for key, item in value.items() if not is_omitted(item)}
    return [without_omitted(item) for item in value if not is_omitted(item)] if isinstance(value, (list, tuple)) else value


def opened(value: Any) -> Any:
    """Return the value of a variable with lists and dictionaries in the place of their text, and without what is omitted."""
    return without_omitted(restored(value) if _MAKES_TEXT else value)


def restored(value: Any) -> Any:
    """Return a value in which the text that a template made of a list or dictionary is that list or dictionary again.

    Only a template makes plain text; what a user writes, and what comes from a server, has a type of Ansible.
    """
    if value.__class__ is str and value[:1] in ("{", "["):
        try:
            return _made(ast.parse(value, mode="eval").body)
        except (ArithmeticError, LookupError, MemoryError, RecursionError, SyntaxError, TypeError, ValueError):
            return value
    if isinstance(value, Mapping):
        return {key: restored(item) for key, item in value.items()}
    return [restored(item) for item in value] if isinstance(value, list) else value


def _made(node: ast.AST) -> Any:
    """The data that Python wrote as this text; nothing but dates is called."""
    if isinstance(node, ast.Dict):
        return {_made(key): _made(item) for key, item in zip(node.keys, node.values) if key is not None}
    if isinstance(node, ast.List):
        return [_made(item) for item in node.elts]
    if isinstance(node, ast.Call):
        return _MADE_BY[ast.unparse(node.func)](*map(_made, node.args), **{each.arg or "": _made(each.value) for each in node.keywords})
    if isinstance(node, (ast.Attribute, ast.Name)):
        return _NAMED[ast.unparse(node)]
    return -_made(node.operand) if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else ast.literal_eval(node)
