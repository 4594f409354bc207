# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which params are sent, and that none is lost by it, on servers that merge and on servers that replace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.secret_names import is_secret_key
from ansible_collections.sdelements.integrations.plugins.module_utils._model.compare import equal
from ansible_collections.sdelements.integrations.plugins.module_utils._model.params import (
    SERVER_KEYS,
    ParamsPlan,
    Sending,
    compare_params,
    own_params,
    shows_secrets,
)
from hypothesis import given
from hypothesis import strategies as st

PASS = frozenset({"alm_pass"})
MASK = "********"


def planned(
    wanted: Mapping[str, Any],
    current: Mapping[str, Any],
    *,
    secrets: frozenset[str] = PASS,
    update_secrets: str = "auto",
    inherited: Optional[Mapping[str, Any]] = None,
    whole: bool = False,
) -> tuple[ParamsPlan, Sending]:
    """The complete plan for an object, as the engine makes it, and what its request has."""
    secrets = frozenset(key for key in wanted if key in secrets or is_secret_key(key))
    plan = compare_params(wanted, secrets, current, update_secrets)
    if plan.differing or whole:
        plan = plan.with_own(current, own_params(current, inherited))
    return plan, plan.sending(whole=whole)


@pytest.mark.parametrize(
    ("params", "inherited", "defaults", "own"),
    [
        ({"alm_server": "x"}, None, None, {"alm_server": "x"}),
        ({"alm_server": "x", "alm_project": "P"}, {"alm_server": "x"}, None, {"alm_project": "P"}),
        ({"alm_server": "y", "alm_project": "P"}, {"alm_server": "x"}, None, {"alm_server": "y", "alm_project": "P"}),
        ({"sde_min_priority": 7}, {"sde_min_priority": "7"}, None, {}),
        ({"alm_phases": "a,b"}, {"alm_phases": "b,a"}, None, {}),
        ({"alm_title_format": "t"}, {"title_format": "t"}, None, {}),
        ({"alm_title_format": "own"}, {"title_format": "t"}, None, {"alm_title_format": "own"}),
        ({"alm_validate_cert": True, "alm_project": "P"}, {}, {"alm_validate_cert": True}, {"alm_project": "P"}),
        ({"alm_validate_cert": False}, {}, {"alm_validate_cert": True}, {"alm_validate_cert": False}),
        ({"alm_validate_cert": True, "alm_server": "x"}, None, {"alm_validate_cert": True}, {"alm_server": "x"}),
        ({"alm_validate_cert": True}, {"alm_validate_cert": False}, {"alm_validate_cert": True}, {"alm_validate_cert": True}),
        ({"alm_title_format": "t"}, {}, {"title_format": "t"}, {}),
        ({"alm_pass": MASK}, {"alm_pass": MASK}, None, {}),
        (dict.fromkeys(SERVER_KEYS, "x"), None, None, {}),
        (dict.fromkeys(SERVER_KEYS, "x"), {}, None, {}),
    ],
)
def test_own_params(params: Any, inherited: Any, defaults: Any, own: Any) -> None:
    assert own_params(params, inherited, defaults) == own


@pytest.mark.parametrize(
    ("params", "shows"),
    [
        *((params, False) for params in ({}, {"alm_user": "x"}, {"alm_pass": MASK}, {"alm_pass": ""})),
        *((params, True) for params in ({"alm_pass": "x"}, {"alm_pass": MASK, "alm_api_token": "x"})),
    ],
)
def test_shows_secrets(params: Any, shows: bool) -> None:
    assert shows_secrets(params) is shows


