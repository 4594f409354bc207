#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the analysis connections of SD Elements."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_analysis_connection_info
short_description: Read the analysis connections of SD Elements
version_added: 1.0.0
description:
  - Returns analysis connections. Without filters it returns those of all projects.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.sde
  - sdelements.integrations.sde.read
  - sdelements.integrations.filters.place
  - sdelements.integrations.filters.connections
seealso:
  - module: sdelements.integrations.sde_analysis_connector_info
"""

EXAMPLES = r"""
---
- name: Read the analysis connections of a project
  sdelements.integrations.sde_analysis_connection_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    project: Payments
  register: connections_of_project

- name: Read all of them, with their last sync jobs
  sdelements.integrations.sde_analysis_connection_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    include_last_job: true
  register: all_connections
"""

RETURN = r"""
---
connections:
  description: The connections.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Its id.
      type: int
      returned: always
    alias:
      description: Its alias.
      type: str
      returned: always
    project:
      description: The id of its project.
      type: int
      returned: always
    connector:
      description: The id of its connector.
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
      description: Its parameters, those of its connector among them; secrets are redacted.
      type: dict
      returned: if the server shows them
    left_out:
      description: Names of params that are not shown since a part of them is secret.
      returned: where there are any
      type: list
      elements: str
      sample: [webhook_url]
    last_job:
      description: Its last sync job, with C(id), C(succeeded), C(last_run), C(result_message) and others.
      type: dict
      returned: with O(include_last_job), if the server shows its jobs
"""

from functools import partial

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.info import listed
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(partial(listed, "analysis_connection"), {**argspec.sde(), **argspec.connection_filters()})


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
