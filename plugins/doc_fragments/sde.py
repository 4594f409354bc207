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
      - Address of the SD Elements server, for example V(https://sde.example.com). Give only scheme, host and port. A trailing slash is
        allowed.
      - If SD Elements shows the token as C(token@host), set this option to the host and O(sde_token) to the token. Write an
        internationalized domain name in its ASCII form (C(xn--...)).
      - If not given, the environment variable E(SDE_URL), then E(SDE_HOST) is used. An empty environment variable counts as
        not set, here and for the other options.
    type: str
    required: true
  sde_token:
    description:
      - API token of an SD Elements user. The task has the permissions of this user. The token is sent only to O(sde_url), and never shown.
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
      - File or folder with the PEM certificates of the CA that signed the server's certificate. Needed for a private CA.
      - In a folder, the files with OpenSSL's hashes as names (which C(openssl rehash) creates) are used. If there are none, the files
        C(*.pem), C(*.crt) and C(*.cer) are used.
      - If not given, the environment variable E(SDE_CA_PATH) is used, then E(REQUESTS_CA_BUNDLE), E(CURL_CA_BUNDLE),
        E(SSL_CERT_FILE), E(SSL_CERT_DIR), then the certificates that C(requests) provides.
      - With a local connection, a relative path is searched for in C(files/) of the role and in the folder of the playbook, as for
        Ansible's own modules. With another connection, the file must be on the host where the module runs.
    type: path
  allow_http:
    description:
      - Whether O(sde_url) may use C(http://) for a host other than the local one. The token is then sent over the network
        unencrypted.
      - If not given, the environment variable E(SDE_ALLOW_HTTP) is used.
    type: bool
    default: false
  timeout:
    description:
      - Seconds to wait for a connection, and then for the complete response. From 1 to 3600.
      - If not given, the environment variable E(SDE_TIMEOUT) is used.
    type: int
    default: 30
  retries:
    description:
      - How often to retry a request that was throttled (429), failed at a gateway (502, 503, 504) or lost its connection. From 0 to 100.
      - The pauses between retries grow. C(Retry-After) is honoured up to 60 seconds.
      - A request that creates an object is not retried like this if its response was lost. See O(settle_timeout).
    type: int
    default: 4
  settle_timeout:
    description:
      - If the response to a POST is lost, the server may have created the object, or may still create it. This is the case after 502, 503
        or 504 from a gateway, a time-out or a lost connection. The task then searches for the object for this number of seconds.
      - The search uses the object's identity, with growing pauses. If it finds nothing, and two more searches find nothing, the POST is
        sent once more, unless O(retries=0). If the result is still unknown, the task fails with RV(ignore:changed=true).
      - Refused connections and throttled requests (429) were not applied. They are only retried, as O(retries) defines.
      - After a successful write, reads are repeated for up to O(timeout) seconds until they show the change.
      - From 0 to 86400. If not given, the environment variable E(SDE_SETTLE_TIMEOUT) is used.
    type: int
    default: 300
    version_added: 2.0.0
  page_size:
    description:
      - How many objects to request per page of a list. From 1 to 10000.
      - A response larger than 64 MiB is not read. Lower the value if this happens.
    type: int
    default: 100
  api_dialect:
    description:
      - Spelling of the API's paths and param names. Current servers use C(issue-tracker) in paths and C(issue_tracker_) in param names.
        Older servers use C(alm) and C(alm_).
      - V(auto) tries C(issue-tracker) first. It tries C(alm) if this path does not exist on the server (404, 405, a redirect or an HTML
        page). The spelling is detected separately for connectors, connections, jobs, descriptions of systems, and connectivity tests.
      - The other values set the spelling for the paths of connectors and connections, and the prefix of params.
      - In tasks, you can write params in either spelling, with any server.
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
      - No write is sent in check mode. The server's own connectivity test stores nothing, so it also runs in check mode if it is enabled.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in check mode), when in diff mode.
    support: full
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: partial
    details:
      - With C(update_secrets=always) a secret that the server does not show is sent, and reported as changed, in each run.
"""
