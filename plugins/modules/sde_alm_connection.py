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
  - Creates, updates or removes a connection, which links one SD Elements project to one project of an issue tracker.
  - Options and params that are not in the task are not managed. Only differences are written.
  - Params that a connection inherits from its connector are never copied to the connection.
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

- name: Give the application if several projects have the same name
  sdelements.integrations.sde_alm_connection:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    project: Portal
    application: Web
    alias: Jira WEB
    connector: Jira
    params:
      alm_project: WEB

- name: Identify the project by its external id
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
  description: The connection after the run. In check mode, the predicted connection.
  returned: when the connection exists
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
      description: The id of its connector. In check mode, its name if an earlier task would create the connector.
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
      description: Its params, including those inherited from its connector. Secrets are redacted.
      type: dict
      returned: if the server shows them
    left_out:
      description: Names of params that are not shown because a part of their value is secret.
      returned: when there are any
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
      description: The JSON body.
      type: dict
      returned: when the request has a body
      sample: {"frequency": "daily"}
unverified_secrets:
  description: Names of the given secrets that could not be compared, because the server does not show them.
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
