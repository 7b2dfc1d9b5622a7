"""The part of `make look` that needs Node: Lighthouse, HTML of the standard, the floor of browsers.

The portal runs and is tested without Node; the tools are pinned in package.json.
"""

import json
import re
import shutil
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from localstack import ROOT
from localstack.problem import Problem
from localstack.processes import Program, Supervisor
from localstack.progress import Progress
from localstack.services import inherited_environment

LEAST_SCORE = 0.95
_VISITS = 3
_BIN = ROOT / "node_modules" / ".bin"
_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_IDEA = re.compile(r'href="(/ideen/\d{4}-\d+/[^"]+)"')


def is_there(supervisor: Supervisor, progress: Progress, log: Path) -> bool:
    """Whether Node is; its packages are installed when they are missing."""
    if shutil.which("npm") is None:
        return False
    if not (_BIN / "lighthouse").exists():
        progress.say("Installing the packages of package.json.")
        _call(supervisor, "npm ci", ["npm", "ci", "--ignore-scripts"], log)
    return True


def check_files(supervisor: Supervisor, progress: Progress, folder: Path) -> bool:
    """The floor of browsers for styles and scripts, then the HTML that `make look` has kept."""
    programs = {
        "browser floor, CSS": ["stylelint", "static/css/*.css", "!static/css/portal.css"],
        "browser floor, JavaScript": ["eslint", "--no-warn-ignored", "static/js"],
        "HTML": ["html-validate", str(folder / "html" / "*.html")],
    }
    if not any((folder / "html").iterdir()):
        del programs["HTML"]
    passed = [
        _passes(supervisor, progress, name, [str(_BIN / words[0]), *words[1:]], folder)
        for name, words in programs.items()
    ]
    return all(passed)


def lighthouse(
    supervisor: Supervisor, progress: Progress, folder: Path, *, address: str, environment: Mapping[str, str]
) -> bool:
    """Scores of home, list, idea and submit with Lighthouse's mobile preset; whether all reach `LEAST_SCORE`.

    Raises Problem when there is no idea to look at.
    """
    with urllib.request.urlopen(f"{address}/ideen/") as answer:  # noqa: S310 - our own server
        idea = _IDEA.search(answer.read().decode())
    if idea is None:
        raise Problem("The list of ideas shows none, so that no idea's page can be measured.")
    paths = {"home": "/", "list": "/ideen/", "idea": idea[1], "submit": "/ideen/neu/"}
    good = True
    for name, path in paths.items():
        report = folder / f"lighthouse-{name}.json"
        scores = _best_scores(supervisor, address + path, report, environment)
        progress.step(f"Lighthouse, {name}: " + ", ".join(f"{key} {score * 100:.0f}" for key, score in scores.items()))
        good = good and min(scores.values()) >= LEAST_SCORE
    return good


def _best_scores(supervisor: Supervisor, url: str, report: Path, environment: Mapping[str, str]) -> dict[str, float]:
    """Of up to three visits: whatever else a machine does makes a page look slower, never faster."""
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
    command = [str(_BIN / "lighthouse"), url, "--quiet", flags, "--output=json", f"--output-path={report}"]
    best = dict.fromkeys(_CATEGORIES, 0.0)
    for _visit in range(_VISITS):
        try:
            _call(supervisor, "Lighthouse", command, report.with_suffix(".log"), environment)
        except Problem:
            # A visit that Chromium did not record in time says nothing about the page.
            continue
        found = json.loads(report.read_text("utf-8"))["categories"]
        best = {key: max(score, found[key]["score"] or 0) for key, score in best.items()}
        if min(best.values()) >= LEAST_SCORE:
            break
    return best


def _passes(supervisor: Supervisor, progress: Progress, name: str, command: list[str], folder: Path) -> bool:
    log = folder / "node.log"
    try:
        _call(supervisor, name, command, log)
    except Problem:
        progress.say(log.read_text("utf-8", errors="replace").rstrip())
        progress.step(f"{name} FAILED")
        return False
    progress.step(f"{name} passed")
    return True


def _call(
    supervisor: Supervisor, name: str, command: list[str], log: Path, environment: Mapping[str, str] | None = None
) -> None:
    given = environment if environment is not None else inherited_environment()
    supervisor.call(Program(name=name, command=list(command), log=log, environment=given))
