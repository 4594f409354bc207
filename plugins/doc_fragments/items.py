# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of the options of connectors and connections: written once, for the singular modules and for C(config)."""

from __future__ import annotations

from textwrap import indent

_PARAMS = r"""
params:
  description:
    - Parameters of the system, by the names that the API gives them, such as C(alm_server) or C(jira_version). They are handed on as they
      are, objects and lists too. M(sdelements.integrations.sde_alm_plugin_info) returns those that a system has.
    - They are merged with those that SD Elements has. One that is not named here keeps its value; to clear one that is not secret, set
      it to an empty string.
    - A list or dictionary is sent as such where the object in SD Elements has one there or the server's description of the system names
      one, or else where another object of the same system has one. Otherwise a list is sent as the API's comma list and a dictionary as its
      JSON text. Text stays text, and an empty text is sent as an empty list or dictionary where the parameter is one.
    - A date is sent as ISO text, such as V(2024-01-31). Keys must be text, so put C(on), C(no) and digits in quotes where they are keys.
    - Values compare by meaning, so V(7) is the same as V("7").
  type: dict
secret_params:
  description:
    - More parameters of the system, every one of them secret, whatever its name. They never appear in any output.
    - Parameters whose names look like secrets, such as C(alm_pass) and C(alm_api_token), are protected in O(params) too.
    - A secret that is empty or has only blanks counts as not given, so that an unset variable does not remove a credential. See
      O(clear_secrets).
    - C(VALUE_SPECIFIED_IN_NO_LOG_PARAMETER), which stands for secrets in results, counts as not given too.
  type: dict
clear_secrets:
  description:
    - Names of secret parameters to empty. A value given with it is refused.
    - It is sent if the server shows anything but an empty value. Where the server hides secrets, O(update_secrets) decides, as for
      secrets that have a value.
  type: list
  elements: str
  version_added: 2.0.0
left_out:
  description:
    - Names of parameters that a result left out since a part of them is secret, or since they may be a mask. It has no effect. It is
      accepted so that what C(state=gathered) of the plural modules returns can be given back.
  type: list
  elements: str
  version_added: 2.0.0
update_secrets:
  description:
    - When to send secrets of an object that exists.
    - V(auto) sends them if the server shows another value, or if it hides them and something else changes.
    - V(always) sends those that the server hides in each run, which then reports a change.
    - V(on_create) never compares them, and sends them only where the whole of the parameters must be sent.
  type: str
  choices: [auto, always, on_create]
  default: auto
"""

_VALIDATE = r"""
validate_params:
  description:
    - What to do about parameters that the server's own description of the system does not know, or requires at create
      and misses. The description is read only if something is about to be written.
    - V(warn) warns and goes on, V(strict) fails before anything is written, V(never) leaves it to the server.
    - V(warn_always) warns in each run, also if nothing is about to be written, so that a misspelt parameter that is stored by now is
      still reported. It costs one request.
    - Where the server describes no systems, nothing is checked, not even with V(strict).
    - Unless it is V(never), a system that the server does not have and a value that is not among the fixed options of a parameter fail
      the task before anything is written.
  type: str
  choices: [warn, warn_always, strict, never]
  default: warn
"""

_TEST = r"""
test_connection:
  description:
    - Whether SD Elements is asked to reach out to the tracker with these parameters before anything is written. A failed
      test fails the task. The test stores nothing, so it runs in check mode too.
    - V(on_change) tests before a create or an update, V(always) in each run.
  type: str
  choices: [never, on_change, always]
  default: never
"""

_PLUGINS = "M(sdelements.integrations.sde_alm_plugin_info) returns those that a system has."
_NOT_DESCRIBED = """SD Elements describes trackers only. To see those of an
      analysis tool, set it up in the web interface and read it with M(sdelements.integrations.{})."""

_CONNECTOR_BASE = (
    r"""
id:
  description:
    - Id of an existing connector. With O(name) too, the connector is renamed to it.
  type: int
name:
  description:
    - Name of the connector. It identifies the connector, together with O(system) where names are not unique.
  type: str
system:
  description:
    - Id of the system, such as V(jira), V(github) or V(rally). Needed to create a connector; it cannot be changed.
  type: str
inaccessible:
  description:
    - Whether the tracker can B(not) be reached from the SD Elements server, so that an agent has to sync it.
  type: bool
previous_names:
  description:
    - Names that the connector had before. If there is none of O(name) but one of these, that one is renamed.
  type: list
  elements: str
"""
    + _PARAMS
)

