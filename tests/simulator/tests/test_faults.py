# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault does what it says, once or as often as asked, to the requests that it waits for."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest

CONNECTOR = {
    "name": "New",
    "system": {"id": "jira"},
    "params": {"alm_server": "a.example.com", "alm_user": "bot", "alm_pass": "invented"},
}


def create(call):
    return call("POST", "connectors/alm/", CONNECTOR)


@pytest.mark.parametrize(
    ("fault", "status", "headers", "text"),
    [
        ({"kind": "status", "status": 503}, 503, {}, ""),
        (
            {"kind": "status", "status": 429, "headers": {"Retry-After": "7"}, "json": {"detail": "slow"}},
            429,
            {"Retry-After": "7", "Content-Type": "application/json"},
            '{"detail": "slow"}',
        ),
        ({"kind": "status", "status": 502, "body": "bad", "headers": {"X-Proxy": "p"}}, 502, {"X-Proxy": "p"}, "bad"),
        ({"kind": "html"}, 200, {"Content-Type": "text/html"}, "<html><body>Please sign in</body></html>"),
        ({"kind": "html", "status": 503, "body": "<p>"}, 503, {"Content-Type": "text/html"}, "<p>"),
        ({"kind": "not_json"}, 200, {"Content-Type": "application/json"}, "this is not JSON"),
        ({"kind": "wrong_json"}, 200, {"Content-Type": "application/json"}, '["unexpected"]'),
        ({"kind": "wrong_json", "json": None}, 200, {"Content-Type": "application/json"}, "null"),
        ({"kind": "redirect", "status": 307, "location": "https://b.example.com/"}, 307, {"Location": "https://b.example.com/"}, ""),
        ({"kind": "redirect", "location": "/x/"}, 302, {"Location": "/x/"}, ""),
    ],
)
def test_answer_instead(simulator, call, fault, status, headers, text):
    simulator.fault(**fault)
    response = create(call)
    assert (response.status_code, response.text) == (status, text)
    assert headers.items() <= dict(response.headers).items()
    assert simulator.objects("connectors/alm") == []
    assert [(entry["status"], entry["fault"]) for entry in simulator.journal()] == [(status, fault["kind"])]
    assert create(call).status_code == 201


def test_drip_and_delay_change_no_answer(simulator, call):
    plain = call("GET", "users/me/").json()
    simulator.fault(kind="drip", interval=0)
    simulator.fault(kind="delay", seconds=0)
    assert [call("GET", "users/me/").json() for turn in range(2)] == [plain] * 2
    assert [entry["fault"] for entry in simulator.journal()] == [None, "drip", "delay"]


class Clock:
    """Stands for the event that ends the simulator, and notes how long it was waited for."""

    def __init__(self):
        self.waits = []

    def wait(self, seconds):
        self.waits.append(seconds)


@pytest.mark.parametrize(
    ("spec", "switch", "value", "waits"),
    [
        ({"kind": "delay", "seconds": 3}, "latency_ms", "0", [0, 3]),
        ({"kind": "drip", "interval": 0.5}, "latency_ms", "0", [0, 0.5, 0.5]),
        (None, "latency_ms", "250", [0.25]),
    ],
)
def test_waits(spec, switch, value, waits):
    pytest.importorskip("waitress")
    from tests.simulator import behaviour, faults, gate

    def application(environ, start_response):
        start_response("200 OK", [("Content-Length", "2")])
        return [b"{}"]

    entrance = gate.Gate(application)
    entrance.stopping = clock = Clock()
    behaviour.BEHAVIOUR.reset({switch: value})
    if spec:
        faults.FAULTS.add(spec)
    environ = {"PATH_INFO": "/api/v2/users/me/", "REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO()}
    chunks = list(entrance(environ, lambda status, headers, exc_info=None: None))
    assert (b"".join(chunks), clock.waits) == (b"{}", waits)
    assert len(chunks) == (2 if spec and spec["kind"] == "drip" else 1)


def test_a_request_is_held_until_it_is_released(simulator, call):
    simulator.fault(kind="hold", method="POST", times=2)
    with ThreadPoolExecutor() as pool:
        held = pool.submit(create, call)
        while not simulator.journal():
            pass
        assert call("GET", "users/me/").status_code == 200
        assert [entry["status"] for entry in simulator.journal()] == [None, 200]
        assert simulator.objects("connectors/alm") == []
        simulator.release()
        assert held.result().status_code == 201
    assert call("POST", "connectors/alm/", {**CONNECTOR, "name": "Other"}).status_code == 201
    assert simulator.journal()[-1]["fault"] == "hold"


def test_times_skip_method_and_path(simulator, call):
    simulator.fault(kind="status", status=503, method="get", path="users/me/$", times=2, skip=1)
    assert call("POST", "connectors/alm/", CONNECTOR).status_code == 201
    assert call("GET", "projects/").status_code == 200
    assert [call("GET", "users/me/").status_code for turn in range(4)] == [200, 503, 503, 200]


def test_first_fault_that_matches_is_taken(simulator, call):
    simulator.fault(kind="status", status=500, path="projects")
    simulator.fault(kind="status", status=502)
    simulator.fault(kind="status", status=503)
    assert [call("GET", "users/me/").status_code for turn in range(3)] == [502, 503, 200]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"kind": "nonsense"}, "there are: delay, drip, hold, html"),
        ({"kind": "reset", "status": 1}, "reset: unknown or missing: status"),
        ({"kind": "status"}, "unknown or missing: status"),
        ({"kind": "redirect"}, "unknown or missing: location"),
        ({}, "no fault None"),
    ],
)
def test_refused_faults(simulator, spec, message):
    with pytest.raises(ValueError, match=message):
        simulator.fault(**spec)
