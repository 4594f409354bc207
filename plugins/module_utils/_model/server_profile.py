# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Derive the behaviour of a server from its answers. Pure functions.

This file is private to the collection. Every function takes data of any form: a server may be broken, or none of SD Elements. What is not
understood is C(unknown). Nothing here returns a text of the server but names of params: no name of an object, no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Optional
from urllib.parse import urlsplit

from .._api.answers import Answer
from .._api.masks import surely_plain
from .._api.secret_names import is_secret_key
from .dialect import as_text, canonical_key, says_issue_tracker, system_of
from .remote import number
from .schema import Schemas

UNKNOWN = "unknown"

#: Words in paths, those of current servers first.
WORDS = ("issue-tracker", "alm")

#: How a question about a server is settled.
READS, SANDBOX, NEVER = "reads", "sandbox", "never"

#: What a profile answers besides its documented parts, and how: C(docs/server-profile.md) has each in words.
QUESTIONS: dict[str, str] = {
    **dict.fromkeys(
        (
            "param_prefix",
            "secrets.accessible",
            "secrets.inaccessible",
            "system_form",
            "filters",
            "rights",
            "release",
            "connector_params_visible",
            "params_visible",
            "masked_params",
            "data_params",
            "status_mappings",
            "echo",
            "last_successful_run",
            "fields",
            "business_unit_form",
            "ids",
            "debug_mode",
            "in_progress",
            "last_job",
            "analysis_connector_params",
            "verification_categories",
            "connection_filters",
            "filter_invalid",
            "lookups",
            "exclude",
            "unknown_filters",
            "bare_list",
            "next_host",
            "page_size_default",
            "page_size_max",
            "archived",
            "project_fields",
            "project_names",
            "advanced_alm",
            "unknown_address",
            "connectors_unknown",
            "connections_unknown",
            "jobs_unknown",
            "plugins_unknown",
            "tests_unknown",
            "integrations_project_key",
            "all_jobs",
            "mapping",
            "not_found",
            "html_errors",
        ),
        READS,
    ),
    **dict.fromkeys(
        (
            "connectors_update",
            "connections_update",
            "connectors_delete",
            "connections_delete",
            "connector_delete_used",
            "patch_params",
            "replace_keeps_secrets",
            "write_answer_secrets",
            "unknown_params",
            "inherited_params",
            "param_errors",
            "normalise",
            "trim_names",
            "unique_names",
            "unique_aliases",
            "require_status_mapping",
            "composite_rollback",
            "composite_status",
            "composite_max",
            "create_answer",
            "read_lag",
        ),
        SANDBOX,
    ),
    **dict.fromkeys(
        (
            "mask",
            "body_limit",
            "throttle",
            "latency_ms",
            "test_result",
            "inaccessible_sync",
            "sync_result",
        ),
        NEVER,
    ),
}

#: Keys of an answer with pages.
_PAGES = frozenset(("count", "next", "previous"))

_DOTS_ONLY = re.compile(r"[*\u2022\u25cf\u00b7\u2217xX]+")
_DOTS_AND_TAIL = re.compile(r"[*\u2022\u25cf\u00b7\u2217xX]{2,}[^*\u2022\u25cf\u00b7\u2217]{1,8}")
_PARAM = re.compile(r"[a-z][a-z0-9_]{0,60}")
_RELEASE = re.compile(r"[0-9A-Za-z][0-9A-Za-z .+_-]{0,39}")

#: What the forms in which reads show secrets are called in C(secrets).
COARSE = {"masked_tail": "masked", "placeholder": "masked", "null": "empty"}


def outcome(answer: Optional[Answer]) -> str:
    """Return what an answer says of its address: C(list), C(data), C(forbidden), C(404), C(405), C(login) (a redirect), C(page)."""
    if answer is None:
        return UNKNOWN
    if answer.redirect:
        return "login"
    if answer.status in (404, 405):
        return str(answer.status)
    if answer.status in (401, 403):
        return "forbidden"
    if not 200 <= answer.status < 300:
        return UNKNOWN
    if rows_of(answer) is not None:
        return "list"
    if answer.data is not None:
        return "data"
    return "page" if is_page(answer) else UNKNOWN


def takes_post(answer: Answer, nowhere: Optional[Answer], *, has_word: bool) -> bool:
    """Return whether the refusal of a read is that of an address that exists and takes other methods, or is forbidden to the user.

    :param nowhere: the answer of an address that does not exist, which may be 405 too.
    """
    how = outcome(answer)
    if how != "405":
        return how == "forbidden"
    unlike = nowhere is None or outcome(nowhere) != how or nowhere.allow != answer.allow
    return "POST" in answer.allow or (unlike and not (has_word and answer.allow))


