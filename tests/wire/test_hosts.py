# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where requests go, and with what: no other host gets the token, no proxy is passed by, no netrc replaces it."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from tests.clock import FakeClock
from tests.simulator.client import Simulator
from tests.wire.conftest import TOKEN, Record, read, write
from tests.wire.servers import Proxy, answer, listening, tls

EMPTY = answer(b'{"results": []}')
REDIRECTS = ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]


def test_the_second_host_of_these_tests_does_see_an_authorization_header(record: Record) -> None:
    """Else the tests below would prove nothing: what curl is told to send, arrives; so does what requests sends."""
    url, second = record()
    requests.get(url, headers={"Authorization": f"Token {TOKEN}"}, timeout=10)
    assert f"Authorization: Token {TOKEN}" in second.requests[0]
    curl = shutil.which("curl")
    if curl:
        subprocess.run([curl, "--silent", "--header", f"Authorization: Token {TOKEN}", url], check=True, stdout=subprocess.DEVNULL)
        assert f"Authorization: Token {TOKEN}" in second.requests[1]


def test_our_own_host_gets_the_token(record: Record) -> None:
    url, first = record(EMPTY)
    assert not read(url).failure
    assert f"Authorization: Token {TOKEN}" in first.requests[0]
    assert "Accept: application/json\r\n" in first.requests[0]


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("task", [read, write])
def test_a_redirect_to_another_host_is_not_followed(record: Record, task: Any, status: str) -> None:
    elsewhere, second = record()
    url, unused = record(answer(b"", f"Location: {elsewhere}/api/v2/connectors/alm/?token=x", status=status))
    assert f"a redirect to {elsewhere}/api/v2/connectors/alm/, which is not followed; set sde_url" in task(url).failure
    assert second.requests == []


@pytest.mark.parametrize(
    "location",
    [
        "http://{address}@{elsewhere}/api/v2/connectors/alm/",
        "//{elsewhere}/api/v2/connectors/alm/",
        "http://{address}.example.com/api/v2/",
        "/login/",
        "http://{address}/elsewhere/",
        "http://[no/address/",
        "http://{address}:port/",
    ],
)
def test_a_redirect_that_only_looks_like_our_own_is_not_followed(record: Record, location: str) -> None:
    elsewhere, second = record()
    url, first = record()
    address = url.removeprefix("http://")
    target = location.format(address=address, elsewhere=elsewhere.removeprefix("http://"))
    first.answers = [answer(b"", f"Location: {target}", status="302 Found")]
    assert "which is not followed" in read(url).failure
    assert [request.split()[1].partition("?")[0] for request in first.requests] == [
        f"/api/v2/connectors/{word}/" for word in ("issue-tracker", "alm")
    ]
    assert second.requests == []


@pytest.mark.parametrize("status", REDIRECTS)
def test_no_redirect_is_followed_on_a_write_not_even_to_our_own_host(simulator: Simulator, status: str) -> None:
    simulator.fault(kind="redirect", status=int(status[:3]), location="/api/v2/connectors/alm/", method="POST")
    assert "which is not followed" in write(simulator.url).failure
    assert [entry["method"] for entry in simulator.writes()] == ["POST"]
    assert len(simulator.objects("connectors/alm")) == 1


def test_the_next_page_of_another_host_is_asked_for_at_our_own(simulator: Simulator, record: Record) -> None:
    elsewhere, second = record()
    simulator.add("connectors/alm", name="Second", system="trac")
    simulator.behave(page_size_max=1, next_host=f"other:{elsewhere}")
    outcome = read(simulator.url)
    assert [row["name"] for row in outcome.result["connectors"]] == ["Jira", "Second"]
    assert second.requests == []


def test_a_next_page_below_another_path_is_refused(record: Record) -> None:
    elsewhere, second = record()
    url, first = record(answer(json.dumps({"results": [], "next": f"{elsewhere}/steal/?page=2"}).encode()))
    assert "a next page at another address" in read(url).failure
    assert len(first.requests) == 1
    assert second.requests == []


