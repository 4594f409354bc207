# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of all modules, each written once. Their words are in the documentation fragments of the same names.

This file is private to the collection.
"""

from __future__ import annotations

import os
from typing import Any

from ansible.module_utils.basic import AnsibleFallbackNotFound

from .._api.turns import AT_ONCE
from .._model.entries import in_digits

FREQUENCIES = ["hourly", "daily", "weekly", "monthly", "manually"]


def environment(*names: str) -> str:
    """Return the first of these environment variables that has text. An empty one counts as not set."""
    for name in names:
        value = os.environ.get(name, "")
        if value.strip():
            return value
    raise AnsibleFallbackNotFound


def number_of_environment(*names: str) -> Any:
    """Return the same for an option that is a number."""
    return in_digits(environment(*names))


def sde() -> dict[str, Any]:
    """Connection options of every module."""

    def fallback(*names: str) -> tuple[Any, list[str]]:
        return environment, list(names)

    return {
        "sde_url": {"type": "str", "required": True, "fallback": fallback("SDE_URL", "SDE_HOST")},
        "sde_token": {"type": "str", "required": True, "no_log": True, "fallback": fallback("SDE_TOKEN", "SDE_API_KEY")},
        "validate_certs": {"type": "bool", "default": True, "fallback": fallback("SDE_VALIDATE_CERTS")},
        "ca_path": {"type": "path", "fallback": fallback("SDE_CA_PATH")},
        "allow_http": {"type": "bool", "default": False, "fallback": fallback("SDE_ALLOW_HTTP")},
        "timeout": {"type": "int", "default": 30, "fallback": (number_of_environment, ["SDE_TIMEOUT"])},
        "retries": {"type": "int", "default": 4},
        "settle_timeout": {"type": "int", "default": 300, "fallback": (number_of_environment, ["SDE_SETTLE_TIMEOUT"])},
        "page_size": {"type": "int", "default": 100},
        "api_dialect": {
            "type": "str",
            "choices": ["auto", "alm", "issue_tracker"],
            "default": "auto",
            "fallback": fallback("SDE_API_DIALECT"),
        },
    }


def state() -> dict[str, Any]:
    """The state of one object."""
    return {"state": {"type": "str", "choices": ["present", "exists", "absent"], "default": "present"}}


def params() -> dict[str, Any]:
    """Options that connectors and connections share. Secrets in the two dicts are redacted by key, not by C(no_log)."""
    return {
        "params": {"type": "dict", "no_log": False},
        "secret_params": {"type": "dict", "no_log": False},
        "clear_secrets": {"type": "list", "elements": "str", "no_log": False},
        "left_out": {"type": "list", "elements": "str"},
        "update_secrets": {"type": "str", "choices": ["auto", "always", "on_create"], "default": "auto", "no_log": False},
        "previous_names": {"type": "list", "elements": "str"},
    }


def validate_params() -> dict[str, Any]:
    """The option that checks params against the server's description."""
    return {"validate_params": {"type": "str", "choices": ["warn", "warn_always", "strict", "never"], "default": "warn"}}


def test_connection() -> dict[str, Any]:
    """The server's own connectivity test."""
    return {"test_connection": {"type": "str", "choices": ["never", "on_change", "always"], "default": "never"}}


def analysis_connector() -> dict[str, Any]:
    """One connector to an analysis tool."""
    return {
        "id": {"type": "int"},
        "name": {"type": "str"},
        "system": {"type": "str"},
        "inaccessible": {"type": "bool"},
        **params(),
    }


def alm_connector() -> dict[str, Any]:
    """One connector to a tracker: the same, the server's description of the system, and the connectivity test."""
    return {**analysis_connector(), **validate_params(), **test_connection()}


def place() -> dict[str, Any]:
    """The project of a connection."""
    return {
        "project": {"type": "raw"},
        "external_id": {"type": "str"},
        "application": {"type": "raw"},
        "business_unit": {"type": "raw"},
    }


def analysis_connection() -> dict[str, Any]:
    """One connection of an analysis tool."""
    return {
        "id": {"type": "int"},
        "alias": {"type": "str"},
        **place(),
        "connector": {"type": "raw"},
        "frequency": {"type": "str", "choices": FREQUENCIES},
        "debug_mode": {"type": "bool"},
        **params(),
        **validate_params(),
    }


def alm_connection() -> dict[str, Any]:
    """One connection of a tracker: the same, and the connectivity test."""
    return {**analysis_connection(), **test_connection()}


