#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage an ALM connection of an SD Elements project."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_alm_connection
short_description: Manage an ALM connection of an SD Elements project
version_added: 1.0.0
description:
  - Creates, updates or removes a connection, which ties one SD Elements project to one project of an issue tracker.
  - Only what a task names is managed, and only what differs is changed.
  - What a connection inherits from its connector is never copied into it.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.entry.connection
  - sdelements.integrations.entry.alm_params
  - sdelements.integrations.entry.secrets
  - sdelements.integrations.entry.validate
  - sdelements.integrations.entry.test
  - sdelements.integrations.items.one
  - sdelements.integrations.sde
  - sdelements.integrations.sde.write
seealso:
  - module: sdelements.integrations.sde_alm_connections
  - module: sdelements.integrations.sde_alm_connection_info
"""

EXAMPLES = r"""
---
- name: Sync the project Payments with the Jira project PAY every day
  sdelements.integrations.sde_alm_connection:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    project: Payments
    alias: Jira PAY
    connector: Jira
    frequency: daily
    params:
      alm_project: PAY

- name: Name the application where the project's name is not unique
  sdelements.integrations.sde_alm_connection:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    project: Portal
    application: Web
    alias: Jira WEB
    connector: Jira
    params:
      alm_project: WEB

- name: Name the project by the id that another system gave it
  sdelements.integrations.sde_alm_connection:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    external_id: APP-0042
    alias: Jira APP
    connector: Jira
    params:
      alm_project: APP

- name: Remove a connection
  sdelements.integrations.sde_alm_connection:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    project: Payments
    alias: Jira PAY
    state: absent
"""

RETURN = r"""
---
connection:
  description: The connection as the server has it after the run or, in check mode, as it would be.
  returned: when the connection is there
  type: dict
  contains:
    id:
      description: Its id.
      type: int
      returned: unless check mode would create the connection
    alias:
      description: Its alias.
      type: str
      returned: always
    project:
      description: The id of its project.
      type: int
      returned: always
    connector:
      description: The id of its connector; its name where check mode assumes that an earlier task creates it.
      type: int
      returned: if the server shows it
    system:
      description: Its system, with C(id), C(name) and C(short_name).
      type: dict
      returned: if the server shows it
    frequency:
      description: How often it syncs.
      type: str
      returned: always
    debug_mode:
      description: Whether its syncs log verbosely.
      type: bool
      returned: if the server has it
    params:
      description: Its parameters, those of its connector among them; secrets are redacted.
      type: dict
      returned: if the server shows them
    left_out:
      description: Names of params that are not shown since a part of them is secret.
      returned: where there are any
      type: list
      elements: str
      sample: [alm_custom_fields]
  sample:
    id: 5
    alias: Jira PAY
    project: 12
    connector: 2
    system: {id: jira, name: JIRA, short_name: JIRA}
    frequency: daily
    params: {alm_project: PAY, alm_server: jira.example.com, alm_pass: VALUE_SPECIFIED_IN_NO_LOG_PARAMETER}
commands:
  description: The requests that were sent or, in check mode, would be sent. Secrets are redacted.
  returned: success
  type: list
  elements: dict
  contains:
    method:
      description: The HTTP method.
      type: str
      returned: always
      sample: PATCH
    path:
      description: The path on the server.
      type: str
      returned: always
      sample: /api/v2/connections/alm/5/
    body:
      description: The JSON body, if there is one.
      type: dict
      returned: when the request has a body
      sample: {"frequency": "daily"}
unverified_secrets:
  description: Names of the given secrets that could not be compared, since the server does not show them.
  returned: success
  type: list
  elements: str
  sample: [alm_pass]
"""

from functools import partial

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.manage import one
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(
    partial(one, "alm_connection"), {**argspec.sde(), **argspec.alm_connection(), **argspec.state()}, required_one_of=(("id", "alias"),)
)


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
