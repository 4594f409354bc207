# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the connection options that every module has."""

from __future__ import annotations


class ModuleDocFragment:
    """Connection options, requirements and attributes."""

    DOCUMENTATION = r"""
options:
  sde_url:
    description:
      - Address of the SD Elements server, for example V(https://sde.example.com). Only the origin; a trailing slash is fine.
      - Of the form C(token@host), which SD Elements shows, the host belongs here and the token in O(sde_token). An international
        name is given in its ASCII form (C(xn--...)).
      - If not given, the environment variable E(SDE_URL), then E(SDE_HOST) is used. An empty environment variable counts as
        not set, here and for the other options.
    type: str
    required: true
  sde_token:
    description:
      - API token of the SD Elements user that the task acts as. It is sent to O(sde_url) only, and never shown.
      - If not given, the environment variable E(SDE_TOKEN), then E(SDE_API_KEY) is used.
    type: str
    required: true
  validate_certs:
    description:
      - Whether the server's TLS certificate must be valid.
      - If not given, the environment variable E(SDE_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - File with the PEM certificates of the CA that signed the server's certificate, where it is a private one.
      - Or a folder. Where it has files named by OpenSSL's hashes (as C(openssl rehash) makes them), these are used, else its files
        C(*.pem), C(*.crt) and C(*.cer).
      - If not given, the environment variable E(SDE_CA_PATH) is used, then E(REQUESTS_CA_BUNDLE), E(CURL_CA_BUNDLE),
        E(SSL_CERT_FILE), E(SSL_CERT_DIR), then the certificates that C(requests) brings along.
      - With a local connection a relative path is searched as for the modules of Ansible, in C(files/) of the role and beside
        the playbook. With another connection the file must be on the host where the module runs.
    type: path
  allow_http:
    description:
      - Whether C(http://) is accepted in O(sde_url) for an address other than this machine's own. The token then crosses
        the network unencrypted.
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
    description:
      - Retries of a request that was throttled (429), failed at a gateway (502, 503, 504) or lost its connection.
      - The pauses between retries grow; C(Retry-After) is honoured up to 60 seconds.
      - A create whose answer was lost is not repeated like this; see O(settle_timeout).
      - From 0 to 100.
    type: int
    default: 4
  settle_timeout:
    description:
      - Seconds to search for the object of a POST that may have been applied, before it is sent again. A gateway that answers 502, 503 or
        504, a time-out or a lost connection does not show whether the server behind it still creates the object.
      - The search uses the object's identity, with growing pauses. If two more searches find nothing, the POST is sent
        once more, unless O(retries=0). If that does not settle it either, the task fails with RV(ignore:changed=true).
      - Refused connections and throttled requests (429) were not applied; they are only repeated as O(retries) states.
      - After a successful write, reads are repeated for O(timeout) seconds until they show it.
      - From 0 to 86400. If not given, the environment variable E(SDE_SETTLE_TIMEOUT) is used.
    type: int
    default: 300
    version_added: 2.0.0
  page_size:
    description:
      - How many objects to request per page of a list. From 1 to 10000.
      - An answer of more than 64 MiB is not read.
    type: int
    default: 100
  api_dialect:
    description:
      - Current servers use C(issue-tracker) in paths and C(issue_tracker_) in param names, older ones C(alm).
      - V(auto) tries C(issue-tracker) first, and C(alm) if the server has no such address (404, 405, a redirect or a page).
        The word is detected separately for connectors, connections, jobs, descriptions and tests.
      - The other values set the word for connectors and connections, and the prefix of params.
      - Params may be written in either spelling, with any server.
      - If not given, the environment variable E(SDE_API_DIALECT) is used.
    type: str
    choices: [auto, alm, issue_tracker]
    default: auto
requirements:
  - requests >= 2.25.1
  - urllib3 >= 1.26
"""

    READ = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check mode and return changed status prediction without modifying target.
    support: full
    details:
      - This module does not change anything.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in check mode), when in diff mode.
    support: N/A
    details:
      - This module does not change anything.
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: full
    details:
      - This module does not change anything.
"""

    WRITE = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check mode and return changed status prediction without modifying target.
    support: full
    details:
      - No write is sent in check mode. The server's own connectivity test, which stores nothing, runs there too if it is asked for.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in check mode), when in diff mode.
    support: full
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: partial
    details:
      - With C(update_secrets=always) a secret that the server does not show is sent, and reported as changed, in each run.
"""
