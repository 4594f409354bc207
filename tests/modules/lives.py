# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of one object, and of several, of every kind on servers of every kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ansible_collections.sdelements.integrations.plugins.module_utils._model.compare import equal

from tests.modules.behaviours import BEHAVIOURS, DEFAULTS, GITHUB, JIRA, MIXED, PASSWORD, SHORT, STORED, default_of
from tests.modules.conftest import Engine, Life
from tests.simulator.client import Simulator


@dataclass(frozen=True)
class Kind:
    """What the lives of two objects of a kind differ in.

    :param key: the option that names an object, and ``identity`` the options that do before a change of it.
    :param params: what is stored of the first one's params, and ``changed`` what a change makes of some.
    """

    module: str
    stored: str
    key: str
    names: tuple[str, str]
    identity: dict[str, Any]
    first: dict[str, Any]
    second: dict[str, Any]
    params: dict[str, Any]
    changed: dict[str, Any]
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def secrets(self) -> dict[str, Any]:
        """The secrets of the first one, which servers that replace params want again."""
        return {key: self.first[key] for key in ("secret_params",) if key in self.first}


WITHIN = {"project": "Payments"}
ALM_CONNECTOR = Kind(
    "sde_alm_connector",
    "connectors/alm",
    "name",
    ("Tracker", "GitHub"),
    {"name": "Tracker"},
    {**JIRA, "name": "Tracker"},
    GITHUB,
    STORED,
    {"alm_server": "jira.example.org"},
)
ALM_CONNECTION = Kind(
    "sde_alm_connection",
    "connections/alm",
    "alias",
    ("Jira PAY", "Jira WEB"),
    {**WITHIN, "alias": "Jira PAY"},
    {
        **WITHIN,
        "alias": "Jira PAY",
        "connector": "Jira",
        "frequency": "daily",
        "params": {"alm_project": "PAY", "alm_parent_issue": "PAY-1", "alm_context": "web"},
    },
    {"project": "Portal", "application": "Web", "alias": "Jira WEB", "connector": "Jira", "params": {"alm_project": "WEB"}},
    {"alm_project": "PAY", "alm_parent_issue": "PAY-1", "alm_context": "web"},
    {"alm_parent_issue": "PAY-2"},
    {"scope": "all"},
)
ANALYSIS_CONNECTOR = Kind(
    "sde_analysis_connector",
    "connectors/analysis",
    "name",
    ("Checkmarx", "WhiteHat"),
    {"name": "Checkmarx"},
    {
        "name": "Checkmarx",
        "system": "checkmarx",
        "params": {"analysis_server": "checkmarx.example.com", "analysis_user": "bot"},
        "secret_params": {"analysis_pass": PASSWORD},
    },
    {
        "name": "WhiteHat",
        "system": "whitehat",
        "params": {"analysis_server": "whitehat.example.com"},
        "secret_params": {"analysis_api_token": SHORT},
    },
    {"analysis_server": "checkmarx.example.com", "analysis_user": "bot", "analysis_pass": PASSWORD},
    {"analysis_server": "checkmarx.example.org"},
)
ANALYSIS_CONNECTION = Kind(
    "sde_analysis_connection",
    "connections/analysis",
    "alias",
    ("Veracode", "Scan"),
    {**WITHIN, "connector": "Veracode"},
    {
        **WITHIN,
        "connector": "Veracode",
        "frequency": "weekly",
        "params": {"import_behaviour": "combine", "task_status_mapping": {"pass": "DONE"}, "application_name": "pay"},
    },
    {"project": "Portal", "application": "Web", "connector": "Veracode", "alias": "Scan"},
    {"import_behaviour": "combine", "task_status_mapping": '{"pass": "DONE"}', "application_name": "pay"},
    {"import_behaviour": "replace"},
    {"scope": "all"},
)
KINDS = {kind.module: kind for kind in (ALM_CONNECTOR, ALM_CONNECTION, ANALYSIS_CONNECTOR, ANALYSIS_CONNECTION)}
GATHERED = {"id", "name", "system", "inaccessible", "alias", "project", "connector", "frequency", "debug_mode", "params"}
#: Where nobody sees the params of analysis connectors, a PUT of one would lose them.
UNSEEN = ("defaults", "masked", "replace", "ids_as_text", "issue_tracker")
#: The servers that several objects of a kind live on, by the kind and the name of the server.
SERVERS: dict[str, dict[str, dict[str, Any]]] = {
    name: {behaviour: {**switches, "analysis_connector_params": "shown"} for behaviour, switches in MIXED.items()} for name in KINDS
}
SERVERS["sde_analysis_connector"].update({f"{behaviour}, unseen": BEHAVIOURS[behaviour] for behaviour in UNSEEN})


