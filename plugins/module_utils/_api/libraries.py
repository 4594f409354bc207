# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The library that speaks HTTP, or the reason why it is not to be had.

This file is private to the collection. Ansible loads every file of a collection on machines that lack C(requests);
only a task that runs needs it.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any, Optional

#: Why ``requests`` could not be imported; None where it was.
IMPORT_ERROR: Optional[str] = None

try:
    import requests
    import requests.adapters
    import urllib3
    import urllib3.exceptions
    from requests.adapters import HTTPAdapter
    from urllib3.util import Retry

    # It logs what it cannot read of an answer, with a traceback: that is not for a log of Ansible (C(ANSIBLE_LOG_PATH)).
    logging.getLogger("urllib3").propagate = False
except ImportError:
    IMPORT_ERROR = traceback.format_exc()
    requests: Any = None  # type: ignore[no-redef]
    urllib3: Any = None  # type: ignore[no-redef]
    HTTPAdapter: Any = object  # type: ignore[no-redef]
    Retry: Any = object  # type: ignore[no-redef]

__all__ = ["IMPORT_ERROR", "HTTPAdapter", "Retry", "requests", "urllib3"]
