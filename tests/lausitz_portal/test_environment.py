"""What the operator may write into the environment, and what is refused in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from lausitz_portal import environment

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "pVq3ZK7sT1nB8xUe5RjW0yCmL4gHdA9oF2iQ6zXvN-kEtSrYbJ_uGw"
PRODUCTION = {
    "SECRET_KEY": SECRET,
    "DATABASE_URL": "postgresql://portal:geheim@db.example.org/portal",
    "PORTAL_URL": "https://ideen.example.org/",
    "EMAIL_URL": "smtp+tls://portal:p%40ss@mail.example.org",
}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A production environment, which a test changes."""
    for name in (
        "REDIS_URL",
        "CACHE_URL",
        "PORTAL_DEMO",
        "PORTAL_WEB",
        "TRUSTED_PROXIES",
        "EXTRA_HOSTS",
        "LOG_FORMAT",
        "LOG_LEVEL",
        "PICTURES_BUCKET",
        "PICTURES_ENDPOINT",
        "MAP_TILES_URL",
        "MAP_TILES_ATTRIBUTION",
    ):
        monkeypatch.delenv(name, raising=False)
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_a_production_environment_is_read(given: pytest.MonkeyPatch) -> None:
    read = environment.read()
    assert (read.host, read.https, read.portal_url) == ("ideen.example.org", True, "https://ideen.example.org")
    assert (read.redis_url, read.cache_url) == ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/1")
    assert (read.demo, read.web, read.trusted_proxies, read.extra_hosts) == (False, False, 0, [])
    assert (read.email_from, read.log_format, read.log_level) == ("portal@ideen.example.org", "console", "INFO")
    assert (read.database["ENGINE"], read.database["NAME"], read.database["PASSWORD"]) == (
        "django.db.backends.postgresql", "portal", "geheim",
    )  # fmt: skip


def test_what_is_empty_counts_as_not_set(given: pytest.MonkeyPatch) -> None:
    for name in ("REDIS_URL", "CACHE_URL", "EMAIL_URL", "EMAIL_FROM", "PORTAL_VAR_DIR", "PORTAL_MAIL_DIR"):
        given.setenv(name, "")
    read = environment.read()
    assert (read.redis_url, read.email_url) == ("redis://127.0.0.1:6379/0", "smtp://127.0.0.1:25")
    assert (read.var_dir, read.mail_dir) == (ROOT / "var", None)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://127.0.0.1", ("127.0.0.1", 25, "", "", False, False)),
        ("smtp://mail.example.org:2525", ("mail.example.org", 2525, "", "", False, False)),
        ("smtp+tls://portal:p%40ss@mail.example.org", ("mail.example.org", 587, "portal", "p@ss", True, False)),
        ("smtp+tls://mail.example.org:25", ("mail.example.org", 25, "", "", True, False)),
        ("smtps://portal:pass@mail.example.org", ("mail.example.org", 465, "portal", "pass", False, True)),
    ],
)
def test_mail_is_encrypted_as_the_address_says(
    url: str, expected: tuple[str, int, str, str, bool, bool], given: pytest.MonkeyPatch
) -> None:
    given.setenv("EMAIL_URL", url)
    email = environment.read().email
    assert email == dict(
        zip(
            ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL"),
            expected,
            strict=True,
        )
    )


@pytest.mark.parametrize(
    ("url", "host"),
    [("http://127.0.0.1:8000", "127.0.0.1"), ("http://localhost", "localhost"), ("http://[::1]:8000/", "[::1]")],
)
def test_the_demo_is_for_this_machine(url: str, host: str, given: pytest.MonkeyPatch) -> None:
    given.setenv("PORTAL_URL", url)
    given.setenv("PORTAL_DEMO", "1")
    read = environment.read()
    assert (read.demo, read.host, read.https) == (True, host, False)


