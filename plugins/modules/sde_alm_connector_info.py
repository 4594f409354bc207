#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the ALM connectors of SD Elements."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_alm_connector_info
short_description: Read the ALM connectors of SD Elements
version_added: 1.0.0
description:
  - Returns ALM connectors. Without filters it returns all of them.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.sde
  - sdelements.integrations.sde.read
  - sdelements.integrations.filters.connectors
seealso:
  - module: sdelements.integrations.sde_alm_connection_info
  - module: sdelements.integrations.sde_alm_connector
"""

EXAMPLES = r"""
---
- name: Read all ALM connectors
  sdelements.integrations.sde_alm_connector_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
  register: all_connectors

- name: Read those of one system
  sdelements.integrations.sde_alm_connector_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    system: jira
  register: connectors_of_system
"""

RETURN = r"""
---
connectors:
  description: The connectors.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Its id.
      type: int
      returned: always
    name:
      description: Its name.
      type: str
      returned: always
    system:
      description: Its system, with C(id), C(name) and C(short_name).
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
"""

from functools import partial

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.info import listed
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(partial(listed, "alm_connector"), {**argspec.sde(), **argspec.connector_filters()})


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
