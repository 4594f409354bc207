# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of the site's conf.py: docs.sh puts it below what antsibull-docs writes, so what is set here wins."""

import re
import zlib
from pathlib import Path

myst_heading_anchors = 3
extensions = ["myst_parser", "sphinx.ext.intersphinx", "sphinx_antsibull_ext"]

# Quotes stay as they are written. A block of no language is plain text.
smartquotes_action = "D"
highlight_language = "text"

html_title = "sdelements.integrations"
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_static_path = ["static"]
html_theme_options = {"navigation_with_keys": True}
antsibull_ext_color_scheme = "none"  # site.css has colours for light and dark

# What the generated pages refer to in Ansible's own documentation. Its inventory would have to be fetched; this one need not be.
_INVENTORY = Path(__file__).with_name("ansible.inv")
_HEAD = "# Sphinx inventory version 2\n# Project: Ansible\n# Version: latest\n# The remainder of this file is compressed using zlib.\n"
_LABELS = (
    "action_plugins std:label -1 plugins/action.html#action-plugins Action plugins\n"
    "common_return_values std:label -1 reference_appendices/common_return_values.html#common-return-values Return Values\n"
)
_INVENTORY.write_bytes(_HEAD.encode() + zlib.compress(_LABELS.encode()))
intersphinx_mapping = {"ansible": ("https://docs.ansible.com/ansible/latest/", str(_INVENTORY))}

# antsibull-docs writes two things that the theme does not show well: a list of the contents of a page, which the theme has at the side,
# and titles that are too long for the navigation.
_CONTENTS = re.compile(r"^\.\. contents::.*\n(?: +:.*\n)*", re.MULTILINE)
_TITLE = re.compile(r"^sdelements\.integrations\.(\w+ \w+) -- (.+)\n(.)\3+\n", re.MULTILINE)
_INDEX = re.compile(r"^Sdelements\.Integrations\n(.)\1+\n", re.MULTILINE)


def _fit_to_theme(app, docname, source):
    text = _TITLE.sub(r"\1\n======================================================\n\n\2.\n", _CONTENTS.sub("", source[0]))
    source[0] = _INDEX.sub("Modules and plugins\n===================\n", text)


def setup(app):
    app.connect("source-read", _fit_to_theme)
