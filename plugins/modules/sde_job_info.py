#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the sync jobs of SD Elements."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_job_info
short_description: Read the sync jobs of SD Elements
version_added: 2.0.0
description:
  - Returns sync jobs, the newest first, each with the alias and the project of its connection.
  - All filters are optional and must all match. They are applied by the module, even if the server ignores them.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.sde
  - sdelements.integrations.sde.read
options:
  connection:
    description:
      - Only jobs of the connection with this id.
      - A connection to a tracker and one to an analysis tool may have the same id; O(kind) distinguishes them.
    type: int
  alias:
    description: Only jobs of connections with this alias. It names one connection within O(project) or O(external_id).
    type: str
  project:
    description: Only jobs of connections of this project, by its id or its name.
    type: raw
  external_id:
    description:
      - Only jobs of connections of the project with this external id, in place of O(project). It is compared as text, and must match one
        project.
      - It is refused on servers whose projects have no external ids.
    type: str
  application:
    description: Only jobs of connections of projects in this application, by its id or its name.
    type: raw
  business_unit:
    description: Only jobs of connections of projects in this business unit, by its id or its name.
    type: raw
  kind:
    description:
      - Only jobs of connections to trackers (V(alm)), or only those to analysis tools (V(analysis)).
      - With V(all) and without a filter by connection also jobs of another kind, such as LDAP, where the server lists them.
    type: str
    choices: [alm, analysis, all]
    default: all
  succeeded:
    description: Only jobs that succeeded, or only those that did not. A job that still runs has not succeeded; see O(ready).
    type: bool
  ready:
    description: Only jobs that have ended, or only those that have not.
    type: bool
  newest:
    description:
      - Maximum number of jobs, the newest first. From 1 to 1000000.
      - Where the server orders its list as it is asked to, no more pages are read than these take. Other lists are read whole.
    type: int
seealso:
  - module: sdelements.integrations.sde_sync
"""

EXAMPLES = r"""
---
- name: Read the last job of a connection
  sdelements.integrations.sde_job_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    project: Payments
    alias: Jira PAY
    newest: 1
  register: last

- name: Read the syncs that failed
  sdelements.integrations.sde_job_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    ready: true
    succeeded: false
  register: failed
"""

RETURN = r"""
---
jobs:
  description: The jobs, the newest first. Besides what is named here they have what the server shows.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Its id.
      type: int
      returned: always
    kind:
      description: V(alm) or V(analysis); null for a job of another kind, or if the server does not show the kind.
      type: str
      returned: always
    connection:
      description: The id of its connection.
      type: int
      returned: always
    alias:
      description: The alias of its connection; null where it has none or is gone.
      type: str
      returned: always
    project:
      description: The id of the project of its connection; null where it has none or is gone.
      type: int
      returned: always
    ready:
      description: Whether it has ended.
      type: bool
      returned: if the server shows it
    succeeded:
      description: Whether it succeeded.
      type: bool
      returned: if the server shows it
    automatic:
      description: Whether the schedule started it.
      type: bool
      returned: if the server shows it
    last_run:
      description: When it ran.
      type: str
      returned: if the server shows it
    result_message:
      description: What the server reports of it.
      type: str
      returned: if the server shows it
  sample:
    - id: 9
      kind: alm
      connection: 5
      alias: Jira PAY
      project: 1
      ready: true
      succeeded: true
      automatic: false
      last_run: "2026-03-02T11:00:00.000Z"
      result_message: ""
"""

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.jobs import jobs
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(jobs, {**argspec.sde(), **argspec.job_filters()})


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
