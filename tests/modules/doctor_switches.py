# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the doctor has to say of each position of each switch of the simulator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Union

from tests.simulator.behaviour import SWITCHES, Switch

Profile = Mapping[str, Any]


#: In place of positions.
ALL = ("*",)


def at(path: str) -> Callable[[Profile], Any]:
    """What a profile has at a path."""

    def view(profile: Profile) -> Any:
        found: Any = profile
        for key in path.split("."):
            found = found.get(key) if isinstance(found, Mapping) else None
        return found

    return view


def methods(name: str) -> Callable[[Profile], set[str]]:
    """The methods of an endpoint."""
    return lambda profile: set((profile["endpoints"][name] or {}).get("methods") or ())


def allowed(name: str, method: str) -> Callable[[Profile], str]:
    """Whether an endpoint offers a method, in the words of switches."""
    return lambda profile: "allowed" if method in methods(name)(profile) else "refused"


def updates(name: str) -> Callable[[Profile], str]:
    """The verbs of updates, in the words of switches."""

    def view(profile: Profile) -> str:
        verbs = methods(name)(profile) & {"PATCH", "PUT"}
        return "both" if len(verbs) == 2 else "".join(verbs).lower() or "none"

    return view


def deletes(name: str) -> Callable[[Profile], str]:
    """Whether objects can be removed: what was tried, else what is offered."""
    return lambda profile: profile.get(f"{name}_delete") or allowed(name, "DELETE")(profile)


def there(name: str) -> Callable[[Profile], str]:
    """Whether an endpoint exists."""
    return lambda profile: "present" if profile["endpoints"][name] else "absent"


def words(*names: str) -> Callable[[Profile], str]:
    """The word that these endpoints have."""
    return lambda profile: " ".join(sorted({str(profile["endpoints"][name]["word"]) for name in names}))


def tests_are(profile: Profile) -> str:
    """Where the connectivity test is, on a server with today's words."""
    tests = profile["endpoints"]["tests"]
    return "absent" if tests is None else {"issue-tracker": "present", "alm": "testalm_only"}[tests["word"]]


def composite_is(profile: Profile) -> str:
    """What composite requests are."""
    said = profile.get("composite")
    return said or (
        "absent" if not profile["endpoints"]["composite"] else "refused" if "POST" not in methods("composite")(profile) else "there"
    )


def filters_are(profile: Profile) -> str:
    """Which filters work."""
    return "all" if "alias" in (profile.get("connection_filters") or ()) else profile["filters"]


def analysis_connectors_are(profile: Profile) -> str:
    """Which writes verification connectors take."""
    found = methods("analysis_connectors")(profile)
    return "allowed" if "PATCH" in found else "create" if "POST" in found else "refused"


def inherited_form(profile: Profile) -> str:
    """How secrets of inaccessible connectors are shown, beside those of others that are masked."""
    form = profile["secret_form"]["inaccessible"]
    return "same" if form == profile["secret_form"]["accessible"] == "masked_tail" else form


def secrets_are(profile: Profile) -> str:
    """How secrets are shown."""
    forms = profile["secret_form"]
    return "clear_if_inaccessible" if forms == {"accessible": "omitted", "inaccessible": "clear"} else forms["accessible"]


@dataclass(frozen=True)
class Row:
    """What the doctor says of a switch.

    :param view: what of its profile shows the position; ``tried``: after the sandbox.
    :param open: positions of which C(unknown) names C(question), since nothing shows them.
    :param given: other switches, without which the position makes no difference.
    :param alone: positions that change what is said of other switches: on a server of their own.
    :param samples: positions of a switch that takes any text or number; ``says`` is what shows a position, where it is not the position.
    """

    view: Callable[[Profile], Any] = lambda profile: None
    tried: bool = False
    open: tuple[str, ...] = ()
    question: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    samples: tuple[str, ...] = ()
    says: Mapping[str, Any] = field(default_factory=dict)
    alone: tuple[str, ...] = ()

    def alone_at(self, value: str) -> bool:
        """Whether a position changes what is said of other switches."""
        return value in self.alone or self.alone == ALL

    def positions(self, switch: Switch) -> tuple[str, ...]:
        """All positions of the switch; of those with any text or number the samples."""
        fixed = [value for value in switch.values if not value.endswith(">")]
        assert len(fixed) == len(switch.values) or self.samples, f"{switch.name} needs samples"
        return (*fixed, *self.samples)


