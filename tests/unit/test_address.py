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

AS_THEY_ARE = """
https://sde.example.com https://sde.example.com. https://my_host https://xn--bcher-kva.example.com https://10.0.0.1:65535
https://[2001:db8::1] http://127.0.0.1:8000 http://localhost
"""
#: Addresses that are refused, by the message.
REFUSED = {
    TOKEN_AT_HOST: """
        TOKEN@sde.example.com TOKEN@sde.example.com/ user:TOKEN@sde.example.com:443 ftp://TOKEN@sde.example.com
        https:TOKEN@sde.example.com
    """,
    USER: r"""
        https://TOKEN@sde.example.com https://u:TOKEN@sde.example.com https://u:TOKEN#w@sde.example.com
        https://TOKEN#w@sde.example.com https://TOKEN?w@sde.example.com https://TOKEN/w@sde.example.com
        https://TOKEN\w@sde.example.com https://u:TOKEN@[::1 https://u:TOKEN@ https://@TOKEN
    """,
    PORT: "https://sde.example.com:99999/?token=TOKEN https://sde.example.com:0 https://sde.example.com:65536",
    HOST: """
        https://TOKEN%40sde.example.com https://sde.example.com:TOKEN https://sde.example.com:-1 https://sde..example.com
        https://.example.com https://sde.example.com.. https://. https://-x https://x-.example.com https://[v1.x] https://[::1
        https://::1 https://[] https://[1.2.3.4] https://[:::1] https://[fe80::1%25eth0] https://[::1]x
        https://sde.example.com,other.example.com https://sde.example.com;x https:// https:/// http:///x https://?x
    """,
    LETTERS: r"https:\\sde.example.com https://sde.example.com\TOKEN",
    NOT_URL: """
        TOKEN sde.example.com //sde.example.com https:sde.example.com https:/sde.example.com ftp://sde.example.com file:///etc/passwd
    """,
    MORE: """
        https://sde.example.com?token=TOKEN https://sde.example.com/?token=TOKEN https://sde.example.com/#TOKEN
        https://sde.example.com/TOKEN/ https://sde.example.com/api/v2/
    """,
}
#: Blanks, control characters and letters that are not ASCII, as the host.
LETTERS_OF_HOSTS = (
    *("sde .example.com", " sde.example.com", "sde.exa\nmple.com", "sde.exa\tmple.com", "sde.exa\rmple.com", "sde.example.com\0"),
    *("sde.example.com\x7f", "sde.example.com\u202e", "b\u00fccher.example.com", "stra\u00dfe.example.com", "sde\u3002example.com"),
    *("\uff53de.example.com", "\ud800.example.com", "sde.example.com:\u0661", "{{ host }}"),
)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        *((url, url) for url in AS_THEY_ARE.split()),
        ("https://sde.example.com/", "https://sde.example.com"),
        ("https://sde.example.com//", "https://sde.example.com"),
        (" https://SDE.example.com:8443/ ", "https://sde.example.com:8443"),
        ("HTTPS://sde.example.com", "https://sde.example.com"),
        ("https://sde.example.com:", "https://sde.example.com"),
        ("https://sde.example.com:00443", "https://sde.example.com:443"),
        ("http://[::1]:80/", "http://[::1]:80"),
        (f"https://{'a' * 63}.example.com", f"https://{'a' * 63}.example.com"),
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
        *((url.replace("TOKEN", SECRET), message) for message, urls in REFUSED.items() for url in urls.split()),
        *((f"https://{host}", LETTERS) for host in LETTERS_OF_HOSTS),
        *((f"https://{host}", HOST) for host in (f"{'a' * 64}.example.com", f"{'a.' * 127}com")),
        (f"https://sde.example.com:{'9' * 5000}", PORT),
        ("", NOT_URL),
        ("  ", NOT_URL),
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
        *((f"https://u:{SECRET}{end}", "another address") for end in ("@elsewhere.example.com/", "/@elsewhere.example.com/")),
        *((url, "another address") for url in (f"javascript:{SECRET}", "https://b\u00fccher.example.com/", "")),
        *((f"https://elsewhere.example.com/{end}", "another address") for end in ("\x1b[2J", "x" * 300)),
    ],
)
def test_shown(url: str, text: str) -> None:
    assert shown(url) == text


@pytest.mark.parametrize(
    ("scheme", "valid", "proxies"),
    [
        ("http", True, "http://proxy.example.com:3128|http://proxy.example.com:3128/|proxy.example.com:3128|proxy"),
        ("http", True, "http://u:p@ss:w@proxy.example.com:1"),
        ("https", True, "https://u:p@proxy.example.com"),
        ("socks5h", True, "SOCKS5h://[::1]:1080"),
        ("foo", True, "foo://proxy.example.com"),
        ("http", False, "http://u:TOKEN@proxy.example.com:99999|http://proxy.example.com:0|http://proxy..example.com"),
        ("", False, "u:p@proxy.example.com:3128|http://u:TOKEN@proxy.example.com:notaport|u:TOKEN@|http://u:TOKEN@"),
        ("", False, "http://u:TOKEN#x@proxy.example.com|http://[::1|http://|http://proxy.example.com/path|http://pro xy"),
    ],
)
def test_proxies(scheme: str, valid: bool, proxies: str) -> None:
    for proxy in proxies.split("|"):
        assert proxy_parts(proxy) == (scheme, valid), proxy
