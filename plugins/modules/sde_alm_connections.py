#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the ALM connections of SD Elements as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_alm_connections
short_description: Manage the ALM connections of SD Elements as a list
version_added: 1.0.0
description:
  - Creates, updates or removes any number of connections in one task. Each list of the server is read once, for any number of entries.
  - An entry takes the options of M(sdelements.integrations.sde_alm_connection). All entries are planned before the first write.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.config.alm_connections
  - sdelements.integrations.items.many
  - sdelements.integrations.items.connections
  - sdelements.integrations.sde
  - sdelements.integrations.sde.write
seealso:
  - module: sdelements.integrations.sde_alm_connection
  - module: sdelements.integrations.sde_alm_connectors
"""

EXAMPLES = r"""
---
- name: Sync two projects with Jira
  sdelements.integrations.sde_alm_connections:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    config:
      - project: Payments
        alias: Jira PAY
        connector: Jira
        frequency: daily
        params:
          alm_project: PAY
      - project: Portal
        application: Web
        alias: Jira WEB
        connector: Jira
        frequency: weekly
        params:
          alm_project: WEB

- name: Have only these connections in the projects that are listed
  sdelements.integrations.sde_alm_connections:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    state: overridden
    max_deletes: 2
    config:
      - project: Payments
        alias: Jira PAY
"""

RETURN = r"""
---
before:
  description: The connections that the task changes as they were, in the form of O(config) plus their ids. Secrets
    are redacted; a param of which only a part is secret is left out and named in C(left_out).
  returned: when anything is managed
  type: list
  elements: dict
after:
  description: The same connections after the run or, in check mode, as they would be.
  returned: when something changed
  type: list
  elements: dict
written:
  description: The ids of the objects that were created or updated; in check mode only of those that exist.
  returned: when anything is managed
  type: list
  elements: int
  sample: [5]
by_agent:
  description: Those of RV(written) whose connector is inaccessible. Only the remote agent syncs them; M(sdelements.integrations.sde_sync)
    refuses them.
  returned: when anything is managed
  type: list
  elements: int
  sample: []
listed:
  description: The ids of the objects that the entries name and that exist, of wrong entries too as far as their names are right.
  returned: when anything is managed
  type: list
  elements: int
  sample: [5, 7]
gathered:
  description:
    - What the server has, in the form of O(config) plus ids. Fed back as O(config) it changes nothing.
    - A param of which only a part is secret, or that may be a mask, is left out, and named in C(left_out) of its object.
  returned: with O(state=gathered)
  type: list
  elements: dict
commands:
  description: The requests that were sent or, in check mode, would be sent. Secrets are redacted.
  returned: when anything is managed
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
      description: The JSON body, if there is one.
      type: dict
      returned: when the request has a body
      sample: {"frequency": "daily"}
batches:
  description: How many composite requests wrote the changes; in check mode how many would, if every answer comes quickly.
  returned: when anything is managed and O(atomic) is not V(never)
  type: int
  sample: 12
not_atomic:
  description: Why plain requests are used though O(atomic) asks for composite requests. With C(-v) it is shown during the task too, unless
    the task runs as a module.
  returned: with O(atomic=auto), when the server has no composite requests for this user
  type: str
  sample: composite requests are not available on this server (GET /api/v2/composite/ answered 404), so plain requests are used
summary:
  description: How many objects are created, updated, deleted and left as they are; in check mode how many would be. The keys are C(create),
    C(update), C(delete) and C(unchanged).
  returned: when anything is managed
  type: dict
  sample: {"create": 3, "update": 1, "delete": 0, "unchanged": 12}
msg:
  description: The summary as one line, C(Plan) in check mode and C(Done) in a run.
  returned: when anything is managed
  type: str
  sample: "Done: 3 created, 1 updated, 0 deleted, 12 unchanged"
differences:
  description: What differs between the approved plan and the plan of the run.
  returned: when the plan differs from O(approved_plan)
  type: list
  elements: dict
  contains:
    object:
      description: The object.
      type: str
      returned: always
      sample: connection 'Jira PAY' of project 'Payments'
    key:
      description: What differs. C(action) is the change of the object; names of params have the prefix C(params.) or C(secrets.).
      type: str
      returned: always
      sample: frequency
    approved:
      description: What was approved, or null for nothing. Of a secret only whether it is set or cleared.
      type: raw
      returned: always
      sample: weekly
    planned:
      description: What the run would do, or null for nothing.
      type: raw
      returned: always
      sample: daily
problems:
  description: What is wrong with the entries, each with its place in O(config). Nothing was written.
  returned: when entries are wrong
  type: list
  elements: dict
  contains:
    index:
      description: The place of the entry in O(config), from 0.
      type: int
      returned: always
      sample: 3
    label:
      description: The object. It is empty if the entry does not name one.
      type: str
      returned: always
      sample: connection 'Jira PAY' of project 'Payments'
    option:
      description: The option that is wrong. It is empty if none is.
      type: str
      returned: always
      sample: project
    message:
      description: What is wrong, and what to do.
      type: str
      returned: always
      sample: "project: 'Paymints' was not found, or the user of sde_token may not see it; did you mean 'Payments'?"
    nearest:
      description: The valid names that are most similar to a wrong one.
      type: list
      elements: str
      returned: always
      sample: [Payments]
    candidates:
      description: The objects that an ambiguous name matches.
      type: list
      elements: str
      returned: always
      sample: []
done:
  description: The objects whose changes were applied before the failure.
  returned: when a write fails
  type: list
  elements: str
  sample: ["connection 'Jira WEB' of project 'Portal'"]
not_begun:
  description: The objects whose changes were not begun because of the failure.
  returned: when a write fails
  type: list
  elements: str
  sample: ["connection 'Jira SHOP' of project 'Shop'"]
status:
  description: The HTTP status of the answer to the request that failed.
  returned: when a request is answered with an error
  type: int
  sample: 400
method:
  description: The method of the request that failed.
  returned: when a request fails
  type: str
  sample: POST
url:
  description: The address of the request that failed, without its query.
  returned: when a request fails
  type: str
  sample: https://sde.example.com/api/v2/connections/issue-tracker/
errors:
  description: The error messages of SD Elements by field, without secrets.
  returned: when it refuses the values of a request and names their fields
  type: dict
  sample: {"alias": ["This field is required."]}
unverified_secrets:
  description: The given secrets that could not be compared, since the server does not show them.
  returned: when anything is managed
  type: list
  elements: dict
  contains:
    item:
      description: The object.
      type: str
      returned: always
      sample: connection 'Jira PAY' of project 'Payments'
    params:
      description: The names of its secrets.
      type: list
      elements: str
      returned: always
      sample: [alm_pass]
    plain:
      description: Those of them that the server hides though the task gives them in C(params) and their names are not those of secrets.
      type: list
      elements: str
      returned: always
      sample: []
"""

from functools import partial

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.manage import many
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

ENTRY = argspec.alm_connection()
TASK = Task(
    partial(many, "alm_connection"), {**argspec.sde(), **argspec.plural(ENTRY, **argspec.scope())}, mutually_exclusive=(("config", "src"),)
)


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
