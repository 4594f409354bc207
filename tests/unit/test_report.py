# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role report's data, metrics, changes and last line: tables, and properties over any text of a server."""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime
from typing import Any, Optional

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.module_utils._model.output import visible
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report import project_url, report, unmanaged_entries
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report_metrics import metrics
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report_summary import (
    COUNTS,
    failure,
    failures,
    summary,
    wanted,
    warning,
)
from hypothesis import given
from hypothesis import strategies as st

SERVER = "https://sde.example.com"
AT = "2026-03-02T12:00:00Z"
ANY = st.text(max_size=20) | st.text(alphabet='\\"\n\r\t{}=,#\u2028\ud83d ', max_size=12)


def found(**changes: Any) -> dict[str, Any]:
    """What the modules return of a small server: two connectors, three connections."""
    system = {"id": "jira", "name": "Jira", "short_name": "Jira"}
    job = {"ready": True, "succeeded": True, "last_run": "2026-03-02T11:00:00Z"}
    return {
        "server": SERVER,
        "projects": [{"id": number, "name": f"Project {number}"} for number in (1, 2, 3)],
        "alm_connectors": [{"id": number, "name": f"Jira {number}", "system": system} for number in (1, 2)],
        "alm_connections": [
            {"id": number, "alias": f"A{number}", "project": number, "connector": min(number, 2), "system": system, "last_job": job}
            for number in (1, 2, 3)
        ],
        "analysis_connectors": [],
        "analysis_connections": [],
        **changes,
    }


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/bunits/retail/shop/web/", f"{SERVER}/bunits/retail/shop/web/"),
        (f"{SERVER}/bunits/x/", f"{SERVER}/bunits/x/"),
        *((path, SERVER) for path in (None, "", 7, "http://[", "/a b", "/\u202e", "java\nscript:alert(1)", "data:text/html,x")),
        *((path, SERVER) for path in ("javascript:alert(1)", "JaVaScRiPt:alert(1)", "//evil.example.com/", "https://evil.example.com/")),
        *((f"{other}/", SERVER) for other in ("http://sde.example.com", f"{SERVER}@evil.example.com", f"{SERVER}:444")),
    ],
)
def test_a_project_links_to_its_own_server_alone(path: Any, url: str) -> None:
    assert project_url(SERVER, path) == url


@given(ANY)
def test_no_path_leads_to_another_server(path: str) -> None:
    url = project_url(SERVER, path)
    assert url is not None
    assert url == SERVER or url.startswith(f"{SERVER}/")


@pytest.mark.parametrize("server", [None, "", "ftp://sde.example.com", "javascript:alert(1)"])
def test_a_server_without_a_web_address_has_no_links(server: Any) -> None:
    assert project_url(server, "/x/") is None


COMPARED = {"commands": [], "diff": [], "listed": [1]}


def hidden(*plain: str) -> dict[str, Any]:
    """A comparison with a server that hides params of a connection; these are no secrets."""
    row = {"item": "connection 'Jira' of project 'P'", "params": ["alm_pass", "alm_project"], "plain": list(plain)}
    return {**COMPARED, "listed": [1, 2, 3], "unverified_secrets": [row]}


@pytest.mark.parametrize(
    ("drift", "scope", "expected"),
    [
        ({}, "all", {}),
        ({"connections_drift": COMPARED}, "connectors", {}),
        ({"connections_drift": COMPARED, "connectors_drift": {**COMPARED, "listed": [2]}}, "connectors", {"alm_connections": [2, 3]}),
        (
            {"connections_drift": {**COMPARED, "commands": [{"method": "POST", "path": "/", "body": {"connector": 2}}]}},
            "connectors",
            {"alm_connections": [2, 3]},
        ),
        ({"connections_drift": COMPARED}, "all", {"alm_connections": [2, 3], "alm_connectors": [1, 2]}),
        ({"connections_drift": COMPARED}, "none", {}),
        # Of a list that could not be compared at all nothing is said.
        ({"connectors_drift": COMPARED, "connections_drift": {"msg": "no"}}, "all", {"alm_connectors": [2]}),
        *(({"connections_drift": drift}, "all", {}) for drift in ({"msg": "no"}, {"skipped": True})),
    ],
)
def test_what_no_variable_manages(drift: dict[str, Any], scope: str, expected: dict[str, list[int]]) -> None:
    entries = unmanaged_entries(found(**drift), scope)
    assert {name: [each["id"] for each in ids] for name, ids in entries.items() if ids} == expected


