"""The one place that reads the process environment; everything else reads Django's settings.

Safe by default: what is missing is refused, never guessed, and a value known to be bad is
answered with a sentence that says what to write instead.
"""

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn
from urllib.parse import SplitResult, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 50
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
# Plain, after STARTTLS (RFC 3207), and TLS from the first byte (RFC 8314), with their usual ports.
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_TILE_PARTS = ("{z}", "{x}", "{y}")
# A host, perhaps with a port: it goes into the content security policy as it is.
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?")
LOG_LEVELS = frozenset({"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What the operator decided, checked once at start."""

    secret_key: str
    secret_key_fallbacks: list[str]
    database_url: str
    redis_url: str
    cache_url: str
    email_url: str
    email_from: str
    portal_url: str
    extra_hosts: list[str]
    demo: bool
    trusted_proxies: int
    var_dir: Path
    mail_dir: Path | None
    pictures_bucket: str
    pictures_endpoint: str
    map_tiles_url: str
    map_tiles_attribution: str
    log_format: str
    log_level: str
    # True in a process that answers requests (set by wsgi.py): its statements have a time limit.
    web: bool

    @property
    def host(self) -> str:
        """As browsers send it in the header Host, without the port."""
        name = urlsplit(self.portal_url).hostname or ""
        return f"[{name}]" if ":" in name else name

    @property
    def https(self) -> bool:
        return urlsplit(self.portal_url).scheme == "https"

    @property
    def database(self) -> dict[str, object]:
        return dict(dj_database_url.parse(self.database_url))

    @property
    def pictures(self) -> dict[str, object]:
        """Of Django's STORAGES: a folder, or a bucket. Its keys are read by boto3 itself, as AWS_ACCESS_KEY_ID."""
        if not self.pictures_bucket:
            # Without an address of its own: what may be seen is asked for every file.
            folder = {"location": self.var_dir / "pictures", "base_url": None}
            return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
        from botocore.config import Config  # noqa: PLC0415 - installed only where there is a bucket

        options = {
            "bucket_name": self.pictures_bucket,
            "endpoint_url": self.pictures_endpoint or None,
            "client_config": Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 2}),
            "file_overwrite": True,
        }
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}

    @property
    def map_tiles(self) -> dict[str, str]:
        """Address and source of the map's tiles, and the origin that may send them; empty without tiles."""
        if not self.map_tiles_url:
            return {}
        origin = f"https://{urlsplit(self.map_tiles_url).netloc}"
        return {"url": self.map_tiles_url, "attribution": self.map_tiles_attribution, "origin": origin}

    @property
    def email(self) -> dict[str, object]:
        """Django's settings of these names."""
        url = urlsplit(self.email_url)
        return {
            "EMAIL_HOST": url.hostname,
            "EMAIL_PORT": url.port or MAIL_PORTS[url.scheme],
            "EMAIL_HOST_USER": unquote(url.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
            "EMAIL_USE_TLS": url.scheme == "smtp+tls",
            "EMAIL_USE_SSL": url.scheme == "smtps",
        }


def database_limits(*, web: bool) -> str:
    """PostgreSQL options of a connection: nobody waits for a locked row or sleeps in a transaction.

    Only a page has a limit for one statement; an import, an export or a migration may take long.
    """
    limits = {"lock_timeout": "5s", "idle_in_transaction_session_timeout": "300s"}
    if web:
        limits |= {"statement_timeout": "15s", "idle_in_transaction_session_timeout": "60s"}
    return " ".join(f"-c {name}={value}" for name, value in limits.items())


def _refuse(sentence: str) -> NoReturn:
    raise ImproperlyConfigured(sentence)


def _address(name: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # read to be checked
    except ValueError:
        _refuse(f"{name} cannot be read as an address; look at its host and port.")
    return parts


def _check_public_address(environment: Environment) -> None:
    url = _address("PORTAL_URL", environment.portal_url)
    if url.scheme not in {"http", "https"} or not url.hostname or url.username or url.path or url.query:
        _refuse("PORTAL_URL must be the full public address without a path, such as https://ideen.example.de/.")
    local = environment.host in LOOPBACK
    if url.scheme == "http" and not local:
        _refuse("PORTAL_URL must start with https:// except on this machine itself.")
    if environment.demo and not local:
        _refuse("PORTAL_DEMO is for 127.0.0.1 only: its accounts have a public password. Unset PORTAL_DEMO.")
    if any("*" in host for host in environment.extra_hosts):
        _refuse("EXTRA_HOSTS must name each host: with * a forged one would stand in the links of mails.")


def _check_secret(environment: Environment) -> None:
    for secret in (environment.secret_key, *environment.secret_key_fallbacks):
        if len(secret) < SHORTEST_SECRET or "insecure" in secret:
            _refuse(
                f"SECRET_KEY and each of SECRET_KEY_FALLBACKS must be at least {SHORTEST_SECRET} random characters; "
                "`python -c 'import secrets; print(secrets.token_urlsafe(64))'` makes them."
            )


def _check_database(url: str) -> None:
    parts = _address("DATABASE_URL", url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        _refuse("DATABASE_URL must be postgresql://user:password@host:5432/name; the portal runs on PostgreSQL only.")
    if parts.query:
        _refuse("DATABASE_URL must end with the name; what stands after ? belongs in variables such as PGSSLMODE.")


def _redis_place(name: str, url: str) -> tuple[str, int, int]:
    parts = _address(name, url)
    database = parts.path.strip("/") or "0"
    if parts.scheme not in {"redis", "rediss"} or not parts.hostname or not database.isdecimal():
        _refuse(f"{name} must be a redis:// or rediss:// address such as redis://host:6379/0.")
    return parts.hostname, parts.port or 6379, int(database)


def _check_redis(environment: Environment) -> None:
    broker = _redis_place("REDIS_URL", environment.redis_url)
    if _redis_place("CACHE_URL", environment.cache_url) == broker:
        _refuse("CACHE_URL must be another Redis database than REDIS_URL: a full cache must not drop tasks.")


def _check_mail(environment: Environment) -> None:
    parts = _address("EMAIL_URL", environment.email_url)
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        _refuse("EMAIL_URL must be smtp://host, smtp+tls://user:password@host or smtps://user:password@host.")


def _check_pictures(environment: Environment) -> None:
    endpoint = environment.pictures_endpoint
    if endpoint and not environment.pictures_bucket:
        _refuse("PICTURES_ENDPOINT needs PICTURES_BUCKET, the name of the bucket there.")
    if endpoint and _address("PICTURES_ENDPOINT", endpoint).scheme not in {"http", "https"}:
        _refuse("PICTURES_ENDPOINT must be the address of the S3 server, such as https://s3.example.de.")
    if environment.pictures_bucket and find_spec("storages") is None:
        _refuse("PICTURES_BUCKET needs the packages of requirements/s3.txt.")


def _check_map_tiles(environment: Environment) -> None:
    url = environment.map_tiles_url
    if not url:
        return
    parts = _address("MAP_TILES_URL", url)
    if parts.scheme != "https" or not _HOST.fullmatch(parts.netloc) or not all(part in url for part in _TILE_PARTS):
        _refuse("MAP_TILES_URL must be such as https://tiles.example.de/{z}/{x}/{y}.png: https, one host, all three.")
    if not environment.map_tiles_attribution:
        _refuse("MAP_TILES_ATTRIBUTION must name the source of the map, as its licence asks for.")


def _check_rest(environment: Environment) -> None:
    if environment.log_format not in {"console", "json"}:
        _refuse("LOG_FORMAT must be console or json.")
    if environment.log_level not in LOG_LEVELS:
        _refuse("LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL.")
    if not 0 <= environment.trusted_proxies <= 5:
        _refuse("TRUSTED_PROXIES is the number of your own proxies in front, 0 to 5.")


def _check(environment: Environment) -> None:
    _check_public_address(environment)
    _check_secret(environment)
    _check_database(environment.database_url)
    _check_redis(environment)
    _check_mail(environment)
    _check_pictures(environment)
    _check_map_tiles(environment)
    _check_rest(environment)


def read() -> Environment:
    """Read and check the environment.

    Raises `django.core.exceptions.ImproperlyConfigured` with one sentence naming the variable
    and what it should be.
    """
    env = Env()
    missing = [name for name in ("SECRET_KEY", "DATABASE_URL", "PORTAL_URL") if not env.str(name, "")]
    if missing:
        _refuse(f"{', '.join(missing)} must be set; README.md says to what, `make run` sets them itself.")
    redis_url = env.str("REDIS_URL", "") or "redis://127.0.0.1:6379/0"
    second_database = _address("REDIS_URL", redis_url)._replace(path="/1").geturl()
    sender = f"portal@{_address('PORTAL_URL', env.str('PORTAL_URL')).hostname}"
    try:
        environment = Environment(
            secret_key=env.str("SECRET_KEY"),
            secret_key_fallbacks=env.list("SECRET_KEY_FALLBACKS", []),
            database_url=env.str("DATABASE_URL"),
            redis_url=redis_url,
            cache_url=env.str("CACHE_URL", "") or second_database,
            email_url=env.str("EMAIL_URL", "") or "smtp://127.0.0.1:25",
            email_from=env.str("EMAIL_FROM", "") or sender,
            portal_url=env.str("PORTAL_URL").rstrip("/"),
            extra_hosts=env.list("EXTRA_HOSTS", []),
            demo=env.bool("PORTAL_DEMO", False),
            trusted_proxies=env.int("TRUSTED_PROXIES", 0),
            var_dir=Path(env.str("PORTAL_VAR_DIR", "") or ROOT / "var"),
            mail_dir=Path(env.str("PORTAL_MAIL_DIR")) if env.str("PORTAL_MAIL_DIR", "") else None,
            pictures_bucket=env.str("PICTURES_BUCKET", ""),
            pictures_endpoint=env.str("PICTURES_ENDPOINT", ""),
            map_tiles_url=env.str("MAP_TILES_URL", ""),
            map_tiles_attribution=env.str("MAP_TILES_ATTRIBUTION", ""),
            log_format=env.str("LOG_FORMAT", "console"),
            log_level=env.str("LOG_LEVEL", "INFO").upper(),
            web=env.bool("PORTAL_WEB", False),
        )
    except ValueError as error:
        raise ImproperlyConfigured(f"The environment could not be read: {error}") from error
    _check(environment)
    return environment
