"""Strict CSP on every kind of page, and no page that would need a wider one."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from ideas.models import Draft, Idea, Status
from ideas.views import status
from tests import make
from tests.accounts.test_signing_in import totp
from tests.conftest import signed_in_staff

ROOT = Path(__file__).resolve().parent.parent.parent
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
}  # fmt: skip


class Inline(HTMLParser):
    """Collects what the policy would block: inline styles, inline scripts, handlers, script addresses."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.data_block = self.in_script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [f"<{tag} {name}=>" for name in given if name == "style" or name.startswith(("on", "hx-on"))]
        self.found += [
            f"<{tag} {name}={value}>"
            for name, value in attrs
            if name in {"href", "src", "action", "formaction"}
            and re.match(r"\s*(javascript|data):", value or "", re.IGNORECASE)
        ]
        if tag == "style":
            self.found.append("<style>")
        self.in_script = tag == "script"
        self.data_block = given.get("type") in {"application/json", "application/ld+json"} or "src" in given

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False

    def handle_data(self, data: str) -> None:
        if self.in_script and not self.data_block and data.strip():
            self.found.append(f"<script>{data.strip()[:40]}")


def assert_strict(response: Any, path: str) -> None:
    policy = {part.strip() for part in response.get("Content-Security-Policy", "").split(";") if part.strip()}
    assert policy == POLICY, path
    if "html" in response["Content-Type"] and not response.streaming:
        assert Inline(response.content.decode()).found == [], path


# Pages


