# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to an answer of the server: to its JSON, to its status and headers, to its framing.

Each mutation is a function of a random generator and the answer. Its name is what a failure names.
"""

from __future__ import annotations

import base64
import contextlib
import copy
import functools
import gzip
import json
import random
import re
import urllib.parse
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.robustness.proxy import Reply, Request
from tests.robustness.scenarios import SECRET_KEYS

#: Each is surely no value: a write that sends one of them stores a mask.
MASKS = ("********", "••••••••", "********6789", "__HIDDEN__", "<redacted>", "[hidden]", "xxxxxxxx", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")

#: Names for keys: of Python, of our results and options, of secrets, and of nothing.
KEYS = (
    "__class__", "__proto__", "", " ", "0", "id", "name", "alias", "params", "system", "connector", "connection", "connectors",
    "connections", "commands", "changed", "failed", "msg", "diff", "before", "after", "warnings", "invocation", "exception",
    "ansible_facts", "_ansible_no_log", "results", "count", "next", "detail", "error", "errors", "method", "url", "status",
    "password", "alm_pass", "ssh_key", "consumer_key", "secret_params", "{{ 7 * 7 }}", "a\nb", "a\u2028b", "\x1b[2J", "ключ", "²",
    "k" * 3000,
)  # fmt: skip

#: Templates, control and bidirectional characters, odd digits, blanks at the ends, and much text.
TEXTS = (
    "{{ lookup('pipe', 'id') }}", "{% for x in y %}", "#jinja2: variable_start_string:'[['\n[[ 1 ]]", "a\nb\r\nc", "a\x00b",
    "\x1b]0;title\x07", "\u202eabc", "a\u2028b\u2029c\x85d", " padded ", "\ttab", "²", "٢٠٢٤", "１", "-1", "+1", "1_000", "1e5",
    "0x1", "1.0", "True", "null", "NaN", "<title>x</title>", "../../etc/passwd", "?a=b&c=d#e", "%00", "%", "[", "{", '{"a":',
    "- &a [*a]", "<<Omit>>", "<Ünïcödé>", "\U0001f600", "\ufeffx", "\ud800", "x" * 5000, "a, b; c: 'd' \"e\"",
)  # fmt: skip

NUMBERS = (0, -1, 1, 2, 3, 99, 10**30, -(10**30), 1e308, -0.0, 1.0, 1.5, float("nan"), float("inf"), float("-inf"), 2**63, 10**400)

#: Keys whose values decide what is done.
_WEIGHTY = {
    "id", "name", "alias", "system", "params", "project", "connector", "connection", "count", "next", "results", "ready",
    "succeeded", "result_message", "short_name", "inaccessible", "frequency", "application", "business_unit", "sections",
    "fields", "scope", "field_type", "options", "default", "required", "max_length", "archived", "last_job", "project_id", "type",
    *SECRET_KEYS,
}  # fmt: skip


@dataclass
class World:
    """What mutations draw from besides the answer: ``known`` are the secrets that the task has by now."""

    token: str
    given: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()
    known: set[str] = field(default_factory=set)
    #: Secrets that stand where nothing tells that they are secrets, before the task can know them.
    unknowable: set[str] = field(default_factory=set)
    #: Whether a name, alias or host has a secret: names are shown as they are.
    in_names: bool = False
    #: The target of the request that is answered.
    target: str = ""

    def __post_init__(self) -> None:
        self.known.update((self.token, *self.given))

    def secret(self, rng: random.Random, data: Any = None) -> str:
        """A secret that the task knows, or that it will know from this answer."""
        return rng.choice([self.token, *sorted(self.known | self._shown(data))])

    def _shown(self, data: Any) -> set[str]:
        return {value for key, value in _params(data) if key in SECRET_KEYS and isinstance(value, str)}.intersection(self.stored)

    def sees(self, data: Any) -> None:
        """Note what this answer lets the task know, and what it cannot know."""
        if not re.search(r"[?&]page_size=1(?:&|$)", self.target):  # of such a page only the address and the methods are looked at
            self.known |= self._shown(data)
        for text in _unprotected(data):
            self.unknowable.update(
                secret for secret in self.stored if secret not in self.known and any(form in text for form in forms(secret))
            )


def _params(data: Any) -> Iterator[tuple[str, Any]]:
    """The params of the rows of a list, or of one object."""
    rows = data.get("results", [data]) if isinstance(data, dict) else data
    for row in rows if isinstance(rows, list) else ():
        params = row.get("params") if isinstance(row, dict) else None
        if isinstance(params, dict):
            yield from params.items()


def _unprotected(data: Any) -> Iterator[str]:
    """All texts, keys too, that do not stand below the key of a secret."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            if key not in SECRET_KEYS:
                yield from _unprotected(value)
    elif isinstance(data, list):
        for value in data:
            yield from _unprotected(value)
    elif isinstance(data, str):
        yield data


