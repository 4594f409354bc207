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
      - V(exists) creates the object if it does not exist, and does not change an existing object.
    type: str
    choices: [present, exists, absent]
    default: present
"""

    MANY = r"""
options:
  src:
    description:
      - A JSON or YAML file that contains the list, instead of O(config). For thousands of entries, a file is much faster than a variable.
      - The file is read on the controller, even if the task runs on another host. A relative path is searched for in C(files/) of the role
        and in the folder of the playbook, as for Ansible's own modules, but not in the current folder.
      - The file, or single values in it, may be encrypted with Ansible Vault. Templates in the file are not evaluated.
    type: path
  state:
    description:
      - V(merged) creates missing objects and updates objects that differ.
      - V(overridden) does the same, and deletes the objects that are not listed.
      - V(deleted) deletes the listed objects.
      - V(gathered) changes nothing, and returns the objects on the server in the format of O(config).
    type: str
    choices: [merged, overridden, deleted, gathered]
    default: merged
  max_deletes:
    description:
      - The maximum number of objects that a run may delete. A run that would delete more fails before the first write and lists
        the objects.
    type: int
    default: 10
  concurrency:
    description:
      - Number of parallel requests, both for writes and for the pages of lists. From 1 to 64.
      - SD Elements serves requests with an API token from a small pool of workers, so the default is low. Raise the value for
        a server with high latency and free workers.
      - The pages of a list are read in parallel if the server numbers the pages and reports the number of objects. Otherwise they are
        read sequentially.
      - After the first failure no further write is sent. If the server throttles requests (429), they are sent one at a time until one
        succeeds.
      - Before version 2.0.0 the default was 8.
      - If not set, the environment variable E(SDE_CONCURRENCY) is used.
    type: int
    default: 4
  atomic:
    description:
      - Whether several changes are written in one composite request, which is a transaction on the server. Servers before 2024.3 do not
        support composite requests.
      - V(never) sends one plain request for each change, O(concurrency) of them in parallel.
      - V(auto) sends two or more changes in composite requests, one request after another. The requests contain 10, 20, 40, then 50
        changes, and grow as long as the response arrives within a third of O(timeout). If a request fails, the error message names the
        entry, and the server stores no change of this request. Changes of earlier requests remain.
      - With V(auto), plain requests are used if the server or the user cannot use composite requests; C(not_atomic) in the result shows the
        reason. Plain requests are also used for single changes that cannot be part of a composite request, such as texts with C(@{), and
        updates on servers that accept only PUT.
      - V(require) writes everything in one composite request, or nothing. The task fails before the first write, in check mode too, if the
        server does not support composite requests, or if the changes exceed one request (50 changes, 10 MB). A single change is sent as
        a plain request.
      - The time-out of a composite request is O(timeout) for every ten changes or part of ten, at most 300 seconds. If the response is
        lost, the task looks for the changes during O(settle_timeout) before it sends them once more.
      - If not set, the environment variable E(SDE_ATOMIC) is used.
    type: str
    choices: [never, auto, require]
    default: never
    version_added: 2.0.0
  save_plan:
    description:
      - File in which the plan of the task is saved as JSON, for review and for O(approved_plan). The plan is also saved in check mode. A
        task that fails saves no plan.
      - The plan contains the objects that are created, updated and deleted, and the values that are written. It contains the names of the
        secrets that are written, but never their values.
      - The file is written on the controller, even if the task runs on another host, with mode 0600. A relative path is relative to the
        folder of the playbook. Missing folders are created.
    type: path
    version_added: 2.0.0
  approved_plan:
    description:
      - File with a reviewed plan, as O(save_plan) wrote it. If this run would write anything else, the task fails before the first write,
        in check mode too, and returns the differences.
      - The values of secrets are not compared, because a plan does not contain them. The previous values of the objects are not compared
        either.
      - A plan for another server, module or O(state) is refused.
      - The file is read on the controller. A relative path is searched for as that of O(src).
      - If the file does not exist, the task fails unless there is nothing to write.
    type: str
    version_added: 2.0.0
"""

    CONNECTIONS = r"""
options:
  scope:
    description:
      - The projects in which O(state=overridden) deletes connections. V(projects) means only the projects that O(config) lists, V(all)
        means all projects.
    type: str
    choices: [projects, all]
    default: projects
  within_connectors:
    description:
      - Names or ids of connectors. With O(state=overridden), only connections of these connectors are deleted. With an empty list,
        no connection is deleted.
      - If not set, connections of any connector are deleted if O(config) does not list them.
    type: list
    elements: raw
    version_added: 2.0.0
  assume_renamed:
    description:
      - Connectors that an earlier task of the play renames. In check mode, that task renames nothing, so this option lets the task find
        the connectors by their new names. Outside check mode, the option is ignored.
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
      - Ids of connections that an earlier task of the play removes. In check mode, that task removes nothing, so this option lets the task
        plan the removal of their connector as if they no longer existed. Outside check mode, the option is ignored.
    type: list
    elements: int
    version_added: 2.0.0
"""
