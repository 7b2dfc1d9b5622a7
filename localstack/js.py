"""Joins htmx and the modules of `static/js/` into the one script that pages load.

    python3 -m localstack.js            writes static/js/portal.js
    python3 -m localstack.js --check    exit status 1 when it is not up to date

Standard library only. Of our modules only indentation, blank lines and lines that are a comment go:
no line break, so that nothing can change its meaning.
"""

import sys

from localstack import ROOT

JS = ROOT / "static" / "js"
BUNDLE = JS / "portal.js"
LIBRARY = ROOT / "static" / "vendor" / "htmx" / "htmx.min.js"
MODULES = ("announce", "page", "menus", "counter", "autosave", "share")


def minify(script: str) -> str:
    """`script` without what only its readers need."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def bundle() -> str:
    """The whole script; our modules share one scope of their own."""
    modules = [minify((JS / f"{name}.js").read_text(encoding="utf-8")) for name in MODULES]
    library = LIBRARY.read_text(encoding="utf-8").strip()
    return "\n".join([library, '(function () {\n"use strict";', *modules, "})();"]) + "\n"


def main(arguments: list[str]) -> int:
    """Writes the bundle, or with `--check` only compares; the exit status."""
    script = bundle()
    if "--check" in arguments:
        return int(not BUNDLE.exists() or BUNDLE.read_text(encoding="utf-8") != script)
    BUNDLE.write_text(script, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