def is_page(answer: Answer) -> bool:
    """Return whether the body is an HTML page."""
    return answer.kind.startswith("an HTML")


def rows_of(answer: Optional[Answer]) -> Optional[list[dict[str, Any]]]:
    """Return the objects of a list's answer, or None for any other answer."""
    if answer is None or not 200 <= answer.status < 300:
        return None
    found = answer.data.get("results") if isinstance(answer.data, dict) else answer.data
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else None


def object_of(answer: Optional[Answer]) -> dict[str, Any]:
    """Return the object of an answer; empty where there is none."""
    if answer is None or not 200 <= answer.status < 300 or not isinstance(answer.data, dict):
        return {}
    return answer.data


def total_of(answer: Optional[Answer]) -> Optional[int]:
    """Return how many objects a list has, where it says so or comes whole."""
    rows = rows_of(answer)
    if answer is None or rows is None:
        return None
    if has_pages(answer):
        count = answer.data.get("count")
        return count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None
    return len(rows)


def has_pages(answer: Optional[Answer]) -> bool:
    """Return whether a list comes in pages."""
    return answer is not None and isinstance(answer.data, dict) and bool(_PAGES & set(answer.data))


def paging_of(asked: Optional[Answer], plain: Optional[Answer]) -> str:
    """Return when a list comes in pages: C(opt_in) (when asked for), C(forced) (always), C(none).

    :param asked: its answer where a page was asked for; ``plain``: where none was; None if it was not tried.
    """
    if rows_of(asked) is None:
        return UNKNOWN
    if not has_pages(asked):
        return "none"
    return UNKNOWN if rows_of(plain) is None else "forced" if has_pages(plain) else "opt_in"


def cap_of(answer: Optional[Answer], asked: int) -> Optional[int]:
    """Return the largest page size, where a page is smaller than what was asked for and not the last one."""
    rows, total = rows_of(answer), total_of(answer)
    return len(rows) if rows and total is not None and len(rows) < min(asked, total) else None


def next_host_of(answer: Optional[Answer], origin: str) -> str:
    """Return whether the link to the next page names this server (C(same)) or C(other)."""
    link = answer.data.get("next") if answer is not None and isinstance(answer.data, dict) else None
    if not isinstance(link, str) or not link:
        return UNKNOWN
    try:
        there, here = urlsplit(link), urlsplit(origin)
        return "same" if not there.netloc or (there.scheme, there.netloc.lower()) == (here.scheme, here.netloc) else "other"
    except ValueError:
        return UNKNOWN


def filter_of(filtered: Optional[Answer], total: Optional[int]) -> str:
    """Return what a server makes of a filter that no object matches: C(honoured), C(ignored) or C(refused).

    :param total: how many objects the list has without it.
    """
    if filtered is not None and filtered.status == 400:
        return "refused"
    rows = rows_of(filtered)
    if rows is None or not total:
        return UNKNOWN
    return "ignored" if rows else "honoured"


def rights_of(options: Optional[Answer], methods: Iterable[str]) -> str:
    """Return the rights of the user from the actions that Django REST framework lists: C(full) or C(read_only)."""
    data = object_of(options)
    if "POST" not in methods or "renders" not in data:
        return UNKNOWN
    actions = data.get("actions")
    return "full" if isinstance(actions, dict) and "POST" in actions else "read_only"


def prefix_of(names: Iterable[Mapping[str, Any]]) -> str:
    """Return how params are named, by params or their names."""
    found = list(names)
    if any(says_issue_tracker(params) for params in found):
        return "issue_tracker"
    return "alm" if any(key.startswith("alm_") for params in found for key in params) else UNKNOWN


def params_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the params of an object by their names inside the collection; empty where it shows none."""
    params = row.get("params")
    return {canonical_key(key): value for key, value in params.items()} if isinstance(params, dict) else {}


def visible_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return whether objects show their params: C(shown), C(absent), C(null), C(empty)."""
    if not rows:
        return UNKNOWN
    if any(params_of(row) for row in rows):
        return "shown"
    if not any("params" in row for row in rows):
        return "absent"
    hidden = [row["params"] for row in rows if "params" in row]
    return "null" if all(params is None for params in hidden) else "empty" if all(params in (None, {}) for params in hidden) else UNKNOWN


def form_of(name: str, value: Any) -> str:
    """Return how one secret is shown."""
    if value is None:
        return "null"
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return "empty"
        if surely_plain(name, value, frozenset((name,))):
            return "clear"
        if _DOTS_ONLY.fullmatch(text):
            return "masked"
        if _DOTS_AND_TAIL.fullmatch(text):
            return "masked_tail"
    return "placeholder"