def sync() -> dict[str, Any]:
    """A sync job."""
    return {
        "connection": {"type": "int"},
        "alias": {"type": "str"},
        **place(),
        "kind": {"type": "str", "choices": ["alm", "analysis"], "default": "alm"},
        "wait": {"type": "bool", "default": False},
        "wait_timeout": {"type": "int", "default": 3600},
        "wait_interval": {"type": "int", "default": 5},
    }


def job_filters() -> dict[str, Any]:
    """Filters of sync jobs."""
    return {
        "connection": {"type": "int"},
        "alias": {"type": "str"},
        **place(),
        "kind": {"type": "str", "choices": ["alm", "analysis", "all"], "default": "all"},
        "succeeded": {"type": "bool"},
        "ready": {"type": "bool"},
        "newest": {"type": "int"},
    }


def raw_read() -> dict[str, Any]:
    """A GET of any address of the API."""
    return {
        "path": {"type": "str", "required": True},
        "query": {"type": "dict", "no_log": False},
        "all_pages": {"type": "bool", "default": False},
    }


def raw_write() -> dict[str, Any]:
    """A write to any address of the API. Secrets in its body are redacted by key, not by C(no_log)."""
    return {
        "method": {"type": "str", "required": True, "choices": ["POST", "PATCH", "PUT", "DELETE"]},
        "path": {"type": "str", "required": True},
        "body": {"type": "raw", "no_log": False},
        "secret_body": {"type": "dict", "no_log": False},
    }


def mapping() -> dict[str, Any]:
    """The countermeasure mapping of a connector."""
    return {"connector": {"type": "raw", "required": True}}


def plugin_filters() -> dict[str, Any]:
    """Filters of the descriptions of systems."""
    return {"id": {"type": "str"}}


def plural(entry: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A list of objects, each with the options of the singular module."""
    return {
        "config": {"type": "list", "elements": "dict", "options": entry, "no_log": False},
        "src": {"type": "path"},
        "state": {"type": "str", "choices": ["merged", "overridden", "deleted", "gathered"], "default": "merged"},
        "max_deletes": {"type": "int", "default": 10},
        "concurrency": {"type": "int", "default": AT_ONCE, "fallback": (number_of_environment, ["SDE_CONCURRENCY"])},
        "atomic": {
            "type": "str",
            "choices": ["never", "auto", "require"],
            "default": "never",
            "fallback": (environment, ["SDE_ATOMIC"]),
        },
        "save_plan": {"type": "path"},
        "approved_plan": {"type": "str"},
        **more,
    }


def scope() -> dict[str, Any]:
    """The options for the scope of C(overridden) and for objects that an earlier task renames."""
    return {
        "scope": {"type": "str", "choices": ["projects", "all"], "default": "projects"},
        "within_connectors": {"type": "list", "elements": "raw"},
        "assume_renamed": {
            "type": "list",
            "elements": "dict",
            "options": {"id": {"type": "int", "required": True}, "name": {"type": "str", "required": True}},
        },
    }


def removed() -> dict[str, Any]:
    """The option for objects that an earlier task removes."""
    return {"assume_removed": {"type": "list", "elements": "int"}}


def connector_filters() -> dict[str, Any]:
    """Filters of connectors."""
    return {"id": {"type": "int"}, "name": {"type": "str"}, "system": {"type": "str"}}


def connection_filters() -> dict[str, Any]:
    """Filters of connections."""
    return {
        "id": {"type": "int"},
        "alias": {"type": "str"},
        **place(),
        "connector": {"type": "raw"},
        "system": {"type": "str"},
        "frequency": {"type": "str", "choices": FREQUENCIES},
        "include_last_job": {"type": "bool", "default": False},
    }


def integration_filters() -> dict[str, Any]:
    """Filters of integrations."""
    return {
        **place(),
        "alias": {"type": "str"},
        "frequency": {"type": "str", "choices": FREQUENCIES},
        "system": {"type": "str"},
        "type": {"type": "str", "choices": ["ALM", "Analysis Tool"]},
        "include_params": {"type": "bool", "default": False},
    }


def project_filters() -> dict[str, Any]:
    """Filters of projects."""
    return {
        "id": {"type": "int"},
        "name": {"type": "str"},
        "external_id": {"type": "str"},
        "application": {"type": "raw"},
        "business_unit": {"type": "raw"},
        "archived": {"type": "bool"},
    }


def sandbox() -> dict[str, Any]:
    """Throw-away objects, or the removal of those of another run."""
    return {**place(), "leave": {"type": "bool", "default": False}, "cleanup": {"type": "str"}}
