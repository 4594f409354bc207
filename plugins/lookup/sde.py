# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read objects of SD Elements for variables and conditions."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: sde
short_description: Read projects, connectors and connections of SD Elements
version_added: 2.0.0
author:
  - The sdelements.integrations contributors (@sdelements)
description:
  - Returns what the info modules return, for C(group_vars), C(when) and templates. Nothing is written, and no secret is returned.
  - Ansible evaluates a variable each time it is used, so each use sends requests. Where a value is used more than once, register the
    result of the info module, or keep the value with C(ansible.builtin.set_fact).
notes:
  - Use C(query), or C(lookup) with C(wantlist=true). Else C(lookup) returns the object in place of the list where there is only one, and
    an empty text where there is none, as with every lookup plugin.
requirements:
  - requests >= 2.25.1
options:
  _terms:
    description: What to read.
    type: list
    elements: str
    choices: [projects, connectors, connections, analysis_connectors, analysis_connections]
    required: true
  id:
    description: Only the object with this id.
    type: int
  name:
    description: Only projects or connectors of this name.
    type: str
  alias:
    description: Only connections with this alias.
    type: str
  system:
    description: Only connectors or connections of this system, for example V(jira).
    type: str
  project:
    description: Only connections of this project, by its id or its name.
    type: raw
  external_id:
    description: Only projects with this external id, or connections of the project that has it.
    type: str
  application:
    description: Only projects in this application, or what belongs to them, by its id or its name.
    type: raw
  business_unit:
    description: Only projects in this business unit, or what belongs to them, by its id or its name.
    type: raw
  connector:
    description: Only connections of this connector, by its id or its name.
    type: raw
  frequency:
    description: Only connections that are synced this often.
    type: str
    choices: [hourly, daily, weekly, monthly, manually]
  archived:
    description: Only archived projects, or only those that are not.
    type: bool
  include_last_job:
    description: Whether each connection comes with its last sync job.
    type: bool
    default: false
  sde_url:
    description:
      - Address of the SD Elements server, for example V(https://sde.example.com).
      - If not given, the environment variable E(SDE_URL), then E(SDE_HOST) is used.
    type: str
    required: true
    vars:
      - name: sde_url
  sde_token:
    description:
      - API token. It is sent to O(sde_url) only, and never shown.
      - If not given, the environment variable E(SDE_TOKEN), then E(SDE_API_KEY) is used.
    type: str
    required: true
    vars:
      - name: sde_token
  validate_certs:
    description:
      - Whether the server's TLS certificate must be valid.
      - If not given, the environment variable E(SDE_VALIDATE_CERTS) is used.
    type: bool
    default: true
    vars:
      - name: sde_validate_certs
  ca_path:
    description:
      - File or folder with the certificates of the CA that signed the server's. Searched as the modules do.
      - If not given, the environment variable E(SDE_CA_PATH) is used.
    type: path
    vars:
      - name: sde_ca_path
  allow_http:
    description:
      - Whether C(http://) is accepted for an address other than this machine's own.
      - If not given, the environment variable E(SDE_ALLOW_HTTP) is used.
    type: bool
    default: false
    vars:
      - name: sde_allow_http
  timeout:
    description:
      - Seconds to wait for a connection, and again for an answer to be complete. From 1 to 3600.
      - If not given, the environment variable E(SDE_TIMEOUT) is used.
    type: int
    default: 30
    vars:
      - name: sde_timeout
  retries:
    description: Extra tries of a request that was throttled or lost. From 0 to 100.
    type: int
    default: 4
    vars:
      - name: sde_retries
  settle_timeout:
    description:
      - Taken as by the modules, so that one set of variables serves both. A lookup writes nothing.
      - If not given, the environment variable E(SDE_SETTLE_TIMEOUT) is used.
    type: int
    default: 300
    vars:
      - name: sde_settle_timeout
  page_size:
    description: How many objects to request per page of a list. From 1 to 10000.
    type: int
    default: 100
    vars:
      - name: sde_page_size
  api_dialect:
    description:
      - Which word of the API to ask for first, as the modules say.
      - If not given, the environment variable E(SDE_API_DIALECT) is used.
    type: str
    choices: [auto, alm, issue_tracker]
    default: auto
    vars:
      - name: sde_api_dialect
seealso:
  - module: sdelements.integrations.sde_project_info
  - module: sdelements.integrations.sde_alm_connector_info
  - module: sdelements.integrations.sde_alm_connection_info
  - module: sdelements.integrations.sde_analysis_connector_info
  - module: sdelements.integrations.sde_analysis_connection_info
"""

EXAMPLES = r"""
---
- name: Show the ids of a business unit's projects
  ansible.builtin.debug:
    msg: "{{ retail | map(attribute='id') }}"
  vars:
    sde_url: https://sde.example.com
    retail: "{{ query('sdelements.integrations.sde', 'projects', business_unit='Retail', archived=false) }}"

- name: Stop where the connector is missing
  ansible.builtin.assert:
    that: query('sdelements.integrations.sde', 'connectors', name='Jira', sde_url='https://sde.example.com') | length == 1
"""

RETURN = r"""
---
_raw:
  description: The objects, each as the info module of its kind returns it, secrets replaced.
  type: list
  elements: dict
"""

import os
from contextlib import suppress
from typing import Any, Optional

from ansible import errors
from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.libraries import MISSING
from ansible_collections.sdelements.integrations.plugins.module_utils._model.output import visible
from ansible_collections.sdelements.integrations.plugins.module_utils._model.references import listed, nearest
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Context, Task
from ansible_collections.sdelements.integrations.plugins.modules.sde_alm_connection_info import TASK as CONNECTIONS
from ansible_collections.sdelements.integrations.plugins.modules.sde_alm_connector_info import TASK as CONNECTORS
from ansible_collections.sdelements.integrations.plugins.modules.sde_analysis_connection_info import TASK as ANALYSIS_CONNECTIONS
from ansible_collections.sdelements.integrations.plugins.modules.sde_analysis_connector_info import TASK as ANALYSIS_CONNECTORS
from ansible_collections.sdelements.integrations.plugins.modules.sde_project_info import TASK as PROJECTS
from ansible_collections.sdelements.integrations.plugins.plugin_utils._values import given, without_omitted

#: What is read, and under which key the task returns it.
KINDS: dict[str, tuple[Task, str]] = {
    "projects": (PROJECTS, "projects"),
    "connectors": (CONNECTORS, "connectors"),
    "connections": (CONNECTIONS, "connections"),
    "analysis_connectors": (ANALYSIS_CONNECTORS, "connectors"),
    "analysis_connections": (ANALYSIS_CONNECTIONS, "connections"),
}

#: The variable of each connection option.
VARIABLES = {name: name if name.startswith("sde_") else f"sde_{name}" for name in argspec.sde()}

#: What Ansible raises for a variable that is omitted; nothing before ansible-core 2.19.
_OMITTED: tuple[type[Exception], ...] = (errors.AnsibleValueOmittedError,) if hasattr(errors, "AnsibleValueOmittedError") else ()


class LookupModule(LookupBase):
    """C(query('sdelements.integrations.sde', 'projects', name='Payments'))."""

    def run(self, terms: list[Any], variables: Optional[dict[str, Any]] = None, **kwargs: Any) -> list[dict[str, Any]]:
        """Return the objects of the kinds that are asked for, in their order.

        :raises AnsibleLookupError: a kind or option is not known, or the server did not answer with what was asked for.
        """
        if MISSING:
            raise AnsibleLookupError(f"sde: the Python library {MISSING} is needed where Ansible runs")
        if not terms:
            raise AnsibleLookupError(f"sde: give what to read: {listed(list(KINDS))}")
        known = variables or {}
        kwargs.pop("wantlist", None)  # loops hand it over before ansible-core 2.19
        try:
            arguments = given(without_omitted({**self._given(known), **kwargs}) or {}, "")
        except InputError as error:
            raise AnsibleLookupError(visible(f"sde: {error.message}")) from None
        if arguments.get("ca_path"):
            arguments["ca_path"] = self._found(arguments["ca_path"], known)
        return [found for term in terms for found in _read(term, arguments)]

    def _given(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return the connection options that variables give. A template of nothing but C(omit) is an error since ansible-core 2.19."""
        found = {}
        for option, name in VARIABLES.items():
            if name in variables:
                with suppress(*_OMITTED):
                    found[option] = self._templar.template(variables[name])
        return found

    def _found(self, path: Any, variables: dict[str, Any]) -> Any:
        """Find a file of the controller as Ansible does for the modules."""
        if not isinstance(path, str):
            return path
        wanted = os.path.expanduser(os.path.expandvars(path))
        return self.find_file_in_search_path(variables, "files", wanted, ignore_missing=True) or self._loader.path_dwim(wanted)


def _read(term: Any, arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """Run the info task of a kind."""
    if str(term) not in KINDS:
        raise AnsibleLookupError(visible(f"sde: {str(term)!r} is not known; use {listed(list(KINDS))}{nearest(str(term), KINDS)}"))
    task, key = KINDS[str(term)]
    unknown = sorted(set(arguments) - set(task.argument_spec))
    if unknown:
        near, hint = nearest(unknown[0], task.argument_spec), f"; it takes {listed(sorted(task.argument_spec))}"
        raise AnsibleLookupError(visible(f"sde: {term} takes no option {unknown[0]}{near or hint}"))
    options, errors = task.checked(arguments)
    if errors:
        raise AnsibleLookupError(visible(f"sde: {errors.msg}"))
    context = Context(options, check_mode=True)
    result = task.perform(context)
    for text in context.told():
        Display().warning(text)
    if result.get("failed"):
        raise AnsibleLookupError(f"sde: {result['msg']}")
    objects: list[dict[str, Any]] = result[key]
    return objects