def held(simulator: Simulator, kind: Kind, name: str) -> dict[str, Any]:
    """The object of a name as it is stored."""
    (row,) = (row for row in simulator.objects(kind.stored) if row[kind.key] == name)
    return dict(row)


def assert_params(row: dict[str, Any], wanted: dict[str, Any]) -> None:
    """These params are stored, by their meaning; no others but what the server shows of any connector, which an update may write back."""
    assert {key: row["params"].get(key) for key, value in wanted.items() if not equal(key, row["params"].get(key), value)} == {}
    assert set(row["params"]) - {*wanted} <= ({*DEFAULTS} if "system" in row else set())


def assert_life_of_one(name: str, behaviour: str, furnished: Simulator, life: Life) -> None:
    """An object of a kind is created, updated, renamed and removed."""
    kind = KINDS[name]
    furnished.behave(**MIXED[behaviour], analysis_connector_params="shown")
    connectors = furnished.objects("connectors/alm"), furnished.objects("connectors/analysis")
    others = furnished.objects(kind.stored)
    result = kind.stored.partition("/")[0][:-1]

    created = life.step(name, **kind.first)
    assert created["diff"]["before"] == ""
    row = held(furnished, kind, kind.names[0])
    assert created[result]["id"] == row["id"]
    assert created[result]["system"]["id"] == (
        kind.first.get("system") or {"Jira": "jira", "Veracode": "veracode"}[kind.first["connector"]]
    )
    assert row["params"] == kind.params
    if "frequency" in kind.first:
        assert (row["project"], row["connector"], row["frequency"]) == (1, 1, kind.first["frequency"])

    changed = {**kind.params, **(default_of(behaviour) if kind is ALM_CONNECTION else {}), **kind.changed}
    updated = life.step(name, **kind.identity, params=kind.changed, **kind.secrets)
    assert updated[result].get("params", kind.changed).items() >= kind.changed.items()
    assert_params(held(furnished, kind, kind.names[0]), changed)
    assert held(furnished, kind, kind.names[0]).get("frequency") == kind.first.get("frequency")

    renamed = {**kind.identity, kind.key: "Renamed"}
    life.step(name, **renamed, previous_names=[kind.names[0], "other"], **kind.secrets)
    assert_params(held(furnished, kind, "Renamed"), changed)
    removed = life.step(name, **renamed, state="absent")
    assert removed["diff"]["after"] == ""
    assert furnished.objects(kind.stored) == others
    life.step(name, changed=False, **renamed, state="absent")
    assert (furnished.objects("connectors/alm"), furnished.objects("connectors/analysis")) == connectors


def assert_life_of_several(name: str, behaviour: str, furnished: Simulator, life: Life, engine: Engine) -> None:
    """Two objects of a kind are created, updated, gathered, renamed, overridden and deleted."""
    kind, module = KINDS[name], f"{name}s"
    furnished.behave(**SERVERS[name][behaviour])
    created = life.step(module, config=[kind.first, kind.second])
    assert created["before"] == []
    assert tuple(after[kind.key] for after in created["after"]) == kind.names

    # A change of params that nobody sees is not noticed by itself.
    params = {**kind.params, **(default_of(behaviour) if kind is ALM_CONNECTION else {}), **kind.changed}
    more = {"inaccessible": True} if kind.key == "name" else {"frequency": "hourly"}
    changed = {**kind.first, **more, "params": {**kind.first["params"], **kind.changed}}
    updated = life.step(module, config=[kind.second, changed])
    assert len(updated["commands"]) == 1
    assert [before[kind.key] for before in updated["before"]] == [after[kind.key] for after in updated["after"]] == [kind.names[0]]
    row = held(furnished, kind, kind.names[0])
    assert_params(row, params)
    assert row.items() >= more.items()

    furnished.journal(clear=True)
    gathered = engine.run(module, state="gathered")["gathered"]
    assert {row[kind.key] for row in gathered} >= {*kind.names}
    assert {key for row in gathered for key in row} <= GATHERED
    assert "after" not in life.step(module, changed=False, config=gathered)

    life.step(module, config=[{**changed, "id": row["id"], kind.key: "Renamed"}, kind.second])
    assert_params(held(furnished, kind, "Renamed"), params)
    life.step(module, config=[kind.second], state="overridden", **kind.options)
    assert [row[kind.key] for row in furnished.objects(kind.stored)] == [kind.names[1]]
    life.step(
        module,
        config=[{key: kind.second[key] for key in ("name", "project", "application", "alias") if key in kind.second}],
        state="deleted",
    )
    assert furnished.objects(kind.stored) == []
