#!/usr/bin/python
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the countermeasure mapping of an analysis connector of SD Elements."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sde_analysis_mapping_info
short_description: Read the countermeasure mapping of an analysis connector of SD Elements
version_added: 2.0.0
description:
  - Returns the mapping from findings of an analysis tool (weaknesses) to tasks (countermeasures) of SD Elements.
  - The server gives the mapping as CSV. A server that has none for the connector fails the task with a message.
author:
  - The sdelements.integrations contributors (@sdelements)
extends_documentation_fragment:
  - sdelements.integrations.sde
  - sdelements.integrations.sde.read
options:
  connector:
    description:
      - Id or name of the analysis connector.
      - An integer is an id. Text is looked up as a name first; digits that are not a name are an id. Text that is the name of one connector
        and the id of another is refused, and so is a name that several connectors have.
    type: raw
    required: true
seealso:
  - module: sdelements.integrations.sde_analysis_connector_info
"""

EXAMPLES = r"""
---
- name: Read the mapping of Veracode
  sdelements.integrations.sde_analysis_mapping_info:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    connector: Veracode
  register: veracode

- name: Show which tasks it verifies
  ansible.builtin.debug:
    msg: "{{ veracode.mapping | map(attribute='task_id') | unique | list }}"
"""

RETURN = r"""
---
mapping:
  description:
    - The rows of the mapping. The keys are the names of the columns in the first line of the CSV, in lower case, with an underscore for
      what is neither a letter nor a digit. Every row has all of them, and each value is text; a cell that a row lacks is empty.
    - A cell without a column name is called by its place, such as C(column_7).
  returned: success
  type: list
  elements: dict
  contains:
    task_id:
      description: The task.
      type: str
      returned: if the server has it
      sample: T21
    task_title:
      description: The title of the task.
      type: str
      returned: if the server has it
      sample: Validate input
    weakness_id:
      description: The weakness, as the tool calls it.
      type: str
      returned: if the server has it
      sample: "89"
    weakness_title:
      description: The title of the weakness.
      type: str
      returned: if the server has it
      sample: SQL injection
    confidence:
      description: How sure the mapping is.
      type: str
      returned: if the server has it
      sample: high
    cwe:
      description: The weakness in the Common Weakness Enumeration.
      type: str
      returned: if the server has it
      sample: "89"
csv:
  description:
    - The text that the server gave, without a byte order mark. Cells are data, as they are. A spreadsheet may take one that begins with
      C(=) for a formula.
  returned: success
  type: str
"""

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.mapping import mapping
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import run
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Task

TASK = Task(mapping, {**argspec.sde(), **argspec.mapping()})


def main() -> None:
    """Run the module."""
    run(TASK)


if __name__ == "__main__":
    main()
