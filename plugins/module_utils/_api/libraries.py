# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP libraries, or the reason why they are not available.

This file is private to the collection. Ansible loads every file of a collection on machines that lack C(requests);
only a task that runs needs it.
"""

from __future__ import annotations

import logging
import traceback
from importlib.metadata import version
from typing import Any, Optional

#: What is missing, as it stands in a message; None where nothing is.
MISSING: Optional[str] = None

#: The traceback of the import that failed.
IMPORT_ERROR: Optional[str] = None

try:
    import requests
    import requests.adapters
    import urllib3
    import urllib3.exceptions
    from requests.adapters import HTTPAdapter
    from urllib3.util import Retry

    if not hasattr(Retry, "DEFAULT_ALLOWED_METHODS"):
        MISSING = f"urllib3 1.26 or newer; {version('urllib3')} is installed"

    # It logs what it cannot read of an answer, with a traceback: that is not for a log of Ansible (C(ANSIBLE_LOG_PATH)).
    logging.getLogger("urllib3").propagate = False
except ImportError:
    MISSING = "requests"
    IMPORT_ERROR = traceback.format_exc()
    requests: Any = None  # type: ignore[no-redef]
    urllib3: Any = None  # type: ignore[no-redef]
    HTTPAdapter: Any = object  # type: ignore[no-redef]
    Retry: Any = object  # type: ignore[no-redef]

__all__ = ["IMPORT_ERROR", "MISSING", "HTTPAdapter", "Retry", "requests", "urllib3"]
