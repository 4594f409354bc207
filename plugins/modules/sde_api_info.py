#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read any address of the SD Elements API."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_api_info
short_description: Read any address of the SD Elements API
version_added: 2.0.0
description:
  - Sends a GET to an address below C(/api/v2/), for what no other module of this collection reads. Token, retries, certificates and
    redirects are those of the other modules.
  - The answer is returned as it is. The values of secret-looking keys, and secrets that were read, are replaced by
    C(VALUE_SPECIFIED_IN_NO_LOG_PARAMETER).
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.sde
  - sdelements.integrations.sde.read
options:
  path:
    description:
      - Path below C(/api/v2/), for example V(projects/12/). C(/api/v2/) before it and the slash after it may be left out.
      - An address of another host, C(..), C(//), a query, and percent codes of dots, slashes and backslashes are refused.
    type: str
    required: true
  query:
    description:
      - The query, for example C({"include":"last_job"}). A list is sent as one value after the other; what is null is left out.
    type: dict
  all_pages:
    description:
      - Whether to read a list with all its pages, in as few requests as O(page_size) allows. RV(json) is then an object with all
        C(results).
      - A list that does not come whole in two attempts is a warning.
    type: bool
    default: false
seealso:
  - module: sdelements.integrations.sde_api
"""

EXAMPLES = r"""
---
- name: Read the user of the token
  sdelements.integrations.sde_api_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    path: users/me/
  register: me

- name: Read all applications of a business unit
  sdelements.integrations.sde_api_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    path: applications/
    query:
      business_unit: 1
    all_pages: true
  register: applications
"""

RETURN = r"""
---
status:
  description: The status of the answer; with O(all_pages) that of the last page.
  returned: if the server answered
  type: int
  sample: 200
json:
  description: The JSON of the answer; null where it has no content.
  returned: success
  type: raw
  sample: {"id": 1, "email": "integrations@example.com"}
"""

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.raw import read
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(read, {**argspec.sde(), **argspec.raw_read()})


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
