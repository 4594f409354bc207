# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be shown: params are redacted by their keys, every other text of somebody else is scrubbed of known secrets.

This file is private to the collection. Redaction never changes data that can be written back: a param reads as the placeholder as a whole,
or it is left out and named. Names and hosts stay as they are, even where a secret occurs in them.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, ClassVar, Optional
from urllib.parse import quote, quote_plus

from ansible_collections.sdelements.integrations.plugins.module_utils._masks import PLACEHOLDER, structure_of, surely_plain
from ansible_collections.sdelements.integrations.plugins.module_utils._names import NO_SECRETS_IN, is_secret_key

#: In a diff: a secret gets a new value, or is sent though it cannot be compared.
NEW_VALUE, SENT_AGAIN = f"{PLACEHOLDER} (new value)", f"{PLACEHOLDER} (sent again)"

#: Secrets at least this long do not occur in other text by chance, so they are replaced anywhere.
LONG_ENOUGH = 8

#: Deeper than anything that a server has reason to answer.
_DEEPEST = 100

#: Fields of the server's objects that are never altered: what objects are called and what is written back as it is.
_KEPT = frozenset(re.findall(r"\w+", """
    id name alias project project_id connector application business_unit application_name business_unit_name system type frequency
    debug_mode inaccessible in_progress slug method path before_header after_header
"""))

#: Keys of the server's objects that this collection documents; they are no text of the server.
_FIELDS = _KEPT | frozenset(re.findall(r"\w+", """
    params secret_params left_out body before after command last_job job user succeeded ready automatic last_run result_message
    triggered_by connection short_name archived created updated url description verification_categories fields_editable_on_project
"""))

#: Params that name a place: never left out for a secret that occurs in them by chance.
_PLACE = re.compile(r"(?:^|_)(?:server|host|hostname|method|context_root)$")

#: A user with a password before a host, or a token alone. What begins with a number and a slash is a port.
_PASSWORD = re.compile(r"://[^\s/:@]{0,99}:(?!\d{1,5}(?:[/?#]|$))([^\s@]{1,500})@|https?://([^/\s?#@:]{16,500})@", re.IGNORECASE)
_PAIR = re.compile(r"(?<![\w.\-\[\]])([\w.\-\[\]]{1,99})=([^&#;\s]+)")
_QUERY_SECRETS = frozenset(("key", "sig", "signature", "code", "auth", "sas"))
_HEADER = re.compile(r"\bauthori[sz]ation\b[\"']?\s*[:=]\s*\S|\b(?:bearer|basic)\s+[A-Za-z0-9+/=._~-]{16,}", re.IGNORECASE)


