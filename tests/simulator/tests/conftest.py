# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A caller of the simulator's API, and something that it finds there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.simulator.client import Simulator


class Caller:
    """Calls the API of a simulator with its token."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update({"Authorization": f"Token {simulator.token}", "Accept": "application/json"})

    def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        """Send one request; redirects are not followed."""
        options = {"timeout": 20, "allow_redirects": False, **options}
        return self.session.request(method, f"{self.simulator.url}/api/v2/{path}", json=body, **options)

    def read(self, path: str, **query: Any) -> Any:
        """Return what a GET answers with 200."""
        response = self("GET", path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    def names(self, path: str, key: str = "name", **query: Any) -> list[Any]:
        """Return one key of every object of a list."""
        return [row[key] for row in self.read(path, **query)["results"]]


@pytest.fixture(name="call")
def _call(simulator: Simulator) -> Iterator[Caller]:
    caller = Caller(simulator)
    with caller.session:
        yield caller


@pytest.fixture(name="jira")
def _jira(simulator: Simulator) -> dict[str, Any]:
    """A connector to Jira with a project and a connection, all with id 1."""
    simulator.add("projects", name="Shop")
    params = {
        "alm_server": "jira.example.com",
        "alm_user": "bot",
        "alm_pass": "hunter-23456789",
        "title_format": "$title",
        "sde_tags_filter": "a,b",
    }
    simulator.add("connectors/alm", name="Jira", system="jira", params=params)
    return simulator.add("connections/alm", alias="Jira SHOP", connector=1, project=1, params={"alm_project": "SHOP", "alm_context": "x"})
