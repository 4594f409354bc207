# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options for one object or a list of objects, such as C(state)."""

from __future__ import annotations


class ModuleDocFragment:
    """Options beside those of the objects. They are plain text, since editors read this file and do not run it."""

    ONE = r"""
options:
  state:
    description:
      - V(present) makes sure that the object exists and is as described, V(absent) that it does not exist.
      - V(exists) creates the object where it does not exist, and changes nothing where it does.
    type: str
    choices: [present, exists, absent]
    default: present
"""

    MANY = r"""
options:
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
      - The most objects that a run may delete. A run that would delete more fails before the first write and names the objects.
    type: int
    default: 10
  concurrency:
    description:
      - How many requests are sent in parallel, writes as well as pages of lists. From 1 to 64.
      - SD Elements answers requests with a token from a small pool of workers, so the default is low. Raise it for a server with high
        latency and free workers.
      - The pages of a list are read in parallel if the server numbers them and counts its objects, else sequentially.
      - After the first failure no further write is sent. A server that throttles (429) gets single requests until it answers.
      - Before version 2.0.0 the default was 8.
      - If not set, the environment variable E(SDE_CONCURRENCY) is used.
    type: int
    default: 4
  atomic:
    description:
      - Whether several changes are written by one request, as a transaction of the server (a composite request), where the server has them.
        Servers before 2024.3 do not.
      - V(never) sends one plain request for each change, O(concurrency) in parallel.
      - V(auto) sends two or more changes as composite requests, one after another, of 10, 20, 40, then 50 changes. They grow as long as
        an answer comes within a third of O(timeout). A failure names the entry, and nothing of its request is kept. What earlier requests
        wrote stays.
      - With V(auto) a server or user without composite requests gets plain requests, and C(not_atomic) in the result says why. So do single
        changes that cannot be part of one, such as texts with C(@{) and updates of servers that take PUT only.
      - V(require) writes everything in one composite request, or nothing. The task fails before the first write, in check mode too, where
        the server has none, or where the changes do not fit in one (50 changes, 10 MB). A single change is a plain request.
      - An answer to a composite request is waited for longer than for others, O(timeout) for each ten changes begun, 300 seconds at most.
        If it is lost, its changes are looked for during O(settle_timeout) before they are sent once more.
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

    CONNECTIONS = r"""
options:
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
  assume_renamed:
    description:
      - Connectors that an earlier task of the play renames. Check mode, in which that task renames nothing, then finds them by their new
        names. A run ignores the option and looks at the server.
    type: list
    elements: dict
    version_added: 2.0.0
    suboptions:
      id:
        description: Id of the connector.
        type: int
        required: true
      name:
        description: Its new name.
        type: str
        required: true
"""

    CONNECTORS = r"""
options:
  assume_removed:
    description:
      - Ids of connections that an earlier task of the play removes. Check mode, in which that task removes nothing, then plans the removal
        of their connector as if they no longer existed. A run ignores the option and looks at the server.
    type: list
    elements: int
"""
