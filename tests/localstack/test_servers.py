"""PostgreSQL, Valkey and the mail sink as they come from their packages."""

# ruff: noqa: S603, S607 (known programs)

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tests.localstack import observing


def start_servers(folder: Path) -> tuple[subprocess.Popen[str], dict[str, str]]:
    stand = observing.start(folder, "-m", "tests.localstack.stand", str(folder))
    assert stand.stdout is not None
    line = stand.stdout.readline()
    assert line.startswith("{"), line + stand.stdout.read()
    return stand, json.loads(line)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    for number in observing.family(tmp_path):
        subprocess.run(["kill", "-KILL", str(number)], check=False)


def refusal(folder: Path) -> str:
    stand = observing.start(folder, "-m", "tests.localstack.stand", str(folder))
    output = stand.communicate(timeout=60)[0]
    assert stand.returncode == 1
    return str(output)


def test_sigkill_leaves_nothing_and_the_next_start_finds_the_data(folder: Path) -> None:
    stand, environment = start_servers(folder)
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        for extension in ("pg_trgm", "unaccent", "btree_gin"):
            connection.execute(f"CREATE EXTENSION {extension}")
        connection.execute("CREATE DATABASE test_portal")
        connection.execute("CREATE TABLE kept AS SELECT 'Łužica' AS word")
    assert len(observing.family(folder)) > 5
    stand.kill()
    stand.wait()
    assert observing.left_after(folder) == {}

    stand, again = start_servers(folder)
    assert again["DATABASE_URL"] == environment["DATABASE_URL"]
    with psycopg.connect(again["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT word, lower('ÄŁ') FROM kept").fetchone() == ("Łužica", "äł")
    stand.send_signal(signal.SIGTERM)
    assert stand.communicate(timeout=30)[0] == "stopped in order\n"
    assert observing.family(folder) == {}


def test_servers_answer_on_loopback_with_passwords_only(folder: Path) -> None:
    stand, environment = start_servers(folder)
    broker = redis.Redis.from_url(environment["REDIS_URL"])
    assert broker.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert broker.config_get("bind") == {"bind": "127.0.0.1"}
    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis(port=broker.connection_pool.connection_kwargs["port"]).ping()
    url = environment["DATABASE_URL"]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace("portal:", "portal:x"))
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace("//portal:", "//postgres:"))
    with psycopg.connect(url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
    secrets = ("secret_key", "postgres_password", "valkey_password", "valkey/valkey.conf")
    assert {(folder / name).stat().st_mode & 0o777 for name in secrets} == {0o600}
    stand.terminate()
    stand.wait(timeout=30)


def test_a_folder_serves_one_owner(folder: Path) -> None:
    stand, _environment = start_servers(folder)
    assert refusal(folder) == (
        f"The data folder {folder} is in use by a test (process {stand.pid}); stop that first.\n"
    )
    stand.terminate()
    stand.wait(timeout=30)


def test_the_data_of_another_version_is_left_alone(folder: Path) -> None:
    data = folder / "postgres"
    data.mkdir(mode=0o700)
    (data / "PG_VERSION").write_text("15\n")
    assert refusal(folder) == (
        f"{data} was made by PostgreSQL 15, but this is PostgreSQL 18: move it away "
        f"(mv {data} {data}.15) and start again with an empty database.\n"
    )
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_pid_file_that_names_a_stranger_does_not_hinder(folder: Path) -> None:
    stand, _environment = start_servers(folder)
    pid_file = folder / "postgres" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    stand.terminate()
    stand.wait(timeout=30)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        stand, _environment = start_servers(folder)
        stranger.kill()
    stand.terminate()
    stand.wait(timeout=30)
