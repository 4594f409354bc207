# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the files of the role export: YAML in which text of the server is never a template.

This file is private to the collection.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

#: All delimiters of Jinja begin with a brace, but for those that a text chooses itself with the header C(#jinja2:). A text without
#: either is not a template in any version of Ansible.
_MAY_BE_TEMPLATE = re.compile(r"\{|jinja", re.IGNORECASE)


class Unsafe(str):
    """Text of the server that must never be a template."""


class Reference(str):
    """A template of our own: the variable that holds a secret."""


def safe(value: Any) -> Any:
    """A copy in which every text, keys too, is marked C(!unsafe), but for texts that no version of Ansible can take for a template."""
    if isinstance(value, dict):
        return {safe(key): safe(each) for key, each in value.items()}
    if isinstance(value, list):
        return [safe(each) for each in value]
    return Unsafe(value) if isinstance(value, str) and (_MAY_BE_TEMPLATE.search(value) or not value.isprintable()) else value


def literal(text: str) -> str:
    """A text that can stand in a literal within a template. Ansible knows no escapes there."""
    return "".join("_" if sign in "\\'{}%#" or not sign.isprintable() else sign for sign in text)


def one_line(text: str) -> str:
    """A text for a comment: no line of it can end before its end, or be anything else than a comment."""
    return text if text.isprintable() else ascii(text)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """YAML without anchors, in the order of the data."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        return True


_Dumper.add_representer(Unsafe, lambda dumper, value: dumper.represent_scalar("!unsafe", str.__str__(value), style='"'))
_Dumper.add_representer(Reference, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", str.__str__(value), style='"'))


def dump(value: Any) -> str:
    """Data as YAML, no line of it folded. What is not printable stands in double quotes, where YAML has escapes for it."""
    text = str(yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=10**6))
    return "".join(sign if sign == "\n" or sign.isprintable() else f"\\U{ord(sign):08x}" for sign in text)


def commented(comments: Sequence[str], *parts: str) -> str:
    """A file: comments, then its parts with a blank line between them."""
    return "".join(["---\n", *(f"# {line}\n" for line in comments), "\n".join(parts)])