def read(view: Union[str, Callable[[Profile], Any]], **more: Any) -> Row:
    """A row that reads settle."""
    return Row(at(view) if isinstance(view, str) else view, **more)


def tried(view: Union[str, Callable[[Profile], Any]], **more: Any) -> Row:
    """A row that the sandbox settles."""
    return read(view, tried=True, **more)


def never(question: str, *samples: str) -> Row:
    """A row that nothing settles."""
    return Row(open=ALL, question=question, samples=samples)


FLAG = {"true": True, "false": False}
ALM = {"path_word": "alm", "side_path_word": "alm"}
COMPOSITE = {"composite": "present"}

TABLE: dict[str, Row] = {
    "secrets": read(secrets_are),
    "secrets_inaccessible": read(inherited_form, given={"secrets": "masked_tail"}),
    "secret_placeholder": never("mask", "<not shown>"),
    "write_answer_secrets": tried("write_answer_secrets", given={"secrets": "masked"}),
    "masked_params": read("masked_params", samples=("none", "alm_user")),
    "mask": never("mask", '"********"', "hidden"),
    "patch_params": tried("patch_params"),
    "replace_keeps_secrets": tried("replace_keeps_secrets", given={"patch_params": "replace"}, says=FLAG),
    "unknown_params": tried("unknown_params"),
    "data_params": read("data_params", open=("absent",), question="data_params"),
    "status_mappings": read("status_mappings"),
    "inherited_params": tried("inherited_params"),
    "normalise": tried("normalise"),
    "param_errors": tried("param_errors"),
    "params_visible": read("params_visible"),
    "connector_params_visible": read("connector_params_visible", alone=("absent", "null", "empty")),
    "echo": read("echo"),
    "last_successful_run": read("last_successful_run"),
    "fields": read("fields", alone=("early",)),
    "system_form": read("system_form"),
    "business_unit_form": read("business_unit_form"),
    "ids": read("ids"),
    "debug_mode": read("debug_mode"),
    "in_progress": read("in_progress"),
    "last_job": read("last_job"),
    "analysis_connector_params": read("analysis_connector_params"),
    "verification_categories": read("verification_categories", given={"system_form": "object"}),
    "filters": read(filters_are),
    "filter_invalid": read("filter_invalid"),
    "lookups": read("lookups"),
    "exclude": read("exclude"),
    "unknown_filters": read("unknown_filters"),
    "paging": read("endpoints.projects.paging"),
    "page_size_default": read("page_size_default", given={"paging": "forced"}, samples=("2",), says={"2": 2}),
    "page_size_max": read("page_size_max", samples=("0", "2"), says={"2": 2}, open=("0",), question="page_size_max"),
    "bare_list": read("bare_list", says=FLAG),
    "next_host": read("next_host", samples=("other:https://elsewhere.example.com",), says={"other:https://elsewhere.example.com": "other"}),
    "archived": read("archived"),
    "project_fields": read("project_fields"),
    "connectors_update": read(updates("connectors")),
    "connections_update": read(updates("connections")),
    "connectors_create": read(allowed("connectors", "POST")),
    "connections_create": read(allowed("connections", "POST")),
    "connectors_delete": tried(deletes("connectors"), alone=("refused", "forbidden")),
    "connections_delete": tried(deletes("connections"), alone=("refused", "forbidden")),
    "connector_delete_used": tried("connector_delete_used", says={"refuse": "refuse", "cascade": "cascade"}),
    "analysis_connectors_write": read(analysis_connectors_are),
    "analysis_connections_write": read(allowed("analysis_connections", "POST")),
    "projects_write": read(allowed("projects", "POST")),
    "rights": read("rights", alone=("read_only",)),
    "path_word": read(words("connectors", "connections", "tests"), alone=ALL),
    "side_path_word": read(words("jobs", "plugins"), alone=ALL),
    **{
        f"{name}_word": read(words(name), given=ALM, says={"default": "alm"})
        for name in ("connectors", "connections", "tests", "jobs", "plugins")
    },
    "unknown_address": tried("unknown_address"),
    **{
        f"{name}_unknown": read(
            f"{name}_unknown",
            given={**ALM, f"{name}_word": "default"},
            says={"default": "404"},
            open=("default", "404", "405_writes"),
            question=f"{name}_unknown",
        )
        for name in ("connectors", "connections", "tests", "jobs", "plugins")
    },
    "param_prefix": read("param_prefix"),
    "test_endpoint": read(tests_are, given={"path_word": "issue-tracker"}),
    "composite": tried(composite_is),
    "composite_max": tried("composite_max", given=COMPOSITE, samples=("0", "50"), says={"50": 50}, open=("0",), question="composite_max"),
    "composite_rollback": tried("composite_rollback", given=COMPOSITE),
    "composite_status": tried("composite_status", given=COMPOSITE),
    "integrations": read(there("integrations")),
    "integrations_project_key": read("integrations_project_key", given={"integrations": "present"}),
    "all_jobs": read("all_jobs"),
    "mapping": read("mapping"),
    "plugins": read(there("plugins"), alone=("absent",)),
    "test_result": never("test_result"),
    "advanced_alm": read("advanced_alm", says=FLAG, open=("false",), question="advanced_alm"),
    "unique_names": tried("unique_names"),
    "trim_names": tried("trim_names", says=FLAG),
    "require_status_mapping": tried("require_status_mapping", says=FLAG, alone=("true",)),
    "project_names": read("project_names", open=("unique",), question="project_names"),
    "inaccessible_sync": never("inaccessible_sync"),
    "sync_result": never("sync_result", "failure:Something went wrong"),
    "sync_polls": never("sync_result", "1"),
    "create_answer": tried("create_answer", alone=("empty",)),
    "read_lag": tried("read_lag", samples=("0", "2"), says={"0": 0, "2": 2}),
    "not_found": read("not_found"),
    "html_errors": read("html_errors", says=FLAG),
    "maintenance": read(lambda profile: "false" if profile["address"] else "true", alone=("true",)),
    "body_limit": never("body_limit", "10485760"),
    "throttle": never("throttle", "0", "6000"),
    "latency_ms": never("latency_ms", "0"),
}