def secret_form_of(rows: Iterable[Mapping[str, Any]], schemas: Schemas) -> str:
    """Return how reads show the secrets of these objects. One that masks some masks; where one shows some in clear, others may be empty."""
    forms: set[str] = set()
    for row in rows:
        params = params_of(row)
        if not params:
            continue
        secret = set(schemas.secrets(_system_id(row)))
        found = {name: value for name, value in params.items() if name in secret or is_secret_key(name)}
        forms.update(form_of(name, value) for name, value in found.items())
        if not found:
            forms.add("omitted")
    order = ("masked_tail", "masked", "placeholder", "clear", "null", "empty", "omitted")
    return next((form for form in order if form in forms), UNKNOWN)


def masked_params_of(rows: Iterable[Mapping[str, Any]], schemas: Schemas) -> str:
    """Return the names of params, not secret, that reads show as a mask, with commas; C(none)."""
    names: set[str] = set()
    shown = False
    for row in rows:
        secret = set(schemas.secrets(_system_id(row)))
        for name, value in params_of(row).items():
            shown = True
            if name not in secret and not is_secret_key(name) and _PARAM.fullmatch(name) and not surely_plain(name, value):
                names.add(name)
    return ",".join(sorted(names)) if names else "none" if shown else UNKNOWN


def data_params_of(rows: Iterable[Mapping[str, Any]], schemas: Schemas) -> str:
    """Return whether trackers have params in common that are objects or lists, and the description says so.

    C(described) or C(undescribed). That they have none cannot be seen: a param that is not set is not shown.
    """
    shown = [
        (schemas.of(_system_id(row)), name) for row in rows for name, value in params_of(row).items() if isinstance(value, (dict, list))
    ]
    if any(plugin is None or name not in plugin.fields for plugin, name in shown):
        return "undescribed"
    fields = [field for plugin in schemas.all for field in plugin.fields.values()]
    return "described" if any(field.form in (dict, list) and field.name.startswith("alm_") for field in fields) else UNKNOWN


def status_mappings_of(schemas: Schemas) -> str:
    """Return whether systems have status mappings in place of the params of older releases: C(required), C(offered) or C(absent)."""
    fields = [field for plugin in schemas.all for field in plugin.fields.values()]
    mappings = [field for field in fields if field.form is dict and "status" in field.name and not field.name.startswith("task_")]
    if not mappings:
        return "absent" if fields else UNKNOWN
    return "required" if any(field.required for field in mappings) else "offered"


def echo_of(rows: Iterable[Mapping[str, Any]], schemas: Schemas) -> str:
    """Return how params come back that are booleans by their description: C(as_is), C(text) (true), C(reordered) (True)."""
    for row in rows:
        plugin = schemas.of(_system_id(row))
        for name, value in params_of(row).items():
            if isinstance(value, bool):
                return "as_is"
            if plugin and name in plugin.fields and plugin.fields[name].type == "boolean" and isinstance(value, str):
                form = {"true": "text", "false": "text", "True": "reordered", "False": "reordered"}.get(value)
                if form:
                    return form
    return UNKNOWN


def last_run_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return whether params of connections have C(last_successful_run): C(shown), or C(absent) although a sync succeeded."""
    found = UNKNOWN
    for row in rows:
        params, job = params_of(row), row.get("last_job")
        if "last_successful_run" in params:
            return "shown"
        if params and isinstance(job, dict) and job.get("succeeded") is True:
            found = "absent"
    return found


def system_form_of(rows: Sequence[Mapping[str, Any]], single: Mapping[str, Any], schemas: Schemas) -> str:
    """Return the form of C(system): C(object), C(object_short) (single connections lack the short name), C(text), C(id_text).

    :param single: a connection as it is read by itself.
    """
    values = [row["system"] for row in rows if row.get("system")]
    if any(isinstance(value, dict) for value in values):
        alone = single.get("system")
        listed = any(isinstance(value, dict) and "short_name" in value for value in values)
        return "object_short" if listed and isinstance(alone, dict) and alone and "short_name" not in alone else "object"
    texts = [value for value in values if isinstance(value, str)]
    if not texts:
        return UNKNOWN
    ids = {plugin.system.get("id") for plugin in schemas.all}
    return "id_text" if all(text in ids if ids else text == text.lower() for text in texts) else "text"


def shape_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return whether connectors have the fields of release 4.2 and later: C(current), or C(early)."""
    return UNKNOWN if not rows else "current" if any("inaccessible" in row for row in rows) else "early"


