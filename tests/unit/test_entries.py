# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of options, before Ansible checks them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Context

from tests.collection import MODULES, task_of

GIVEN = {"sde_url": "http://127.0.0.1:1", "sde_token": "token-of-a-test"}
NUMBERS = sorted((module, name) for module in MODULES for name, spec in task_of(module).argument_spec.items() if spec.get("type") == "int")
ODD = {
    "true": True,
    "false": False,
    "infinity": float("inf"),
    "minus infinity": float("-inf"),
    "not a number": float("nan"),
    "infinity as text": "inf",
    "Infinity as text": "-Infinity",
    "an exponent": "1e3",
    "an exponent without end": "1e999999999",
    "a float without end": 1e300,
    "400 digits": 10**400,
    "5,000 digits": 10**4999,
    "5,000 digits as text": "9" * 5000,
    "text": "ten",
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
@pytest.mark.parametrize(("module", "option"), NUMBERS)
def test_what_is_not_a_number_in_digits_is_refused(module: str, option: str, value: Any) -> None:
    _arguments, errors = task_of(module).checked({**GIVEN, option: value})
    assert f"'{option}'" in errors.msg
    assert len(errors.msg) < 600


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_an_id_of_an_entry_is_a_number_in_digits(value: Any) -> None:
    entries = [{"id": 1, "name": "One"}, {"id": value, "name": "Two"}]
    _arguments, errors = task_of("sde_alm_connectors").checked({**GIVEN, "config": entries})
    assert "'id'" in errors.msg
    assert len(errors.msg) < 600


@pytest.mark.parametrize("value", [value for value in ODD.values() if isinstance(value, str)])
@pytest.mark.parametrize(("variable", "option"), [("SDE_TIMEOUT", "timeout"), ("SDE_SETTLE_TIMEOUT", "settle_timeout")])
def test_a_number_of_the_environment_is_in_digits(variable: str, option: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, value)
    _arguments, errors = task_of("sde_sync").checked({**GIVEN, "connection": 1})
    assert f"'{option}'" in errors.msg
    assert len(errors.msg) < 600


@pytest.mark.parametrize("value", [7, "7", " 7 ", "+7", 7.0, "7.0"])
def test_a_number_may_be_text_or_a_whole_float(value: Any) -> None:
    arguments, errors = task_of("sde_sync").checked({**GIVEN, "connection": 1, "retries": value})
    if not isinstance(value, float) and value != "7.0":  # ansible-core 2.16 takes digits only
        assert errors is None
        assert arguments["retries"] == 7


@pytest.mark.parametrize("option", ["wait_timeout", "wait_interval"])
@pytest.mark.parametrize("value", [-1, 864_001, 10**18])
def test_no_wait_is_longer_than_ten_days(option: str, value: int) -> None:
    task = task_of("sde_sync")
    arguments, errors = task.checked({**GIVEN, "connection": 1, option: value})
    assert errors is None
    result = task.perform(Context(arguments))
    assert result["msg"] == f"{option}: {value} is out of range; give a number from 0 to 864000"
    assert result["changed"] is False


@pytest.mark.parametrize("token", ["Token 0a1b2c3d4e5f", "Bearer 0a1b2c3d4e5f", "0a1b2c3d 4e5f", " Token 0a1b2c3d4e5f "])
def test_a_token_with_a_word_before_it_is_refused_and_not_sent(token: str) -> None:
    task = task_of("sde_sync")
    arguments, _errors = task.checked({**GIVEN, "sde_token": token, "connection": 1})
    result = task.perform(Context(arguments))
    assert result["msg"].startswith("sde_token: ")
    assert "0a1b2c3d" not in result["msg"]
