#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the projects of SD Elements."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_project_info
short_description: Read the projects of SD Elements
version_added: 1.0.0
description:
  - Returns projects with the names of their application and business unit.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.sde
  - sdelements.integrations.sde.read
options:
  id:
    description: Only the project with this id.
    type: int
  name:
    description: Only projects of this name.
    type: str
  external_id:
    description:
      - Only projects with this external id, which is compared as text.
      - It is refused on servers whose projects have no external ids.
    type: str
    version_added: 2.0.0
  application:
    description: Only projects in this application, by its id or its name.
    type: raw
  business_unit:
    description: Only projects in this business unit, by its id or its name.
    type: raw
  archived:
    description: Only archived projects, or only those that are not.
    type: bool
seealso:
  - module: sdelements.integrations.sde_alm_connection
  - module: sdelements.integrations.sde_integration_info
"""

EXAMPLES = r"""
---
- name: Read all projects of a business unit
  sdelements.integrations.sde_project_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    business_unit: Retail
    archived: false
  register: projects_of_unit

- name: Find the ids of a name that is not unique
  sdelements.integrations.sde_project_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    name: Portal
  register: portals

- name: Find the project of a record of another system
  sdelements.integrations.sde_project_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    external_id: APP-0042
  register: recorded
"""

RETURN = r"""
---
projects:
  description: The projects.
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
    application:
      description: The id of its application.
      type: int
      returned: always
    application_name:
      description: The name of its application.
      type: str
      returned: always
    business_unit:
      description: The id of its business unit.
      type: int
      returned: always
    business_unit_name:
      description: The name of its business unit.
      type: str
      returned: always
    external_id:
      description: The id that another system gave it.
      type: str
      returned: if the server shows it
    archived:
      description: Whether it is archived.
      type: bool
      returned: if the server shows it
server:
  description: The address of the server, as the task uses it.
  returned: success
  type: str
  sample: https://sde.example.com
"""

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.info import projects
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(projects, {**argspec.sde(), **argspec.project_filters()})


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
