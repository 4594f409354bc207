# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source C(sdelements.integrations.integrations) of Event-Driven Ansible."""

from __future__ import annotations

DOCUMENTATION = r"""
---
short_description: Watch the integrations of SD Elements for problems
version_added: 2.0.0
description:
  - Reads the connections of SD Elements at an interval, and sends an event when the problems of one change. A change is a problem that
    appears, such as a sync that fails, or one that is solved.
  - The problems are those of the role C(report), and so are the words of the events.
  - Reads only. Nothing is written to SD Elements, and no tracker is contacted.
  - A server that fails does not end the activation. The failure is logged once, and the source tries again with growing pauses, up to 15
    minutes or O(interval) where that is longer. What changed meanwhile becomes events as soon as the server answers.
  - What was wrong at the last look is kept in memory only; see O(initial).
  - Needs C(requests) and C(ansible-core) for the Python that C(ansible-rulebook) runs with.
options:
  sde_url:
    description:
      - Address of the SD Elements server, for example V(https://sde.example.com). Only the origin.
      - If not given, the environment variable E(SDE_URL), then E(SDE_HOST) is used.
    type: str
    required: true
  sde_token:
    description:
      - API token of an SD Elements user that may read all projects and connections. It is sent to O(sde_url) only, and never shown.
      - If not given, the environment variable E(SDE_TOKEN), then E(SDE_API_KEY) is used.
    type: str
    required: true
  interval:
    description: Seconds between two looks at the server. From 1 to 86400.
    type: int
    default: 300
  problems:
    description:
      - Which problems make events.
      - V(failed), the last sync failed. V(overdue), no sync for two intervals of the frequency. V(never_run), no sync ever.
      - What needs more than reading, such as drift from your files, is found by the playbook C(sdelements.integrations.drift).
    type: list
    elements: str
    choices: [failed, overdue, never_run]
    default: [failed, overdue]
  initial:
    description:
      - Whether problems found by the first poll create events, with C(initial) true.
      - V(true) repeats the events of what is still wrong after each restart of the activation, so that nothing is missed.
      - V(false) repeats nothing, and what appears while the activation does not run makes no event.
    type: bool
    default: true
  validate_certs:
    description:
      - Whether the server's TLS certificate must be valid.
      - If not given, the environment variable E(SDE_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - File or folder with the PEM certificates of the CA that signed the server's certificate, where it is a private one.
      - If not given, the environment variable E(SDE_CA_PATH) is used, then those that C(requests) knows.
    type: path
  allow_http:
    description:
      - Whether C(http://) is accepted in O(sde_url) for an address other than this machine's own.
      - If not given, the environment variable E(SDE_ALLOW_HTTP) is used.
    type: bool
    default: false
  timeout:
    description:
      - Seconds to wait for a connection, and again for an answer to be complete. From 1 to 3600.
      - If not given, the environment variable E(SDE_TIMEOUT) is used.
    type: int
    default: 30
  retries:
    description: Extra tries of a request that was throttled, met a gateway that failed or lost its connection. From 0 to 100.
    type: int
    default: 4
  settle_timeout:
    description: Accepted like the other connection options, and not used, since nothing is written.
    type: int
    default: 300
  page_size:
    description: How many objects to request per page of a list. From 1 to 10000.
    type: int
    default: 100
  api_dialect:
    description:
      - Which word the server has in its paths. V(auto) finds out.
      - If not given, the environment variable E(SDE_API_DIALECT) is used.
    type: str
    choices: [auto, alm, issue_tracker]
    default: auto
"""

EXAMPLES = r"""
- name: Watch with the address and the token of the environment
  sdelements.integrations.integrations:

- name: Watch every ten minutes, also connections that never had a sync
  sdelements.integrations.integrations:
    sde_url: https://sde.example.com
    sde_token: "{{ sde_token }}"
    interval: 600
    problems: [failed, overdue, never_run]
    initial: false
"""

import asyncio
import logging
import sys
from pathlib import Path
from typing import Any

# ansible-rulebook runs this file by its path: Python does not know the collection that it belongs to.
sys.path.insert(0, str(Path(__file__).absolute().parents[7]))

from ansible_collections.sdelements.integrations.plugins.plugin_utils._watch import watch

logger = logging.getLogger("sdelements.integrations.integrations")


async def main(queue: asyncio.Queue[Any], args: dict[str, Any]) -> None:
    """Put events into the queue until the task is cancelled."""
    await watch(queue.put, args, logger)