@pytest.mark.parametrize(
    ("wanted", "current", "option", "differing", "unverified"),
    [
        ({"alm_user": "a"}, {"alm_user": "a"}, "auto", [], []),
        *(({"alm_user": "a"}, current, "auto", ["alm_user"], []) for current in ({"alm_user": "b"}, {})),
        ({"alm_user": ""}, {}, "auto", [], []),
        ({"alm_user": ""}, {"alm_user": "b"}, "auto", ["alm_user"], []),
        ({"alm_pass": "new"}, {"alm_pass": "old"}, "auto", ["alm_pass"], []),
        *(({"alm_pass": "same"}, {"alm_pass": "same"}, option, [], []) for option in ("auto", "always")),
        *(({"alm_pass": "new"}, {"alm_pass": value}, "auto", [], ["alm_pass"]) for value in (MASK, None, "", True)),
        ({"alm_pass": "new"}, {}, "auto", [], ["alm_pass"]),
        *(({"alm_pass": "new"}, {"alm_pass": value}, "always", ["alm_pass"], []) for value in (MASK, {"masked": True})),
        ({"alm_pass": "new"}, {}, "always", ["alm_pass"], []),
        *(({"alm_pass": value}, {"alm_pass": "old"}, "on_create", [], []) for value in ("new", 12345678)),
        ({"alm_pass": "new"}, {"alm_pass": MASK}, "on_create", [], []),
        *(({"alm_pass": ""}, {"alm_pass": "old"}, option, ["alm_pass"], []) for option in ("auto", "on_create")),
        *(({"alm_pass": ""}, {"alm_pass": ""}, option, [], []) for option in ("auto", "on_create")),
        ({"alm_pass": ""}, {"alm_pass": None}, "always", [], []),
        ({"alm_pass": ""}, {"alm_pass": MASK}, "auto", [], ["alm_pass"]),
        ({"alm_pass": ""}, {"alm_pass": MASK}, "always", ["alm_pass"], []),
        *(({"alm_pass": ""}, current, "on_create", [], []) for current in ({"alm_pass": MASK}, {})),
        ({"alm_pass": ""}, {}, "auto", [], ["alm_pass"]),
        ({"alm_pass": ""}, {"alm_api_token": "clear7"}, "auto", [], []),
        ({"alm_pass": MASK}, {"alm_pass": MASK}, "auto", [], []),
        *(({"webhook_url": "new"}, {"webhook_url": MASK}, option, [], ["webhook_url"]) for option in ("auto", "on_create")),
        ({"webhook_url": "new"}, {"webhook_url": MASK}, "always", ["webhook_url"], []),
        ({"webhook_url": "new"}, {"webhook_url": "old"}, "auto", ["webhook_url"], []),
    ],
)
def test_compare_params(wanted: Any, current: Any, option: str, differing: list[str], unverified: list[str]) -> None:
    plan = compare_params(wanted, PASS, current, option)
    assert (list(plan.differing), list(plan.unverified)) == (differing, unverified)


CURRENT = {"alm_server": "s", "alm_user": "u", "jira_version": "5"}
NEW = {"alm_user": "n"}
GIVEN = {**NEW, "alm_pass": "given"}
MASKED, CLEAR = {"alm_pass": MASK}, {"alm_pass": "clear"}


@pytest.mark.parametrize(
    ("wanted", "more", "option", "whole", "send", "resent", "at_risk"),
    [
        ({"alm_user": "u"}, {}, "auto", False, None, [], []),
        (NEW, {}, "auto", False, NEW, [], []),
        (NEW, CLEAR, "auto", False, {**NEW, **CLEAR}, [], []),
        (NEW, MASKED, "auto", False, NEW, [], ["alm_pass"]),
        (GIVEN, MASKED, "auto", False, GIVEN, ["alm_pass"], []),
        (GIVEN, {}, "auto", False, GIVEN, ["alm_pass"], []),
        ({"alm_pass": "given"}, MASKED, "auto", False, None, [], []),
        ({"alm_pass": "given"}, MASKED, "always", False, {"alm_pass": "given"}, [], []),
        (GIVEN, MASKED, "on_create", False, GIVEN, [], []),
        (GIVEN, CLEAR, "on_create", False, {**NEW, **CLEAR}, [], []),
        *(  # given and as wanted, but by its looks a mask: not sent, it would be lost where params are replaced
            ({key: value, **NEW}, {key: value}, option, whole, {**NEW, key: value}, [], [])
            for key, value in (("alm_pass", "xx"), ("alm_pass", "set"), ("title_format", "***bold***"), ("webhook_url", "..."))
            for option in ("auto", "always", "on_create")
            for whole in (False, True)
        ),
        ({}, CLEAR, "auto", True, CLEAR, [], []),
        ({}, MASKED, "auto", True, {}, [], ["alm_pass"]),
        (NEW, {"sde_project": "Shop"}, "auto", False, NEW, [], []),
        (NEW, {"alm_api_token": "clear", "alm_pass": ""}, "auto", False, {**NEW, "alm_api_token": "clear", "alm_pass": ""}, [], []),
    ],
)
def test_what_is_sent(wanted: Any, more: Any, option: str, whole: bool, send: Any, resent: Any, at_risk: Any) -> None:
    plan, sending = planned(wanted, {**CURRENT, **more}, update_secrets=option, whole=whole)
    expected = send if send is None else {**CURRENT, **send}
    assert (sending.send, list(plan.resent), list(sending.at_risk)) == (expected, resent, at_risk)


@pytest.mark.parametrize(
    ("after", "missing", "lost"),
    [
        ({"alm_user": "n", "alm_server": "s", "alm_pass": MASK}, [], []),
        ({"alm_user": "n", "alm_server": "s", "alm_pass": "other"}, [], []),
        ({"alm_user": "u", "alm_server": "s", "alm_pass": MASK}, ["alm_user"], []),
        ({"alm_user": "n", "alm_pass": MASK}, [], ["alm_server"]),
        ({"alm_user": "n", "alm_server": "s"}, [], ["alm_pass"]),
        ({"alm_user": "n", "alm_server": "s", "alm_pass": ""}, [], ["alm_pass"]),
        ({}, ["alm_user"], ["alm_server", "alm_pass"]),
    ],
)
def test_what_a_read_after_the_write_tells(after: Any, missing: list[str], lost: list[str]) -> None:
    plan, _sending = planned({"alm_user": "n"}, {"alm_user": "u", "alm_server": "s", "alm_pass": MASK})
    assert plan.not_stored(after) == (missing, lost)