def ids_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the type of ids."""
    ids = [row["id"] for row in rows if number(row.get("id")) is not None]
    return UNKNOWN if not ids else "text" if any(isinstance(id, str) for id in ids) else "int"


def has_key(rows: Sequence[Mapping[str, Any]], key: str, there: str, missing: str) -> str:
    """Return one of two words by whether objects have a key."""
    return UNKNOWN if not rows else there if any(key in row for row in rows) else missing


def in_progress_of(listed: Sequence[Mapping[str, Any]], single: Mapping[str, Any]) -> str:
    """Return which answers have C(in_progress): C(list), C(always), C(never)."""
    if not listed or not single:
        return UNKNOWN
    return "always" if "in_progress" in single else has_key(listed, "in_progress", "list", "never")


def categories_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return where C(verification_categories) stands: C(connector), C(system), C(absent)."""
    if any("verification_categories" in row for row in rows):
        return "connector"
    systems = [row["system"] for row in rows if isinstance(row.get("system"), dict)]
    return has_key(systems, "verification_categories", "system", "absent") if systems else UNKNOWN if not rows else "absent"


def business_unit_form_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the form of an application's business unit."""
    units = [row["business_unit"] for row in rows if row.get("business_unit") is not None]
    return UNKNOWN if not units else "object" if isinstance(units[0], dict) else "id"


def repeated(rows: Iterable[Mapping[str, Any]], *keys: str) -> bool:
    """Return whether two objects have the same values under these keys."""
    seen: set[str] = set()
    for row in rows:
        if all(isinstance(row.get(key), (str, int)) for key in keys):
            identity = repr([row[key] for key in keys])
            if identity in seen:
                return True
            seen.add(identity)
    return False


def frequency_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return C(true) where a connection has another frequency than C(manually); that there may be none cannot be seen."""
    known = ("hourly", "daily", "weekly", "monthly")
    return "true" if any(row.get("frequency") in known for row in rows) else UNKNOWN


def archived_of(listed: Optional[int], everything: Optional[int], alone: Sequence[Optional[Answer]]) -> str:
    """Return how archived projects are read: C(shown) in lists, C(hidden) there, C(unread) by id too, C(listed): by id never.

    :param listed: how many projects the list has, ``everything``: with C(active=all).
    :param alone: the answers to reads of one by its id, without and with C(active=all); none where there is no archived project.
    """
    if listed is None or everything is None or not alone:
        return UNKNOWN
    if listed >= everything:
        return "shown"
    forms = {("data", "data"): "hidden", ("404", "data"): "unread", ("404", "404"): "listed"}
    return forms.get((outcome(alone[0]), outcome(alone[-1])), UNKNOWN)


def release_of(answer: Optional[Answer]) -> str:
    """Return the release that a server names (super-users only)."""
    release = object_of(answer).get("release")
    name = release.get("name") if isinstance(release, dict) else release
    return name if isinstance(name, str) and _RELEASE.fullmatch(name) else UNKNOWN


def user_of(answer: Optional[Answer]) -> Optional[dict[str, Any]]:
    """Return the user of the token."""
    found = object_of(answer)
    shown = {"id": number(found.get("id")), "email": as_text(found.get("email")) or None}
    return shown if any(shown.values()) else None


def refusal_form_of(data: Any, names: Iterable[str]) -> str:
    """Return the shape of a refused param: C(nested) (C({"params": {"x": [..]}})), C(list) (C({"params": ["x: .."]})), C(flat)."""
    if not isinstance(data, dict):
        return UNKNOWN
    inner = data.get("params")
    if isinstance(inner, dict):
        return "nested"
    if inner is not None:
        return "list"
    return "flat" if {canonical_key(key) for key in data if isinstance(key, str)} & set(names) else UNKNOWN


def open_questions(profile: Mapping[str, Any], settled: Iterable[str] = (), partly: Iterable[str] = ()) -> list[str]:
    """Return the questions that a profile does not answer, in their order.

    :param settled: questions whose answer stands elsewhere in the profile; ``partly``: those that have only a part of their answer.
    """
    answered, again = set(settled), set(partly)
    return [name for name in QUESTIONS if name in again or (name not in answered and value_at(profile, name) in (None, UNKNOWN))]


def value_at(profile: Mapping[str, Any], path: str) -> Any:
    """Return what a profile has at a path with dots; None where it has nothing."""
    found: Any = profile
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _system_id(row: Mapping[str, Any]) -> Optional[str]:
    system = system_of(row.get("system"))
    return system and as_text(system.get("id")) or None
