# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets that a task knows of, and texts without them.

This file is private to the collection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Optional

from .._api.json_text import DEEPEST
from .._api.masks import PLACEHOLDER, structure_of, surely_plain
from .._api.redact import is_empty
from .._api.secret_forms import (
    LONG_ENOUGH,
    forms_of,
    forms_of_structure,
    is_login,
    leaves,
    secrets_within,
)
from .._api.secret_names import NO_SECRETS_IN, is_secret_key, spellings

#: Params that name a place: never left out for a secret that occurs in them by chance.
_PLACE = re.compile(r"(?:^|_)(?:server|host|hostname|method|context_root)$")


class Secrets:
    """The secrets that one task knows of: those it was given and those that reads returned in clear."""

    def __init__(self, values: Iterable[Any] = ()) -> None:
        self._heads: dict[str, list[str]] = {}
        self._short: set[str] = set()
        self._learnt: set[Any] = set()
        self._declared: set[str] = set()
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

    def learn_given(self, entry: Mapping[str, Any]) -> None:
        """Remember what a task gives: the values of secret keys, and all that it declares secret."""
        params, secret_params, names = (entry.get(name) for name in ("params", "secret_params", "clear_secrets"))
        for key in (*(secret_params if isinstance(secret_params, Mapping) else ()), *(names if isinstance(names, (list, tuple)) else ())):
            self._declared.update(spellings(str(key)))
        for key, value in params.items() if isinstance(params, Mapping) else ():
            if self.is_secret(str(key)):
                self.learn(value)
            else:
                self._learn_parts(value)
        for value in secret_params.values() if isinstance(secret_params, Mapping) else (secret_params,):
            self.learn(value)
        self._learn_request(*(entry.get(name) for name in ("query", "body", "secret_body")))

    def learn_from(self, params: Mapping[str, Any] | None) -> None:
        """Remember the value of every secret key of the params that a server shows, unless it may be a mask."""
        for key, value in (params or {}).items():
            if isinstance(value, str):
                if (key, value) in self._learnt:
                    continue
                self._learnt.add((key, value))
            if not self.is_secret(key):
                self._learn_parts(value)
            elif isinstance(value, (dict, list)) or surely_plain(key, value, self._declared) or _looks_random(value):
                self.learn(value)

    def learn_within(self, data: Any) -> None:
        """Remember the same of data of any form in which the server may show params."""
        if isinstance(data, dict):
            self.learn_from(data)
        items = data.items() if isinstance(data, dict) else (("", item) for item in (data if isinstance(data, list) else ()))
        for key, item in items:
            if key != NO_SECRETS_IN:
                self.learn_within(item)

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
        """A copy of what is quoted of a server's answer, scrubbed, keys too. It was redacted by key where it was quoted."""
        return self.texts(value, frozenset())

    def texts(self, value: Any, kept: frozenset[str]) -> Any:
        """A copy of plain data in which each text is scrubbed, keys too but for those that are documented."""
        if isinstance(value, dict):
            return {key if key in kept else self.texts(key, kept): self.texts(item, kept) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.texts(item, kept) for item in value]
        if not isinstance(value, str):
            return PLACEHOLDER if self._is_number(value) else value
        return PLACEHOLDER if value in self._short else self.scrub(value)

    def _is_number(self, value: Any) -> bool:
        """Return whether a value is a number that is a secret. A small one occurs by chance."""
        return isinstance(value, (int, float)) and not isinstance(value, bool) and len(str(value)) >= 4 and str(value) in self._learnt

    def is_secret(self, key: str) -> bool:
        """Return whether a param of this name is secret: its name says so, or the task does."""
        return key in self._declared or is_secret_key(key)

    def is_partly_secret(self, key: str, value: Any) -> bool:
        """Return whether a param without a secret key contains a secret: inside JSON, in an address, or a known one in its text.

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

    def hidden(self, key: str, value: Any) -> Any:
        """A param in what is only read (a diff, a request, a message): the placeholder where any of it is secret."""
        if self.is_secret(key):
            return value if value is None or value == "" else PLACEHOLDER
        return PLACEHOLDER if self.is_partly_secret(key, value) else value

    def _holds_secret(self, key: str, value: Any, depth: int = 0) -> bool:
        if depth > DEEPEST:
            return True
        if isinstance(value, dict):
            return any(
                PLACEHOLDER in str(inner)
                or self._contains(str(inner))
                or (key != NO_SECRETS_IN and is_secret_key(str(inner)) and not is_empty(item))
                or self._holds_secret(key, item, depth + 1)
                for inner, item in value.items()
            )
        if isinstance(value, (list, tuple)):
            return any(self._holds_secret(key, item, depth + 1) for item in value)
        if not isinstance(value, str):
            return False
        data = structure_of(value)
        if data is not None and self._holds_secret(key, data, depth + 1):
            return True
        if PLACEHOLDER in value or is_login(value):
            return True
        return not _PLACE.search(key) and (value.strip() in self._short or value in self._short or self._contains(value))

    def _learn_parts(self, value: Any, depth: int = 0) -> None:
        """Remember secrets inside a param that is not a secret: long texts only, since short ones occur by chance."""
        if depth > DEEPEST or not value:
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
                for secret in secrets_within(value):
                    if len(secret) >= LONG_ENOUGH:
                        self.learn(secret)

    def _learn_request(self, query: Any, body: Any, secret_body: Any) -> None:
        """Remember the secrets of a raw request: the values of secret keys at any depth, and everything declared secret."""
        for value in (query, body):
            self._learn_by_key(value)
        self._declare(secret_body)
        self.learn(secret_body)

    def _learn_by_key(self, value: Any, depth: int = 0) -> None:
        if depth > DEEPEST or not isinstance(value, (dict, list)):
            self._learn_parts(value, depth)
            return
        for key, item in value.items() if isinstance(value, dict) else (("", item) for item in value):
            if is_secret_key(str(key)):
                self.learn(item)
            else:
                self._learn_by_key(item, depth + 1)

    def _declare(self, value: Any, depth: int = 0) -> None:
        """Declare the keys of a mapping secret, those that lead to a mapping excepted."""
        for key, item in value.items() if isinstance(value, dict) and depth <= DEEPEST else ():
            if isinstance(item, dict):
                self._declare(item, depth + 1)
            else:
                self._declared.add(str(key))

    def _learn_structure(self, value: Any) -> None:
        parts = list(leaves(value))
        for part in parts:
            if isinstance(part, str) or len(str(part)) >= 4:  # a small number occurs in any text
                self.learn(part)
        for form in forms_of_structure(value) if len(parts) > 1 or isinstance(value, dict) else ():
            if form not in self._learnt:
                self._learnt.add(form)
                self._remember(form)

    def _remember(self, text: str) -> None:
        for form in forms_of(text):
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
        """The positions of long secrets in a text: begin and end."""
        heads, place, last = self._heads, 0, len(text) - LONG_ENOUGH
        while place <= last:
            forms = heads.get(text[place : place + LONG_ENOUGH])
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


def _looks_random(value: Any) -> bool:
    """Return whether a text that may be a mask may as well be a secret with a star in it."""
    return isinstance(value, str) and len(value) >= LONG_ENOUGH and any(map(str.isdigit, value)) and surely_plain("", value)


def _as_word(secret: str) -> str:
    """The pattern of a short secret: quoted, or a whole word that is not plain lower-case letters."""
    quoted = rf"(?<=['\"`]){re.escape(secret)}(?=['\"`])"
    return quoted if secret.isalpha() and secret.islower() else rf"{quoted}|(?<![\w.-]){re.escape(secret)}(?![\w-])"
