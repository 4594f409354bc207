# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sequences are drawn from: servers, what they hold, tasks, and what goes wrong on the way."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.simulator.behaviour import SWITCHES

#: Invented; the short one is too short to be replaced wherever it might stand.
SECRETS = ("invented-Passw0rd-93b1", "invented-Passw0rd-04c7", "Zq7")
PROJECTS = ("Checkout", "Ledger")
#: The system that a connector of this name mostly has.
SYSTEM_OF = {"Trackers": "jira", "trackers": "github", "Élan 2": "jira"}
SYSTEMS = ("jira", "github")
CONNECTORS = tuple(SYSTEM_OF)
ALIASES = ("One", "Two")

#: Once in a few draws.
SELDOM = st.sampled_from([False, False, False, True])

#: Not drawn: what costs time only, or concerns what these tasks never ask for.
_LEFT_OUT = {
    "latency_ms", "throttle", "sync_result", "sync_polls", "integrations", "integrations_project_key", "archived", "last_job",
    "analysis_connectors_write", "analysis_connections_write", "test_result", "test_endpoint", "all_jobs", "mapping",
    "analysis_connector_params", "verification_categories", "inaccessible_sync", "projects_write", "project_names", "maintenance",
    "body_limit",
}  # fmt: skip
_EXAMPLES = {"<number>": ["1", "2", "7"], "<text>": ["[hidden]"], "other:<text>": ["other:http://127.0.0.2:9"]}


