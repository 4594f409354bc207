# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds whatever the switches say: authentication, errors, identity, slashes."""

from __future__ import annotations

import pytest
import requests


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        (None, "Authentication credentials were not provided."),
        ("Token wrong", "Invalid token."),
        ("Bearer x", "Authentication credentials were not provided."),
    ],
)
def test_unauthorised(simulator, header, detail):
    headers = {"Authorization": header} if header else {}
    response = requests.get(f"{simulator.url}/api/v2/users/me/", headers=headers, timeout=10)
    assert (response.status_code, response.json()) == (401, {"detail": detail})
    assert response.headers["WWW-Authenticate"] == "Token"


def test_only_json(call):
    assert call("GET", "users/me/", headers={"Accept": "application/xml"}).status_code == 406
    response = call("POST", "connectors/alm/", data="{", headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["detail"][:10]) == (400, "JSON parse")


def test_missing_slash(simulator, call):
    response = call("GET", "connectors/alm")
    assert (response.status_code, response.headers["Location"]) == (301, "/api/v2/connectors/alm/")
    assert call("POST", "connectors/alm", {"name": "x"}).status_code == 301
    assert simulator.objects("connectors/alm") == []


def test_missing_fields(call):
    required = ["This field is required."]
    connector = call("POST", "connectors/alm/", {})
    assert (connector.status_code, connector.json()) == (400, dict.fromkeys(("name", "system", "params"), required))
    connection = call("POST", "connections/alm/", {})
    fields = ("alias", "connector", "project", "params")
    assert (connection.status_code, connection.json()) == (400, dict.fromkeys(fields, required))


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"connector": 9}, {"connector": ['Invalid pk "9" - object does not exist.']}),
        ({"project": 9}, {"project": ['Invalid pk "9" - object does not exist.']}),
        ({"connector": 2}, {"connector": ["The connector must be of the same system."]}),
        ({"frequency": "often"}, {"frequency": ['"often" is not a valid choice.']}),
        ({"params": {"alm_project": ""}}, {"params": {"alm_project": ["This field may not be blank."]}}),
    ],
)
def test_refused_changes_of_a_connection(simulator, call, jira, change, errors):
    simulator.add("connectors/alm", name="GitHub", system="github")
    before = simulator.objects("connections/alm")
    response = call("PATCH", "connections/alm/1/", change)
    assert (response.status_code, response.json()) == (400, errors)
    assert simulator.objects("connections/alm") == before


@pytest.mark.parametrize("system", [{"id": "nonsense"}, {"id": "veracode"}, {}, 7, "github"])
def test_refused_systems(call, jira, system):
    assert "system" in call("POST", "connectors/alm/", {"name": "x", "system": system, "params": {}}).json()
    assert call("PATCH", "connectors/alm/1/", {"system": {"id": "github"}}).json() == {
        "system": ["The system of a connector cannot be changed."]
    }


def test_browser(simulator):
    with requests.Session() as browser:
        page = browser.get(f"{simulator.url}/simulator/browse", headers={"Accept": "text/html"}, timeout=10)
        assert (page.status_code, page.url) == (200, f"{simulator.url}/api/v2/")
        assert "connectors/alm" in page.text
        style = page.text.partition('href="/static/')[2].partition('"')[0]
        assert browser.get(f"{simulator.url}/static/{style}", timeout=10).status_code == 200
