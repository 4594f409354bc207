# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for get-pip.py, which ansible-test would download.

Installs the pip that is asked for with the pip that comes with Python, which lies beside ensurepip or, with the Python of
a Linux distribution, where WHEEL_PKG_DIR says.
"""

from __future__ import annotations

import ensurepip
import glob
import os
import sys
import sysconfig

folders = [os.path.join(os.path.dirname(ensurepip.__file__), "_bundled"), sysconfig.get_config_var("WHEEL_PKG_DIR") or ""]
sys.path.insert(0, next(wheel for folder in folders for wheel in glob.glob(os.path.join(folder, "pip-*.whl"))))

from pip._internal.cli.main import main  # noqa: E402

# Options of get-pip.py that pip itself does not know.
arguments = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
sys.exit(main(["install", "--upgrade", *arguments]))
