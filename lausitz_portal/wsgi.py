"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lausitz_portal.settings")
os.environ.setdefault("PORTAL_WEB", "1")
application = get_wsgi_application()
