"""Anybody can report what everybody can read: without an account, without JavaScript, once."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from ideas import discussion, lifecycle
from ideas.models import Comment, Idea, Rule, Status
from moderation.models import QueueItem, Report
from tests import make

pytestmark = pytest.mark.django_db


def address(about: Idea | Comment) -> str:
    return f"/melden/idee/{about.reference}/" if isinstance(about, Idea) else f"/melden/kommentar/{about.pk}/"


def typed(**fields: Any) -> dict[str, Any]:
    return {"rule": "respekt", "text": "Beleidigt meine Nachbarn.", "form_key": str(uuid.uuid4()), **fields}


@pytest.fixture
def comment(citizen: User, neighbour: User) -> Comment:
    return make.comment(make.idea(author=citizen), author=neighbour)


def test_a_reader_without_account_reports_an_idea(client: Client) -> None:
    idea = make.idea()
    page = client.get(address(idea))
    assert page.status_code == 200
    assert idea.title in page.content.decode()
    response = client.post(address(idea), typed())
    report = Report.objects.get()
    assert (report.case.idea, report.case.comment, report.reporter) == (idea, None, None)
    assert report.rule
    assert (report.rule.key, report.text) == ("respekt", "Beleidigt meine Nachbarn.")
    thanks = client.get(response["Location"])
    assert thanks.status_code == 200
    assert re.search(rf"\b{report.pk}\b", thanks.content.decode())
    assert idea.title not in thanks.content.decode()
    assert [row.key for row in QueueItem.objects.all()] == [f"case-{report.case_id}"]


def test_the_receipt_has_the_number_and_is_the_same_for_everybody(client: Client, as_citizen: Client) -> None:
    """No mail is promised: the form asks for no address, and an account may be closed by then."""
    sent = client.post(address(make.idea()), typed())["Location"]
    main = re.compile(r"<main.*</main>", re.DOTALL)
    pages = [main.search(reader.get(sent).content.decode()) for reader in (Client(), as_citizen)]
    assert pages[0]
    assert pages[1]
    assert pages[0][0] == pages[1][0]
    assert str(Report.objects.get().pk) in pages[0][0]


def test_a_comment(as_citizen: Client, citizen: User, comment: Comment) -> None:
    assert comment.text in as_citizen.get(address(comment)).content.decode()
    as_citizen.post(address(comment), typed())
    report = Report.objects.get()
    assert (report.case.idea, report.case.comment, report.reporter) == (None, comment, citizen)


def test_something_else_needs_no_rule(client: Client) -> None:
    client.post(address(make.idea()), typed(rule="other"))
    assert Report.objects.get().rule is None


def test_a_report_hides_nothing(client: Client) -> None:
    idea = make.idea()
    client.post(address(idea), typed())
    assert Idea.objects.public().get() == idea


@pytest.mark.parametrize("status", [status for status in Status if status not in {"published", "merged"}])
def test_only_a_public_idea_can_be_reported(as_moderator: Client, citizen: User, status: str) -> None:
    hidden = make.idea(author=citizen, status=status)
    as_author = Client()
    as_author.force_login(citizen)
    for client in (Client(), as_author, as_moderator):
        assert client.get(address(hidden)).status_code == 404
        assert client.post(address(hidden), typed()).status_code == 404
    assert not Report.objects.exists()


def test_only_a_public_comment_on_a_public_idea_can_be_reported(
    client: Client, moderator: User, citizen: User, comment: Comment
) -> None:
    pending = make.comment(comment.idea, author=make.user(), publish=False)
    orphan = make.comment(locked := make.idea(author=citizen), author=make.user())
    rule = Rule.objects.get(key="werbung")
    lifecycle.lock(locked.pk, by=moderator, rule=rule, facts="Werbung.")
    assert client.get(address(comment)).status_code == 200
    discussion.remove(comment.pk, by=moderator, rule=rule, facts="Werbung.")
    for hidden in (pending, orphan, comment):
        assert client.get(address(hidden)).status_code == 404
        assert client.post(address(hidden), typed()).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "idee/2026-99999/",
        "idee/2026-999999999/",
        "kommentar/0/",
        f"kommentar/{'9' * 40}/",
        "stand/0/",
        "stand/00000000-0000-4000-8000-000000000001/",
        "stand/00000000-0000-4000-8000-000000000002/beschwerde/",
    ],
)
def test_what_does_not_exist(client: Client, path: str) -> None:
    assert client.get(f"/melden/{path}").status_code == 404


def test_sent_twice_is_one_report(client: Client) -> None:
    idea, sent = make.idea(), typed()
    first, second = client.post(address(idea), sent), client.post(address(idea), sent)
    assert first["Location"] == second["Location"]
    assert Report.objects.count() == 1


def test_the_form_brings_its_own_key(client: Client) -> None:
    idea = make.idea()
    keys = [client.get(address(idea)).context["form"]["form_key"].value() for _ in range(2)]
    assert keys[0] != keys[1]


@pytest.mark.parametrize("key", ["", "x", "\x00", "0" * 5000])
def test_a_key_that_is_none_costs_nobody_a_report(client: Client, key: str) -> None:
    assert client.post(address(make.idea()), typed(form_key=key)).status_code == 302
    assert Report.objects.count() == 1


@pytest.mark.parametrize("keys", [("x", "x"), (str(uuid.uuid4()), str(uuid.uuid4()))])
def test_the_same_words_of_one_account_are_one_report_whatever_the_key(
    as_citizen: Client, neighbour: User, keys: tuple[str, str]
) -> None:
    """As comments are; of somebody without an account nobody knows, and no receipt is somebody else's."""
    idea = make.idea()
    receipts = {as_citizen.post(address(idea), typed(form_key=key))["Location"] for key in keys}
    assert len(receipts) == Report.objects.count() == 1
    as_citizen.post(address(idea), typed(text="Beleidigt auch meine Tochter."))
    as_citizen.post(address(make.idea()), typed(form_key=str(uuid.uuid4())))
    other, guest = Client(), Client()
    other.force_login(neighbour)
    for somebody in (other, guest, guest):
        receipts.add(somebody.post(address(idea), typed())["Location"])
    assert (len(receipts), Report.objects.count()) == (4, 6)


