# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Render the behaviour of a server as a page and as a profile.

This file is private to the collection. Both are made from what M(sdelements.integrations.sde_server_info) and
M(sdelements.integrations.sde_server_sandbox) return, and hold for results of any form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any, Optional

from ansible_collections.sdelements.integrations.plugins.module_utils._api.counts import counted
from ansible_collections.sdelements.integrations.plugins.module_utils._model.output import visible
from ansible_collections.sdelements.integrations.plugins.module_utils._model.server_profile import (
    NEVER,
    QUESTIONS,
    READS,
    SANDBOX,
    UNKNOWN,
    value_at,
)

FORMAT, VERSION = "sdelements.integrations server profile", 1

#: What says which server it is, and whose token was used.
_PRIVATE = frozenset(("address", "certificate", "user"))

OK, NOTE, FIX = "ok", "note", "fix"

#: A finding: how it is meant, what was found, why it matters or what to do.
Line = tuple[str, str, str]

#: The permission of each endpoint, by its name of today.
_PERMISSION = "Edit Issue Tracker connections (Global Roles, Integration)"

#: What is not known, in words.
_OPEN: dict[str, str] = {
    "param_prefix": "how params are named",
    "secrets.accessible": "how reads show the secrets of accessible connectors",
    "secrets.inaccessible": "how reads show the secrets of inaccessible connectors",
    "system_form": "the form of a system",
    "filters": "whether filters work",
    "rights": "what the user may write",
    "release": "the release (shown to super-users only)",
    "connector_params_visible": "whether connectors show their params",
    "params_visible": "whether connections show their params",
    "masked_params": "which params besides secrets are masked",
    "data_params": "whether params may be objects",
    "status_mappings": "whether systems have status mappings",
    "echo": "the form in which booleans come back",
    "last_successful_run": "whether connections show their last successful sync",
    "fields": "the fields of connectors",
    "business_unit_form": "the form of a business unit",
    "ids": "the type of ids",
    "debug_mode": "whether connections have debug_mode",
    "in_progress": "which answers have in_progress",
    "last_job": "whether lists show the last job",
    "analysis_connector_params": "whether verification connectors show their params",
    "verification_categories": "where verification categories stand",
    "connection_filters": "the filters of connections",
    "filter_invalid": "the answer to a filter with an id that does not exist",
    "lookups": "whether lookups such as name__icontains work",
    "exclude": "whether fields can be left out of answers",
    "unknown_filters": "the answer to an unknown filter",
    "bare_list": "the form of lists",
    "next_host": "the host in links to pages",
    "page_size_default": "the default page size",
    "page_size_max": "the largest page size",
    "archived": "how archived projects are read",
    "project_fields": "the fields of projects",
    "project_names": "whether project names are unique",
    "advanced_alm": "whether other frequencies than manually are allowed",
    "unknown_address": "the answer to a write to an unknown address",
    "connectors_unknown": "the answer to a write under another word of connectors",
    "connections_unknown": "the answer to a write under another word of connections",
    "jobs_unknown": "the answer to a write under another word of jobs",
    "plugins_unknown": "the answer to a write under another word of plugins",
    "tests_unknown": "the answer to a write under another word of tests",
    "integrations_project_key": "the project's key in integrations/",
    "all_jobs": "whether jobs/ lists the jobs of all kinds",
    "mapping": "whether verification connectors have a mapping",
    "not_found": "the form of a 404",
    "html_errors": "the form of errors",
    "connectors_update": "PATCH or PUT for connectors",
    "connections_update": "PATCH or PUT for connections",
    "connectors_delete": "whether the user may delete connectors",
    "connections_delete": "whether the user may delete connections",
    "connector_delete_used": "what the deletion of a used connector does",
    "patch_params": "whether PATCH merges or replaces params",
    "replace_keeps_secrets": "whether replaced params keep a secret that is not sent",
    "write_answer_secrets": "how answers to writes show secrets",
    "unknown_params": "what happens to params that a system does not have",
    "inherited_params": "what happens to a connector's param on a connection",
    "param_errors": "the form of a refused param",
    "normalise": "whether blanks around params are removed",
    "trim_names": "whether blanks around names are removed",
    "unique_names": "whether names of connectors are unique",
    "unique_aliases": "whether aliases are unique in a project",
    "require_status_mapping": "whether updates need status mappings",
    "composite_rollback": "whether a composite request is rolled back as a whole",
    "composite_status": "the status of a failed composite request",
    "composite_max": "how many requests a composite one takes",
    "create_answer": "the answer to a create",
    "read_lag": "whether reads lag behind writes",
    "mask": "the text of masks (it may contain a part of a secret)",
    "body_limit": "the largest body",
    "throttle": "how many requests a minute are allowed",
    "latency_ms": "how long requests take under load",
    "test_result": "the result of connectivity tests (none was run)",
    "inaccessible_sync": "the answer to a sync of an inaccessible connector (none was started)",
    "sync_result": "the result of syncs (none was started)",
}