def test_a_secret_left_out_of_reads_cannot_be_missed() -> None:
    plan, _sending = planned({"alm_user": "n", "alm_pass": "given"}, {"alm_user": "u"})
    assert plan.not_stored({"alm_user": "n"}) == ([], [])


KEYS = ["alm_server", "alm_user", "alm_pass", "alm_api_token", "sde_min_priority", "alm_phases", "alm_priority_map", "jira_done_statuses"]
PLAIN = st.sampled_from(["a", "b", "a,b", "b,a", "7", "8", "", '{"a": 1}'])
PARAMS = st.dictionaries(st.sampled_from(KEYS), PLAIN)
SHOWS = st.sampled_from(("clear", "masked", "omitted", "null", "empty"))


def shown(params: Mapping[str, Any], how: str) -> dict[str, Any]:
    """Params as a server shows them."""
    if how == "omitted":
        return {key: value for key, value in params.items() if not is_secret_key(key)}
    masks = {"masked": MASK, "null": None, "empty": ""}
    return {key: masks[how] if how != "clear" and is_secret_key(key) and value else value for key, value in params.items()}


def stored(own: dict[str, Any], sent: Optional[Mapping[str, Any]], replaces: bool, keeps_secrets: bool) -> dict[str, Any]:
    """Own params after an update."""
    if sent is None:
        return own
    kept = {key: value for key, value in own.items() if not replaces or (keeps_secrets and is_secret_key(key))}
    return {**kept, **sent}


@given(
    own=PARAMS,
    inherited=PARAMS,
    wanted=PARAMS,
    how=SHOWS,
    replaces=st.booleans(),
    keeps_secrets=st.booleans(),
    whole=st.booleans(),
    option=st.sampled_from(("auto", "always", "on_create")),
)
def test_no_param_is_lost_that_the_task_does_not_name(
    own: dict[str, Any],
    inherited: dict[str, Any],
    wanted: dict[str, Any],
    how: str,
    replaces: bool,
    keeps_secrets: bool,
    whole: bool,
    option: str,
) -> None:
    """In force is what the object has of its own, and below it what it inherits. A hidden secret is the one exception, and it is named."""
    replaces = replaces or whole
    before = {**inherited, **own}
    _plan, sending = planned(wanted, shown(before, how), inherited=shown(inherited, how), whole=whole, update_secrets=option)
    now = stored(own, sending.send, replaces, keeps_secrets)
    after = {**inherited, **now}
    for key, value in before.items():
        hidden = how != "clear" and is_secret_key(key)
        if key in wanted or ((hidden or key in sending.at_risk) and replaces and not keeps_secrets):
            continue
        assert equal(key, after.get(key), value), key
    masked = {key for key in own if is_secret_key(key) and key not in wanted and own[key] and how == "masked" and key not in inherited}
    if sending.send is not None:
        assert masked <= set(sending.at_risk)


@given(own=PARAMS, inherited=PARAMS, wanted=PARAMS, how=SHOWS, replaces=st.booleans())
def test_what_is_wanted_holds_afterwards_and_the_next_run_changes_nothing(
    own: dict[str, Any], inherited: dict[str, Any], wanted: dict[str, Any], how: str, replaces: bool
) -> None:
    if how != "clear":  # clearing a secret that is hidden never ends: nothing tells that it is done
        wanted = {key: value for key, value in wanted.items() if not (is_secret_key(key) and value == "")}
    plan, sending = planned(wanted, shown({**inherited, **own}, how), inherited=shown(inherited, how))
    after = {**inherited, **stored(own, sending.send, replaces, keeps_secrets=True)}
    for key, value in wanted.items():
        assert key in sending.unverified or equal(key, value, after.get(key)), key
    assert plan.not_stored(shown(after, how))[0] == []
    assert not planned(wanted, shown(after, how), inherited=shown(inherited, how))[0].differing


@given(own=PARAMS, inherited=PARAMS, wanted=PARAMS, how=SHOWS)
def test_nothing_inherited_and_no_mask_is_sent(own: dict[str, Any], inherited: dict[str, Any], wanted: dict[str, Any], how: str) -> None:
    _plan, sending = planned(wanted, shown({**inherited, **own}, how), inherited=shown(inherited, how))
    if sending.send is not None:
        assert set(sending.send) <= set(own) | set(wanted)
        assert MASK not in sending.send.values()
        assert None not in sending.send.values()
