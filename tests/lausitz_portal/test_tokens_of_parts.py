"""A form in a part of a page has its token: `include … only` leaves it behind, and no test client asks for it."""

import re
from collections.abc import Iterator
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
INCLUDE = re.compile(r'{% include "([^"]+)"([^%]*)%}')


def includes(name: str) -> list[tuple[str, str]]:
    """What a template includes, and with what."""
    path = TEMPLATES / name
    return INCLUDE.findall(path.read_text(encoding="utf-8")) if path.exists() else []


def needs_token(name: str) -> bool:
    """Whether it, or a part of it, has a form that sends."""
    path = TEMPLATES / name
    if not path.exists():
        return False
    return "{% csrf_token %}" in path.read_text(encoding="utf-8") or any(map(needs_token, dict(includes(name))))


def alone() -> Iterator[tuple[str, str, str]]:
    """Where a part with such a form is included without the page around it."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        for part, given in includes(name):
            # Without what was refused there is no form on an error page.
            if part == "errors/_body.html" and "refused" not in given:
                continue
            if part != name and given.split()[-1:] == ["only"] and needs_token(part):
                yield name, part, given


def test_parts_with_forms_are_given_the_token() -> None:
    found = list(alone())
    assert len(found) > 5
    assert [(name, part) for name, part, given in found if "csrf_token=csrf_token" not in given] == []
