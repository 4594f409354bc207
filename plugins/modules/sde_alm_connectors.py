#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the ALM connectors of SD Elements as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_alm_connectors
short_description: Manage the ALM connectors of SD Elements as a list
version_added: 1.0.0
description:
  - Creates, updates or removes any number of connectors in one task. Each list of the server is read once, for any number of entries.
  - An entry takes the options of M(sdelements.integrations.sde_alm_connector). All entries are planned before the first write.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.config.alm_connectors
  - sdelements.integrations.items.many
  - sdelements.integrations.items.connectors
  - sdelements.integrations.sde
  - sdelements.integrations.sde.write
seealso:
  - module: sdelements.integrations.sde_alm_connector
  - module: sdelements.integrations.sde_alm_connections
"""

EXAMPLES = r"""
---
- name: Have both connectors
  sdelements.integrations.sde_alm_connectors:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    config:
      - name: Jira
        system: jira
        params:
          alm_server: jira.example.com
          alm_user: sde-sync
        secret_params:
          alm_pass: "{{ jira_password }}"
      - name: GitHub
        system: github
        params:
          alm_server: api.github.com
          github_repo_owner: example
        secret_params:
          alm_api_token: "{{ github_token }}"

- name: Read what there is, in the form of config
  sdelements.integrations.sde_alm_connectors:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    state: gathered
  register: existing
"""

RETURN = r"""
---
before:
  description: The connectors that the task changes as they were, in the form of O(config) plus their ids. Secrets
    are redacted; a param of which only a part is secret is left out and named in C(left_out).
  returned: when anything is managed
  type: list
  elements: dict
after:
  description: The same connectors after the run or, in check mode, as they would be.
  returned: when something changed
  type: list
  elements: dict
written:
  description: The ids of the objects that were created or updated; in check mode only of those that exist.
  returned: when anything is managed
  type: list
  elements: int
  sample: [2]
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
      sample: /api/v2/connectors/alm/2/
    body:
      description: The JSON body, if there is one.
      type: dict
      returned: when the request has a body
      sample: {"inaccessible": true}
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
      sample: connector 'Jira'
    key:
      description: What differs. C(action) is the change of the object; names of params have the prefix C(params.) or C(secrets.).
      type: str
      returned: always
      sample: params.alm_server
    approved:
      description: What was approved, or null for nothing. Of a secret only whether it is set or cleared.
      type: raw
      returned: always
      sample: jira.example.com
    planned:
      description: What the run would do, or null for nothing.
      type: raw
      returned: always
      sample: other.example.com
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
      sample: connector 'Jira'
    option:
      description: The option that is wrong. It is empty if none is.
      type: str
      returned: always
      sample: system
    message:
      description: What is wrong, and what to do.
      type: str
      returned: always
      sample: "system: this server has no system 'jirra'; did you mean 'jira'?"
    nearest:
      description: The valid names that are most similar to a wrong one.
      type: list
      elements: str
      returned: always
      sample: [jira]
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
  sample: ["connector 'GitHub'"]
not_begun:
  description: The objects whose changes were not begun because of the failure.
  returned: when a write fails
  type: list
  elements: str
  sample: ["connector 'Rally'"]
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
  sample: https://sde.example.com/api/v2/connectors/issue-tracker/
errors:
  description: The error messages of SD Elements by field, without secrets.
  returned: when it refuses the values of a request and names their fields
  type: dict
  sample: {"name": ["This field is required."]}
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
      sample: connector 'Jira'
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

ENTRY = argspec.alm_connector()
TASK = Task(
    partial(many, "alm_connector"), {**argspec.sde(), **argspec.plural(ENTRY, **argspec.removed())}, mutually_exclusive=(("config", "src"),)
)


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