def redact(value: Any, also: frozenset[str] = frozenset(), _depth: int = 0) -> Any:
    """A copy of plain data, to be read and not to be written back, in which every secret is the placeholder.

    Secrets are the values of secret-looking keys, of the keys named in ``also`` and everything within a
    C(secret_params) option, also inside JSON that is kept as text. Empty values stay: they tell nothing.
    """
    if _depth > _DEEPEST:
        return PLACEHOLDER
    if isinstance(value, str):
        data = structure_of(value)
        if data is None:
            return value
        clean = redact(data, also, _depth + 1)
        return value if clean == data else json.dumps(clean)
    if isinstance(value, dict):
        return {key: _redacted_value(str(key), item, also, _depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [redact(item, also, _depth + 1) for item in value]
    return value


def _redacted_value(key: str, value: Any, also: frozenset[str], depth: int) -> Any:
    if key == "secret_params" and isinstance(value, dict):
        return dict.fromkeys(value, PLACEHOLDER)
    if key == NO_SECRETS_IN:
        return value
    if key in also or is_secret_key(key):
        return value if value is None or value == "" or isinstance(value, bool) else PLACEHOLDER
    return redact(value, also, depth)


def is_empty(value: Any) -> bool:
    """Whether a value says nothing: null, an empty list or mapping, a text that has only blanks."""
    return value is None or (isinstance(value, str) and not value.strip()) or (isinstance(value, (dict, list, tuple)) and not value)


class Secrets:
    """The secrets that one task knows of: those it was given and those that reads returned in clear."""

    def __init__(self, values: Iterable[Any] = ()) -> None:
        self._heads: dict[str, list[str]] = {}
        self._short: set[str] = set()
        self._learnt: set[Any] = set()
        self._words: Optional[re.Pattern[str]] = None
        self._scrubbed: dict[str, str] = {}
        self._partly: dict[tuple[str, str], bool] = {}
        for value in values:
            self.learn(value)

    def learn(self, value: Any) -> None:
        """Remember a secret, in every form in which it is sent or may be echoed; of a list or a mapping also what is in it."""
        if isinstance(value, (dict, list, tuple)):
            self._learn_structure(value)
            return
        text = str(value)
        if value is None or isinstance(value, bool) or PLACEHOLDER in text or not any(map(str.isalnum, text)) or text in self._learnt:
            return
        self._learnt.add(text)
        data = structure_of(text)
        if data is not None:
            self._learn_structure(data)
        self._remember(text)

    def learn_given(self, params: Any, secret_params: Any) -> None:
        """Remember what a task gives: the values of secret keys, and all that is in C(secret_params)."""
        for key, value in params.items() if isinstance(params, Mapping) else ():
            if is_secret_key(str(key)):
                self.learn(value)
            else:
                self._learn_parts(value)
        for value in secret_params.values() if isinstance(secret_params, Mapping) else (secret_params,):
            self.learn(value)

    def learn_from(self, params: Mapping[str, Any] | None) -> None:
        """Remember the value of every secret key of the params that a server shows, unless it may be a mask."""
        for key, value in (params or {}).items():
            if isinstance(value, str):
                if (key, value) in self._learnt:
                    continue
                self._learnt.add((key, value))
            if not is_secret_key(key):
                self._learn_parts(value)
            elif isinstance(value, (dict, list)) or surely_plain(key, value) or _looks_random(value):
                self.learn(value)

    def scrub(self, text: str) -> str:
        """Text of somebody else (a server's words), without any known secret.

        Long secrets are replaced wherever they occur, short ones only as a quoted or a whole word of the
        text that is not plain lower-case letters, so that a password C(id) does not damage a sentence.
        """
        if not text or not (self._heads or self._short):
            return text
        if text not in self._scrubbed:
            self._scrubbed[text] = self._without_short(self._without_long(text))
        return self._scrubbed[text]

    def quoted(self, value: Any) -> Any:
        """A copy of what a server answered without any secret: redacted by key, then scrubbed, keys too."""
        return self.texts(redact(value), frozenset())

    def texts(self, value: Any, kept: frozenset[str]) -> Any:
        """A copy of plain data in which each text is scrubbed, keys too but for those that are documented."""
        if isinstance(value, dict):
            return {key if key in kept else self.texts(key, kept): self.texts(item, kept) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.texts(item, kept) for item in value]
        if not isinstance(value, str):
            return value
        return PLACEHOLDER if value in self._short else self.scrub(value)

    def shown(self, value: Any) -> Any:
        """A copy of a result that holds no secret. Its keys are our own and stay; objects know how they are shown."""
        if isinstance(value, ServerObject):
            return value.shown(self)
        if isinstance(value, dict):
            return {key: self.shown(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.shown(item) for item in value]
        return self.scrub(value) if isinstance(value, str) else value

    def is_partly_secret(self, key: str, value: Any) -> bool:
        """Whether a param that is no secret by its key holds one: inside JSON, in an address, or a known one somewhere in its text.

        What holds our own placeholder counts too: it cannot be given back.
        """
        if value is None or isinstance(value, bool):
            return False
        if not isinstance(value, str):
            return self._holds_secret(key, value) if isinstance(value, (dict, list, tuple)) else str(value) in self._short
        known = self._partly.get((key, value))
        if known is None:
            known = self._partly[key, value] = self._holds_secret(key, value)
        return known

    def hidden(self, key: str, value: Any, also: frozenset[str] = frozenset()) -> Any:
        """A param in what is only read (a diff, a request, a message): the placeholder where any of it is secret."""
        if key in also or is_secret_key(key):
            return value if value is None or value == "" else PLACEHOLDER
        return PLACEHOLDER if self.is_partly_secret(key, value) else value

    def _holds_secret(self, key: str, value: Any, depth: int = 0) -> bool:
        if depth > _DEEPEST:
            return True
        if isinstance(value, dict):
            return any(PLACEHOLDER in str(inner) or self._contains(str(inner))
                       or (key != NO_SECRETS_IN and is_secret_key(str(inner)) and not is_empty(item))
                       or self._holds_secret(key, item, depth + 1) for inner, item in value.items())
        if isinstance(value, (list, tuple)):
            return any(self._holds_secret(key, item, depth + 1) for item in value)
        if not isinstance(value, str):
            return False
        data = structure_of(value)
        if data is not None and self._holds_secret(key, data, depth + 1):
            return True
        if PLACEHOLDER in value or _PASSWORD.search(value) or _HEADER.search(value) or any(_pairs(value)):
            return True
        return not _PLACE.search(key) and (value.strip() in self._short or value in self._short or self._contains(value))

    def _learn_parts(self, value: Any, depth: int = 0) -> None:
        """Remember what is secret within a param that is no secret: long texts only, since others occur by chance."""
        if depth > _DEEPEST or not value:
            return
        if isinstance(value, dict):
            for key, item in value.items():
                if is_secret_key(str(key)) and isinstance(item, str) and len(item) >= LONG_ENOUGH:
                    self.learn(item)
                else:
                    self._learn_parts(item, depth + 1)
        elif isinstance(value, (list, tuple)):
            for item in value:
                self._learn_parts(item, depth + 1)
        elif isinstance(value, str):
            if value.lstrip()[:1] in ("{", "["):
                self._learn_parts(structure_of(value), depth + 1)
            elif "=" in value or "://" in value:
                for secret in (*chain.from_iterable(_PASSWORD.findall(value)), *_pairs(value)):
                    if len(secret) >= LONG_ENOUGH:
                        self.learn(secret)

    def _learn_structure(self, value: Any) -> None:
        leaves = list(_leaves(value))
        for leaf in leaves:
            if isinstance(leaf, str) or len(str(leaf)) >= 4:  # a small number occurs in any text
                self.learn(leaf)
        if len(leaves) > 1 or isinstance(value, dict):
            try:
                forms = [json.dumps(value, default=str, ensure_ascii=ensure, separators=separators)
                         for ensure in (True, False) for separators in ((", ", ": "), (",", ":"))]
                forms.append(str(value))
            except (RecursionError, TypeError):
                forms = []
            if not isinstance(value, dict):
                forms += [separator.join(map(str, leaves)) for separator in (",", ", ")]
            for form in forms:
                if form not in self._learnt:
                    self._learnt.add(form)
                    self._remember(form)

    def _remember(self, text: str) -> None:
        for form in _forms(text):
            if len(form) < LONG_ENOUGH:
                self._short.add(form)
                continue
            forms = self._heads.setdefault(form[:LONG_ENOUGH], [])
            if form not in forms:
                forms.append(form)
                forms.sort(key=len, reverse=True)
        self._words = None
        self._scrubbed.clear()
        self._partly.clear()

    def _contains(self, text: str) -> bool:
        heads = self._heads
        return bool(heads) and any(next(self._places(text), ()))

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where long secrets stand in a text: begin and end."""
        heads, place, last = self._heads, 0, len(text) - LONG_ENOUGH
        while place <= last:
            forms = heads.get(text[place:place + LONG_ENOUGH])
            form = next((form for form in forms if text.startswith(form, place)), None) if forms else None
            if form is None:
                place += 1
                continue
            yield place, place + len(form)
            place += len(form)

    def _without_long(self, text: str) -> str:
        parts, done = [], 0
        for begin, end in self._places(text):
            parts += [text[done:begin], PLACEHOLDER]
            done = end
        return "".join([*parts, text[done:]]) if parts else text

    def _without_short(self, text: str) -> str:
        if not self._short:
            return text
        if self._words is None:
            self._words = re.compile("|".join(map(_as_word, sorted(self._short, key=lambda form: (-len(form), form)))))
        return self._words.sub(PLACEHOLDER, text)


class ServerObject(dict[str, Any]):
    """An object of a server within a result: what is in it, and which of its params the task declares secret.

    It is shown when the task has ended, since a secret that is read last may stand in what was read first.
    """

    #: Whether secrets that only the task knows of go to C(secret_params), where they are taken back.
    APART: ClassVar[bool] = False

    def __init__(self, data: Mapping[str, Any], secret_keys: frozenset[str] = frozenset()) -> None:
        super().__init__(data)
        self.secret_keys = secret_keys

    def shown(self, secrets: Secrets) -> dict[str, Any]:
        """The object without any secret. A param of which only a part is secret is left out, and named in C(left_out)."""
        result: dict[str, Any] = {}
        for key, value in self.items():
            if key == "params" and isinstance(value, dict):
                result.update(self._params(value, secrets))
            else:
                result[key if key in _FIELDS else secrets.scrub(key)] = self._field(key, value, secrets)
        return result

    def _field(self, key: str, value: Any, secrets: Secrets) -> Any:
        if isinstance(value, ServerObject):
            return value.shown(secrets)
        if key in _KEPT:
            return redact(value) if isinstance(value, (dict, list)) else value
        return secrets.texts(_redacted_value(key, value, frozenset(), 0), _FIELDS)

    def _params(self, params: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
        left = {key for key, value in params.items()
                if key not in self.secret_keys and not is_secret_key(key) and secrets.is_partly_secret(key, value)}
        shown = {key: secrets.hidden(key, value, self.secret_keys) for key, value in params.items() if key not in left}
        apart = {key for key in shown if self.APART and key in self.secret_keys and not is_secret_key(key)}
        result: dict[str, Any] = {"params": {key: value for key, value in shown.items() if key not in apart}}
        if apart:
            result["secret_params"] = {key: shown[key] for key in sorted(apart)}
        if left:
            result["left_out"] = sorted(left)
        return result


class ConfigObject(ServerObject):
    """An object in the form of C(config), which can be given back."""

    APART = True


class ReadOnlyObject(ServerObject):
    """An object as a request or a diff shows it: nothing is left out, since nobody gives it back.

    :param marks: what stands in place of the placeholder, by param.
    """

    def __init__(self, data: Mapping[str, Any], secret_keys: frozenset[str] = frozenset(),
                 marks: Optional[Mapping[str, str]] = None) -> None:
        super().__init__(data, secret_keys)
        self.marks = marks or {}

    def _params(self, params: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
        shown = {key: secrets.hidden(key, value, self.secret_keys) for key, value in params.items()}
        return {"params": {key: self.marks.get(key, value) if value == PLACEHOLDER else value for key, value in shown.items()}}


def _looks_random(value: Any) -> bool:
    """Whether a text that may be a mask may as well be a secret with a star in it."""
    return isinstance(value, str) and len(value) >= LONG_ENOUGH and any(map(str.isdigit, value)) and surely_plain("", value)


def _pairs(text: str) -> Iterator[str]:
    """The values of secret-looking keys in the query of an address or in a list of settings."""
    if "=" in text:
        address = "://" in text or text.startswith("/")
        for key, value in _PAIR.findall(text):
            if is_secret_key(key) or (address and key.lower() in _QUERY_SECRETS):
                yield value


def _leaves(value: Any, depth: int = 0) -> Iterator[Any]:
    if depth > _DEEPEST:
        return
    if isinstance(value, (dict, list, tuple)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item, depth + 1)
    elif value is not None and not isinstance(value, bool):
        yield value


def _as_word(secret: str) -> str:
    """The pattern of a short secret: quoted, or a whole word that is not plain lower-case letters."""
    quoted = rf"(?<=['\"`]){re.escape(secret)}(?=['\"`])"
    return quoted if secret.isalpha() and secret.islower() else rf"{quoted}|(?<![\w.-]){re.escape(secret)}(?![\w-])"


def _forms(secret: str) -> set[str]:
    """A secret as it is sent, or as somebody else may quote it."""
    page = html.escape(secret)
    signs = {secret, html.escape(secret, quote=False), page, page.replace("&#x27;", "&#39;"), page.replace("&quot;", "&#34;"),
             page.replace("&#x27;", "'"), repr(secret)[1:-1]}
    for ensure in (True, False):
        escaped = json.dumps(secret, ensure_ascii=ensure)[1:-1]
        signs |= {escaped, escaped.replace("/", "\\/"), json.dumps(escaped, ensure_ascii=ensure)[1:-1]}
    encoded = secret.encode("utf-8", "surrogatepass")
    codes = {quote(encoded, safe=""), quote(encoded), quote_plus(encoded)}
    codes |= {re.sub("%[0-9A-F]{2}", lambda code: code.group().lower(), form) for form in codes}
    lines = {line.strip() for line in secret.splitlines() if len(line.strip()) >= LONG_ENOUGH}
    forms = {form for text in signs for form in (text, " ".join(text.split()))} | codes | lines | _in_base64(encoded)
    return {form for form in forms if form}


def _in_base64(secret: bytes) -> set[str]:
    """A secret in base64: alone, and what is left of it after any other bytes, such as C(user:)."""
    forms = set()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        alone = encode(secret).decode()
        forms |= {alone, alone.rstrip("=")}
        for before in (1, 2):
            within = encode(b"\0" * before + secret).decode().rstrip("=")
            forms.add(within[before + 1:-1])
        forms.add(alone.rstrip("=")[:-1])
    return {form for form in forms if len(form) >= LONG_ENOUGH}