BAD = [
    ("SECRET_KEY", "", "SECRET_KEY must be set"),
    ("DATABASE_URL", "", "DATABASE_URL must be set"),
    ("PORTAL_URL", "", "PORTAL_URL must be set"),
    ("SECRET_KEY", "kurz", "SECRET_KEY and each"),
    ("SECRET_KEY", "django-insecure-" + SECRET, "SECRET_KEY and each"),
    ("SECRET_KEY_FALLBACKS", f"{SECRET},kurz", "SECRET_KEY and each of SECRET_KEY_FALLBACKS"),
    ("PORTAL_URL", "ideen.example.org", "PORTAL_URL must be the full public address"),
    ("PORTAL_URL", "ftp://ideen.example.org", "PORTAL_URL must be the full"),
    ("PORTAL_URL", "https://", "PORTAL_URL must be the full"),
    ("PORTAL_URL", "https://ideen.example.org/portal", "PORTAL_URL must be the full public address without a path"),
    ("PORTAL_URL", "https://ideen.example.org/?a=b", "PORTAL_URL must be the full"),
    ("PORTAL_URL", "https://user:pass@ideen.example.org", "PORTAL_URL must be the full"),
    ("PORTAL_URL", "https://[::1", "PORTAL_URL cannot be read"),
    ("PORTAL_URL", "https://ideen.example.org:99999", "PORTAL_URL cannot be read"),
    ("PORTAL_URL", "http://ideen.example.org", "PORTAL_URL must start with https://"),
    ("PORTAL_URL", "http://127.0.0.1.example.org", "PORTAL_URL must start with https://"),
    ("PORTAL_URL", "http://localhost.example.org", "PORTAL_URL must start with https://"),
    ("PORTAL_URL", "http://0.0.0.0:8000", "PORTAL_URL must start with https://"),
    ("PORTAL_DEMO", "1", "PORTAL_DEMO is for 127.0.0.1 only"),
    ("PORTAL_DEMO", "vielleicht", "PORTAL_DEMO"),
    ("DATABASE_URL", "sqlite:///db.sqlite3", "DATABASE_URL must be postgresql://"),
    ("DATABASE_URL", "mysql://portal@db/portal", "DATABASE_URL must be postgresql://"),
    ("DATABASE_URL", "postgresql://db.example.org", "DATABASE_URL must be postgresql://"),
    ("DATABASE_URL", "postgresql://db:abc/portal", "DATABASE_URL cannot be read"),
    ("DATABASE_URL", "postgresql://db/portal?sslmode=require", "DATABASE_URL must end with the name"),
    ("REDIS_URL", "memcached://127.0.0.1", "REDIS_URL must be a redis://"),
    ("REDIS_URL", "redis:///0", "REDIS_URL must be a redis://"),
    ("REDIS_URL", "redis://127.0.0.1/null", "REDIS_URL must be a redis://"),
    ("REDIS_URL", "redis://127.0.0.1:abc/0", "REDIS_URL cannot be read"),
    ("CACHE_URL", "locmem://", "CACHE_URL must be a redis://"),
    ("CACHE_URL", "redis://127.0.0.1:6379/0", "CACHE_URL must be another Redis database"),
    ("CACHE_URL", "redis://127.0.0.1", "CACHE_URL must be another Redis database"),
    ("CACHE_URL", "redis://user:pass@127.0.0.1/", "CACHE_URL must be another Redis database"),
    ("REDIS_URL", "redis://127.0.0.1:6379/1", "CACHE_URL must be another Redis database than REDIS_URL"),
    ("EMAIL_URL", "console://", "EMAIL_URL must be smtp://"),
    ("EMAIL_URL", "smtpx://mail.example.org", "EMAIL_URL must be smtp://"),
    ("EMAIL_URL", "mail.example.org", "EMAIL_URL must be smtp://"),
    ("EMAIL_URL", "smtp://", "EMAIL_URL must be smtp://"),
    ("EMAIL_URL", "smtp://mail.example.org:abc", "EMAIL_URL cannot be read"),
    ("MAP_TILES_URL", "https://tiles.example.org/{z}/{x}/{y}.png", "MAP_TILES_ATTRIBUTION must name"),
    ("MAP_TILES_URL", "http://tiles.example.org/{z}/{x}/{y}.png", "MAP_TILES_URL must be such as"),
    ("MAP_TILES_URL", "https://{s}.example.org/{z}/{x}/{y}.png", "MAP_TILES_URL must be such as"),
    ("MAP_TILES_URL", "https://tiles.example.org;script-src/{z}/{x}/{y}.png", "MAP_TILES_URL must be such as"),
    ("MAP_TILES_URL", "https://tiles.example.org/{z}/{x}.png", "MAP_TILES_URL must be such as"),
    ("MAP_TILES_URL", "https:///{z}/{x}/{y}.png", "MAP_TILES_URL must be such as"),
    ("MAP_TILES_URL", "https://tiles.example.org:abc/{z}/{x}/{y}.png", "MAP_TILES_URL cannot be read"),
    ("EXTRA_HOSTS", "www.example.org,*", "EXTRA_HOSTS must name each host"),
    ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES is the number"),
    ("TRUSTED_PROXIES", "6", "TRUSTED_PROXIES is the number"),
    ("TRUSTED_PROXIES", "einer", "TRUSTED_PROXIES"),
    ("LOG_FORMAT", "xml", "LOG_FORMAT must be console or json"),
    ("LOG_LEVEL", "LAUT", "LOG_LEVEL must be"),
]


