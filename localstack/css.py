"""Joins the layers of `static/css/` into the one stylesheet that pages load.

    python3 -m localstack.css            writes static/css/portal.css
    python3 -m localstack.css --check    exit status 1 when it is not up to date

Standard library only: building and running the portal needs no Node. What it does is little and
safe on CSS without strings that hold braces: comments and needless white space go, nothing is renamed.
"""

import re
import sys

from localstack import ROOT

CSS = ROOT / "static" / "css"
BUNDLE = CSS / "portal.css"
LAYERS = ("tokens", "tokens_dark", "base", "layout", "components", "home", "forms", "print")


def minify(css: str) -> str:
    """`css` without comments and without the white space that has no meaning."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    css = re.sub(r"([{;][a-z0-9-]+): ", r"\1:", css)
    return css.replace(";}", "}").strip()


def dark(css: str) -> str:
    """The dark tokens twice: for readers whose system is dark, and for those who chose it here."""
    system = css.replace(":root", ':root:not([data-color-scheme="light"])')
    chosen = css.replace(":root", '[data-color-scheme="dark"]')
    return f"@media screen and (prefers-color-scheme:dark){{{system}}}\n@media screen{{{chosen}}}"


def bundle() -> str:
    """The whole stylesheet, one line per layer."""
    lines = []
    for layer in LAYERS:
        css = minify((CSS / f"{layer}.css").read_text(encoding="utf-8"))
        lines.append(dark(css) if layer == "tokens_dark" else css)
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Writes the bundle, or with `--check` only compares; the exit status."""
    css = bundle()
    if "--check" in arguments:
        return int(not BUNDLE.exists() or BUNDLE.read_text(encoding="utf-8") != css)
    BUNDLE.write_text(css, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
