"""What Django does before the portal starts, in one process: `python -m localstack.prepare STEP…`.

Steps are `migrate`, `demo` and `static`. Each is skipped when there is nothing to do, because a
second start should be short.
"""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from localstack.progress import MARK


def main() -> None:
    """Run the steps named on the command line, announcing each after MARK."""
    django.setup()
    for name in sys.argv[1:]:
        if (done := _STEPS[name]()) is not None:
            print(f"{MARK}{done}", flush=True)


def _migrate() -> str | None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return None
    call_command("migrate", interactive=False, verbosity=1)
    return f"{len(plan)} migrations applied"


def _load_demo() -> str:
    call_command("load_demo")
    return "demo data loaded if the database was empty"


def _collect_static() -> str | None:
    """Collect the static files unless their names, sizes and times are those of last time."""
    stamp = Path(settings.STATIC_ROOT) / ".sources"
    digest = _static_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return None
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)
    return "static files collected"


def _static_digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


_STEPS: dict[str, Callable[[], str | None]] = {
    "migrate": _migrate,
    "demo": _load_demo,
    "static": _collect_static,
}

if __name__ == "__main__":
    main()
