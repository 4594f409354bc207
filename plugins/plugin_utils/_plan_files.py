# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that C(save_plan) and C(approved_plan) name, on the controller.

This file is private to the collection.
"""

from __future__ import annotations

import os
import tempfile

from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError, SdeError
from ansible_collections.sdelements.integrations.plugins.module_utils._model.plan_file import parse
from ansible_collections.sdelements.integrations.plugins.plugin_utils._src import Decrypt, read_text


def read_plan(path: str, name: str, decrypt: Decrypt) -> str:
    """Return the content of a plan file.

    :param name: the path as the user wrote it.
    :raises InputError: the file cannot be read, or it is not a plan as it was saved.
    """
    try:
        text = read_text(path, decrypt)
        parse(text)
    except InputError as error:
        raise error.about(f"approved_plan: {name}") from None
    return text


def check_writable(path: str, name: str) -> None:
    """Make the folder of a plan file, and refuse a path that cannot be written before anything is done.

    :param name: the path as the user wrote it.
    """
    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise InputError(f"save_plan: {name}: its folder cannot be made ({error.strerror}); give another path") from None
    if os.path.isdir(path):
        raise InputError(f"save_plan: {name} is a folder; give the path of a file")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError(f"save_plan: {name}: its folder cannot be written to; give another path, or change the rights of the folder")


def write_plan(path: str, name: str, text: str) -> None:
    """Write a plan file that only its owner can read, atomically."""
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".plan-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
        raise SdeError(f"save_plan: {name}: the plan cannot be written ({error.strerror}); give another path or free space") from None