@pytest.mark.parametrize(
    ("field", "value"),
    [("rule", ""), ("rule", "gibtsnicht"), ("rule", "\x00"), ("text", " \u200b\n"), ("text", "x" * 4001)],
)
def test_wrong_fields_are_answered_and_the_text_stays(client: Client, field: str, value: str) -> None:
    sent, idea = typed(**{field: value}), make.idea()
    response = client.post(address(idea), sent, follow=True)
    assert [status for _address, status in response.redirect_chain] == [302], "said on a page one can come back to"
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert (form["text"].value(), str(form["form_key"].value())) == (sent["text"], sent["form_key"])
    assert not Report.objects.exists()
    client.post(address(idea), typed())
    assert client.get(address(idea)).context["form"]["text"].value() is None


def test_what_nobody_sees_is_taken_out(client: Client) -> None:
    client.post(address(make.idea()), typed(text="Belei\x00digt\u202e mich."))
    assert Report.objects.get().text == "Beleidigt mich."


def test_a_megabyte_is_answered(client: Client) -> None:
    assert client.post(address(make.idea()), typed(text="x" * 1_000_000)).status_code in {400, 413}
    assert not Report.objects.exists()


def test_markup_in_a_report_is_shown_as_text(client: Client, as_moderator: Client) -> None:
    client.post(address(make.idea()), typed(text="<script>alert(1)</script>"))
    page = as_moderator.get(f"/admin/moderation/queueitem/case-{Report.objects.get().case_id}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_the_trap_stops_a_program_and_costs_a_person_one_click(client: Client) -> None:
    idea = make.idea()
    sent = typed(website="https://example.org")
    response = client.post(address(idea), sent, follow=True)
    assert not Report.objects.exists()
    page = response.content.decode()
    assert sent["text"] in page
    assert "https://example.org" not in page
    assert client.post(address(idea), {**sent, "website": ""}).status_code == 302


def test_many_reports_from_one_origin_have_to_wait(client: Client) -> None:
    idea = make.idea()
    answers = [client.post(address(idea), typed()).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]
    assert Report.objects.count() == 10
    last = client.post(address(idea), typed(text="Elfte Meldung"))
    assert "Elfte Meldung" in last.content.decode()
    elsewhere = client.post(address(idea), typed(), REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 302


def test_a_stale_token_keeps_the_text(citizen: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(citizen)
    sent = typed()
    response = client.post(address(make.idea()), sent)
    assert response.status_code == 403
    form = response.context["form"]
    assert form.has_error("__all__", "stale")
    assert form["text"].value() == sent["text"]
    assert not Report.objects.exists()
    again = client.post(address(Idea.objects.get()), {**sent, "csrfmiddlewaretoken": token(response)})
    assert again.status_code == 302


def token(response: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.content.decode())
    assert found
    return found[1]


def test_extra_fields_decide_nothing(client: Client, citizen: User) -> None:
    client.post(address(make.idea()), typed(outcome="upheld", reporter=citizen.pk, closed_at="2026-01-01", id="7"))
    report = Report.objects.get()
    assert (report.case.outcome, report.reporter, report.case.closed_at) == ("", None, None)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods(client: Client, method: str) -> None:
    assert getattr(client, method)(address(make.idea())).status_code == 405


def test_the_pages_are_not_kept_by_anybody(client: Client) -> None:
    assert "no-store" in client.get(address(make.idea()))["Cache-Control"]