def merged(server: Any, sandbox: Any = None) -> dict[str, Any]:
    """Return what reads and the sandbox found, as one."""
    found: dict[str, Any] = dict(server) if isinstance(server, Mapping) else {}
    tried = sandbox.get("findings") if isinstance(sandbox, Mapping) else None
    for path, value in tried.items() if isinstance(tried, Mapping) else ():
        first, _dot, second = str(path).partition(".")
        inner = found.get(first)
        found[first] = {**(inner if isinstance(inner, Mapping) else {}), second: value} if second else value
    unknown = found.get("unknown")
    settled = tried if isinstance(tried, Mapping) else {}
    found["unknown"] = [name for name in unknown if name not in settled] if isinstance(unknown, list) else []
    return found


def profile(server: Any, sandbox: Any = None) -> dict[str, Any]:
    """Return a profile that can be shared: without the user, names and the address."""
    found = merged(server, sandbox)
    return {"format": FORMAT, "version": VERSION, **{key: value for key, value in found.items() if key not in _PRIVATE}}


def page(server: Any, sandbox: Any = None) -> list[str]:
    """Return the page, a line for each finding."""
    found = merged(server, sandbox)
    sections = [(title, list(findings(found))) for title, findings in _SECTIONS]
    tried = list(_sandbox(sandbox))
    sections += [("Sandbox", tried)] if tried else []
    marks = [mark for _title, findings in sections for mark, _what, _then in findings]
    return [
        "SD Elements server check-up",
        *(line for title, findings in sections for line in (f"{title}:", *map(_line, findings))),
        "Not found out:",
        *(f"  {line}" for line in _open(found, sandbox)),
        f"{marks.count(FIX)} to fix, {counted(marks.count(NOTE), 'note')}",
    ]


def _line(finding: Line) -> str:
    mark, what, then = finding
    return f"  [{mark}] {visible('; '.join(filter(None, (what, then))))}"


def _endpoint(found: Mapping[str, Any], name: str) -> Optional[Mapping[str, Any]]:
    endpoint = value_at(found, f"endpoints.{name}")
    return endpoint if isinstance(endpoint, Mapping) else None


def _methods(found: Mapping[str, Any], name: str) -> list[str]:
    methods = (_endpoint(found, name) or {}).get("methods")
    return [each for each in methods if isinstance(each, str)] if isinstance(methods, list) else []


def _at(found: Mapping[str, Any], path: str) -> str:
    value = value_at(found, path)
    return str(value).lower() if isinstance(value, bool) else UNKNOWN if value is None else str(value)


def _address(found: Mapping[str, Any]) -> Iterator[Line]:
    yield OK, f"{_at(found, 'address')} answers as an SD Elements server", ""
    certificate = {
        "checked": (OK, "the certificate is valid", ""),
        "not_checked": (
            FIX,
            "the certificate is not checked, so anybody on the way can read the token",
            "set ca_path, not validate_certs: false",
        ),
        "none": (NOTE, "the connection is not encrypted", "use https:// for anything but a server on this machine"),
    }.get(_at(found, "certificate"))
    if certificate:
        yield certificate
    if _at(found, "release") != UNKNOWN:
        yield OK, f"release {_at(found, 'release')}", ""
    if _at(found, "html_errors") == "true":
        yield NOTE, "errors are HTML pages, so messages cannot quote the server's reason", ""


