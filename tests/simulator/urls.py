# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths of the API, all with a trailing slash, and of the control of the simulator."""

from __future__ import annotations

from django.urls import include, path, re_path

from . import composite, control, errors, lookups, views

WORD = "(?P<word>alm|issue-tracker|analysis)"
SIDE = "(?P<word>alm|issue-tracker)"
TEST = "(?P<name>testalm|testissuetracker)"
ID = r"(?P<pk>\d+)"

API = [
    path("", lookups.Root.as_view()),
    path("users/me/", lookups.Me.as_view(), name="me"),
    re_path(f"^connectors/{WORD}/$", views.Connectors.as_view(), name="connectors"),
    re_path(f"^connectors/{WORD}/{ID}/$", views.Connectors.as_view(listed=False)),
    re_path(f"^connectors/(?P<word>analysis)/{ID}/mapping/$", views.Mapping.as_view()),
    re_path(f"^connectors/{TEST}/$", views.ConnectorTest.as_view()),
    re_path(f"^connections/{WORD}/$", views.Connections.as_view(), name="connections"),
    re_path(f"^connections/{WORD}/{ID}/$", views.Connections.as_view(listed=False)),
    re_path(f"^connections/{TEST}/$", views.ConnectionTest.as_view()),
    path("composite/", composite.Composite.as_view()),
    path("integrations/", lookups.Integrations.as_view()),
    path("jobs/", lookups.AllJobs.as_view()),
    re_path(f"^jobs/{ID}/$", lookups.OneOfAllJobs.as_view()),
    re_path(f"^jobs/{WORD}/$", lookups.Jobs.as_view()),
    re_path(f"^jobs/{WORD}/{ID}/$", lookups.OneJob.as_view()),
    re_path(f"^plugins/{SIDE}/$", lookups.Plugins.as_view()),
    re_path(f"^plugins/{SIDE}/(?P<system>[a-z_]+)/$", lookups.OnePlugin.as_view()),
    path("projects/", lookups.Projects.as_view(), name="projects"),
    re_path(f"^projects/{ID}/$", lookups.Projects.as_view(listed=False)),
    re_path(f"^projects/{ID}/integrations/$", lookups.Integrations.as_view()),
    path("applications/", lookups.Applications.as_view(), name="applications"),
    re_path(f"^applications/{ID}/$", lookups.Applications.as_view(listed=False)),
    path("business-units/", lookups.BusinessUnits.as_view(), name="business-units"),
    re_path(f"^business-units/{ID}/$", lookups.BusinessUnits.as_view(listed=False)),
]

KIND = "(?P<kind>[a-z-]+(?:/[a-z]+)?)"
CONTROL = [
    re_path("^browse/?$", control.browse),
    re_path("^behaviour/?$", control.behaviour),
    re_path("^journal/?$", control.journal),
    re_path("^faults/?$", control.faults),
    re_path("^release/?$", control.release),
    re_path("^late/?$", control.late),
    re_path("^reset/?$", control.reset),
    re_path(f"^objects/{KIND}/?$", control.objects),
    re_path(f"^objects/{KIND}/{ID}/?$", control.one_object),
]

urlpatterns = [path("api/v2/", include(API)), path("simulator/", include(CONTROL)), path("login/", errors.login)]
handler404 = f"{__package__}.errors.unknown_path"
