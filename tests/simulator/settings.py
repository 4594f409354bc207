# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Django settings, made in code: there is no project folder. What a user meets is the framework's own behaviour."""

from __future__ import annotations

from pathlib import Path

import django
from django.conf import settings

APP = __package__
TOKEN = "simulator-token-0123456789abcdef"
TOKEN_COOKIE = "simulator_token"


def configure(database: Path) -> None:
    """Set Django up on the SQLite file ``database``."""
    settings.configure(
        DEBUG=False,
        SECRET_KEY="simulator: nothing is signed with it",
        ALLOWED_HOSTS=["127.0.0.1", "localhost", "[::1]", ".example.com", ".example.org"],
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.staticfiles",
            "rest_framework",
            "rest_framework.authtoken",
            f"{APP}.apps.SimulatorConfig",
        ],
        DATA_UPLOAD_MAX_MEMORY_SIZE=None,  # the switch body_limit says how large a body may be
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
        ROOT_URLCONF=f"{APP}.urls",
        STATIC_URL="/static/",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(database),
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "timeout": 30,
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF",
                },
            },
            "earlier": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database)},
        },
        DATABASE_ROUTERS=[f"{APP}.lag.Router"],
        USE_TZ=True,
        TIME_ZONE="UTC",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        LOGGING={
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"stderr": {"class": "logging.StreamHandler"}},
            "loggers": {"django.request": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False}},
        },
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [f"{APP}.rules.HeaderToken", f"{APP}.rules.BrowserToken"],
            "DEFAULT_PERMISSION_CLASSES": [
                "rest_framework.permissions.IsAuthenticated",
                f"{APP}.rules.WritesAllowed",
            ],
            "DEFAULT_RENDERER_CLASSES": [
                "rest_framework.renderers.JSONRenderer",
                "rest_framework.renderers.BrowsableAPIRenderer",
            ],
            "DEFAULT_THROTTLE_CLASSES": [f"{APP}.rules.Throttle"],
            "DEFAULT_PAGINATION_CLASS": f"{APP}.paging.Pages",
            "EXCEPTION_HANDLER": f"{APP}.errors.answer_error",
        },
    )
    django.setup()
