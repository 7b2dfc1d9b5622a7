"""Alive and able to serve: what the load balancer asks."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from tests.sockets import closed_port

ROOT = Path(__file__).resolve().parent.parent.parent
PATHS = ("/healthz", "/readyz")

# The address of the database is read once a process, so another address needs another process.
# The pool waits a second instead of five, to spare the test the time.
ASK = """
import json, os, django
django.setup()
from django.conf import settings
from django.test import Client
settings.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 1
client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
answers = {path: client.get(path) for path in ("/healthz", "/readyz", "/stand/")}
print(json.dumps({path: (answer.status_code, answer.content.decode()) for path, answer in answers.items()}))
"""


@pytest.mark.django_db
def test_all_is_well(client: Client) -> None:
    for path in PATHS:
        response = client.get(path)
        assert (response.status_code, response.content, response["Content-Type"]) == (200, b"ok\n", "text/plain")
        assert "no-store" in response["Cache-Control"]
        assert "Set-Cookie" not in response
        assert client.head(path).status_code == 200
        assert client.post(path).status_code == 405


def test_being_alive_needs_no_database(client: Client) -> None:
    # Without the mark django_db any query would fail.
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_not_ready_while_migrations_wait(client: Client) -> None:
    latest = MigrationLoader(connection).graph.leaf_nodes("ideas")[0]
    MigrationRecorder(connection).record_unapplied(*latest)
    assert (client.get("/readyz").status_code, client.get("/readyz").content) == (503, b"migrations waiting\n")
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_ready_without_redis(client: Client, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as redis:
        redis.setblocking(False)
        location = f"redis://127.0.0.1:{redis.getsockname()[1]}/1"
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": location}}
        assert client.get("/readyz").status_code == 200
        with pytest.raises(BlockingIOError):  # nobody has connected
            redis.accept()


@pytest.mark.django_db
def test_the_load_balancer_is_not_sent_to_https(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert [client.get(path).status_code for path in PATHS] == [200, 200]
    assert client.get("/stand/").status_code == 301


def test_without_a_database_it_says_so() -> None:
    address = f"postgresql://portal@127.0.0.1:{closed_port()}/portal"
    asked = subprocess.run(  # noqa: S603
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "PORTAL_URL": "http://127.0.0.1:8000"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    answers = json.loads(asked.stdout)
    assert answers["/healthz"] == [200, "ok\n"]
    assert answers["/readyz"] == [503, "database unreachable\n"]
    status, page = answers["/stand/"]
    assert status == 503
    assert '<html lang="de">' in page
