# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses: which are accepted, and that no part of a refused one is shown that may be a secret."""

from __future__ import annotations

import re

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.address import check_url, is_origin, proxy_parts, shown
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import shown_arguments
from hypothesis import example, given
from hypothesis import strategies as st

#: Invented; in place of a token or a password.
SECRET = "0a1b2c3d4e"

TOKEN_AT_HOST = "it has the form token@host; give the host in sde_url, as https://sde.example.com, and the token in sde_token"
USER = "it contains a user name or a password; leave them out, the token belongs in sde_token"
LETTERS = "it contains a blank, a control character, a backslash or a letter that is not ASCII; give the address as"
NOT_URL = "it is not a http(s) URL; give the address as https://sde.example.com"
HOST = "its host is not valid; give the address as https://sde.example.com"
MORE = "https://sde.example.com is followed by more than an address; leave out everything after the host and port"
PORT = "the port of https://sde.example.com is not valid; give a number from 1 to 65535, or leave it out"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://sde.example.com", "https://sde.example.com"),
        ("https://sde.example.com/", "https://sde.example.com"),
        ("https://sde.example.com//", "https://sde.example.com"),
        (" https://SDE.example.com:8443/ ", "https://sde.example.com:8443"),
        ("HTTPS://sde.example.com", "https://sde.example.com"),
        ("https://sde.example.com:", "https://sde.example.com"),
        ("https://sde.example.com:00443", "https://sde.example.com:443"),
        ("https://sde.example.com.", "https://sde.example.com."),
        ("https://my_host", "https://my_host"),
        ("https://xn--bcher-kva.example.com", "https://xn--bcher-kva.example.com"),
        ("https://10.0.0.1:65535", "https://10.0.0.1:65535"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
        (f"https://{'a' * 63}.example.com", f"https://{'a' * 63}.example.com"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:80/", "http://[::1]:80"),
    ],
)
def test_accepted(url: str, origin: str) -> None:
    assert check_url(url) == origin
    assert is_origin(url)


