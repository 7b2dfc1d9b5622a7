"""The web server; gunicorn reads this from the folder it starts in. Words on its command line win."""

import os

from lausitz_portal import logs

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# Its own lines are blanked of addresses like all others.
logconfig_dict = logs.configuration(
    level=os.environ.get("LOG_LEVEL", "INFO"), style=os.environ.get("LOG_FORMAT", "console")
)
