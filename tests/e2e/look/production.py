"""The portal's settings as behind a proxy that compresses, which `make look` and the page weights need."""

from lausitz_portal.settings import *  # noqa: F403
from lausitz_portal.settings import MIDDLEWARE as _OWN

MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *_OWN]
