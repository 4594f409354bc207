# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths that users of the playbooks give: relative to the folder in which ansible-playbook was started.

This file is private to the collection. Ansible itself takes them as relative to the playbook's folder, which is in the installed
collection.
"""

from __future__ import annotations

import os
from typing import Any

from ansible.errors import AnsibleFilterError


def started_path(path: Any, option: str = "path") -> str:
    """Return the absolute path of a file, relative to the folder in which ansible-playbook was started.

    :param option: the variable that gives the path, for messages.
    """
    if not isinstance(path, str) or not path.strip():
        raise AnsibleFilterError(f"{option}: it is not a path; give the path of a file, or leave {option} out")
    return os.path.abspath(os.path.expanduser(path))