def _values(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from([example for value in values for example in _EXAMPLES.get(value, [value])])


#: What decides most about an update.
_WEIGHTY = ("read_lag", "secrets", "patch_params", "connectors_update", "connections_update", "unique_names", "paging", "param_prefix")
_BY_NAME = {switch.name: _values(switch.values) for switch in SWITCHES if switch.name not in _LEFT_OUT}


@st.composite
def server(draw: st.DrawFn) -> dict[str, str]:
    """Some switches; those not drawn are at their default. More than a few others at once would refuse nearly everything."""
    others = draw(st.lists(st.sampled_from(sorted(set(_BY_NAME) - set(_WEIGHTY))), max_size=3, unique=True))
    weighty = draw(st.lists(st.sampled_from(_WEIGHTY), max_size=4, unique=True))
    return {name: draw(_BY_NAME[name]) for name in (*weighty, *others)}


_TEXT = st.sampled_from(["a", "b c", "7", "true", "x,y", "  padded ", "Ünïcode", '"quoted"', "[not json", ""])
_SET = st.sampled_from(["TODO", "DONE,TODO", "TODO, DONE", ["DONE"], ["TODO", "NA"]])
_JSON = st.sampled_from(['{"a": "b"}', '{"a":"b"}', {"a": "b", "c": "d"}, "{}", "", {}])

#: Params that no system demands, by what their values look like.
_COMMON = {
    "sde_min_priority": st.sampled_from([1, "7", 9]),
    "sde_statuses_in_scope": _SET,
    "conflict_policy": st.sampled_from(["alm", "sde", "issue_tracker"]),
    "alm_validate_cert": st.sampled_from([True, False, "true", "False"]),
    "how_tos_in_scope": st.booleans(),
    "alm_priority_map": _JSON,
    "alm_context_root": _TEXT,
    "alm_context": _TEXT,
}
_OF_SYSTEM: dict[str, dict[str, Any]] = {
    "jira": {
        "jira_version": st.sampled_from([5, "5", "6"]),
        "alm_custom_fields": _JSON,
        "jira_done_statuses": st.sampled_from(["Closed", ["Done", "Closed"], "Closed,Done"]),
    },
    "github": {"github_issue_label": _TEXT, "github_duplicate_label": _TEXT},
}
_PROJECT = {
    "alm_parent_issue": _TEXT,
    "alm_context": _TEXT,
    "selected_tasks": _SET,
    "alm_custom_fields": _JSON,
    "sde_min_priority": st.just(3),
}
_DEMANDED = {
    "jira": {"alm_server": "jira.example.com", "alm_user": "sde"},
    "github": {"alm_server": "api.github.com", "github_repo_owner": "example"},
}
SECRET_OF = {"jira": "alm_pass", "github": "alm_api_token"}
_FREQUENCIES = st.sampled_from(["daily", "weekly", "manually"])
_UPDATE_SECRETS = st.sampled_from(["auto", "auto", "always", "on_create"])


@st.composite
def stored_connector(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A connector as somebody else left it."""
    system = SYSTEM_OF[name]
    params = {**_DEMANDED[system], SECRET_OF[system]: draw(st.sampled_from(SECRETS))}
    more = draw(st.fixed_dictionaries({}, optional={**_COMMON, **_OF_SYSTEM[system], "x_custom": _TEXT}))
    return {"name": name, "system": system, "inaccessible": draw(st.booleans()), "params": {**params, **_as_stored(more)}}


@st.composite
def stored_connection(draw: st.DrawFn, alias: str, project: int, connectors: int) -> dict[str, Any]:
    """A connection as somebody else left it."""
    more = draw(st.fixed_dictionaries({}, optional=_PROJECT))
    return {
        "alias": alias,
        "connector": draw(st.integers(1, connectors)),
        "project": project,
        "frequency": draw(_FREQUENCIES),
        "params": {"alm_project": "CHK", **_as_stored(more)},
    }


@st.composite
def contents(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What a server holds: connectors and connections, none of one identity."""
    names = draw(st.lists(st.sampled_from(CONNECTORS), max_size=3, unique=True)) if draw(SELDOM) else list(CONNECTORS)
    connectors = [draw(stored_connector(name)) for name in names]
    places = draw(st.lists(st.tuples(st.sampled_from(ALIASES), st.integers(1, 2)), max_size=3, unique=True)) if names else []
    return connectors, [draw(stored_connection(alias, project, len(names))) for alias, project in places]


def _as_stored(params: dict[str, Any]) -> dict[str, Any]:
    """Text, as the server keeps what a task or a form wrote."""
    return {
        key: value
        for key, value in params.items()
        if isinstance(value, (str, bool, int)) and (key != "conflict_policy" or value != "issue_tracker")
    }


def _issue_tracker(params: dict[str, Any]) -> dict[str, Any]:
    return {f"issue_tracker_{key[4:]}" if key.startswith("alm_") else key: value for key, value in params.items()}


@st.composite
def connector_wish(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """What a task says of a connector."""
    system = draw(st.sampled_from([SYSTEM_OF[name]] * 5 + list(SYSTEMS)))
    params = draw(st.fixed_dictionaries({}, optional={**_COMMON, **_OF_SYSTEM[system]}))
    if not draw(SELDOM):
        params = {**_DEMANDED[system], **params}
    wish: dict[str, Any] = {"name": name}
    if not draw(SELDOM):
        wish["system"] = system
    secret = {SECRET_OF[system]: draw(st.sampled_from(SECRETS))}
    return draw(
        _finished(
            wish, params, secret, {"inaccessible": st.booleans(), "previous_names": st.lists(st.sampled_from(CONNECTORS), max_size=1)}
        )
    )


@st.composite
def connection_wish(draw: st.DrawFn, alias: str) -> dict[str, Any]:
    """What a task says of a connection."""
    params = draw(st.fixed_dictionaries({}, optional=_PROJECT))
    if not draw(SELDOM):
        params["alm_project"] = draw(st.sampled_from(["CHK", "LED"]))
    wish = {"alias": alias, "project": draw(st.sampled_from([*PROJECTS, "1"]))}
    if not draw(SELDOM):
        wish["connector"] = draw(st.sampled_from([*CONNECTORS, "1"]))
    return draw(
        _finished(
            wish,
            params,
            {},
            {"frequency": _FREQUENCIES, "debug_mode": st.booleans(), "previous_names": st.lists(st.sampled_from(ALIASES), max_size=1)},
        )
    )


@st.composite
def _finished(
    draw: st.DrawFn, wish: dict[str, Any], params: dict[str, Any], secret: dict[str, Any], fields: dict[str, Any]
) -> dict[str, Any]:
    wish = {**wish, **draw(st.fixed_dictionaries({}, optional={**fields, "validate_params": st.sampled_from(["never", "warn", "strict"])}))}
    if draw(st.booleans()):
        params, secret = _issue_tracker(params), _issue_tracker(secret)
    where = draw(st.sampled_from(["secret_params", "params", "secret_params", "none"])) if secret else "none"
    if where == "params":
        params = {**params, **secret}
    elif where == "secret_params":
        wish["secret_params"] = secret
    if params:
        wish["params"] = params
    if where != "none":
        wish["update_secrets"] = draw(_UPDATE_SECRETS)
    return wish


@st.composite
def one_task(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """The options of a singular module."""
    wish = draw(
        connector_wish(draw(st.sampled_from(CONNECTORS))) if kind == "connector" else connection_wish(draw(st.sampled_from(ALIASES)))
    )
    return {**wish, "state": draw(st.sampled_from(["present", "present", "present", "absent"]))}


@st.composite
def many_task(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """The options of a plural module."""
    names = draw(
        st.lists(
            st.sampled_from(CONNECTORS if kind == "connector" else ALIASES),
            min_size=draw(st.sampled_from([1, 1, 1, 0])),
            max_size=3,
            unique=True,
        )
    )
    config = [draw(connector_wish(name) if kind == "connector" else connection_wish(name)) for name in names]
    options: dict[str, Any] = {
        "config": config,
        "state": draw(st.sampled_from(["merged"] * 4 + ["overridden", "deleted"])),
        "max_deletes": draw(st.sampled_from([10, 10, 1])),
        "concurrency": draw(st.sampled_from([1, 8])),
        "atomic": draw(st.sampled_from(["never", "auto", "auto", "require"])),
    }
    if kind == "connection":
        options["scope"] = draw(st.sampled_from(["projects", "all"]))
    return options


@st.composite
def fault(draw: st.DrawFn) -> dict[str, Any]:
    """What goes wrong, with which requests."""
    kind = draw(
        st.sampled_from(
            ["reset", "reset_after", "truncate", "html", "not_json", "wrong_json", "status", "status_after", "status_late", "redirect"]
        )
    )
    spec: dict[str, Any] = {"kind": kind, "times": draw(st.integers(1, 3)), "skip": draw(st.integers(0, 3))}
    if kind == "status_late":
        spec["after"] = draw(st.integers(0, 9))
    if kind in ("status", "status_after", "status_late"):
        refusals = [400, 401, 403, 404, 429] if kind == "status" else []  # they say that nothing was stored
        spec["status"] = draw(st.sampled_from([*refusals, 500, 502, 503, 504]))
    if kind == "redirect":
        spec["location"] = "http://127.0.0.2:9/"
    method = draw(st.sampled_from([None, "GET", "POST", "PATCH", "PUT", "DELETE"]))
    return {**spec, "method": method} if method else spec


TASKS = {
    f"sde_alm_{kind}{plural}": strategy(kind)
    for kind in ("connector", "connection")
    for plural, strategy in (("", one_task), ("s", many_task))
}
