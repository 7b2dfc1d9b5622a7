"""The one place that reads the process environment; everything else reads Django's settings.

Safe by default: what is missing is refused, never guessed, and a value known to be bad is
answered with a sentence that says what to write instead.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 50
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


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
    log_format: str
    log_level: str
    # True in a process that answers requests (set by wsgi.py): its statements have a time limit.
    web: bool

    @property
    def host(self) -> str:
        return urlsplit(self.portal_url).hostname or ""

    @property
    def https(self) -> bool:
        return urlsplit(self.portal_url).scheme == "https"

    @property
    def database(self) -> dict[str, object]:
        return dict(dj_database_url.parse(self.database_url))

    @property
    def email(self) -> dict[str, object]:
        return dict(dj_email_url.parse(self.email_url))


def database_limits(*, web: bool) -> str:
    """PostgreSQL options of a connection: nobody waits for a locked row or sleeps in a transaction.

    Only a page has a limit for one statement; an import, an export or a migration may take long.
    """
    limits = {"lock_timeout": "5s", "idle_in_transaction_session_timeout": "300s"}
    if web:
        limits |= {"statement_timeout": "15s", "idle_in_transaction_session_timeout": "60s"}
    return " ".join(f"-c {name}={value}" for name, value in limits.items())


def _refuse(sentence: str) -> None:
    raise ImproperlyConfigured(sentence)


def _redis_database(url: str, number: int) -> str:
    parts = urlsplit(url)
    return parts._replace(path=f"/{number}").geturl()


def _check(environment: Environment) -> None:
    url = urlsplit(environment.portal_url)
    if url.scheme not in {"http", "https"} or not url.hostname:
        _refuse("PORTAL_URL must be the full public address, such as https://ideen.example.de/.")
    local = environment.host in LOOPBACK
    if url.scheme == "http" and not local:
        _refuse("PORTAL_URL must start with https:// except on this machine itself.")
    if environment.demo and not local:
        _refuse("PORTAL_DEMO is for 127.0.0.1 only: its accounts have a public password. Unset PORTAL_DEMO.")
    if len(environment.secret_key) < SHORTEST_SECRET or "insecure" in environment.secret_key:
        _refuse(
            f"SECRET_KEY must be at least {SHORTEST_SECRET} random characters; "
            "`python -c 'import secrets; print(secrets.token_urlsafe(64))'` makes one."
        )
    if urlsplit(environment.database_url).scheme not in {"postgres", "postgresql"}:
        _refuse("DATABASE_URL must be a postgresql:// address; the portal runs on PostgreSQL only.")
    if urlsplit(environment.redis_url).scheme not in {"redis", "rediss"}:
        _refuse("REDIS_URL must be a redis:// or rediss:// address.")
    if environment.cache_url == environment.redis_url:
        _refuse("CACHE_URL must be another Redis database than REDIS_URL: a full cache must not drop tasks.")
    if not urlsplit(environment.email_url).scheme.startswith("smtp"):
        _refuse("EMAIL_URL must be smtp://, smtps:// or smtp+tls://.")
    if environment.log_format not in {"console", "json"}:
        _refuse("LOG_FORMAT must be console or json.")
    if not 0 <= environment.trusted_proxies <= 5:
        _refuse("TRUSTED_PROXIES is the number of your own proxies in front, 0 to 5.")


def read() -> Environment:
    """Read and check the environment.

    Raises `django.core.exceptions.ImproperlyConfigured` with one sentence naming the variable
    and what it should be.
    """
    env = Env()
    redis_url = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
    missing = [name for name in ("SECRET_KEY", "DATABASE_URL", "PORTAL_URL") if not env.str(name, "")]
    if missing:
        _refuse(f"{', '.join(missing)} must be set; README.md says to what, `make run` sets them itself.")
    try:
        environment = Environment(
            secret_key=env.str("SECRET_KEY"),
            secret_key_fallbacks=env.list("SECRET_KEY_FALLBACKS", []),
            database_url=env.str("DATABASE_URL"),
            redis_url=redis_url,
            cache_url=env.str("CACHE_URL", "") or _redis_database(redis_url, 1),
            email_url=env.str("EMAIL_URL", "smtp://127.0.0.1:25"),
            email_from=env.str("EMAIL_FROM", f"portal@{urlsplit(env.str('PORTAL_URL')).hostname}"),
            portal_url=env.str("PORTAL_URL").rstrip("/"),
            extra_hosts=env.list("EXTRA_HOSTS", []),
            demo=env.bool("PORTAL_DEMO", False),
            trusted_proxies=env.int("TRUSTED_PROXIES", 0),
            var_dir=Path(env.str("PORTAL_VAR_DIR", "") or ROOT / "var"),
            mail_dir=Path(env.str("PORTAL_MAIL_DIR")) if env.str("PORTAL_MAIL_DIR", "") else None,
            log_format=env.str("LOG_FORMAT", "console"),
            log_level=env.str("LOG_LEVEL", "INFO").upper(),
            web=env.bool("PORTAL_WEB", False),
        )
    except ValueError as error:
        raise ImproperlyConfigured(f"The environment could not be read: {error}") from error
    _check(environment)
    return environment