def test_an_unknown_scope_is_refused() -> None:
    with pytest.raises(AnsibleFilterError, match="report_unmanaged: 'some' is not known"):
        unmanaged_entries(found(), "some")


@pytest.mark.parametrize(
    ("drift", "counts"),
    [
        ({}, (None, None)),
        ({"problems": ["jira_connections: it is not a list"]}, (None, None)),
        ({"connections_drift": {"msg": "no"}}, (None, None)),
        ({"connections_drift": {**COMPARED, "listed": [1, 2, 3]}}, (0, 0)),
        ({"connections_drift": {"msg": "no"}, "connectors_drift": {**COMPARED, "listed": [1, 2]}}, (0, 0)),
        ({"connections_drift": {**COMPARED, "listed": [2]}}, (1, 1)),
    ],
)
def test_a_count_of_what_was_not_compared_is_null(drift: dict[str, Any], counts: tuple[Optional[int], Optional[int]]) -> None:
    data = report(found(**drift), AT)
    assert (data["counts"]["drift"], data["counts"]["unmanaged"]) == counts
    assert list(data["counts"]) == list(dict.fromkeys(data["counts"]))
    assert set(data["counts"]) == set(COUNTS)


def after(before: Any, scope: str = "connectors", **changes: Any) -> Any:
    """The changes of a report an hour later."""
    previous = base64.b64encode(json.dumps(before).encode()).decode()
    return report(found(previous=previous, **changes), "2026-03-02T13:00:00Z", unmanaged=scope)["changes"]


def test_what_was_not_looked_at_is_not_solved() -> None:
    drift = {"connections_drift": {**COMPARED, "listed": [2]}}
    before = report(found(**drift), AT)
    assert [each["problem"] for each in after(before, connections_drift={**COMPARED, "listed": [2, 3]})["solved"]] == ["unmanaged"]
    for later in ({}, {"connections_drift": {"msg": "no"}}, {**drift, "problems": ["jira_connections[0]: wrong"]}):
        assert after(before, **later)["solved"] == []
    for row in before["integrations"]:
        row["problems"] = ["failed", "unreachable"]
    connections = [{key: value for key, value in each.items() if key != "last_job"} for each in found()["alm_connections"]]
    assert after(before, alm_connections=connections)["solved"] == []
    assert {each["problem"] for each in after(before)["solved"]} == {"failed"}


@pytest.mark.parametrize("scope", ["all", "connectors", "none"])
def test_what_a_narrower_report_does_not_show_is_not_solved(scope: str) -> None:
    """Of the connectors 1 and 2 and the connections 2 and 3 without a variable, the scope connectors shows nothing."""
    before = report(found(connections_drift=COMPARED), AT, unmanaged="all")
    assert len([each for objects in ("connectors", "connections") for each in before["drift"][objects]]) == 4
    for listed, solved in (([1], []), ([1, 3], ["connection 'A3' of project 'Project 3'"])):
        changed = after(before, scope, connections_drift={**COMPARED, "listed": listed})
        assert [each["name"] for each in changed["solved"]] == solved


@pytest.mark.parametrize(
    "before",
    [
        *(None, [], "x", {}, {"generated": 7}, {"generated": "2027-01-01T00:00:00Z", "server": SERVER}),
        {"generated": AT, "server": "https://other"},
    ],
)
def test_another_file_is_no_last_report(before: Any) -> None:
    assert after(before) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["failed", "unmanaged"]),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["integrations", "drift", "connections", "connectors", "problems", "state", "id", "name"]), inner
            )
        ),
    )
)
def test_a_last_report_of_any_form_is_read(content: Any) -> None:
    before = {**(content if isinstance(content, dict) else {"integrations": content, "drift": content}), "generated": AT, "server": SERVER}
    assert set(after(before)) == {"since", "new", "solved"}


