#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find out how an SD Elements server behaves."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_server_info
short_description: Find out how an SD Elements server behaves
version_added: 2.0.0
description:
  - Reads from the server which endpoints it has, by which words and methods, how it pages and filters lists, and how it shows secrets.
  - Sends no write. RV(server.unknown) names the parts that reads cannot determine.
  - A part of the API that does not answer, or answers in a form that is not known, is a finding. The module fails only where the collection
    cannot work with the server, because it cannot be reached, its certificate or the token is refused, or it has none of the lists.
  - The result contains no secret and no name of a project, connector or connection.
  - The playbook C(sdelements.integrations.doctor) shows the result as a page, with what to do.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.sde
  - sdelements.integrations.sde.read
notes:
  - About 60 requests are sent. A list of more than 1000 objects is not read as a whole.
seealso:
  - module: sdelements.integrations.sde_server_sandbox
"""

EXAMPLES = r"""
---
- name: Find out how the server behaves
  sdelements.integrations.sde_server_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
  register: examined

- name: Stop where connectors cannot be removed
  ansible.builtin.assert:
    that: "'DELETE' in examined.server.endpoints.connectors.methods"
"""

RETURN = r"""
---
server:
  description:
    - What reads show of the server. Besides the parts below it has a key for each other answer that was found, which the page
      C(docs/server-profile.md) of the collection lists.
  returned: success
  type: dict
  contains:
    address:
      description: The address of the server.
      type: str
      returned: always
      sample: https://sde.example.com
    certificate:
      description: C(checked), C(not_checked) (O(validate_certs=false)) or C(none) (no TLS).
      type: str
      returned: always
    endpoints:
      description:
        - For each of C(connectors), C(connections), C(analysis_connectors), C(analysis_connections), C(jobs), C(plugins), C(tests),
          C(projects), C(composite) and C(integrations) a dictionary, or null where the server does not have it.
        - C(word) is C(issue-tracker), C(alm), C(both), or null where the path has no such word.
        - C(methods) are those that the list and its objects allow.
        - C(paging) is C(opt_in) (pages where they are asked for), C(forced) (always), C(none), C(unknown), or null for what is not a list.
      type: dict
      returned: always
    param_prefix:
      description: How params are named, C(issue_tracker), C(alm) or C(unknown).
      type: str
      returned: always
    secrets:
      description:
        - How reads show the secrets of C(accessible) and of C(inaccessible) connectors.
        - C(clear), C(masked), C(omitted), C(empty) or C(unknown) (no such connector exists, or its params are not shown).
      type: dict
      returned: always
    system_form:
      description: How objects show their system, C(object), C(object_short), C(text) (its name), C(id_text) (its id) or C(unknown).
      type: str
      returned: always
    filters:
      description: What the server does with a filter by name, C(honoured), C(ignored), C(refused) or C(unknown).
      type: str
      returned: always
    user:
      description: The C(id) and C(email) of the user of the token, or null where the server does not show them.
      type: dict
      returned: always
    rights:
      description: What this user may do with connectors and connections, C(full), C(read_only) or C(unknown).
      type: str
      returned: always
    release:
      description: The release of SD Elements, which servers show to super-users only, or C(unknown).
      type: str
      returned: always
    unknown:
      description: What reads could not settle, by the keys that would have the answers.
      type: list
      elements: str
      returned: always
"""

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.server import examined
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(examined, argspec.sde())


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