def _user(found: Mapping[str, Any]) -> Iterator[Line]:
    user = found.get("user")
    name = (user.get("email") or user.get("id")) if isinstance(user, Mapping) else None
    yield (OK, f"the token is of {name}", "") if name else (NOTE, "the server does not show whose token it is", "")
    rights = {
        "full": (OK, "the user may write connectors and connections", ""),
        "read_only": (FIX, "the server offers the user no write, so writes will fail with 403", f"give the user {_PERMISSION}"),
    }
    yield rights.get(_at(found, "rights"), (NOTE, "what the user may write is not shown", f"a write needs {_PERMISSION}"))
    for name, key in (("connectors", "connector_params_visible"), ("connections", "params_visible")):
        if _at(found, key) in ("absent", "null", "empty"):
            yield FIX, f"params of {name} are not shown to the user, so nothing can be compared", f"give the user {_PERMISSION}"


def _words(found: Mapping[str, Any]) -> Iterator[Line]:
    words = {name: _at(found, f"endpoints.{name}.word") for name in ("connectors", "connections", "tests", "jobs", "plugins")}
    known = {name: word for name, word in words.items() if word in ("alm", "issue-tracker", "both")}
    for word in dict.fromkeys(known.values()):
        yield OK, f"{', '.join(name for name in known if known[name] == word)}: {_spelled(word)}", ""
    single = set(known.values()) - {"both"}
    if len(single) > 1:
        yield NOTE, "endpoints use different words", "leave api_dialect at auto: it finds the word of each endpoint"
    elif single == {"alm"}:
        yield NOTE, "api_dialect: auto asks for issue-tracker first", "set api_dialect: alm to save these requests"
    prefix = _at(found, "param_prefix")
    if prefix == UNKNOWN:
        yield NOTE, "the prefix of params is not shown, so that of the path is taken", "create one connector, and run the doctor again"
    else:
        yield OK, f"params begin with {prefix}_", "tasks may use either spelling"
    answers = {"405": "405", "login": "a redirect", "page": "a page with status 200"}
    if _at(found, "unknown_address") in answers:
        yield NOTE, f"an unknown address answers with {answers[_at(found, 'unknown_address')]} instead of 404", ""


def _spelled(word: str) -> str:
    return "both words" if word == "both" else word


def _paging(found: Mapping[str, Any]) -> Iterator[Line]:
    endpoints = found.get("endpoints")
    kinds: dict[str, list[str]] = {}
    for name in endpoints if isinstance(endpoints, Mapping) else ():
        kinds.setdefault(_at(found, f"endpoints.{name}.paging"), []).append(name)
    words = {"forced": "lists always come in pages", "opt_in": "lists come in pages when asked for", "none": "lists come as a whole"}
    for kind, text in words.items():
        if kind in kinds:
            which = f" ({', '.join(kinds[kind])})" if len(set(kinds) & set(words)) > 1 else ""
            yield NOTE if kind == "none" else OK, f"{text}{which}", "a list over 64 MiB cannot be read" if kind == "none" else ""
    if _at(found, "page_size_max") != UNKNOWN:
        yield NOTE, f"pages have at most {_at(found, 'page_size_max')} objects, so long lists take more requests", ""
    if _at(found, "next_host") == "other":
        yield NOTE, "links to pages name another host; they are read from sde_url instead", ""


def _filters(found: Mapping[str, Any]) -> Iterator[Line]:
    yield {
        "honoured": (OK, "filters by name work", ""),
        "ignored": (NOTE, "filters are ignored, so whole lists are read", "put many objects in one task with a plural module"),
        "refused": (NOTE, "filters by name are refused", "put many objects in one task with a plural module"),
    }.get(_at(found, "filters"), (NOTE, "support of filters is not known", ""))
    by = found.get("connection_filters")
    if isinstance(by, list):
        yield OK, f"connections are filtered by {', '.join(map(str, by)) or 'nothing'}", ""
    if _at(found, "unknown_filters") == "refused":
        yield NOTE, "unknown filters are refused", ""


def _secrets(found: Mapping[str, Any]) -> Iterator[Line]:
    hidden = "a changed secret alone is not noticed; set update_secrets: always to rotate one"
    for kind in ("accessible", "inaccessible"):
        form = _at(found, f"secrets.{kind}")
        yield {
            "clear": (NOTE, f"{kind} connectors show secrets in clear", "they are compared; protect the token, which can read them"),
            "masked": (OK, f"{kind} connectors show secrets masked", hidden),
            "omitted": (OK, f"{kind} connectors leave secrets out", hidden),
            "empty": (OK, f"{kind} connectors show secrets as empty", hidden),
        }.get(form, (NOTE, f"{kind} connectors: none shows a secret", "see below"))
    if _at(found, "masked_params") not in (UNKNOWN, "none"):
        yield NOTE, f"also masked: {_at(found, 'masked_params')}", "give these params in every task that updates such an object"


