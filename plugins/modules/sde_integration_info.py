#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the integrations of SD Elements projects."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_integration_info
short_description: Read the integrations of SD Elements projects
version_added: 1.0.0
description:
  - Returns the integrations of all projects or of one, those of trackers and those of analysis tools together.
  - Servers without a list of integrations are asked for their connections instead; RV(source) says which it was.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.sde
  - sdelements.integrations.sde.read
  - sdelements.integrations.filters.place
options:
  type:
    description: Only of this type.
    type: str
    choices: [ALM, Analysis Tool]
  include_params:
    description: Whether to return the parameters too.
    type: bool
    default: false
seealso:
  - module: sdelements.integrations.sde_alm_connection_info
  - module: sdelements.integrations.sde_analysis_connection_info
"""

EXAMPLES = r"""
---
- name: Read all integrations
  sdelements.integrations.sde_integration_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
  register: all_integrations

- name: Read the integrations of one project that sync with a tracker, with their params
  sdelements.integrations.sde_integration_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    project: Payments
    type: ALM
    include_params: true
  register: integrations_of_project
"""

RETURN = r"""
---
integrations:
  description: The integrations.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Its id, unique among those of its C(type).
      type: int
      returned: always
    project:
      description: The id of its project.
      type: int
      returned: always
    system:
      description: Its system, with C(id), C(name) and C(short_name).
      type: dict
      returned: always
    alias:
      description: Its alias.
      type: str
      returned: always
    frequency:
      description: How often it syncs.
      type: str
      returned: always
    command:
      description: The command that syncs it.
      type: str
      returned: if the server shows it
    type:
      description: V(ALM) or V(Analysis Tool).
      type: str
      returned: always
    params:
      description: Its parameters; secrets are redacted.
      type: dict
      returned: with O(include_params), if the server shows them
    left_out:
      description: Names of params that are not shown since a part of them is secret.
      returned: where there are any
      type: list
      elements: str
      sample: [alm_custom_fields]
source:
  description: Which endpoint answered, V(integrations) or V(connections).
  returned: success
  type: str
  sample: connections
"""

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.info import integrations
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(integrations, {**argspec.sde(), **argspec.integration_filters()})


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
