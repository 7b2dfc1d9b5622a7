"""The portal's settings with views for the floor and an empty page, and a count of queries."""

from lausitz_portal import settings
from lausitz_portal.settings import *  # noqa: F403 - these are the portal's settings

ROOT_URLCONF = "bench.urls"
# Templates of installed apps are found; this one has only a template.
INSTALLED_APPS = [*settings.INSTALLED_APPS, "bench"]
MIDDLEWARE = ["bench.middleware.BenchMiddleware", *settings.MIDDLEWARE]
# A benchmark of writing is a flood.
CONTRIBUTIONS_PER_HOUR = 10**9
