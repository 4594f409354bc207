# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads that lag behind writes, writes that are applied late, and answers without a body."""

from __future__ import annotations

import pytest

from tests.simulator.tests.test_faults import CONNECTOR, create


def names(call):
    return call.names("connectors/alm/")


@pytest.mark.parametrize(("switch", "value"), [("read_lag", "2")])
def test_so_many_reads_show_the_state_before_a_create(simulator, call, switch, value):
    simulator.behave(**{switch: value})
    assert create(call).status_code == 201
    assert len(simulator.objects("connectors/alm")) == 1
    assert call("GET", "connectors/alm/1/").status_code == 404
    assert [names(call) for turn in range(2)] == [[], ["New"]]
    assert call("GET", "connectors/alm/1/").status_code == 200


def test_an_update_and_a_delete_lag_as_well(simulator, call):
    create(call)
    simulator.behave(read_lag=1)
    assert call("PATCH", "connectors/alm/1/", {"name": "Other"}).json()["name"] == "Other"
    assert [names(call) for turn in range(2)] == [["New"], ["Other"]]
    assert call("DELETE", "connectors/alm/1/").status_code == 204
    assert [names(call) for turn in range(2)] == [["Other"], []]


def test_each_write_lags_by_itself(simulator, call):
    simulator.behave(read_lag=2)
    call("POST", "connectors/alm/", {**CONNECTOR, "name": "One"})
    assert names(call) == []
    call("POST", "connectors/alm/", {**CONNECTOR, "name": "Two"})
    assert [names(call) for turn in range(3)] == [[], ["One"], ["One", "Two"]]


def test_writes_see_the_current_state(simulator, call):
    simulator.behave(read_lag=9)
    assert create(call).status_code == 201
    assert create(call).status_code == 400


@pytest.mark.parametrize("end", ["catch_up", "reset"])
def test_lag_can_be_ended(simulator, call, end):
    simulator.behave(read_lag=9)
    create(call)
    getattr(simulator, end)()
    assert names(call) == (["New"] if end == "catch_up" else [])


def test_a_late_request_waits_until_it_is_released(simulator, call):
    simulator.fault(kind="status_late", status=504)
    create(call)
    assert [names(call) for turn in range(20)] == [[]] * 20
    simulator.catch_up()
    assert names(call) == ["New"]


def test_a_reset_forgets_late_requests(simulator, call):
    simulator.fault(kind="status_late", status=504)
    create(call)
    simulator.reset()
    simulator.catch_up()
    assert names(call) == []
