# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that the life of every resource is lived on, as switches of the simulator; and the secrets of these lives."""

from __future__ import annotations

from typing import Any

#: Invented. The short one is too short to be looked for wherever it might stand.
PASSWORD = "invented-Passw0rd-93b1"
NEW_PASSWORD = "invented-Passw0rd-04c7"
SHORT = "Zq7"
SECRETS = (PASSWORD, NEW_PASSWORD, SHORT)
#: Not one of those: where it is part of a name, or nothing shows that it is a secret, a result has it.
SHOWN_PASSWORD = "invented-Passw0rd-77d2"

#: A connector, and what is stored of its params.
JIRA: dict[str, Any] = {
    "name": "Jira",
    "system": "jira",
    "params": {
        "alm_server": "jira.example.com",
        "alm_user": "sde-sync",
        "jira_version": 6,
        "sde_min_priority": 8,
        "alm_validate_cert": False,
        "alm_phases": ["development", "requirements"],
        "jira_done_statuses": ["Done", "Closed"],
        "alm_priority_map": {"10": "Blocker", "1-9": "Minor"},
    },
    "secret_params": {"alm_pass": PASSWORD},
}
STORED = {
    "alm_server": "jira.example.com",
    "alm_user": "sde-sync",
    "jira_version": "6",
    "sde_min_priority": "8",
    "alm_validate_cert": False,
    "alm_phases": "development,requirements",
    "jira_done_statuses": "Done,Closed",
    "alm_priority_map": '{"10": "Blocker", "1-9": "Minor"}',
    "alm_pass": PASSWORD,
}


#: What the server shows of any connector to Jira, written by nobody. An update may write it back as it is.
DEFAULTS = {
    "alm_method": "https",
    "conflict_policy": "alm",
    "sde_statuses_in_scope": "TODO",
    "title_format": "$task_id $title",
    "sde_verification_filter": "none,partial,pass,fail",
}
GITHUB: dict[str, Any] = {
    "name": "GitHub",
    "system": "github",
    "params": {"alm_server": "api.github.com", "github_repo_owner": "example"},
    "secret_params": {"alm_api_token": SHORT},
}

BEHAVIOURS: dict[str, dict[str, Any]] = {
    "defaults": {},
    "masked": {"secrets": "masked"},
    "masked_tail": {"secrets": "masked_tail", "write_answer_secrets": "clear"},
    "placeholder": {"secrets": "placeholder"},
    "null": {"secrets": "null"},
    "empty": {"secrets": "empty"},
    "omitted": {"secrets": "omitted"},
    "omitted_but_in_answers": {"secrets": "omitted", "write_answer_secrets": "clear"},
    "clear_if_inaccessible": {"secrets": "clear_if_inaccessible"},
    "replace": {"patch_params": "replace"},
    "replace_masked": {"patch_params": "replace", "secrets": "masked"},
    "replace_omitted": {"patch_params": "replace", "secrets": "omitted"},
    "put": {"connectors_update": "put", "connections_update": "put"},
    "put_masked": {"connectors_update": "put", "connections_update": "put", "secrets": "masked"},
    "both_verbs": {"connectors_update": "both", "connections_update": "both"},
    "text": {"echo": "text"},
    "reordered": {"echo": "reordered", "normalise": "strip"},
    "issue_tracker": {"path_word": "issue-tracker", "side_path_word": "issue-tracker", "param_prefix": "issue_tracker"},
    "issue_tracker_paths": {"path_word": "issue-tracker", "side_path_word": "alm"},
    "system_text": {"system_form": "text"},
    "system_id": {"system_form": "id_text"},
    "ids_as_text": {"ids": "text", "business_unit_form": "id"},
    "pages_forced": {"paging": "forced", "page_size_default": 12, "page_size_max": 12, "next_host": "other:https://elsewhere.example.com"},
    "tiny_pages": {"page_size_max": 1},
    "bare_list": {"bare_list": True},
    "filters_ignored": {"filters": "ignored"},
    "no_plugins": {"plugins": "absent"},
    "names_free": {"unique_names": "free"},
    "inherited_ignored": {"inherited_params": "ignored"},
    "inherited_refused": {"inherited_params": "refused"},
    "last_run_shown": {"last_successful_run": "shown"},
}


def mixed(*names: str) -> dict[str, Any]:
    """The switches of several servers at once."""
    return {switch: position for name in names for switch, position in BEHAVIOURS[name].items()}


#: Servers that differ in several ways at once. A connector of an issue tracker lives on all of BEHAVIOURS, everything else on these.
MIXED = {
    "+".join(names): mixed(*names)
    for names in (
        ("defaults",),
        ("masked", "both_verbs", "system_text", "pages_forced", "issue_tracker"),
        ("omitted", "put", "text", "bare_list", "ids_as_text"),
        ("placeholder", "replace", "reordered", "issue_tracker_paths", "last_run_shown", "filters_ignored"),
        ("masked_tail", "system_id", "names_free", "no_plugins"),
        ("omitted_but_in_answers", "inherited_refused", "tiny_pages"),
        ("clear_if_inaccessible", "put", "inherited_ignored"),
    )
}
#: Those of them whose reads differ; each is cheap to read with hundreds of objects.
READING = tuple(MIXED)[:5]

#: Servers that show secrets otherwise than in clear.
HIDING = sorted(name for name, switches in BEHAVIOURS.items() if switches.get("secrets", "clear") != "clear")


def default_of(name: str) -> dict[str, Any]:
    """What a connection shows that neither it nor its connector has, where no description of the system tells that it is a default."""
    return {"alm_validate_cert": True} if "no_plugins" in name else {}
