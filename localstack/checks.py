"""What `make test` looks at before it runs a test, in the order of how quickly it answers."""

import os
import secrets
import shutil
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from localstack import ROOT
from localstack.problem import Problem
from localstack.processes import Program, Supervisor
from localstack.progress import Progress
from localstack.services import inherited_environment

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_IMPORT_LINTER = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"
_LINTERS = {
    "ruff check": ["-m", "ruff", "check", "--quiet"],
    "ruff format": ["-m", "ruff", "format", "--check", "--diff", "--quiet"],
    "djlint": ["-m", "djlint", "--quiet", "--lint", "templates"],
    "import floors": ["-c", _IMPORT_LINTER],
    "mypy": ["-m", "mypy", "--no-error-summary", "--show-traceback"],
}


@dataclass(frozen=True, kw_only=True)
class Checks:
    """Runs checks one after the other and shows what the failing ones said."""

    supervisor: Supervisor
    progress: Progress
    log: Path

    def static(self) -> bool:
        """Lint, format, templates, import floors and types; whether all of them are content."""
        configured = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
        environment = {**inherited_environment(), **_production()}
        skipped = set() if "djlint" in configured else {"djlint"}
        results = [self._passes(name, words, environment) for name, words in _LINTERS.items() if name not in skipped]
        return all(results)

    def deployment(self, environment: Mapping[str, str]) -> bool:
        """Django's checks for production and for forgotten migrations; `environment` has a database."""
        servers = {name: environment[name] for name in ("DATABASE_URL", "REDIS_URL", "PORTAL_VAR_DIR")}
        production = {**inherited_environment(), **_production(), **servers}
        deploy = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        migrations = ["manage.py", "makemigrations", "--check", "--dry-run"]
        results = [
            self._passes("check --deploy", deploy, production),
            self._passes("makemigrations --check", migrations, environment),
        ]
        return all(results)

    def _passes(self, name: str, words: list[str], environment: Mapping[str, str]) -> bool:
        program = Program(name=name, command=[sys.executable, *words], log=self.log, environment=environment)
        try:
            self.supervisor.call(program)
        except Problem:
            self.progress.say(self.log.read_text(errors="replace").rstrip())
            self.progress.step(f"{name} FAILED")
            return False
        self.progress.step(f"{name} passed")
        return True


def chromium() -> str | None:
    """The browser for the tests marked `e2e`, or None when there is none on this machine."""
    names = [os.environ.get("CHROMIUM", ""), *_CHROMIUM]
    return next((path for name in names if (path := shutil.which(name))), None)


def _production() -> dict[str, str]:
    """The smallest environment of a real installation, with made-up names."""
    return {
        "DJANGO_SETTINGS_MODULE": "lausitz_portal.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DATABASE_URL": "postgresql://portal@127.0.0.1:5432/portal",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "EMAIL_URL": "smtp+tls://portal:password@mail.example.org:587",
        "PORTAL_URL": "https://portal.example.org",
        "PORTAL_VAR_DIR": str(ROOT / "var"),
        "PORTAL_DEMO": "0",
    }