def _changes(found: Mapping[str, Any]) -> Iterator[Line]:
    for name in ("connectors", "connections", "analysis_connectors", "analysis_connections"):
        label = name.replace("analysis_", "verification ")
        endpoint = _endpoint(found, name)
        if endpoint is None:
            yield NOTE, f"{label}: not available", ""
            continue
        methods = [each for each in _methods(found, name) if each not in ("GET", "HEAD", "OPTIONS")]
        if not methods:
            yield NOTE, f"{label}: only read", "manage them in the web interface"
            continue
        yield OK, f"{label}: {', '.join(methods)}", "" if "DELETE" in methods else "they cannot be removed through the API"
        if "PUT" in methods and "PATCH" not in methods and _at(found, "secrets.accessible") not in ("clear", UNKNOWN):
            yield (
                FIX,
                f"{label}: PUT with hidden secrets loses a secret that is not given",
                "give the secret in every task that updates one",
            )
    yield from _tried(found)


def _tried(found: Mapping[str, Any]) -> Iterator[Line]:
    """The findings of the sandbox about writes."""
    lines: dict[str, dict[str, Line]] = {
        "connectors_delete": {"forbidden": (FIX, "the user may not delete connectors", f"give the user {_PERMISSION}")},
        "connections_delete": {"forbidden": (FIX, "the user may not delete connections", f"give the user {_PERMISSION}")},
        "connector_delete_used": {
            "refuse": (OK, "a used connector is not deleted", ""),
            "cascade": (NOTE, "the deletion of a connector deletes its connections", "the collection refuses it while connections use it"),
        },
        "patch_params": {
            "merge": (OK, "PATCH merges params", ""),
            "replace": (NOTE, "PATCH replaces params", "the collection sends all of them; give secrets that reads hide"),
        },
        "replace_keeps_secrets": {
            "true": (OK, "replaced params keep a secret that is not sent", ""),
            "false": (FIX, "replaced params lose a secret that is not sent", "give the secret in every task that updates one"),
        },
        "unknown_params": {
            "stored": (NOTE, "a misspelt param is stored", "leave validate_params at warn"),
            "dropped": (NOTE, "a misspelt param is dropped without an error", "leave validate_params at warn"),
            "refused": (OK, "a misspelt param is refused", ""),
        },
        "inherited_params": {
            "stored": (OK, "a connection may have its own value of a connector's param", ""),
            "ignored": (NOTE, "a connector's param is ignored on a connection", "give it on the connector"),
            "refused": (NOTE, "a connector's param is refused on a connection", "give it on the connector"),
        },
        "unique_names": {
            "enforced": (OK, "names of connectors are unique", ""),
            "free": (NOTE, "two connectors may have the same name", "the collection never chooses one; give the id"),
        },
        "unique_aliases": {
            "enforced": (OK, "aliases are unique in a project", ""),
            "free": (NOTE, "two connections of a project may have the same alias", "the collection never chooses one; give the id"),
        },
        "trim_names": {
            "true": (OK, "blanks around names are removed", "write names without them"),
            "false": (NOTE, "blanks around names are kept", ""),
        },
        "require_status_mapping": {
            "true": (
                FIX,
                "updates of connectors are refused",
                "edit the connector in the web interface first, such as its status mappings",
            ),
        },
        "create_answer": {"empty": (NOTE, "a create is answered without an object, so the object is looked up", "")},
    }
    for name, values in lines.items():
        if _at(found, name) in values:
            yield values[_at(found, name)]
    lag = found.get("read_lag")
    if isinstance(lag, int) and lag > 0:
        yield NOTE, f"reads lag behind writes (by {counted(lag, 'read')})", "the collection waits for timeout seconds"