#: Servers for the cases that reads settle, and as many for those of the sandbox.
SERVERS = 12


@dataclass(eq=False)
class Server:
    """Switches of one server, on which several cases are looked at."""

    behaviour: dict[str, str] = field(default_factory=dict)
    tried: bool = False

    def takes(self, switch: Switch, row: Row, value: str) -> bool:
        """Whether a case can be looked at here: no other one needs a switch of its own in another position."""
        wanted = {**row.given, switch.name: value}
        return switch.name not in self.behaviour and all(
            self.behaviour.get(name, position) == position for name, position in wanted.items()
        )


@dataclass(frozen=True)
class Case:
    """A position of a switch, and the server that has it."""

    switch: Switch
    row: Row
    value: str
    server: Server


def deal() -> list[Case]:
    """All cases, several on one server: those of one switch, and of its neighbours in the table, on different ones."""
    cases = []
    dealt: dict[bool, list[Server]] = {tried: [Server(tried=tried) for _number in range(SERVERS)] for tried in (False, True)}
    for switch in (switch for switch in SWITCHES if switch.name in TABLE):
        row = TABLE[switch.name]
        servers = dealt[row.tried]
        for value in row.positions(switch):
            server = next((each for each in servers if each.takes(switch, row, value) and not row.alone_at(value)), Server(tried=row.tried))
            if server in servers:  # the next case begins with another one
                servers.remove(server)
                servers.append(server)
            server.behaviour.update({**row.given, switch.name: value})
            cases.append(Case(switch, row, value, server))
    return cases


CASES = deal()