@pytest.mark.parametrize("link", ["http://[no/address/", "//[x", "http://h:port/?page=2"])
def test_a_next_page_without_an_address_is_refused(record: Record, link: str) -> None:
    url, first = record(answer(json.dumps({"results": [], "next": link}).encode()))
    assert "names a next page " in read(url).failure
    assert len(first.requests) == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_proxy_of_the_environment_is_used(
    simulator: Simulator, ca: trustme.CA, ca_path: str, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    proxy = Proxy()
    with listening(proxy.handle) as origin, tls(ca.issue_cert("127.0.0.1"), simulator.url) as secure:
        monkeypatch.setenv(f"{scheme}_proxy", origin)
        url = secure if scheme == "https" else simulator.url
        outcome = read(url, ca_path=ca_path)
        assert not outcome.failure
        assert len(outcome.result["connectors"]) == 1
        where = url.partition("://")[2]
        assert proxy.asked[0].startswith(f"CONNECT {where} " if scheme == "https" else f"GET {url}/api/v2/")
        asked = len(proxy.asked)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert not read(url, ca_path=ca_path).failure
        assert len(proxy.asked) == asked


def test_a_proxy_that_is_not_there_is_named_as_such(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://user:invented-proxy-password@127.0.0.1:9")
    failure = read(simulator.url).failure
    assert "was not reached through the proxy of the environment" in failure
    assert "invented-proxy-password" not in failure


@pytest.mark.parametrize("where", ["home", "NETRC"])
def test_netrc_never_replaces_the_token(record: Record, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str) -> None:
    path = tmp_path / ".netrc"
    path.write_text("machine 127.0.0.1\nlogin somebody\npassword else\ndefault login somebody password else\n")
    path.chmod(0o600)
    if where == "NETRC":
        monkeypatch.setenv("NETRC", str(path))
    url, first = record(EMPTY)
    assert requests.utils.get_netrc_auth(url) == ("somebody", "else")
    assert not read(url).failure
    assert f"\r\nAuthorization: Token {TOKEN}\r\n" in first.requests[0]
    assert first.requests[0].lower().count("\r\nauthorization:") == 1


def test_cookies_are_never_sent_back(record: Record) -> None:
    page = json.dumps({"results": [{"id": 1, "name": "Jira"}], "next": "?page=2"}).encode()
    url, first = record(answer(page, "Set-Cookie: sessionid=stolen; Path=/"), EMPTY)
    assert not read(url).failure
    assert len(first.requests) == 2
    assert "cookie:" not in first.requests[1].lower()


def test_http_to_another_host_than_this_one_is_refused() -> None:
    assert "would send the token unencrypted; use https://, or set allow_http: true" in read("http://10.0.0.1").failure


def test_http_to_another_host_where_the_user_allows_it(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy, asked = record(EMPTY)
    monkeypatch.setenv("http_proxy", proxy)
    assert not read("http://sde.example.com", allow_http=True).failure
    assert asked.requests[0].startswith("GET http://sde.example.com/api/v2/connectors/issue-tracker/")


@pytest.mark.parametrize("proxy", ["http://u:{secret}@127.0.0.1:notaport", "foo://u:{secret}@127.0.0.1:9", "http://[::1"])
@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_a_malformed_proxy_is_named_at_once_without_its_password(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, proxy: str, name: str
) -> None:
    clock = FakeClock()
    monkeypatch.setenv(name, proxy.format(secret="invented-proxy-password"))
    for outcome in (read(simulator.url, retries=4, clock=clock), write(simulator.url, retries=4, clock=clock)):
        assert outcome.failure.startswith(f"{name}: the address of the proxy in the environment is not valid or its kind is not supported")
        assert "invented-proxy-password" not in repr(outcome)
    assert clock.pauses == []
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert not read(simulator.url).failure


@pytest.mark.skipif(find_spec("socks") is not None, reason="PySocks is installed here")
@pytest.mark.parametrize("scheme", ["socks4", "socks4a", "socks5", "socks5h", "SOCKS5"])
def test_a_socks_proxy_without_pysocks_is_a_message_at_once(simulator: Simulator, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    clock = FakeClock()
    monkeypatch.setenv("https_proxy", f"{scheme}://u:invented-proxy-password@127.0.0.1:9")
    failure = read("https://sde.example.com", retries=4, clock=clock).failure
    assert failure == (
        "https_proxy: the proxy in the environment is a SOCKS proxy, which needs the Python package PySocks; install it, "
        "or name the server in no_proxy"
    )
    assert clock.pauses == []


def test_a_proxy_that_refuses_is_not_quoted(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy, asked = record(b"HTTP/1.1 407 invented-proxy-password\r\nConnection: close\r\n\r\n")
    monkeypatch.setenv("https_proxy", proxy)
    failure = read("https://sde.example.com").failure
    assert failure == "https://sde.example.com was not reached through the proxy of the environment (Tunnel connection failed: 407)"


@pytest.mark.parametrize("url", ["0a1b2c@sde.example.com", "https://u:0a1b2c#w@sde.example.com", "https://sde.example.com/0a1b2c"])
def test_an_address_that_is_refused_is_not_shown(url: str) -> None:
    for outcome in (read(url), write(url)):
        assert outcome.failure.startswith("sde_url: ")
        assert "0a1b2c" not in repr(outcome)