_CONNECTOR = _CONNECTOR_BASE + _VALIDATE + _TEST
_ANALYSIS_CONNECTOR = (
    _CONNECTOR_BASE.replace("V(jira), V(github) or V(rally)", "V(veracode), V(fortify) or V(checkmarx)")
    .replace("Whether the tracker", "Whether the analysis tool")
    .replace("C(alm_server) or C(jira_version)", "C(analysis_server) or C(analysis_method)")
    .replace("C(alm_pass) and C(alm_api_token)", "C(analysis_pass) and C(analysis_api_token)")
    .replace(_PLUGINS, _NOT_DESCRIBED.format("sde_analysis_connector_info"))
    .replace(
        "    - Values compare by meaning, so V(7)",
        """    - A server may show the parameters of analysis connectors to nobody. Then they are treated as secrets that it hides,
      sent at create, and later as O(update_secrets) says. A change of them alone is not noticed, which a warning reports.
    - Values compare by meaning, so V(7)""",
    )
)

_CONNECTION_BASE = (
    r"""
id:
  description:
    - Id of an existing connection. With O(alias) too, the connection is renamed to it.
  type: int
alias:
  description:
    - Name of the connection, which identifies it within its project.
  type: str
project:
  description:
    - Id or name of the SD Elements project. A name that matches more than one project must be narrowed.
    - An integer is an id. Text is a name first, and digits in it that are not a name are an id. Text that is the name of one project
      and the id of another is refused. The same holds for O(application), O(business_unit) and O(connector).
  type: raw
external_id:
  description:
    - External id of the SD Elements project, in place of O(project). It is compared as text. One that several projects have must be
      narrowed.
    - It is refused on servers whose projects have none.
  type: str
  version_added: 2.0.0
application:
  description:
    - Id or name of the application that the project lies in.
  type: raw
business_unit:
  description:
    - Id or name of the business unit that the project lies in.
  type: raw
connector:
  description:
    - Id or name of the connector. Needed to create a connection; it can be changed to another one of the same system.
  type: raw
frequency:
  description:
    - How often SD Elements syncs. All but V(manually) need the advanced ALM feature.
  type: str
  choices: [hourly, daily, weekly, monthly, manually]
debug_mode:
  description:
    - Whether syncs log verbosely. Servers before 4.12 do not have it.
  type: bool
previous_names:
  description:
    - Aliases that the connection had before. If there is none of O(alias) but one of these, that one is renamed.
  type: list
  elements: str
"""
    + _PARAMS
    + _VALIDATE
)

_CONNECTION = _CONNECTION_BASE + _TEST
_ANALYSIS = (
    _CONNECTION_BASE.replace(
        "Name of the connection, which identifies it within its project.",
        "Name of the connection, which identifies it within its project. If it is left out, that of O(connector).",
    )
    .replace("C(alm_server) or C(jira_version)", "C(import_behaviour)")
    .replace("C(alm_pass) and C(alm_api_token)", "C(analysis_pass) and C(analysis_api_token)")
    .replace(_PLUGINS, _NOT_DESCRIBED.format("sde_analysis_connection_info"))
    .replace(
        "Where the server describes no systems, nothing is checked,",
        "SD Elements describes trackers only, so the parameters of an analysis tool are not checked,",
    )
)

_STATE = r"""
state:
  description:
    - V(present) makes sure that the object exists and is as described, V(absent) that it does not exist.
    - V(exists) creates the object where it does not exist, and changes nothing where it does.
  type: str
  choices: [present, exists, absent]
  default: present
"""

_REMOVED = r"""
assume_removed:
  description:
    - Ids of connections that an earlier task of the play removes. Check mode, in which that task removes nothing, then plans the removal
      of their connector as if they no longer existed. A run ignores the option and looks at the server.
  type: list
  elements: int
"""