def test_http_is_allowed_on_demand() -> None:
    assert check_url("http://sde.example.com", allow_http=True) == "http://sde.example.com"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (f"{SECRET}@sde.example.com", TOKEN_AT_HOST),
        (f"{SECRET}@sde.example.com/", TOKEN_AT_HOST),
        (f"user:{SECRET}@sde.example.com:443", TOKEN_AT_HOST),
        (f"ftp://{SECRET}@sde.example.com", TOKEN_AT_HOST),
        (f"https:{SECRET}@sde.example.com", TOKEN_AT_HOST),
        (f"https://{SECRET}@sde.example.com", USER),
        (f"https://u:{SECRET}@sde.example.com", USER),
        (f"https://u:{SECRET}#w@sde.example.com", USER),
        (f"https://{SECRET}#w@sde.example.com", USER),
        (f"https://{SECRET}?w@sde.example.com", USER),
        (f"https://{SECRET}/w@sde.example.com", USER),
        (f"https://{SECRET}\\w@sde.example.com", USER),
        (f"https://u:{SECRET}@[::1", USER),
        (f"https://u:{SECRET}@", USER),
        (f"https://@{SECRET}", USER),
        (f"https://{SECRET}%40sde.example.com", HOST),
        (f"https://sde.example.com:99999/?token={SECRET}", PORT),
        (f"https://sde.example.com:{SECRET}", HOST),
        ("https://sde.example.com:0", PORT),
        ("https://sde.example.com:65536", PORT),
        ("https://sde.example.com:-1", HOST),
        (f"https://sde.example.com:{'9' * 5000}", PORT),
        ("https://sde.example.com:\u0661", LETTERS),
        ("https://sde..example.com", HOST),
        ("https://.example.com", HOST),
        ("https://sde.example.com..", HOST),
        ("https://.", HOST),
        ("https://sde .example.com", LETTERS),
        ("https:// sde.example.com", LETTERS),
        ("https://sde.exa\nmple.com", LETTERS),
        ("https://sde.exa\tmple.com", LETTERS),
        ("https://sde.exa\rmple.com", LETTERS),
        ("https://sde.example.com\0", LETTERS),
        ("https://sde.example.com\x7f", LETTERS),
        ("https://sde.example.com\u202e", LETTERS),
        ("https://b\u00fccher.example.com", LETTERS),
        ("https://stra\u00dfe.example.com", LETTERS),
        ("https://sde\u3002example.com", LETTERS),
        ("https://\uff53de.example.com", LETTERS),
        ("https://\ud800.example.com", LETTERS),
        ("https:\\\\sde.example.com", LETTERS),
        (f"https://sde.example.com\\{SECRET}", LETTERS),
        (f"https://{'a' * 64}.example.com", HOST),
        (f"https://{'a.' * 127}com", HOST),
        ("https://-x", HOST),
        ("https://x-.example.com", HOST),
        ("https://[v1.x]", HOST),
        ("https://[::1", HOST),
        ("https://::1", HOST),
        ("https://[]", HOST),
        ("https://[1.2.3.4]", HOST),
        ("https://[:::1]", HOST),
        ("https://[fe80::1%25eth0]", HOST),
        ("https://[::1]x", HOST),
        ("https://sde.example.com,other.example.com", HOST),
        ("https://sde.example.com;x", HOST),
        ("https://{{ host }}", LETTERS),
        ("https://", HOST),
        ("https:///", HOST),
        ("http:///x", HOST),
        ("https://?x", HOST),
        ("", NOT_URL),
        ("  ", NOT_URL),
        (SECRET, NOT_URL),
        ("sde.example.com", NOT_URL),
        ("//sde.example.com", NOT_URL),
        ("https:sde.example.com", NOT_URL),
        ("https:/sde.example.com", NOT_URL),
        ("ftp://sde.example.com", NOT_URL),
        ("file:///etc/passwd", NOT_URL),
        (f"https://sde.example.com?token={SECRET}", MORE),
        (f"https://sde.example.com/?token={SECRET}", MORE),
        (f"https://sde.example.com/#{SECRET}", MORE),
        (f"https://sde.example.com/{SECRET}/", MORE),
        ("https://sde.example.com/api/v2/", MORE),
        ("http://sde.example.com", "http://sde.example.com would send the token unencrypted; use https://, or set allow_http: true"),
        ("http://127.0.0.1.example.com", "http://127.0.0.1.example.com would send the token unencrypted"),
        ("http://localhost.example.com", "http://localhost.example.com would send the token unencrypted"),
        ("http://[::2]", "http://[::2] would send the token unencrypted"),
    ],
)
def test_refused(url: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        check_url(url)
    assert caught.value.message.startswith(f"sde_url: {message}")
    assert SECRET not in caught.value.message
    if not message.startswith("http://"):  # allow_http is not part of the address
        assert not is_origin(url)
        assert shown_arguments({"sde_url": url}, {"sde_url": {}}) == {"module_args": {"sde_url": PLACEHOLDER}}


def test_a_long_address_takes_linear_time() -> None:
    for text in ("https://" + "a." * 500_000, "https://" + "a-" * 500_000, "@" * 1_000_000, "https://" + ":" * 1_000_000, "h" * 1_000_000):
        with pytest.raises(InputError):
            check_url(text)
        proxy_parts(text)
        shown(text)


@given(st.text(st.sampled_from("aZ0.-_:/@?#[]%\\ \t\u00e9\u0661")).map("https://".__add__) | st.text())
@example("https://a:1")
def test_an_address_is_accepted_as_it_is_or_refused(url: str) -> None:
    """What is accepted has a host of ASCII and is its own origin."""
    try:
        origin = check_url(url, allow_http=True)
    except InputError as error:
        assert error.message.startswith("sde_url: ")
        assert error.message.isprintable()
    else:
        assert re.fullmatch(r"https?://[a-z0-9._\[\]:-]+", origin)
        assert url.strip().lower().startswith(origin.rpartition(":")[0])
        assert check_url(origin, allow_http=True) == origin


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://elsewhere.example.com/login/", "https://elsewhere.example.com/login/"),
        ("http://127.0.0.1:8080/api/v2/x/?page=2#x", "http://127.0.0.1:8080/api/v2/x/"),
        ("https://elsewhere.example.com", "https://elsewhere.example.com"),
        (f"https://elsewhere.example.com/x;session={SECRET}", "https://elsewhere.example.com/x"),
        (f"https://u:{SECRET}@elsewhere.example.com/", "another address"),
        (f"https://u:{SECRET}/@elsewhere.example.com/", "another address"),
        (f"javascript:{SECRET}", "another address"),
        ("https://b\u00fccher.example.com/", "another address"),
        ("https://elsewhere.example.com/\x1b[2J", "another address"),
        ("https://elsewhere.example.com/" + "x" * 300, "another address"),
        ("", "another address"),
    ],
)
def test_shown(url: str, text: str) -> None:
    assert shown(url) == text


@pytest.mark.parametrize(
    ("proxy", "scheme", "valid"),
    [
        ("http://proxy.example.com:3128", "http", True),
        ("http://proxy.example.com:3128/", "http", True),
        ("proxy.example.com:3128", "http", True),
        ("proxy", "http", True),
        ("https://u:p@proxy.example.com", "https", True),
        ("http://u:p@ss:w@proxy.example.com:1", "http", True),
        ("u:p@proxy.example.com:3128", "", False),
        ("SOCKS5h://[::1]:1080", "socks5h", True),
        ("foo://proxy.example.com", "foo", True),
        (f"http://u:{SECRET}@proxy.example.com:notaport", "", False),
        (f"http://u:{SECRET}@proxy.example.com:99999", "http", False),
        ("http://proxy.example.com:0", "http", False),
        (f"u:{SECRET}@", "", False),
        (f"http://u:{SECRET}@", "", False),
        (f"http://u:{SECRET}#x@proxy.example.com", "", False),
        ("http://proxy..example.com", "http", False),
        ("http://[::1", "", False),
        ("http://", "", False),
        ("http://proxy.example.com/path", "", False),
        ("http://pro xy", "", False),
    ],
)
def test_proxies(proxy: str, scheme: str, valid: bool) -> None:
    assert proxy_parts(proxy) == (scheme, valid)