@pytest.mark.parametrize(
    ("keys", "tests", "expected"),
    [
        ([], False, []),
        (None, False, []),
        ("failed, drift", False, ["failed", "drift"]),
        (["not_compared"], False, ["not_compared"]),
        (["unreachable"], True, ["unreachable"]),
        (["unreachable"], False, "set report_test_connections: true"),
        (["connectors_unreachable"], False, "set report_test_connections: true"),
        (["faild"], False, "did you mean failed?"),
        (["x"], False, "give keys of: integrations"),
        ([7], False, "7 is not known"),
    ],
)
def test_the_counts_that_a_play_may_fail_on(keys: Any, tests: bool, expected: Any) -> None:
    if isinstance(expected, list):
        assert wanted(keys, tests) == expected
    else:
        with pytest.raises(AnsibleFilterError, match=re.escape(expected)):
            wanted(keys, tests)


@pytest.mark.parametrize(
    ("drift", "line", "fails"),
    [
        (None, "drift not known, no variables to compare with", ["drift: nothing was compared", "not_compared: nothing was compared"]),
        ({**COMPARED, "listed": [1, 2, 3]}, "0 drifted, 0 unmanaged, 0 could not be compared", []),
        ({**COMPARED, "listed": [2]}, "0 drifted, 1 unmanaged, 0 could not be compared", ["drift: 1"]),
        (hidden(), "0 drifted, 0 unmanaged, 0 could not be compared", []),
        (hidden("alm_project"), "0 drifted, 0 unmanaged, 1 could not be compared", ["not_compared: 1"]),
        ({"msg": "no"}, "drift not known, 1 could not be compared", ["drift: nothing was compared", "not_compared: 1"]),
    ],
)
def test_the_last_line(drift: Any, line: str, fails: list[str]) -> None:
    data = report(found(**({"connections_drift": drift} if drift else {})), AT)
    assert summary(data, "out/report.html") == f"0 failed, {line}; page: out/report.html"
    assert failures(data, ["drift", "not_compared"]) == fails
    assert failure(data, ["drift", "not_compared"], "out/report.html").partition("\n")[0] == (
        f"{', '.join(fails)}; see out/report.html" if fails else ""
    )


def test_a_failure_names_the_first_objects_that_drifted_without_values() -> None:
    differs = {"state": "differs", "differences": [{"key": "frequency", "is": "daily", "should": "weekly"}]}
    both = {"state": "differs", "differences": [*differs["differences"], {"key": "alm_user", "is": "a", "should": "b"}]}
    states = [{"state": "missing", "differences": []}, differs, both, *[{"state": "unmanaged", "differences": []}] * 5]
    data = report(found(), AT)
    data["counts"].update(drift=8, failed=1, unmanaged=5)
    data["drift"].update(connectors=[], connections=[{**each, "name": f"connection 'C\n{index}'"} for index, each in enumerate(states)])
    assert failure(data, ["drift"], "r.html").split("\n") == [
        "drift: 8; see r.html",
        "connection 'C\\n0': does not exist in SD Elements",
        "connection 'C\\n1': frequency differs",
        "connection 'C\\n2': frequency, alm_user differ",
        "connection 'C\\n3': is in no variable",
        "connection 'C\\n4': is in no variable",
        "and 3 more",
    ]
    assert failure(data, ["failed"], "r.html") == "failed: 1; see r.html"
    assert failure(data, [], "r.html") == ""


def test_the_warning_names_five() -> None:
    data = report(found(problems=[f"entry {number}\nx" for number in range(1, 8)]), AT)
    text = warning(data)
    assert text is not None
    assert text.startswith("report: 7 things could not be compared, so drift may be missed: entry 1\\nx; entry 2") and text.endswith(
        "; and 2 more"
    )
    assert warning(report(found(), AT)) is None


