#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start a sync of an SD Elements connection."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_sync
short_description: Start a sync of an SD Elements connection
version_added: 1.0.0
description:
  - Starts a sync job of a connection and, if wanted, waits for its end.
  - Each run starts a job, so each run reports a change. A job that may have begun is reported as a change even if the task fails.
  - A connection whose connector is inaccessible is refused, also in check mode. A manual sync is not available there, since only the remote
    agent reaches the tracker; it syncs on its own schedule.
  - If the answer is lost or names no job, a job of the connection that has not ended is taken for the one that was started.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.sde
attributes:
  check_mode:
    description: Can run in check mode and return changed status prediction without modifying target.
    support: full
    details:
      - In check mode RV(commands) says what would be started.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in check mode), when in diff mode.
    support: none
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: none
options:
  connection:
    description: Id of the connection.
    type: int
  alias:
    description: Alias of the connection, within O(project) or O(external_id).
    type: str
  project:
    description: Id or name of the project of O(alias).
    type: raw
  external_id:
    description: External id of the project of O(alias), in place of O(project). It is refused on servers whose projects have none.
    type: str
    version_added: 2.0.0
  application:
    description: Id or name of the application of the project, if several projects have the name.
    type: raw
  business_unit:
    description: Id or name of the business unit of the project, if several projects have the name.
    type: raw
  kind:
    description: Whether it is a connection of a tracker or of an analysis tool.
    type: str
    choices: [alm, analysis]
    default: alm
  wait:
    description: Whether to wait for the end of the job. A job that fails then fails the task, with the message of the job.
    type: bool
    default: false
  wait_timeout:
    description:
      - Seconds to wait for the end of the job, 0 to 864000.
      - SD Elements ends a job after an hour, and a first sync may take as long. Until release 2.0.0 of this collection the default was 600.
    type: int
    default: 3600
  wait_interval:
    description:
      - Seconds between two looks at the job, 0 to 864000.
      - The first pauses are shorter. They begin with half a second, and each is twice as long as the one before.
    type: int
    default: 5
seealso:
  - module: sdelements.integrations.sde_alm_connection
  - module: sdelements.integrations.sde_analysis_connection
"""

EXAMPLES = r"""
---
- name: Start a sync
  sdelements.integrations.sde_sync:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    project: Payments
    alias: Jira PAY

- name: Import the findings of an analysis tool now
  sdelements.integrations.sde_sync:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    project: Payments
    alias: Veracode
    kind: analysis

- name: Sync, and wait up to five minutes for the end
  sdelements.integrations.sde_sync:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    connection: 5
    wait: true
    wait_timeout: 300
    wait_interval: 1
"""

RETURN = r"""
---
job:
  description: The job, as SD Elements shows it; its connection is an id.
  returned: success, or if a job that was started failed or could not be read
  type: dict
  sample: {"id": 9, "connection": 5, "ready": true, "succeeded": true, "result_message": ""}
commands:
  description: The request that was sent or, in check mode, would be sent.
  returned: success, or if a job that was started failed or could not be read
  type: list
  elements: dict
"""

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.sync import sync
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(sync, {**argspec.sde(), **argspec.sync()}, required_one_of=(("connection", "alias"),))


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
