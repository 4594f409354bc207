#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage an analysis connector of SD Elements."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_analysis_connector
short_description: Manage an analysis connector of SD Elements
version_added: 2.0.0
description:
  - Creates, updates or removes a connector to an analysis tool such as Fortify, Veracode or Checkmarx. The web interface of
    SD Elements calls it a verification connector.
  - Options and params that are not in the task are not managed. Only differences are written.
  - Servers accept such connectors through their API since 5.2. No published page shows an update or a delete; a server that refuses one
    is reported before anything is written.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.entry.connector
  - sdelements.integrations.entry.analysis_params
  - sdelements.integrations.entry.secrets
  - sdelements.integrations.items.one
  - sdelements.integrations.items.connectors
  - sdelements.integrations.sde
  - sdelements.integrations.sde.write
seealso:
  - module: sdelements.integrations.sde_analysis_connectors
  - module: sdelements.integrations.sde_analysis_connector_info
"""

EXAMPLES = r"""
---
- name: Have a connector to Checkmarx
  sdelements.integrations.sde_analysis_connector:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    name: Checkmarx
    system: checkmarx
    params:
      analysis_server: checkmarx.example.com
      analysis_user: sde-sync
    secret_params:
      analysis_pass: "{{ checkmarx_password }}"

- name: Rename it; its params stay as they are
  sdelements.integrations.sde_analysis_connector:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    name: Checkmarx One
    previous_names: [Checkmarx]

- name: Rotate its password, also where SD Elements does not show what is stored
  sdelements.integrations.sde_analysis_connector:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    name: Checkmarx One
    secret_params:
      analysis_pass: "{{ checkmarx_password }}"
    update_secrets: always

- name: Remove it; connections that use it are in the way
  sdelements.integrations.sde_analysis_connector:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    name: Checkmarx One
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
      description: Whether the tool cannot be reached from the SD Elements server.
      type: bool
      returned: if the server has it
    params:
      description: Its parameters; secrets are replaced by C(VALUE_SPECIFIED_IN_NO_LOG_PARAMETER).
      type: dict
      returned: if the server shows them
    verification_categories:
      description: What the tool verifies, as a list of names, wherever the server has it. It is only read.
      returned: if the server shows it
      type: list
      elements: str
      sample: [SAST, DAST]
    left_out:
      description: Names of params that are not shown since a part of them is secret.
      returned: where there are any
      type: list
      elements: str
      sample: [webhook_url]
  sample:
    id: 2
    name: Checkmarx
    system: {id: checkmarx, name: Checkmarx, short_name: Checkmarx}
    verification_categories: [SAST, SCA]
    inaccessible: false
    params: {analysis_server: checkmarx.example.com, analysis_user: sde-sync, analysis_pass: VALUE_SPECIFIED_IN_NO_LOG_PARAMETER}
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
      sample: /api/v2/connectors/analysis/2/
    body:
      description: The JSON body, if there is one.
      type: dict
      returned: when the request has a body
      sample: {"inaccessible": true}
unverified_secrets:
  description: Names of the given secrets that could not be compared, since the server does not show them; of all given params where
    the server shows none of an analysis connector's.
  returned: success
  type: list
  elements: str
  sample: [analysis_pass]
"""

from functools import partial

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.manage import one
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(
    partial(one, "analysis_connector"),
    {**argspec.sde(), **argspec.analysis_connector(), **argspec.state(), **argspec.removed()},
    required_one_of=(("id", "name"),),
)


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
