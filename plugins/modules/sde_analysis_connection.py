#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage an analysis connection of an SD Elements project."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_analysis_connection
short_description: Manage an analysis connection of an SD Elements project
version_added: 1.0.0
description:
  - Creates, updates or removes a connection of an SD Elements project to an analysis tool, such as Fortify or Veracode.
  - Servers accept such connections through their API since 4.2, and only those of remote tools.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.entry.connection
  - sdelements.integrations.entry.analysis_params
  - sdelements.integrations.entry.secrets
  - sdelements.integrations.entry.validate
  - sdelements.integrations.items.one
  - sdelements.integrations.sde
  - sdelements.integrations.sde.write
seealso:
  - module: sdelements.integrations.sde_analysis_connection_info
  - module: sdelements.integrations.sde_analysis_connector_info
"""

EXAMPLES = r"""
---
- name: Import the findings of Veracode every week
  sdelements.integrations.sde_analysis_connection:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    project: Payments
    connector: Veracode
    frequency: weekly
    params:
      import_behaviour: replace

- name: Remove it; without alias it is the one that is called like its connector
  sdelements.integrations.sde_analysis_connection:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    project: Payments
    connector: Veracode
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
    verification_categories:
      description: What the tool verifies, as a list of names, wherever the server has it.
      returned: if the server shows it
      type: list
      elements: str
      sample: [SAST, DAST]
    params:
      description: Its parameters; secrets are redacted.
      type: dict
      returned: if the server shows them
    left_out:
      description: Names of params that are not shown since a part of them is secret.
      returned: where there are any
      type: list
      elements: str
      sample: [webhook_url]
  sample:
    id: 5
    alias: Veracode
    project: 12
    connector: 2
    system: {id: veracode, name: Veracode, short_name: Veracode}
    frequency: daily
    params: {import_behaviour: replace}
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
      sample: /api/v2/connections/analysis/5/
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
  sample: [analysis_pass]
"""

from functools import partial

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.manage import one
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(
    partial(one, "analysis_connection"),
    {**argspec.sde(), **argspec.analysis_connection(), **argspec.state()},
    required_one_of=(("id", "project", "external_id"),),
)


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
