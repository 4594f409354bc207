#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send a write to any address of the SD Elements API."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_api
short_description: Send a write to any address of the SD Elements API
version_added: 2.0.0
description:
  - Sends one POST, PATCH, PUT or DELETE to an address below C(/api/v2/), for what no other module of this collection manages. Token,
    retries and certificates are those of the other modules.
  - Nothing is compared, so each run sends the request and reports a change. Read first with M(sdelements.integrations.sde_api_info), and
    use C(when), where the request must not be sent again.
  - A POST is sent once. It is repeated only where it was surely not applied (a refused connection, 429). The other methods are
    repeated as O(retries) states. If the answer is lost, the task fails with C(changed=true) and reports that it is not known whether the
    request was applied.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.sde
attributes:
  check_mode:
    description: Can run in check mode and return changed status prediction without modifying target.
    support: full
    details:
      - In check mode nothing is sent. The arguments are checked, and RV(commands) is the request that would be sent.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in check mode), when in diff mode.
    support: none
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: none
options:
  method:
    description: The method of the request.
    type: str
    required: true
    choices: [POST, PATCH, PUT, DELETE]
  path:
    description:
      - Path below C(/api/v2/), for example V(projects/12/). C(/api/v2/) before it and the slash after it may be left out.
      - An address of another host, C(..), C(//), a query, and percent codes of dots, slashes and backslashes are refused.
    type: str
    required: true
  body:
    description:
      - The body, a dictionary or a list, sent as JSON. Without it and without O(secret_body) the request has no body.
      - The values of secret-looking keys (C(alm_pass), C(token)) are shown nowhere.
      - A value that contains C(VALUE_SPECIFIED_IN_NO_LOG_PARAMETER), which stands for a secret in results, is refused.
    type: raw
  secret_body:
    description:
      - A part of the body whose values are never shown. It is merged into O(body), dictionaries at any depth.
      - A key that is in both is refused, unless both values are dictionaries. A list in O(body) is not merged into.
    type: dict
seealso:
  - module: sdelements.integrations.sde_api_info
"""

EXAMPLES = r"""
---
- name: Create a project
  sdelements.integrations.sde_api:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    method: POST
    path: projects/
    body:
      name: Ledger
      application: 1
  register: ledger

- name: Set a secret of an analysis connector
  sdelements.integrations.sde_api:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    method: PATCH
    path: connectors/analysis/1/
    body:
      params:
        analysis_server: veracode.example.com
    secret_body:
      params:
        analysis_pass: "{{ veracode_password }}"
"""

RETURN = r"""
---
status:
  description: The status of the answer.
  returned: if the server answered
  type: int
  sample: 201
json:
  description: The JSON of the answer, without secrets; null where it has no content.
  returned: success, but not in check mode
  type: raw
  sample: {"id": 12, "name": "Ledger"}
commands:
  description: The request that was sent or, in check mode, would be sent. In place of the secret parts of its body stands
    C(VALUE_SPECIFIED_IN_NO_LOG_PARAMETER).
  returned: if the arguments are right
  type: list
  elements: dict
  sample: [{"method": "POST", "path": "/api/v2/projects/", "body": {"name": "Ledger", "application": 1}}]
"""

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.raw import write
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(write, {**argspec.sde(), **argspec.raw_write()})


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