#: A sample: name, labels in braces, a number. The value of a label has escapes for a backslash, a quote and a line break alone.
SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)+)\})? (\d+)')
UNESCAPED = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\\n]|\\[\\"n])*)"')


def read(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], int]:
    """Read OpenMetrics text strictly: families with type and help, each sample once, the end."""
    lines = text.encode("utf-8").decode("utf-8").split("\n")
    assert lines[-2:] == ["# EOF", ""]
    samples: dict[tuple[str, frozenset[tuple[str, str]]], int] = {}
    families: list[str] = []
    for line in lines[:-2]:
        if line.startswith("# "):
            _sign, word, name, *_rest = line.split(" ")
            assert word in ("TYPE", "HELP")
            if word == "TYPE":
                assert name not in families and line.endswith(" gauge")
                families.append(name)
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, line
        assert sample[1] == families[-1]
        labels = frozenset((key, re.sub(r"\\.", lambda sign: UNESCAPED[sign[0]], value)) for key, value in LABEL.findall(sample[2] or ""))
        assert (sample[1], labels) not in samples
        samples[sample[1], labels] = int(sample[3])
    return samples


@given(connector=ANY, other=ANY, system=ANY)
def test_metrics_read_back_with_every_name(connector: str, other: str, system: str) -> None:
    changed = found(connections_drift={**COMPARED, "listed": [2]})
    for each, name in zip(changed["alm_connectors"], (connector, other)):
        each["name"] = name
    for each in changed["alm_connections"]:
        each["system"] = {"id": "x", "short_name": system}
    data = report(changed, AT)
    samples = read(metrics(data))
    by_connector: dict[str, int] = {}
    for (name, labels), number in samples.items():
        if name == "sdelements_integrations":
            shown = dict(labels)
            assert (shown["type"], shown["state"]) == ("ALM", "succeeded")
            by_connector[shown["connector"]] = by_connector.get(shown["connector"], 0) + number
    expected: dict[str, int] = {}
    for name, number in ((connector, 1), (other, 2)):
        expected[visible(name)] = expected.get(visible(name), 0) + number
    assert by_connector == expected
    assert samples["sdelements_drift_objects", frozenset({("state", "unmanaged")})] == 1
    assert samples["sdelements_report_timestamp_seconds", frozenset()] == int(
        datetime.fromisoformat("2026-03-02T12:00:00+00:00").timestamp()
    )


def test_metrics_have_no_drift_where_nothing_was_compared() -> None:
    samples = read(metrics(report(found(connections_drift={"msg": "no"}), AT)))
    assert not [name for name, _labels in samples if name == "sdelements_drift_objects"]
    assert samples["sdelements_not_compared", frozenset()] == 1


def test_metrics_as_the_reference_parser_reads_them() -> None:
    parser = pytest.importorskip("prometheus_client.openmetrics.parser", reason="prometheus_client is not installed")
    changed = found(connections_drift=COMPARED)
    changed["alm_connectors"][0]["name"] = 'a"b\\c\nd'
    families = list(parser.text_string_to_metric_families(metrics(report(changed, AT))))
    assert 'a"b\\c\nd' in {sample.labels.get("connector") for family in families for sample in family.samples}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(JSON, JSON, JSON, JSON | st.just("2026-01-01T00:00:00Z"))
def test_values_of_a_wrong_type_are_reported_all_the_same(frequency: Any, place: Any, message: Any, last_run: Any) -> None:
    small = found()
    small["projects"][0].update(application_name=place, business_unit_name=place, url=place)
    small["projects"][1].update(name="Project 1", application_name="Shop", business_unit_name="Retail")
    small["alm_connections"] = [
        {
            **each,
            "alias": "same",
            "frequency": frequency,
            "project": min(each["project"], 2),
            "last_job": {"succeeded": False, "ready": True, "last_run": last_run, "result_message": message},
        }
        for each in small["alm_connections"]
    ]
    assert [row["status"] for row in report(small, AT)["integrations"]] == ["failed"] * 3
