"""LibreOffice without a window, set to German, with a profile of its own each time."""

import shutil
import subprocess
import sys
from pathlib import Path

IN_GERMAN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>de-DE</value></prop>
</item>
</oor:items>
"""
SECONDS = 1800


def found() -> str:
    """Where it is. Ends the program where it is not."""
    office = shutil.which("soffice")
    if office is None:
        print("LibreOffice is not installed; on Debian: libreoffice-calc and libreoffice-writer.", file=sys.stderr)
        raise SystemExit(2)
    return office


def opened(file: Path, place: Path, *, to: str, read_as: str = "") -> Path:
    """What it makes of a file: opened by the filter `read_as`, written by the filter `to`, in a folder of `place`."""
    out, profile = place / "out", place / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(IN_GERMAN, encoding="utf-8")
    words = [found(), "--headless", f"-env:UserInstallation=file://{profile}"]
    if read_as:
        words.append(f"--infilter={read_as}")
    words += ["--convert-to", to, "--outdir", str(out), str(file)]
    subprocess.run(words, check=True, capture_output=True, timeout=SECONDS)
    return next(made for made in out.iterdir() if made.suffix == f".{to.partition(':')[0]}")