def addresses(patterns: Any = None, namespace: str = "") -> Iterator[str]:
    """Every address without parameters."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif (
            isinstance(entry, URLPattern)
            and entry.name
            and not entry.pattern.regex.groups
            and not entry.pattern.converters
        ):
            yield reverse(namespace + entry.name)


def visit(client: Client, paths: list[str]) -> set[int]:
    """The kinds of answers to all these addresses, each of which was strict."""
    statuses = set()
    for path in paths:
        response = client.get(path)
        assert_strict(response, path)
        statuses.add(response.status_code)
    return statuses


@pytest.fixture
def idea(db: None, citizen: User, moderator: User) -> Idea:
    idea = make.idea(
        "Rufbus <script>alert(1)</script>", by=moderator, author=citizen, text='<b onclick="x()" style="y">fett</b>'
    )
    make.comment(idea, author=citizen, text="<img src=x onerror=alert(1)>\njavascript:alert(1)")
    return idea


def with_parameters(idea: Idea) -> list[str]:
    draft = Draft.objects.create(
        user=idea.author, content={"title": "Halb", "text": "Text", "themes": ["2"], "language": "de"}
    )
    own = [
        reverse(f"ideas:{name}", args=[idea.reference])
        for name in ("status_idea", "amend", "withdraw", "support", "comment")
    ]
    return [
        idea.get_absolute_url(), *own, reverse("ideas:write_on", args=[draft.pk]), reverse("ideas:check",
        args=[draft.pk]),
        reverse("themes:theme", args=["mobilitaet-digitales"]), reverse("themes:authority", args=["goerlitz"]),
        "/gibt-es-nicht/", "/admin/gibt-es-nicht/", "/en/gibt-es-nicht/", "/stand/?a=%00",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["anonymous", "citizen"])
def test_every_page_is_strict(who: str, idea: Idea, citizen: User) -> None:
    client = Client()
    if who == "citizen":
        client.force_login(citizen)
    paths = [path for path in addresses() if "logout" not in path]
    assert len(paths) > 30
    assert {200, 302, 400, 404} <= visit(client, [*paths, *with_parameters(idea)])


@pytest.mark.django_db
def test_every_page_of_the_administration_is_strict(idea: Idea, administrator: User) -> None:
    administrator.is_superuser = True
    administrator.save()
    make.idea(status=Status.SPAM)
    make.receipt()
    client = signed_in_staff(administrator)
    rows = set()
    for path in addresses():
        if path.startswith("/admin/"):
            response = client.get(path)
            assert_strict(response, path)
            if not response.streaming:
                rows |= set(
                    re.findall(r'<th class="field-[^"]*"><a href="([^"?]+/change/)', response.content.decode())[:1]
                )
    assert len(rows) >= 5
    assert visit(client, sorted(rows)) == {200}


@pytest.mark.parametrize("name", ["400", "403", "404", "410", "413", "429", "500", "503"])
def test_error_pages_need_nothing_inline(name: str) -> None:
    assert Inline((ROOT / "templates" / f"{name}.html").read_text(encoding="utf-8")).found == []


@pytest.mark.django_db
def test_error_pages_are_strict(client: Client, as_citizen: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_strict(client.get("/stand/", headers={"Host": "evil.example"}), "400")
    assert_strict(as_citizen.get("/admin/"), "403")
    assert_strict(Client(enforce_csrf_checks=True).post("/konto/login/"), "403 of a form")
    assert_strict(client.post("/healthz"), "405")

    def broken(*args: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(status, "_enter_page", broken)
    client.raise_request_exception = False
    failed = client.get("/stand/")
    assert failed.status_code == 500
    assert_strict(failed, "500")


@pytest.mark.django_db
def test_errors_in_forms_are_strict(client: Client) -> None:
    for path in (
        "/konto/signup/",
        "/konto/login/",
        "/konto/password/reset/",
        "/konto/login/code/",
        "/ideen/neu/",
        "/stand/",
    ):
        response = client.post(
            path, {"email": "<script>", "login": "<script>", "title": "<script>", "code": "<script>"}, follow=True
        )
        assert response.context["form"].errors, path
        assert_strict(response, path)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/konto/signup/", {"email": "neu@example.org", "password1": make.PASSWORD}),
        ("/konto/login/code/", {"email": "katrin@example.org"}),
        ("/konto/password/reset/", {"email": "katrin@example.org"}),
    ],
)
def test_pages_that_ask_for_a_code_are_strict(path: str, typed: dict[str, str], client: Client, citizen: User) -> None:
    response = client.post(path, typed, follow=True)
    assert b'name="code"' in response.content
    assert_strict(response, path)


@pytest.mark.django_db
def test_pages_of_the_second_factor_are_strict(client: Client, citizen: User) -> None:
    client.post("/konto/login/", {"login": citizen.email, "password": make.PASSWORD})
    asked = client.get("/konto/2fa/totp/activate/", follow=True)
    assert_strict(asked, "reauthenticate")
    set_up = client.post(asked.redirect_chain[-1][0], {"password": make.PASSWORD}, follow=True)
    assert b"<svg" in set_up.content
    assert_strict(set_up, "activate")
    client.post("/konto/2fa/totp/activate/", {"code": totp(set_up.context["form"].secret)})
    paths = [
        "/konto/2fa/",
        "/konto/2fa/recovery-codes/",
        "/konto/2fa/recovery-codes/generate/",
        "/konto/2fa/totp/deactivate/",
    ]
    assert visit(client, paths) == {200}
    other = Client()
    other.post("/konto/login/", {"login": citizen.email, "password": make.PASSWORD})
    assert visit(other, ["/konto/2fa/authenticate/"]) == {200}


def test_other_headers(client: Client) -> None:
    response = client.get("/healthz")
    assert {name: response[name] for name in ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy",
    "Cross-Origin-Opener-Policy")} == {
        "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }  # fmt: skip


# Templates


def own_templates() -> list[Path]:
    """All but those of mails, which are no pages of the portal (see `notifications.framed`)."""
    found = [path for path in (ROOT / "templates").rglob("*.html") if path.parent.name != "mail"]
    for config in apps.get_app_configs():
        if Path(config.path).is_relative_to(ROOT) and ".venv" not in config.path:
            found += Path(config.path, "templates").rglob("*.html")
    return found


def without_template_code(text: str) -> str:
    return re.sub(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", own_templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_has_anything_inline(path: Path) -> None:
    html = without_template_code(path.read_text(encoding="utf-8"))
    assert Inline(html).found == []
    assert re.findall(r"<[^>]*\s(?:style|on[a-z]+|hx-on[\w:-]*)\s*=", html) == []
    assert [tag for tag in re.findall(r"<script\b[^>]*>", html) if "src=" not in tag and "json" not in tag] == []


def test_the_scan_sees_what_it_looks_for() -> None:
    bad = '<p style="x"><b onclick=y><a href=" javascript:z"></a><script>alert(1)</script><style>p{}</style>'
    assert Inline(bad).found == ["<p style=>", "<b onclick=>", "<a href= javascript:z>", "<script>alert(1)", "<style>"]
    assert Inline('<script type="application/json">{"a": 1}</script><script src="/a.js"></script>').found == []
    assert len(own_templates()) > 40