def _plugins(found: Mapping[str, Any]) -> Iterator[Line]:
    if _endpoint(found, "plugins") is None:
        yield NOTE, "the server does not describe its systems, so names of params are not checked", ""
    else:
        yield OK, "the server describes its systems", "sde_alm_plugin_info shows their params"
    if _at(found, "data_params") in ("described", "undescribed"):
        yield OK, "some params are objects or lists", "write them as YAML dictionaries and lists"

    if _at(found, "status_mappings") == "required":
        yield NOTE, "a connector needs status mappings", "sde_alm_plugin_info shows their names"
    elif _at(found, "status_mappings") == "offered":
        yield (
            NOTE,
            "connectors have status mappings, no done statuses and transitions",
            "sde_alm_plugin_info shows their names",
        )


def _tests(found: Mapping[str, Any]) -> Iterator[Line]:
    if _endpoint(found, "tests") is None:
        yield NOTE, "there is no connectivity test", "leave test_connection out, and set rotate_test: never"
    else:
        yield OK, "there is a connectivity test", "test_connection can be used"


def _jobs(found: Mapping[str, Any]) -> Iterator[Line]:
    if "POST" in _methods(found, "jobs"):
        yield OK, "syncs can be started", ""
    elif _endpoint(found, "jobs") is None:
        yield NOTE, "there are no jobs, so syncs cannot be started or looked at", ""
    else:
        yield NOTE, "syncs cannot be started through the API", "set a frequency instead"
    if _at(found, "all_jobs") in ("present", "with_ldap"):
        yield OK, "jobs/ lists the jobs of all kinds", ""
    if _at(found, "last_job") == "ignored":
        yield NOTE, "connections do not show their last job, so the report reads all jobs", ""


def _composite(found: Mapping[str, Any]) -> Iterator[Line]:
    composite = _at(found, "composite")
    yield {
        "partial": (FIX, "composite requests are not rolled back as a whole", "set atomic: never"),
        "forbidden": (NOTE, "the user may not send composite requests", "set atomic: never"),
        "forbidden_post": (NOTE, "the user may not send composite requests", "set atomic: never"),
    }.get(composite) or (
        (NOTE, "there are no composite requests", "leave atomic at never")
        if "POST" not in _methods(found, "composite")
        else (OK, "composite requests work, and are rolled back as a whole", "set atomic: auto")
        if composite == "present"
        else (NOTE, "there are composite requests", "set atomic: auto once the sandbox showed that they are rolled back as a whole")
    )


#: Keys of the sandbox's result that list its objects.
_TOLD = ("removed", "left")


def _sandbox(result: Any) -> Iterator[Line]:
    """The objects that the sandbox left and removed."""
    if not _ran(result):
        return
    run = result["run"]
    removed, left = (
        [each for each in result[key] if isinstance(each, Mapping)] if isinstance(result.get(key), list) else [] for key in _TOLD
    )
    if removed:
        yield OK, f"run {run}: {counted(len(removed), 'temporary object')} removed", ""
    if left:
        labels = ", ".join(f"{str(each.get('endpoint'))[:-1]} {each.get('id')}" for each in left)
        yield FIX, f"run {run}: left {labels}", f"remove them in SD Elements, or run again with -e doctor_sandbox_cleanup={run}"


def _open(found: Mapping[str, Any], sandbox: Any) -> Iterator[str]:
    unknown = [name for name in found["unknown"] if isinstance(name, str) and name in QUESTIONS]
    for how, title in (
        (READS, "nothing on the server shows, to this user:"),
        (SANDBOX, "the sandbox did not show:" if _ran(sandbox) else "only a write shows (-e doctor_sandbox=PROJECT finds it out):"),
        (NEVER, "the doctor does not try:"),
    ):
        texts = [_OPEN[name] for name in unknown if QUESTIONS[name] == how]
        if texts:
            yield title
            yield from wrap(", ".join(texts), 110, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def _ran(sandbox: Any) -> bool:
    return isinstance(sandbox, Mapping) and bool(sandbox.get("run"))


_SECTIONS = (
    ("Address and certificate", _address),
    ("User and rights", _user),
    ("Words and prefix", _words),
    ("Paging", _paging),
    ("Filters", _filters),
    ("Secrets on reads", _secrets),
    ("Methods", _changes),
    ("Plugin description", _plugins),
    ("Connectivity tests", _tests),
    ("Jobs", _jobs),
    ("Composite requests", _composite),
)