@functools.lru_cache(maxsize=256)
def forms(secret: str) -> dict[str, str]:
    """A secret as it may be quoted, and what each form is: in clear, escaped for JSON, for a URL, in base64."""
    plain = secret.encode()
    found = [
        ("clear", secret), ("JSON", json.dumps(secret)[1:-1]), ("JSON", json.dumps(secret, ensure_ascii=False)[1:-1]),
        ("URL", urllib.parse.quote(secret)), ("URL", urllib.parse.quote(secret, safe="")),
        ("URL", urllib.parse.quote_plus(secret)), ("base64", base64.b64encode(plain).decode().rstrip("=")),
        ("base64", base64.urlsafe_b64encode(plain).decode().rstrip("=")),
    ]  # fmt: skip
    return {form: kind for kind, form in reversed(found)}


# JSON

Edit = Callable[[random.Random, Any, World], Any]


def _spots(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a value: its container and its key or index."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield data, key
        yield from _spots(value)


def _spot(rng: random.Random, data: Any) -> tuple[Any, Any]:
    """One place: often one that decides what is done, else one that is reached by a walk down."""
    weighty = [(holder, key) for holder, key in _spots(data) if key in _WEIGHTY] if rng.random() < 0.6 else []
    if weighty:
        wanted = rng.choice(sorted({key for holder, key in weighty}))
        return rng.choice([place for place in weighty if place[1] == wanted])
    holder, key = None, None
    while isinstance(data, (dict, list)) and data and (holder is None or rng.random() < 0.75):
        holder, key = data, rng.choice(list(data) if isinstance(data, dict) else range(len(data)))
        data = holder[key]
    return holder, key


def _replaced(rng: random.Random, data: Any, make: Callable[[Any], Any]) -> Any:
    """The data with one of its values replaced; the whole where it has no parts."""
    holder, key = _spot(rng, data)
    if holder is None:
        return make(data)
    holder[key] = make(holder[key])
    return data


def _rows(data: Any) -> list[Any]:
    """The rows of a list; empty where the answer is no list."""
    rows = data.get("results") if isinstance(data, dict) else data
    return rows if isinstance(rows, list) else []


def _nested(depth: int, rng: random.Random) -> Any:
    value: Any = "x"
    for _level in range(depth):
        value = [value] if rng.random() < 0.5 else {"a": value}
    return value


def _hostile(rng: random.Random) -> Any:
    kind = rng.randrange(6)
    if kind == 0:
        return rng.choice([None, True, False])
    if kind == 1:
        return rng.choice(NUMBERS)
    if kind == 2:
        return rng.choice(
            ["", "text", [], {}, [[]], [None], [0], {"id": 1}, {"id": None}, {"a": []}, [{"id": 1}], ["a", 1, None], {"": ""}]
        )
    if kind == 3:
        return _nested(rng.choice([2, 20, 90, 300]), rng)
    return rng.choice(TEXTS)


def retype(rng: random.Random, data: Any, world: World) -> Any:
    """Another type or a hostile value."""
    return _replaced(rng, data, lambda value: _hostile(rng))


def wrap(rng: random.Random, data: Any, world: World) -> Any:
    """The same value in another type."""
    shapes: tuple[Callable[[Any], Any], ...] = (
        lambda value: [value], lambda value: {"id": value}, lambda value: {"name": value}, lambda value: {"value": value}, str,
        lambda value: json.dumps(value, default=str), lambda value: [value, value], lambda value: f" {value} ", bool,
        lambda value: value.swapcase() if isinstance(value, str) else value,
        lambda value: float(value) if isinstance(value, int) and abs(value) < 1e300 else value,
    )  # fmt: skip
    return _replaced(rng, data, rng.choice(shapes))


def drop(rng: random.Random, data: Any, world: World) -> Any:
    """Without a key, or without an element."""
    holder, key = _spot(rng, data)
    if holder is not None:
        del holder[key]
    return data


def add(rng: random.Random, data: Any, world: World) -> Any:
    """With one more key."""
    holder, key = _spot(rng, data)
    target = holder[key] if holder is not None and isinstance(holder[key], dict) else holder if isinstance(holder, dict) else data
    if isinstance(target, dict):
        target[rng.choice(KEYS)] = _hostile(rng)
    return data


def rename(rng: random.Random, data: Any, world: World) -> Any:
    """A key by another name."""
    holder, key = _spot(rng, data)
    if isinstance(holder, dict):
        holder[rng.choice(KEYS)] = holder.pop(key)
    return data


def rows_changed(rng: random.Random, data: Any, world: World) -> Any:
    """Rows doubled, reordered, lost, or with the ids of others."""
    rows = _rows(data)
    if not rows:
        return data
    one, other = rng.randrange(len(rows)), rng.randrange(len(rows))
    kind = rng.randrange(6)
    if kind == 0:
        rows.append(copy.deepcopy(rows[one]))
    elif kind == 1:
        rng.shuffle(rows)
    elif kind == 2:
        del rows[one]
    elif kind == 3:
        rows[:] = []
    elif kind == 4 and isinstance(rows[one], dict) and isinstance(rows[other], dict):
        rows[one]["id"], rows[other]["id"] = rows[other].get("id"), rows[one].get("id")
    else:
        rows.insert(one, rng.choice([None, [], "text", 1, {}, {"id": None}]))
    return data


def paging(rng: random.Random, data: Any, world: World) -> Any:
    """A wrong count, or a next page that is this one, elsewhere, far away, or no address."""
    if not isinstance(data, dict) or not _rows(data):
        data = {"results": data if isinstance(data, list) else [data]}
    if rng.random() < 0.4:
        data["count"] = rng.choice([0, 1, -1, 3, 8, 10**9, "3", "many", None, True, 2.5, [], {}, 10**30, float("nan")])
    if rng.random() < 0.3:  # page after page, for ever
        page = int((re.search(r"[?&]page=(\d{1,6})(?:&|$)", world.target) or [0, 0])[1])
        data["next"] = f"?page={page + 1}&page_size=1"
        if rng.random() < 0.5:
            _rows(data)[:] = []
    elif rng.random() < 0.8:
        data["next"] = rng.choice([
            "", "?", "?page=1", "?page=2", "?page=1000000000", "?page=-1", "?page=x", "?page_size=0", ".", "/api/v2/", "/",
            "http://127.0.0.2:9/api/v2/x/", "//127.0.0.2:9/", "http://[", "http://[::1", "http://127.0.0.1:99999/api/v2/",
            "ftp://x", "javascript:alert(1)", "file:///etc/passwd", "\ud800", "?\x00", "?a b\n", "?" + "a=b&" * 3000, " ",
            {"href": "?page=2"}, ["?page=2"], 2, True, False, 0, 1.5, "http://u:p@127.0.0.1/", "../../../../etc",
            "?page=2#fragment", f"?page=2&token={world.token}", f"http://{world.token}@127.0.0.2:9/{world.token}/",
        ])  # fmt: skip
    return data


def whole(rng: random.Random, data: Any, world: World) -> Any:
    """Something else in place of the whole body."""
    return rng.choice([
        None, True, 0, 1.5, "", "text", [], {}, [[]], [{}], {"results": None}, {"results": {}}, {"results": "x"},
        {"results": [None]}, {"results": data}, {"data": data}, [data], {"results": [[data]]}, json.dumps(data),
        {"results": 1, "count": 1}, float("nan"), {"id": 1}, {"detail": "Not found."}, {"error": "x"}, _nested(300, rng),
    ])  # fmt: skip


def masked(rng: random.Random, data: Any, world: World) -> Any:
    """Masks in place of secrets."""
    mask = rng.choice([*MASKS, *MASKS, True, {"masked": True}, None, "", [], ["********"], 0])
    for holder, key in list(_spots(data)):
        if key in SECRET_KEYS:
            holder[key] = mask
    return data


def references(rng: random.Random, data: Any, world: World) -> Any:
    """References and ids that are wrong or of another form."""
    names = ("id", "project", "connector", "connection", "application", "business_unit")
    places = [(holder, key) for holder, key in _spots(data) if key in names]
    for holder, key in rng.sample(places, min(len(places), rng.choice([1, 1, 3]))):
        value = holder[key]
        holder[key] = rng.choice([
            1, 2, 3, 99, "1", " 2 ", "²", "٣", "0x1", "1.0", 1.0, True, None, [1], {"id": 2}, {"id": {"id": 2}}, {"name": "Jira"},
            -1, 10**30, str(value), "../1", "1/", "1?x=y", "Jira", 0,
        ])  # fmt: skip
    return data


def swapped(rng: random.Random, data: Any, world: World) -> Any:
    """Two values exchanged."""
    one, other = _spot(rng, data), _spot(rng, data)
    if one[0] is not None and other[0] is not None:
        values = copy.deepcopy((one[0][one[1]], other[0][other[1]]))
        one[0][one[1]] = values[1]
        with contextlib.suppress(IndexError, TypeError):  # the other place lay in the first
            other[0][other[1]] = values[0]
    return data


def quoted(rng: random.Random, secret: str) -> str:
    """A secret as somebody else quotes it."""
    form = rng.choice([secret, secret, *forms(secret)])
    return rng.choice(
        [
            form,
            f"the value '{form}' is wrong",
            f"wanted '{{\"password\": {json.dumps(secret)}}}', has x",
            f"a {form} b",
            f"https://x/?t={form}",
        ]
    )


def echo(rng: random.Random, data: Any, world: World) -> Any:
    """A known secret in a sentence, in a key, in a value."""
    text = quoted(rng, world.secret(rng, data))
    holder, key = _spot(rng, data)
    target = holder if isinstance(holder, dict) else data if isinstance(data, dict) else None
    if target is None:
        return data
    kind = rng.randrange(4)
    if kind == 0:
        target[text] = rng.choice([1, "x", [text]])
    elif kind == 1:
        name = rng.choice(["note", "title", "description", "result_message", "detail", "alm_context"])
        target[name] = rng.choice([text, [text], {"a": text}])
    elif kind == 2 and isinstance(holder, dict):
        holder[key] = text
        world.in_names = True
    else:
        target[rng.choice(["name", "alias", "alm_server", "short_name"])] = text
        world.in_names = True
    return data


EDITS: tuple[Edit, ...] = (
    retype, retype, wrap, drop, add, rename, rows_changed, paging, paging, whole, masked, references, swapped, echo, echo,
)  # fmt: skip


def dumped(rng: random.Random, data: Any) -> bytes:
    """JSON in bytes, in one of its spellings."""
    ascii_only = rng.random() < 0.5
    return json.dumps(data, ensure_ascii=ascii_only, indent=rng.choice([None, None, None, 1])).encode("utf-8", errors="surrogatepass")


# Status and headers

Http = Callable[[random.Random, Reply, Request, World], None]

#: These say that nothing was stored: a write that was stored is not answered so.
REFUSALS = (
    400, 400, 400, 401, 402, 403, 404, 405, 406, 409, 410, 412, 413, 414, 415, 418, 422, 423, 429, 429, 431, 451, 499, 300, 301,
    302, 303, 304, 305, 307, 308,
)  # fmt: skip
_UNSURE = (500, 501, 502, 503, 504, 505, 507, 511, 520, 599)
_SUCCESSES = (200, 201, 202, 203, 204, 205, 206, 207, 226, 299)


def _put(reply: Reply, body: bytes, content_type: str = "application/json") -> None:
    reply.body = body
    reply.put("Content-Type", content_type)
    reply.put("Content-Length", str(len(body)))


def _error_data(rng: random.Random, reply: Reply, request: Request, world: World) -> Any:
    """The JSON of a refusal: sentences, field errors, nested errors, and what was sent, sent back."""
    try:
        sent = json.loads(request.body or b"null")
    except ValueError:
        sent = None
    text = rng.choice([quoted(rng, world.secret(rng)), rng.choice(TEXTS), "Invalid input."])
    authorization = request.headers.get("authorization", "")
    return rng.choice([
        {"detail": text}, {"detail": [text]}, {"detail": {"a": text}}, {"error": text}, {"message": text},
        {"non_field_errors": [text]}, {"params": {"alm_server": [text]}}, {"params": {"alm_pass": [text, "too short"]}},
        {"params": [text]}, {"name": [text]}, [text], text, None, 0, {}, [], {"received": sent},
        {"detail": "wrong", "received": sent, "headers": {"Authorization": authorization}},
        {"errors": [{"field": "x", "message": text}]}, {"detail": json.dumps(sent)}, {"detail": f"got {sent!r}"},
        {"detail": f"got {authorization}"}, {text: [text]}, {"a": _nested(200, rng)}, {"a": {text: {"b": [[text]]}}},
        {rng.choice(KEYS): rng.choice(TEXTS)}, {"detail": ""}, {"detail": None}, {"detail": 5},
        {str(number): [text] for number in range(500)}, {"params": {"alm_pass": sent}},
        {"connector": text, "commands": text, "changed": True, "msg": text}, {"msg": 1, "failed": False, "changed": False},
        {"status": "x", "url": text, "method": [1]},
    ])  # fmt: skip


def _page(rng: random.Random, world: World) -> bytes:
    """An HTML page, or nearly one."""
    title = rng.choice([quoted(rng, world.secret(rng)), "Maintenance", rng.choice(TEXTS), "", " " * 3000, "<title>" * 50])
    page = rng.choice([
        f"<html><head><title>{title}</title></head><body>{quoted(rng, world.secret(rng))}</body></html>", f"<title>{title}",
        f"<TITLE\n x='1'>{title}</TITLE >", f"<html><body>{title}</body></html>", f"<?xml version='1.0'?><error>{title}</error>",
        title, "<html>" + " " * 70000, "<!doctype html><title>" + "a" * 100000,
    ])  # fmt: skip
    return page.encode("utf-8", errors="replace")


def status(rng: random.Random, reply: Reply, request: Request, world: World) -> None:
    """Another status, with the honest body, an error in JSON, a page, or nothing."""
    refusals = _UNSURE if reply.stored else REFUSALS
    reply.status = rng.choice(rng.choice([refusals, refusals, _UNSURE, _SUCCESSES]))
    reply.reason = rng.choice(["", "Whatever", quoted(rng, world.secret(rng)).replace("\n", " ")])
    kind = rng.randrange(5)
    if kind in (0, 1):
        _put(reply, dumped(rng, _error_data(rng, reply, request, world)))
    elif kind == 2:
        _put(reply, _page(rng, world), rng.choice(["text/html", "application/json", "text/html; charset=latin-1"]))
    elif kind == 3:
        _put(reply, b"")
    if reply.status == 405:
        reply.put("Allow", *rng.choice([
            (), ("GET",), ("GET, PUT",), ("",), (",,",), ("get,patch",), ("GET", "PUT, DELETE"), ("*",), (world.token,),
            ("GET, " * 5000,), ("PUT PATCH",),
        ]))  # fmt: skip
    if reply.status in (429, 503) or rng.random() < 0.1:
        retry_after(rng, reply, request, world)
    if 300 <= reply.status < 400 or rng.random() < 0.1:
        location(rng, reply, request, world)


def retry_after(rng: random.Random, reply: Reply, request: Request, world: World) -> None:
    """A pause that is no number, in the past, or for ever."""
    reply.put("Retry-After", rng.choice([
        "0", "-1", "1", "1.5", "soon", "", "9" * 400, "1e9", "nan", "inf", "²", "Wed, 21 Oct 2015 07:28:00 GMT",
        "Wed, 21 Oct 2999 07:28:00 GMT", "Wed, 99 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 99999 07:28:00 GMT", world.token,
    ]))  # fmt: skip


def location(rng: random.Random, reply: Reply, request: Request, world: World) -> None:
    """A redirect to itself, elsewhere, or nowhere, also with a secret in it."""
    secret = urllib.parse.quote(world.secret(rng), safe="")
    reply.put("Location", rng.choice([
        "", request.target, request.path, "/", "/api/v2/", "/api/v2/projects/", "//127.0.0.2:9/", "http://127.0.0.2:9/x",
        "http://[", "http://[::1", "x:", ":", "?", "?a", "http://127.0.0.1:99999/", "http://127.0.0.1:x/", "\xff\xfe", "a b",
        "http://", "ftp://127.0.0.1/", "javascript:1", f"/login/{secret}/", f"http://127.0.0.2:9/?token={secret}",
        f"http://user:{secret}@127.0.0.2:9/", f"http://{secret}/", "/" * 5000, "http://127.0.0.2:9/#" + secret, "/api/v2/../../x",
        "/api/v2/%2e%2e/", f"/api/v2/{secret}/",
    ]))  # fmt: skip


def content_type(rng: random.Random, reply: Reply, request: Request, world: World) -> None:
    """A type or a charset that is odd or wrong."""
    reply.put("Content-Type", *rng.choice([
        (), ("",), ("text/html",), ("application/xml",), ("application/json; charset=latin-1",),
        ("application/json; charset=utf-16",), ("application/json; charset=rot13",), ("application/json; charset=base64",),
        ("application/json; charset=zlib",), ("x; charset=idna",), ("application/json; charset=undefined",),
        ("application/json; charset=unicode_escape",), ("application/json; charset=punycode",), ("application/json; charset=",),
        ('application/json; charset="',), ("application/json; charset=utf-8; charset=latin-1",), ("; charset=utf-7",),
        ("application/json; charset=\xff\x00",), ("a" * 3000,), ("multipart/form-data; boundary=x",),
        ("application/octet-stream",), (world.token,), ("application/json;charset=utf_8_sig",),
        ("application/json; charset=mbcs",), ("application/json; charset=../../x",), ("text/html", "application/json"),
    ]))  # fmt: skip


def encoded(rng: random.Random, reply: Reply, request: Request, world: World) -> None:
    """The body in another charset, told or not."""
    text = reply.body.decode("utf-8", errors="replace")
    charset = rng.choice(["utf-16", "utf-16-le", "utf-32", "latin-1", "utf-8-sig", "utf-7", "cp1252", "shift_jis"])
    told = f"application/json; charset={charset}" if rng.random() < 0.6 else "application/json"
    _put(reply, text.encode(charset, errors="replace"), told)


def odd_body(rng: random.Random, reply: Reply, request: Request, world: World) -> None:
    """A body that is no JSON: cut, followed by more, deep, of control characters, a page."""
    body = reply.body
    cut = rng.randrange(len(body) + 1)
    _put(reply, rng.choice([
        body[:cut], body[cut:], body + body, body + b"garbage", b"\xef\xbb\xbf" + body, b"[" * 100000, b'{"a":' * 100000,
        b"[" * 900 + b"]" * 900, b"", b" " * 70000, b"\x00" * 100, b"\xff\xfe", body.replace(b'"', b"'"),
        b"callback(" + body + b")", b")]}',\n" + body, b"<x>" + body + b"</x>", body + b"\x00", b"1" * 5000, b"1e400", b"-",
        b"nul", _page(rng, world), body.replace(b":", b":/**/"), b'"' + b"\\ud800" * 10 + b'"', b"key: " + body,
        quoted(rng, world.secret(rng)).encode(),
    ]))  # fmt: skip


def odd_header(rng: random.Random, reply: Reply, request: Request, world: World) -> None:
    """Headers that are many, long, folded, doubled, broken, or hold a secret."""
    kind = rng.randrange(9)
    if kind == 0:
        reply.headers += [(f"X-{number}", "x") for number in range(rng.choice([50, 99, 101, 300]))]
    elif kind == 1:
        reply.put("X-Long", "x" * rng.choice([1000, 60000, 70000]))
    elif kind == 2:
        reply.put("X-Folded", "a\r\n b\r\n\tc")
    elif kind == 3:
        reply.put("X-Broken", "a\r\nno colon here")
    elif kind == 4:
        reply.put("X-Odd", "a\x00b\xff")
    elif kind == 5:
        name = rng.choice(["Server", "WWW-Authenticate", "X-Error", "Set-Cookie", "Content-Language", "Warning"])
        reply.put(name, quoted(rng, world.secret(rng)))
    elif kind == 6:
        reply.put("Set-Cookie", "a=b; Domain=127.0.0.1", "c=" + "d" * 5000, "=", "\x00")
    elif kind == 7:
        reply.put("Allow", rng.choice(["", "GET", "GET, POST", "PATCH", "²", "\xff", world.token, "GET;POST", "GET, HEAD, OPTIONS"]))
    else:
        reply.put("Connection", rng.choice(["close", "keep-alive", "upgrade", "\xff", "", "close, keep-alive"]))


def length(rng: random.Random, reply: Reply, request: Request, world: World) -> None:
    """A Content-Length that is short, long, missing, twice, or no number."""
    size = len(reply.body)
    reply.put("Content-Length", *rng.choice([
        (), (str(size + 1),), (str(size + 10**6),), (str(max(size - 1, 0)),), (str(size // 2),), ("0",), ("-1",), ("",), ("²",),
        ("x",), (f"{size}, {size}",), (str(size), str(size + 5)), ("9" * 30,), ("9" * 5000,), (f"+{size}",), (f"{size}.0",),
        ("0x10",), (f" {size} ",), ("1_0",),
    ]))  # fmt: skip
    reply.close = True


def interim(rng: random.Random, reply: Reply, request: Request, world: World) -> None:
    """Interim answers before the final one."""
    head = rng.choice(
        [
            b"HTTP/1.1 100 Continue\r\n\r\n",
            b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n",
            b"HTTP/1.1 102 Processing\r\n\r\n",
            b"HTTP/1.1 199 x\r\n\r\n",
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
            b"HTTP/1.1 103 x\r\nContent-Length: 5\r\n\r\n",
        ]
    )
    reply.before = head * rng.choice([1, 1, 2, 50, 2000])
    if rng.random() < 0.1:
        reply.raw, reply.close = [reply.before], True


HTTP: tuple[Http, ...] = (status, status, status, status, content_type, encoded, odd_body, odd_body, odd_header, length, interim)


# Framing

Framing = Callable[[random.Random, Reply], None]


def cut(rng: random.Random, reply: Reply) -> None:
    """Bytes are missing at the end."""
    whole = reply.head() + reply.body
    reply.raw, reply.close = [whole[: rng.randrange(len(whole))]], True


def cut_unnoticed(rng: random.Random, reply: Reply) -> None:
    """Bytes of the body are missing, and nothing says how many there are."""
    reply.put("Content-Length")
    reply.raw, reply.close = [reply.head() + reply.body[: rng.randrange(len(reply.body) + 1)]], True


def until_close(rng: random.Random, reply: Reply) -> None:
    """No length: the end of the connection is the end of the body. Perhaps HTTP/1.0."""
    reply.put("Content-Length")
    reply.version = rng.choice(["HTTP/1.0", "HTTP/1.1"])
    reply.close = True


def chunked(rng: random.Random, reply: Reply) -> None:
    """Chunks: good ones, with sizes that are wrong, without an end, with extensions and trailers."""
    reply.put("Content-Length", *rng.choice([(), (), ("5",)]))
    reply.put(
        "Transfer-Encoding", rng.choice(["chunked", "chunked", "chunked", "Chunked", "gzip, chunked", "identity", "x", "chunked, chunked"])
    )
    step = rng.choice([1, 7, 1000]) if len(reply.body) < 5000 else 1000
    parts = [reply.body[start : start + step] for start in range(0, len(reply.body), step)]
    size = rng.choice(
        ["good", "good", "good", "extension", "x", "-5", "", "ffffffffffffffffff", "0x5", "²", "+5", "1" * 5000, "short", "long"]
    )
    body = b""
    for part in parts:
        line = {
            "good": f"{len(part):x}",
            "extension": f'{len(part):X};a="b"',
            "short": f"{max(len(part) - 1, 1):x}",
            "long": f"{len(part) + 1:x}",
        }.get(size, size)
        body += line.encode("latin-1") + b"\r\n" + part + b"\r\n"
    body += rng.choice([b"0\r\n\r\n", b"0\r\n\r\n", b"0\r\nTrailer: x\r\n\r\n", b"", b"0", b"0\r\n", b"00000\r\n\r\n", b"0\r\n\r\nextra"])
    reply.raw, reply.close = [reply.head() + body], True


@functools.lru_cache(maxsize=1)
def _bomb() -> bytes:
    return gzip.compress(b'{"results": [], "x": "' + b" " * 100_000_000 + b'"}', 9)


def compressed(rng: random.Random, reply: Reply) -> None:
    """Compressed: well, badly, cut, not at all, or to very much."""
    body = reply.body
    coding, packed = rng.choice([
        ("gzip", gzip.compress(body)), ("deflate", zlib.compress(body)), ("gzip", gzip.compress(body)[:-9]),
        ("gzip", gzip.compress(body)[:20]), ("gzip", body), ("deflate", body), ("br", body), ("zstd", body),
        ("gzip, gzip", gzip.compress(gzip.compress(body))), ("x-unknown", body), ("", body), ("gzip", b""),
        ("gzip", gzip.compress(body) + b"extra"), ("gzip", gzip.compress(body[:50]) + gzip.compress(body[50:])),
        ("identity", body), (", ".join(["gzip"] * 50), gzip.compress(body)), ("gzip", gzip.compress(body[: len(body) // 2])),
        ("gzip", b"\x1f\x8b" + body),
    ])  # fmt: skip
    if rng.random() < 0.02:
        coding, packed = "gzip", _bomb()
    reply.body = packed
    reply.put("Content-Encoding", coding)
    reply.put("Content-Length", str(len(packed)))
    reply.close = True


def no_http(rng: random.Random, reply: Reply) -> None:
    """No status line, or a broken one."""
    head, body = reply.head().partition(b"\r\n")[2], reply.body
    line = rng.choice([
        b"", b"HTTP/1.1\r\n", b"HTTP/1.1 abc OK\r\n", b"HTTP/1.1 99999 OK\r\n", b"HTTP/1.1 -200 OK\r\n", b"HTTP/1.1 0 OK\r\n",
        b"HTTP/9.9 200 OK\r\n", b"ICY 200 OK\r\n", b"HTTP/1.1 200\r\n", b"HTTP/1.1  200  OK\r\n", b"http/1.1 200 ok\r\n",
        b"\r\n\r\nHTTP/1.1 200 OK\r\n", b"HTTP/2 200\r\n", b"HTTP/1.1 200 " + b"x" * 70000 + b"\r\n",
        "HTTP/1.1 ²00 OK\r\n".encode("latin-1"), b"HTTP/1.1 600 x\r\n", b"HTTP/1.1 1000 x\r\n",
    ])  # fmt: skip
    reply.raw = rng.choice([
        [line + head + body], [line + head + body], [body], [line + body], [b"\x16\x03\x01\x02\x00\x01"], [b"\x00" * 500],
        [b"SSH-2.0-x\r\n"], [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"], [line + head.replace(b"\r\n", b"\n") + body],
    ])  # fmt: skip
    reply.close = True


def nothing(rng: random.Random, reply: Reply) -> None:
    """The connection ends at once, or is reset, perhaps after a part."""
    whole = reply.head() + reply.body
    reply.raw = [whole[: rng.choice([0, 0, 0, 12, len(whole) // 2])]]
    reply.close, reply.reset = True, rng.random() < 0.5


def pieces(rng: random.Random, reply: Reply) -> None:
    """The bytes come in many pieces."""
    whole = reply.head() + reply.body
    step = 1 if len(whole) < 1500 else len(whole) // 500
    reply.raw = [whole[start : start + step] for start in range(0, len(whole), step)]


def extra(rng: random.Random, reply: Reply) -> None:
    """More bytes after the end: blanks, or a second answer that nobody asked for."""
    second = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"results": []}'
    reply.raw = [reply.head() + reply.body + rng.choice([b"\r\n", b"x", second, second * 3, b"\x00" * 70000])]


FRAMINGS: tuple[Framing, ...] = (cut, cut, cut_unnoticed, until_close, chunked, chunked, compressed, no_http, nothing, pieces, extra)


def named(functions: Iterable[Callable[..., Any]]) -> str:
    """The names of mutations, as a failure shows them."""
    return " + ".join(function.__name__ for function in functions)
