#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage an ALM connector of SD Elements."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_alm_connector
short_description: Manage an ALM connector of SD Elements
version_added: 1.0.0
description:
  - Creates, updates or removes a connector, the address and credentials of one issue tracker in SD Elements.
  - Options and params that are not in the task are not managed. Only differences are written.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.entry.connector
  - sdelements.integrations.entry.alm_params
  - sdelements.integrations.entry.secrets
  - sdelements.integrations.entry.validate
  - sdelements.integrations.entry.test
  - sdelements.integrations.items.one
  - sdelements.integrations.items.connectors
  - sdelements.integrations.sde
  - sdelements.integrations.sde.write
seealso:
  - module: sdelements.integrations.sde_alm_connectors
  - module: sdelements.integrations.sde_alm_connector_info
"""

EXAMPLES = r"""
---
- name: Have a connector to Jira
  sdelements.integrations.sde_alm_connector:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    name: Jira
    system: jira
    params:
      alm_server: jira.example.com
      alm_user: sde-sync
      jira_version: "5"
    secret_params:
      alm_pass: "{{ jira_password }}"

- name: Move it to another host; everything else stays as it is
  sdelements.integrations.sde_alm_connector:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    name: Jira
    params:
      alm_server: jira2.example.com

- name: Rotate its password, also where SD Elements does not show the stored one
  sdelements.integrations.sde_alm_connector:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    name: Jira
    secret_params:
      alm_pass: "{{ jira_password }}"
    update_secrets: always

- name: Remove it; connections that use it are in the way
  sdelements.integrations.sde_alm_connector:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    name: Jira
    state: absent
"""

RETURN = r"""
---
connector:
  description: The connector as the server has it after the run or, in check mode, as it would be.
  returned: when the connector is there
  type: dict
  contains:
    id:
      description: Its id.
      type: int
      returned: unless check mode would create the connector
    name:
      description: Its name.
      type: str
      returned: always
    system:
      description: Its system, with C(id), C(name) and C(short_name); with C(id) alone where check mode would create the connector.
      type: dict
      returned: always
    inaccessible:
      description: Whether the tracker cannot be reached from the SD Elements server.
      type: bool
      returned: if the server has it
    params:
      description: Its parameters; secrets are replaced by C(VALUE_SPECIFIED_IN_NO_LOG_PARAMETER).
      type: dict
      returned: if the server shows them
    left_out:
      description: Names of params that are not shown since a part of them is secret.
      returned: where there are any
      type: list
      elements: str
      sample: [alm_custom_fields]
  sample:
    id: 2
    name: Jira
    system: {id: jira, name: JIRA, short_name: JIRA}
    inaccessible: false
    params: {alm_server: jira.example.com, alm_user: sde-sync, alm_pass: VALUE_SPECIFIED_IN_NO_LOG_PARAMETER}
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
      sample: /api/v2/connectors/alm/2/
    body:
      description: The JSON body, if there is one.
      type: dict
      returned: when the request has a body
      sample: {"inaccessible": true}
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
    partial(one, "alm_connector"),
    {**argspec.sde(), **argspec.alm_connector(), **argspec.state(), **argspec.removed()},
    required_one_of=(("id", "name"),),
)


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
