"""Many reports of one thing are one case; a report raises its place and hides nothing."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from ideas import discussion, redaction
from ideas.models import Comment, Idea, Rule, Status
from ideas.redaction import Blackout
from moderation import cases, deciding
from moderation.models import Case, QueueItem, Report
from moderation.tickets import Ticket
from notifications import outbox
from tests import make
from tests.moderation.at_the_desk import decide, item, keys_listed, url
from tests.together import at_once

pytestmark = pytest.mark.django_db


def test_each_report_raises_the_place_and_ten_are_no_campaign(as_moderator: Client) -> None:
    idea, waiting = make.idea(), make.idea(status=Status.SUBMITTED)
    Idea.objects.filter(pk=waiting.pk).update(pending_since=timezone.now() - timedelta(hours=30))
    report = make.report(idea)
    case, first = report.case.queue_key, f"idea-{waiting.pk}"
    assert keys_listed(as_moderator) == [first, case]
    make.report(idea)
    assert keys_listed(as_moderator) == [first, case]
    make.report(idea)
    assert keys_listed(as_moderator) == [case, first]
    for _ in range(20):
        make.report(idea)
    found = Case.objects.get()
    assert found.opened_at - found.place == 5 * timedelta(days=1)
    assert Client().get(idea.get_absolute_url()).status_code == 200


def test_one_decision_answers_everybody(moderator: User, citizen: User, neighbour: User, mailoutbox: list[Any]) -> None:
    idea = make.idea()
    make.report(idea, by=citizen)
    make.report(idea, email="gast@example.org")
    make.report(idea, email="gast2@example.org")
    last = make.report(idea)
    outbox.work()
    assert {"gast@example.org", "gast2@example.org", citizen.email} <= {mail.to[0] for mail in mailoutbox}
    mailoutbox.clear()
    deciding.settle(Ticket.of(item(last)), by=moderator, outcome=Case.Outcome.DISMISSED, message="Das ist erlaubt.")
    outbox.work()
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(["gast2@example.org", "gast@example.org", citizen.email])
    for message in mailoutbox:
        assert "Das ist erlaubt." in message.body
        assert "/melden/stand/" in message.body
    guests = [message for message in mailoutbox if message.to[0].startswith("gast")]
    assert not any(idea.title in message.body for message in guests), "no text of others to a typed-in address"


def test_a_report_that_came_while_reading_is_read_first(as_moderator: Client) -> None:
    idea = make.idea()
    report = make.report(idea)
    read = item(report).read
    make.report(idea, text="Das ist mein Name!")
    response = as_moderator.post(url("settle", report), {"version": read})
    assert response.status_code == 409
    assert "Das ist mein Name!" in response.content.decode()
    assert Case.objects.get().closed_at is None


def test_after_the_decision_a_new_report_is_a_new_case_that_knows_the_old(as_moderator: Client) -> None:
    idea = make.idea()
    decide(as_moderator, "settle", make.report(idea))
    again = make.report(idea)
    assert Case.objects.count() == 2
    page = as_moderator.get(url("show", again))
    assert [case.outcome for case in page.context["reading"].earlier] == ["dismissed"]


def test_what_is_meant(client: Client, citizen: User) -> None:
    idea = make.idea(guest={"name": "Käte Noack", "name_shown": "full"})
    form = client.get(f"/melden/idee/{idea.reference}/").context["form"]
    assert [value for value, _label in form.fields["part"].choices] == ["text", "name"]
    client.post(f"/melden/idee/{idea.reference}/", {"rule": "respekt", "text": "Der Name!", "part": "name"})
    assert Report.objects.get().part == "name"
    nameless = make.idea()
    assert "part" not in client.get(f"/melden/idee/{nameless.reference}/").context["form"].fields
    wrong = client.post(f"/melden/idee/{idea.reference}/", {"rule": "respekt", "text": "Ein Bild", "part": "picture"})
    assert wrong.status_code == 302
    assert Report.objects.count() == 1, "there is no picture"


def test_the_address_is_asked_of_guests_only_and_must_be_one(as_citizen: Client) -> None:
    idea = make.idea()
    assert "email" in Client().get(f"/melden/idee/{idea.reference}/").context["form"].fields
    assert "email" not in as_citizen.get(f"/melden/idee/{idea.reference}/").context["form"].fields
    sent = {"rule": "respekt", "text": "Bitte.", "email": "kein@"}
    page = Client().post(f"/melden/idee/{idea.reference}/", sent, follow=True)
    assert list(page.context["form"].errors) == ["email"]
    assert page.context["form"]["text"].value() == "Bitte."


def test_the_reporter_is_never_shown_to_the_author(
    moderator: User, citizen: User, neighbour: User, mailoutbox: list[Any]
) -> None:
    idea = make.idea(author=citizen)
    report = make.report(idea, by=neighbour, text="Ich bin es, der Nachbar.")
    rule = Rule.objects.get(key="werbung")
    deciding.uphold(Ticket.of(item(report)), by=moderator, rule=rule, facts="Werbung.")
    outbox.work()
    to_author = [message for message in mailoutbox if message.to == [citizen.email] and "Werbung." in message.body]
    assert len(to_author) == 1
    client = Client()
    client.force_login(citizen)
    pages = [client.get(f"/stand/{idea.reference}/").content.decode(), to_author[0].body]
    for page in pages:
        assert neighbour.display_name not in page
        assert "der Nachbar" not in page
        assert "Werbung." in page


def test_taking_words_out_takes_them_out_of_every_report(moderator: User) -> None:
    idea = make.idea("Herr Krause soll zahlen")
    report = make.report(idea, text="Herr Krause bin ich.")
    closed = make.report(other := make.idea("Herr Krause"), text="Herr Krause bin ich.")
    cases.black_out(idea, Blackout(["Herr Krause"]))
    report.refresh_from_db()
    closed.refresh_from_db()
    assert "Krause" not in report.text
    assert "Krause" in closed.text
    assert redaction.Blackout(["Krause"]).concerns(other.title)


def test_addresses_are_forgotten_when_nobody_can_complain_any_more(moderator: User, settings: LazySettings) -> None:
    open_, fresh, old = (make.report(make.idea(), email="gast@example.org") for _ in range(3))
    for report in (fresh, old):
        make.answer(report, by=moderator, outcome="dismissed")
    Case.objects.filter(pk=old.case_id).update(closed_at=timezone.now() - timedelta(days=184))
    assert cases.forget_addresses() == 1
    assert list(Report.objects.exclude(email="")) == [open_, fresh]


def test_one_form_sent_again_after_the_decision_makes_no_empty_case(moderator: User) -> None:
    idea, form_key = make.idea(), uuid.uuid4()

    def sent() -> Report:
        return cases.report(idea, rule=None, text="Bitte.", reporter=cases.Reporter(), form_key=form_key)

    first = sent()
    make.answer(first, by=moderator, outcome="dismissed")
    assert sent() == first
    assert not QueueItem.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(10))
def test_many_report_one_thing_at_once(round_: int) -> None:
    idea = make.idea()
    at_once(*[lambda: make.report(idea) for _ in range(5)])
    case = Case.objects.get()
    assert case.reports.count() == 5
    assert case.opened_at - case.place == 4 * timedelta(days=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(10))
def test_a_report_against_its_decision(round_: int) -> None:
    """Either it was read, or it waits in a case of its own: none is lost, none answered unread."""
    moderator, idea = make.user(groups=["Moderation"]), make.idea()
    ticket = Ticket.of(item(make.report(idea)))

    def settle() -> str:
        try:
            deciding.settle(ticket, by=moderator, outcome=Case.Outcome.DISMISSED)
        except deciding.TextChanged:
            return "changed"
        return "settled"

    said, report = at_once(settle, lambda: make.report(idea))
    report.refresh_from_db()
    assert report.case.closed_at is None
    assert Case.objects.filter(closed_at__isnull=False).count() == (said == "settled")


class TestHoldingBack:
    """A setting that is off; and never about what a moderator has released."""

    @pytest.fixture
    def known(self) -> User:
        known = make.user()
        make.idea(author=known)
        return known

    def test_it_is_off(self, known: User, settings: Any) -> None:
        assert settings.REPORTS_TO_HOLD_BACK == 0
        comment = make.comment(make.idea(), author=known)
        for _number in range(12):
            make.report(comment)
        comment.refresh_from_db()
        assert comment.status == Comment.Status.PUBLISHED

    def test_what_appeared_at_once_waits_after_so_many(self, known: User, settings: Any, moderator: User) -> None:
        settings.REPORTS_TO_HOLD_BACK = 3
        idea = make.idea()
        comment = make.comment(idea, author=known)
        states = []
        for _number in range(4):
            make.report(comment)
            comment.refresh_from_db()
            states.append(comment.status)
        assert states == ["published", "published", "pending", "pending"]
        idea.counter.refresh_from_db()
        assert (idea.counter.comments, comment.published_at) == (0, None)
        assert {"comment", "case"} <= set(QueueItem.objects.values_list("kind", flat=True))
        discussion.release(comment.pk, by=moderator)
        make.report(comment)
        comment.refresh_from_db()
        assert comment.status == Comment.Status.PUBLISHED

    def test_never_what_a_moderator_has_released(self, settings: Any, moderator: User) -> None:
        settings.REPORTS_TO_HOLD_BACK = 1
        released = make.comment(make.idea(), author=make.user(), publish=False)
        discussion.release(released.pk, by=moderator)
        idea = make.idea()
        for thing in (released, idea):
            make.report(thing)
            thing.refresh_from_db()
            assert thing.status == "published"