_PLURAL = r"""
src:
  description:
    - A JSON or YAML file with the list, in place of O(config). The plugin reads it itself, which is much faster than
      variables for thousands of entries.
    - The file is read on the controller, wherever the task runs. A relative path is searched as for the modules of Ansible,
      in C(files/) of the role and beside the playbook, not in the current folder.
    - The file may be encrypted with Ansible Vault, or contain values that are. Templates in it are not evaluated.
  type: path
state:
  description:
    - V(merged) creates what is missing and updates what differs.
    - V(overridden) does the same and deletes what is not listed.
    - V(deleted) deletes what is listed.
    - V(gathered) changes nothing and returns what the server has, in the form of O(config).
  type: str
  choices: [merged, overridden, deleted, gathered]
  default: merged
max_deletes:
  description:
    - The most objects that a run may delete. If there were more, it fails before it writes anything, and names them.
  type: int
  default: 10
concurrency:
  description:
    - How many requests may be under way at a time, writes as well as lists that are read side by side. From 1 to 64.
      After the first failure no further write is begun.
  type: int
  default: 8
atomic:
  description:
    - Whether several changes are written by one request, as a transaction of the server (a composite request), where the server has them.
      Servers before 2024.3 do not.
    - V(never) sends one plain request for each change, O(concurrency) at a time.
    - V(auto) sends two or more changes as composite requests, one after another, of 10, 20, 40, then 50 changes. They grow as long as an
      answer comes within a third of O(timeout). A failure names the entry, and nothing of its request is kept. What earlier requests wrote
      stays.
    - With V(auto) a server or user without composite requests gets plain requests, and C(not_atomic) in the result says why. So do single
      changes that cannot be part of one, such as texts with C(@{) and updates of servers that take PUT only.
    - V(require) writes everything in one composite request, or nothing. The task fails before the first write, in check mode too, where the
      server has none, or where the changes do not fit in one (50 changes, 10 MB). A single change is a plain request.
    - An answer to a composite request is waited for longer than for others, O(timeout) for each ten changes begun, 300 seconds at most. If
      it is lost, its changes are looked for during O(settle_timeout) before they are sent once more.
    - If not set, the environment variable E(SDE_ATOMIC) is used.
  type: str
  choices: [never, auto, require]
  default: never
  version_added: 2.0.0
save_plan:
  description:
    - File in which the plan of the task is saved, as JSON, for review and for O(approved_plan). In check mode too, where nothing is
      written to the server. A task that fails saves no plan.
    - It has what is created, updated and deleted, and what is written to it. It never has the value of a secret, only which secrets get
      one.
    - The file is written on the controller, wherever the task runs, with mode 0600. A relative path starts in the folder of the
      playbook, and missing folders are made.
  type: path
  version_added: 2.0.0
approved_plan:
  description:
    - File that O(save_plan) wrote, of a plan that was reviewed. Unless this run would write the same, the task fails before the first
      write, in check mode too, and returns what differs.
    - The values of secrets are not compared, since a plan does not have them, nor is what the objects had before.
    - A plan for another server, module or O(state) is refused.
    - The file is read on the controller, and a relative path is searched as that of O(src).
    - Where it does not exist, nothing may be written.
  type: str
  version_added: 2.0.0
"""

_SCOPE = r"""
scope:
  description:
    - How far O(state=overridden) reaches. V(projects) deletes in the projects that O(config) lists only, V(all) in all.
  type: str
  choices: [projects, all]
  default: projects
within_connectors:
  description:
    - Connectors, each by its name or id. With O(state=overridden) only connections of these connectors are deleted. An empty list
      deletes none.
    - If not given, connections of all connectors are deleted that O(config) does not list.
  type: list
  elements: raw
"""


def _options(*texts: str) -> str:
    return "options:\n" + indent("".join(texts), "  ")


def _plural(entry: str, *more: str) -> str:
    entry = entry.replace("O(", "O(config[].")
    config = (
        "config:\n  description:\n    - The objects, each as the singular module describes it.\n  type: list\n  elements: dict\n"
        "  suboptions:\n" + indent(entry, "    ")
    )
    return _options(config, _PLURAL, *more)


#: The fragments: options of one object, and of lists of them. Made by a call, since linters take a class for plain text.
ModuleDocFragment = type(
    "ModuleDocFragment",
    (),
    {
        "ALM_CONNECTOR": _options(_CONNECTOR, _STATE, _REMOVED),
        "ALM_CONNECTION": _options(_CONNECTION, _STATE),
        "ANALYSIS_CONNECTOR": _options(_ANALYSIS_CONNECTOR, _STATE, _REMOVED),
        "ANALYSIS_CONNECTION": _options(_ANALYSIS, _STATE),
        "ALM_CONNECTORS": _plural(_CONNECTOR, _REMOVED),
        "ALM_CONNECTIONS": _plural(_CONNECTION, _SCOPE),
        "ANALYSIS_CONNECTORS": _plural(_ANALYSIS_CONNECTOR, _REMOVED),
        "ANALYSIS_CONNECTIONS": _plural(_ANALYSIS, _SCOPE),
    },
)
