#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read which params SD Elements systems take."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_alm_plugin_info
short_description: Read the params of the systems of SD Elements
version_added: 1.0.0
description:
  - Returns the server's own description of each system that connectors can be made for, such as Jira or GitHub.
  - It contains the params of a system, which of them are required or secret, and whether they belong to connectors or to connections.
  - SD Elements describes trackers only, not analysis (verification) tools.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.sde
  - sdelements.integrations.sde.read
options:
  id:
    description: Only the system with this id, or of this name. If there is none, a warning names those that there are.
    type: str
seealso:
  - module: sdelements.integrations.sde_alm_connector
"""

EXAMPLES = r"""
---
- name: Which params does Jira take?
  sdelements.integrations.sde_alm_plugin_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    id: jira
  register: jira

- name: Show those that a connector needs
  ansible.builtin.debug:
    msg: "{{ jira.plugins[0].params | selectattr('required') | selectattr('scope', 'contains', 'system') | map(attribute='name') }}"
"""

RETURN = r"""
---
plugins:
  description: The systems. The list is empty where the server does not describe them.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The id of the system.
      type: str
      returned: always
      sample: jira
    name:
      description: The name of the system.
      type: str
      returned: always
    params:
      description:
        - Its params, each with C(name), C(names), C(type), C(required), C(secret), C(scope) and, where it has them, C(default),
          C(max_length) and C(options).
        - C(names) has both spellings of a param that has two, C(alm_server) and C(issue_tracker_server). Either may be given, with any
          server.
      type: list
      elements: dict
      returned: always
      sample:
        - name: alm_server
          names: [alm_server, issue_tracker_server]
          type: string
          required: true
          secret: false
          scope: [system]
"""

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.info import plugins
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(plugins, {**argspec.sde(), **argspec.plugin_filters()})


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
