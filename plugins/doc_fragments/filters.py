# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of the filters of the info modules."""

from __future__ import annotations


class ModuleDocFragment:
    """Filters. All are optional and must all match; names compare exactly."""

    CONNECTORS = r"""
options:
  id:
    description: Only the connector with this id.
    type: int
  name:
    description: Only connectors of this name.
    type: str
  system:
    description: Only connectors of this system, by its id or its name.
    type: str
"""

    PLACE = r"""
options:
  project:
    description:
      - Only of this project, by its id or its name.
      - An integer is an id. Text is looked up as a name first; digits that are not a name are an id. Text that is the name of one project
        and the id of another is refused.
    type: raw
  external_id:
    description:
      - Only of the project with this external id, in place of O(project). It is compared as text, and must match one project.
      - It is refused on servers whose projects have no external ids.
    type: str
    version_added: 2.0.0
  application:
    description: Only of projects in this application, by its id or its name.
    type: raw
  business_unit:
    description: Only of projects in this business unit, by its id or its name.
    type: raw
  alias:
    description: Only with this alias.
    type: str
  system:
    description: Only of this system, by its id or its name.
    type: str
  frequency:
    description: Only with this frequency.
    type: str
    choices: [hourly, daily, weekly, monthly, manually]
"""

    CONNECTIONS = r"""
options:
  id:
    description: Only the connection with this id.
    type: int
  connector:
    description: Only of this connector, by its id or its name.
    type: raw
  include_last_job:
    description:
      - Whether to add C(last_job), the last sync job of each connection, null where there is none.
      - Where the server does not include it (before release 4.4), it comes from the server's complete list of jobs.
    type: bool
    default: false
"""
