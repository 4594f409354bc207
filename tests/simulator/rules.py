# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what, and how often: the hooks that the framework offers for it."""

from __future__ import annotations

from functools import cache
from typing import Any

from rest_framework.authentication import TokenAuthentication
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from .behaviour import BEHAVIOUR
from .settings import TOKEN_COOKIE

#: Key of the environment of a request within a composite request.
SUB_REQUEST = "simulator.sub_request"


@cache
def _authenticated(key: str) -> Any:
    """Look a token up in the database, once: it stays there."""
    return TokenAuthentication().authenticate_credentials(key)


class HeaderToken(TokenAuthentication):
    """``Authorization: Token ...``, which the pages of the API ask for."""

    def authenticate_credentials(self, key: str) -> Any:
        return _authenticated(key)


class BrowserToken(TokenAuthentication):
    """The same token in the cookie that /simulator/browse sets, so that the browsable API works without a session."""

    def authenticate(self, request: Request) -> Any:
        token = request.COOKIES.get(TOKEN_COOKIE)
        return self.authenticate_credentials(token) if token else None


class WritesAllowed(BasePermission):
    """The switch ``rights``."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return BEHAVIOUR.rights == "full" or request.method in SAFE_METHODS


class Throttle(SimpleRateThrottle):
    """The switch ``throttle``: requests a minute, over all clients."""

    scope = "simulator"

    def get_rate(self) -> str | None:
        limit = BEHAVIOUR.number("throttle")
        return f"{limit}/min" if limit else None

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return None if request.META.get(SUB_REQUEST) else "throttle"  # a composite request counts once
