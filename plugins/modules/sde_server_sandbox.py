#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find out how an SD Elements server behaves on writes."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_server_sandbox
short_description: Find out how an SD Elements server behaves on writes
version_added: 2.0.0
description:
  - Creates, updates, reads and removes temporary connectors, one of them inaccessible, and a connection in a project, to find out what
    M(sdelements.integrations.sde_server_info) cannot.
  - The host of every object is below C(.invalid), its secret is invented, its frequency is C(manually). Nothing is tested or synced.
  - Objects are removed again, also where a step fails or the task is interrupted. What could not be removed fails the task and is named.
  - What was left by a run that was cut off is recognised by its name, its host and the id of the run together. It is named in a warning,
    and removed only with O(cleanup).
  - The playbook C(sdelements.integrations.doctor) runs this with C(doctor_sandbox) and shows the result as a page.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.sde
attributes:
  check_mode:
    description: Can run in check mode and return changed status prediction without modifying target.
    support: full
    details:
      - In check mode nothing is written, so nothing is found out. What a run refuses is refused there too.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in check mode), when in diff mode.
    support: none
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: none
    details:
      - Each run creates new objects.
options:
  project:
    description: Id or name of the project in which a connection is created. Either this, O(external_id) or O(cleanup) is needed.
    type: raw
  external_id:
    description: External id of that project, in place of O(project). It is refused on servers whose projects have none.
    type: str
  application:
    description: Id or name of the application of the project, if several projects have the name.
    type: raw
  business_unit:
    description: Id or name of the business unit of the project, if several projects have the name.
    type: raw
  leave:
    description:
      - Whether to run where the server does not let connectors or connections be removed through its API, and to leave them there.
      - With V(false) such a server is refused before the first write.
    type: bool
    default: false
  cleanup:
    description: The id of a run that was cut off. What it left is removed, and nothing else is done.
    type: str
seealso:
  - module: sdelements.integrations.sde_server_info
"""

EXAMPLES = r"""
---
- name: Find out what writes show
  sdelements.integrations.sde_server_sandbox:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    project: Payments
  register: tried

- name: Remove what a run left that was cut off
  sdelements.integrations.sde_server_sandbox:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    cleanup: 5f0c2a7e
"""

RETURN = r"""
---
run:
  description: The id of the run, which is part of the names and the host of its objects.
  returned: success, but not in check mode
  type: str
  sample: 5f0c2a7e
findings:
  description:
    - What was found out, by the keys of the profile of a server; the page C(docs/server-profile.md) of the collection lists them.
    - Also returned by a task that failed on the way.
  returned: success, but not in check mode
  type: dict
removed:
  description: The objects that were removed, each with its C(endpoint) (C(connectors) or C(connections)) and its C(id).
  returned: success, but not in check mode
  type: list
  elements: dict
left:
  description: The objects that could not be removed. Unless O(leave=true) they fail the task.
  returned: success, but not in check mode
  type: list
  elements: dict
"""

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.server import tried
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(
    tried,
    {**argspec.sde(), **argspec.sandbox()},
    required_one_of=(("project", "external_id", "cleanup"),),
    mutually_exclusive=(("project", "external_id", "cleanup"),),
)


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