@pytest.mark.parametrize(("name", "value", "sentence"), BAD, ids=[f"{name}={value[:30]}" for name, value, _ in BAD])
def test_refused_in_one_sentence_that_names_the_variable(
    name: str, value: str, sentence: str, given: pytest.MonkeyPatch
) -> None:
    given.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as raised:
        environment.read()
    said = str(raised.value)
    assert sentence in said
    assert "\n" not in said
    assert [secret for secret in (SECRET, "geheim", "p%40ss") if secret in said] == []


def test_all_that_is_missing_is_named_at_once(given: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "PORTAL_URL"):
        given.delenv(name)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY, DATABASE_URL, PORTAL_URL must be set"):
        environment.read()


def test_a_production_environment_has_no_warning() -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**kept, **PRODUCTION},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (
        0, "System check identified no issues (0 silenced).\n", "",
    )  # fmt: skip


def test_pictures_lie_in_a_folder_without_an_address(given: pytest.MonkeyPatch) -> None:
    given.setenv("PORTAL_VAR_DIR", "/srv/portal")
    assert environment.read().pictures["OPTIONS"] == {"location": Path("/srv/portal/pictures"), "base_url": None}


def test_pictures_lie_in_a_bucket(given: pytest.MonkeyPatch) -> None:
    given.setenv("PICTURES_BUCKET", "bilder")
    given.setenv("PICTURES_ENDPOINT", "https://s3.example.de")
    read = environment.read().pictures
    options = read["OPTIONS"]
    assert read["BACKEND"] == "storages.backends.s3.S3Storage"
    assert isinstance(options, dict)
    assert (options["bucket_name"], options["endpoint_url"]) == ("bilder", "https://s3.example.de")


@pytest.mark.parametrize(
    "values",
    [
        {"PICTURES_ENDPOINT": "https://s3.example.de"},
        {"PICTURES_BUCKET": "bilder", "PICTURES_ENDPOINT": "s3.example.de"},
        {"PICTURES_BUCKET": "bilder", "PICTURES_ENDPOINT": "ftp://s3.example.de"},
    ],
)
def test_half_a_bucket_is_refused(values: dict[str, str], given: pytest.MonkeyPatch) -> None:
    for name, value in values.items():
        given.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match="PICTURES_"):
        environment.read()


def test_a_bucket_needs_its_packages(given: pytest.MonkeyPatch) -> None:
    given.setenv("PICTURES_BUCKET", "bilder")
    given.setattr(environment, "find_spec", lambda _name: None)
    with pytest.raises(ImproperlyConfigured, match=r"requirements/s3\.txt"):
        environment.read()


def test_tiles_come_from_one_host_and_name_their_source(given: pytest.MonkeyPatch) -> None:
    assert environment.read().map_tiles == {}
    url = "https://tiles.example.org:8443/web/{z}/{x}/{y}.png"
    given.setenv("MAP_TILES_URL", url)
    given.setenv("MAP_TILES_ATTRIBUTION", "© Amt")
    expected = {"url": url, "attribution": "© Amt", "origin": "https://tiles.example.org:8443"}
    assert environment.read().map_tiles == expected
