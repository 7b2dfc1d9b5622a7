"""A form that was open too long, or in another sign-in, comes back with what was typed; nothing is saved by it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from ideas import lifecycle, merging, supporting
from ideas.models import Comment, Draft, Idea, Rule, Support
from ideas.pictures import tray
from journal.models import Entry
from moderation import deciding
from moderation.models import QueueItem
from moderation.tickets import Ticket
from notifications.models import Delivery
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


@pytest.mark.parametrize("path", ["/gibt-es-nicht/", "/konto/2fa/totp/deactivate/", "/admin/login/"])
def test_where_no_text_is_typed_a_page_explains(path: str, tab: Client) -> None:
    answer = tab.post(path, {"x": "y"})
    assert answer.status_code in {403, 404, 405}
    assert "<h1" in answer.content.decode()


# Pages of the account: allauth's views, shown again as a GET shows them


def assert_shown_again(response: Any, **kept: str) -> None:
    """The form with what was typed, two sentences and a fresh token; never the password."""
    page = response.content.decode()
    form = response.context["form"]
    assert response.status_code == 403
    assert {name: form[name].value() for name in kept} == kept
    assert [word for word in kept.values() if f'value="{word}"' not in page] == []
    assert [error.code for error in form.non_field_errors().as_data()] == ["stale", "cookies"]
    assert make.PASSWORD not in page
    assert token_in(response)


@pytest.mark.parametrize("stale", [{}, {"csrfmiddlewaretoken": "x" * 64}])
def test_signing_in_comes_back_with_the_address(stale: dict[str, str], tab: Client, citizen: User) -> None:
    path = reverse("account_login")
    typed_in = {"login": citizen.email, "password": make.PASSWORD, "next": "/stand/"}
    answer = tab.post(path, {**typed_in, **stale})
    assert_shown_again(answer, login=citizen.email)
    assert "_auth_user_id" not in tab.session
    assert 'name="next" value="/stand/"' in answer.content.decode()
    again = tab.post(path, {**typed_in, "csrfmiddlewaretoken": token_in(answer)})
    assert (again.status_code, again["Location"], "_auth_user_id" in tab.session) == (302, "/stand/", True)


def test_signing_up_comes_back_with_address_and_name(tab: Client) -> None:
    path = reverse("account_signup")
    typed_in = {"email": "neu@example.org", "display_name": "Neu", "password1": make.PASSWORD}
    answer = tab.post(path, typed_in)
    assert_shown_again(answer, email="neu@example.org", display_name="Neu")
    assert (User.objects.count(), Delivery.objects.count()) == (0, 0)
    assert tab.post(path, {**typed_in, "csrfmiddlewaretoken": token_in(answer)}).status_code == 302


@pytest.mark.parametrize("name", ["account_reset_password", "account_request_login_code"])
def test_asking_for_a_code_comes_back_with_the_address(name: str, tab: Client, citizen: User) -> None:
    answer = tab.post(reverse(name), {"email": citizen.email})
    assert_shown_again(answer, email=citizen.email)
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "confirm"),
    [
        ("account_reset_password", "account_confirm_password_reset_code"),
        ("account_request_login_code", "account_confirm_login_code"),
        ("account_signup", "account_email_verification_sent"),
    ],
)
@pytest.mark.parametrize("action", [{}, {"action": "resend"}])
def test_a_code_comes_back_and_counts_as_no_try(
    name: str, confirm: str, action: dict[str, str], tab: Client, citizen: User
) -> None:
    email = "neu@example.org" if name == "account_signup" else citizen.email
    token = token_in(tab.get(reverse(name)))
    tab.post(reverse(name), {"email": email, "password1": make.PASSWORD, "csrfmiddlewaretoken": token})
    sent = Delivery.objects.count()
    for _ in range(4):
        answer = tab.post(reverse(confirm), {"code": "AAAA-AAAA", **action})
        assert_shown_again(answer, code="AAAA-AAAA")
    assert (sent, Delivery.objects.count()) == (1, 1)


def test_a_code_without_its_session_leads_back_and_says_why(tab: Client) -> None:
    answer = tab.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"}, follow=True)
    assert answer.redirect_chain == [(reverse("account_request_login_code"), 302)]
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]


def test_a_stale_sign_out_asks_once_more(tab: Client, citizen: User) -> None:
    tab.force_login(citizen)
    answer = tab.post(reverse("account_logout"))
    assert (answer.status_code, "_auth_user_id" in tab.session) == (403, True)
    assert tab.post(reverse("account_logout"), {"csrfmiddlewaretoken": token_in(answer)}).status_code == 302
    assert "_auth_user_id" not in tab.session


def test_a_stale_change_of_the_address_changes_nothing(tab: Client, citizen: User) -> None:
    tab.force_login(citizen)
    answer = tab.post(reverse("account_email"), {"email": "neu@example.org", "action_add": "1"})
    assert_shown_again(answer, email="neu@example.org")
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize("typed_in", ["\x00", "<script>", "a" * 60_000])
def test_whatever_was_typed_comes_back_as_text(typed_in: str, tab: Client) -> None:
    answer = tab.post(reverse("account_login"), {"login": typed_in})
    assert (answer.status_code, "<script>" in answer.content.decode()) == (403, False)


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
    if name == "ideas:amend_pictures":
        tray.of_idea(idea)
    comment = make.comment(make.idea(by=moderator), author=author)
    draft = Draft.objects.create(user=author, content=typed(themes=[str(Theme.objects.all()[0].pk)]))
    values = {"key": draft.pk, "reference": idea.reference, "pk": comment.pk, "slug": idea.slug}
    if name == "ideas:merge":
        values["pk"] = merging.propose(idea.pk, make.idea(by=moderator).pk, by=moderator, reason="Gleich.").pk
    if name.startswith("moderation:complain"):
        values |= contested(author, moderator)
    return reverse(name, kwargs={parameter: values[parameter] for parameter in KEPT[name]})


def contested(author: User, moderator: User) -> dict[str, Any]:
    """A decision to complain about, as an author and as a reader."""
    rule = Rule.objects.get(key="werbung")
    own = lifecycle.lock(make.idea(by=moderator, author=author).pk, by=moderator, rule=rule, facts="Werbung.")
    report = make.report(make.idea(by=moderator))
    deciding.settle(Ticket.of(QueueItem.objects.get()), by=moderator, outcome="dismissed")
    return {"pk": own.pk, "key": report.form_key}


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
    if name == "ideas:autosave":
        # A script asked; its page keeps the text and says what to press.
        assert "Your text is still here" in answer.json()["text"] or "Ihr Text" in answer.json()["text"]
    else:
        assert token_in(answer)
