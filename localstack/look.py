"""`make look`: every page in every state, looked at by tools, and put on sheets for people."""

import shutil
import sys
from pathlib import Path

from localstack import node, portal, ports, services, throwaway
from localstack.checks import chromium
from localstack.problem import Problem
from localstack.processes import Supervisor
from localstack.progress import Progress


def everything(supervisor: Supervisor, data: Path, words: list[str]) -> int:
    """Run the whole matrix, or the part that pytest's `words` choose; the exit status for the shell.

    Raises Problem without Chromium.
    """
    browser = chromium()
    if browser is None:
        raise Problem("make look needs Chromium: install it (apt install chromium) and start again.")
    progress, folder = Progress(sys.stdout), data / "look"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "html").mkdir(parents=True)
    with throwaway.folder(data / "throwaway", supervisor) as own:
        running = services.start(own, supervisor, progress, durable=False)
        address = ports.Address(ports.LOOPBACK, ports.choose(own, "look"))
        environment = {
            **running.environment, "PORTAL_URL": address.url, "CHROMIUM": browser, "LOOK_FOLDER": str(folder)
        }  # fmt: skip
        portal.prepare(own, environment, supervisor, progress, "static")
        tests = ["-m", "pytest", "tests/e2e/look", "-n", "2", "-q", "--tb=no", "--show-capture=no", *words]
        supervisor.foreground([sys.executable, *tests], environment)
        clean = supervisor.foreground([sys.executable, "-m", "tests.e2e.look.report", str(folder)], environment) == 0
        if not node.is_there(supervisor, progress, folder / "node.log"):
            progress.say("No Node on this machine: Lighthouse, html-validate and the browser floor are left out.")
            return 0 if clean else 1
        clean = node.check_files(supervisor, progress, folder) and clean
        return 0 if _lighthouse(supervisor, progress, own, environment, folder, address) and clean else 1


def _lighthouse(
    supervisor: Supervisor,
    progress: Progress,
    own: Path,
    environment: dict[str, str],
    folder: Path,
    address: ports.Address,
) -> bool:
    """Against the portal as operators run it, with the demo's ideas but not as the demo."""
    portal.prepare(own, {**environment, "PORTAL_DEMO": "1"}, supervisor, progress, "migrate", "demo")
    production = {**environment, "PORTAL_DEMO": "0", "DJANGO_SETTINGS_MODULE": "tests.e2e.look.production"}
    portal.start(own, production, supervisor, address)
    chrome = {**environment, "CHROME_PATH": environment["CHROMIUM"]}
    return node.lighthouse(supervisor, progress, folder, address=address.url, environment=chrome)
