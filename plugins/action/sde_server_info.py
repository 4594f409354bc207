# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""M(sdelements.integrations.sde_server_info) inside Ansible's worker."""

from __future__ import annotations

from ansible_collections.sdelements.integrations.plugins.modules.sde_server_info import TASK
from ansible_collections.sdelements.integrations.plugins.plugin_utils._action import SdeAction


class ActionModule(SdeAction):
    """The module's task, run by the worker."""

    TASK = TASK
