# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The starter files of an export, such as apply.yml: renewed as long as nobody edits them. And the files with variables that they load.

This file is private to the collection.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Optional

import yaml
from ansible.errors import AnsibleFilterError

#: The first line of a starter file. The digest is that of all other lines.
_MARK = "# Written by the role sdelements.integrations.export, which renews this file until it is edited; digest: sha256:"

#: Files with secrets, of which a play takes one.
_SECRETS = re.compile(r"secrets(\.\w+)?\.ya?ml")

#: A variable of a role or the connection.
_VARIABLE = re.compile(r"(jira|github|integration|report|sde)_\w+", re.ASCII)

#: Reads YAML without making anything of its tags.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def marked(text: str) -> str:
    """Return a starter file with its mark."""
    return f"{_MARK}{_digest(text)}\n{text}"


def is_unedited(text: str) -> bool:
    """Return whether a file is a starter file that nobody edited. Ends of lines, which git may convert, do not count."""
    lines = _lines(text)
    marks = [line for line in lines if line.startswith(_MARK)]
    return len(marks) == 1 and marks[0] == _MARK + _digest("\n".join(line for line in lines if line != marks[0]))


def renewable(texts: Mapping[str, str], found: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the starter files to write, by name, and the names of those that stay as they are.

    :param texts: all starter files without their mark, by name.
    :param found: what is in those that exist, by name, in Base64; nothing for what cannot be read, such as a folder.
    """
    kept = [name for name in texts if name in found and not is_unedited(_decoded(base64.b64decode(found[name])))]
    return {name: marked(text) for name, text in texts.items() if name not in kept}, kept


def warning(kept: list[str]) -> str:
    """Return the warning about files that stay as they are."""
    return (
        f"{', '.join(kept)}: not updated, because no export wrote it in this form or it was edited; move it away and export again to get "
        "the current version, or set export_starter=false"
    )


def variable_files(folder: Any) -> list[str]:
    """Return the files in a folder that set variables of the roles, and those that are encrypted, without the files with secrets.

    :param folder: its path.
    """
    if not isinstance(folder, str) or not os.path.isdir(folder):
        raise AnsibleFilterError(f"{folder}: it is not a folder; give the path of a folder")
    paths = sorted(path for path in Path(folder).iterdir() if path.suffix in (".yml", ".yaml") and not path.is_dir())
    found = {path: _variables(path) for path in paths if not path.name.startswith(".") and not _SECRETS.fullmatch(path.name)}
    _refuse_a_variable_of_two_files(found)
    return [str(path) for path, names in found.items() if names is None or names]


def _refuse_a_variable_of_two_files(found: Mapping[Path, Optional[set[str]]]) -> None:
    """Raise if two files set one variable: Ansible would take the one that is loaded last, and nobody would notice that a list is lost."""
    first: dict[str, str] = {}
    for path, names in found.items():
        for name in sorted(names or ()):
            if name in first:
                raise AnsibleFilterError(
                    f"{name}: {first[name]} and {path.name} set it, and Ansible takes one of them alone; give each a name of its own, "
                    f"such as {name}_{_suffix(path)} for a list, or set it in one file"
                )
            first[name] = path.name


def _suffix(path: Path) -> str:
    return re.sub(r"\W+", "_", path.stem, flags=re.ASCII)


def _variables(path: Path) -> Optional[set[str]]:
    """Return the variables that a file sets, however its YAML is written; None where only loading it shows them, or fails."""
    try:
        text = _decoded(path.read_bytes())
    except OSError as error:  # such as a link to nothing
        raise AnsibleFilterError(f"{path}: it cannot be read ({error.strerror}); correct or remove it") from None
    if text.startswith("$ANSIBLE_VAULT;"):
        return None
    try:
        return set(filter(_VARIABLE.fullmatch, _keys(yaml.compose(text, _LOADER))))
    except yaml.YAMLError:
        return None if _VARIABLE.search(text.replace("\0", "")) else set()  # in UTF-16 every other byte is one


def _keys(node: Optional[yaml.Node]) -> Iterator[str]:
    """Return the keys of a dictionary, those that C(<<) merges into it too."""
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.tag == "tag:yaml.org,2002:merge":
            for each in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                yield from _keys(each)
        elif isinstance(key, yaml.ScalarNode):
            yield key.value


def _decoded(content: bytes) -> str:
    """Return the text of a file. The relevant lines are readable in any encoding."""
    return content.decode("utf-8", errors="replace")


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").rstrip("\n").split("\n")


def _digest(text: str) -> str:
    return hashlib.sha256("\n".join(_lines(text)).encode("utf-8", errors="surrogatepass")).hexdigest()
