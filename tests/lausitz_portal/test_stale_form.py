"""A form that was open too long, or in another sign-in, comes back with what was typed; nothing is saved by it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from ideas import supporting
from ideas.models import Comment, Draft, Idea, Support
from journal.models import Entry
from tests import make
from themes.models import Theme

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "Ein Rufbus für alle Dörfer",
    "text": "Wer in Lübben\r\nim Kino war.",
    "language": "de",
    "place": "Lübben",
}


@pytest.fixture
def tab() -> Client:
    """Checks the token as in life."""
    return Client(enforce_csrf_checks=True)


def token_in(response: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def typed(**more: Any) -> dict[str, Any]:
    return {**TYPED, "themes": [Theme.objects.all()[0].pk], **more}


def assert_kept(response: Any) -> None:
    page = response.content.decode()
    assert response.status_code == 403
    assert [
        word for word in ("Ein Rufbus für alle Dörfer", "Wer in Lübben", 'value="Lübben"') if word not in page
    ] == []
    assert [error.code for error in response.context["form"].non_field_errors().as_data()] == ["stale"]


@pytest.mark.parametrize("stale", [None, "", "x" * 64, "<script>"])
def test_the_text_comes_back_and_can_be_sent_again(stale: str | None, tab: Client) -> None:
    tab.get(reverse("ideas:write"))
    token = {} if stale is None else {"csrfmiddlewaretoken": stale}
    answer = tab.post(reverse("ideas:write"), typed(**token))
    assert_kept(answer)
    assert Draft.objects.count() == 0
    again = tab.post(reverse("ideas:write"), typed(csrfmiddlewaretoken=token_in(answer)))
    assert (again.status_code, Draft.objects.get().title) == (302, TYPED["title"])


def test_cookies_cleared_in_the_meantime(tab: Client) -> None:
    token = token_in(tab.get(reverse("ideas:write")))
    tab.cookies.clear()
    answer = tab.post(reverse("ideas:write"), typed(csrfmiddlewaretoken=token))
    assert_kept(answer)
    assert tab.post(reverse("ideas:write"), typed(csrfmiddlewaretoken=token_in(answer))).status_code == 302


def test_signed_in_in_another_tab_in_the_meantime(tab: Client, citizen: User) -> None:
    token = token_in(tab.get(reverse("ideas:write")))
    sign_in = token_in(tab.get(reverse("account_login")))
    tab.post(
        reverse("account_login"),
        {"login": citizen.email, "password": make.PASSWORD, "csrfmiddlewaretoken": sign_in},
    )
    answer = tab.post(reverse("ideas:write"), typed(csrfmiddlewaretoken=token))
    assert_kept(answer)
    again = tab.post(reverse("ideas:write"), typed(csrfmiddlewaretoken=token_in(answer)))
    assert (again.status_code, Draft.objects.get().user) == (302, citizen)


def test_in_the_other_language_too(tab: Client) -> None:
    assert_kept(tab.post("/en/ideen/neu/", typed()))


def test_from_another_site_nothing_is_saved(tab: Client) -> None:
    token = token_in(tab.get(reverse("ideas:write")))
    answer = tab.post(
        reverse("ideas:write"), typed(csrfmiddlewaretoken=token), headers={"Origin": "https://evil.example"}
    )
    assert (answer.status_code, Draft.objects.count()) == (403, 0)


@pytest.mark.parametrize("path", ["/gibt-es-nicht/", "/konto/logout/", "/konto/login/", "/admin/login/"])
def test_where_no_text_is_typed_a_page_explains(path: str, tab: Client) -> None:
    answer = tab.post(path, {"x": "y"})
    assert answer.status_code in {403, 404, 405}
    assert "<h1" in answer.content.decode()


# Every view that keeps text, from the resolver


def kept_views(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from kept_views(
                entry.url_patterns, f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            )
        elif isinstance(entry, URLPattern) and getattr(entry.callback, "keeps_text", False):
            yield f"{namespace}{entry.name}", tuple(entry.pattern.converters)


# The pages of the desk are tested with the desk, by people who may open them.
KEPT = {name: parameters for name, parameters in kept_views() if not name.startswith("admin:")}


def address(name: str, author: User, moderator: User) -> str:
    idea = make.idea(by=moderator, author=None if name in {"ideas:support", "ideas:take_back"} else author)
    if name == "ideas:take_back":
        supporting.give(idea.pk, user=author)
    comment = make.comment(make.idea(by=moderator), author=author)
    draft = Draft.objects.create(user=author, content=typed(themes=[str(Theme.objects.all()[0].pk)]))
    values = {"key": draft.pk, "reference": idea.reference, "pk": comment.pk, "slug": idea.slug}
    return reverse(name, kwargs={parameter: values[parameter] for parameter in KEPT[name]})


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Draft, Idea, Comment, Support, Entry, User)]


def test_the_forms_where_people_write_keep_their_text() -> None:
    assert {"ideas:write", "ideas:write_on", "ideas:check", "ideas:amend", "ideas:comment", "ideas:status"} <= set(KEPT)


@pytest.mark.parametrize("name", KEPT)
def test_a_stale_form_saves_nothing(name: str, tab: Client, citizen: User, moderator: User) -> None:
    path = address(name, citizen, moderator)
    tab.force_login(citizen)
    before = everything()
    body = typed(
        code="7KQ2-M4XA-93TR-B0CD", name_shown="none", licence="on", privacy="on", rights="on", rule="1",
        display_name="Anders",
        form_key="5e2f3f4e-0d0b-4e0e-9b57-1f8f1b7b8a11", email="a@example.org",
    )  # fmt: skip
    answer = tab.post(path, body)
    assert (answer.status_code, everything() == before) == (403, True)
    assert token_in(answer)
