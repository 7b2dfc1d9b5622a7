"""Writing to the office: nobody needs an account, one form is one message, nothing typed is lost."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from journal.models import Entry
from pages import tasks, tickets
from pages.models import Inbox, Office, Ticket, TicketAnswer
from tests import make
from tests.pages.writing_to_us import BARRIER, CONTACT, errors, opened, send, typed, value_of
from tests.together import at_once

pytestmark = pytest.mark.django_db


def test_a_message_arrives_and_its_number_is_shown(client: Client) -> None:
    response = client.post(CONTACT, typed())
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.status, ticket.language, ticket.user) == ("contact", "open", "en", None)
    assert (ticket.name, ticket.email) == ("Gerda Gast", "gerda@example.org")
    assert ticket.number == f"K-{timezone.localdate().year}-{ticket.pk:05}"
    assert response["Location"] == f"/en/kontakt/danke/{ticket.form_key}/"
    for _reload in range(2):
        page = client.get(response["Location"]).content.decode()
        assert ticket.number in page
    assert "Tastatur" not in page
    assert "gerda@" not in page
    assert [entry.verb for entry in Entry.objects.about("ticket", ticket.pk)] == ["ticket.filed"]


def test_somebody_signed_in_finds_name_and_address_filled_in(as_citizen: Client, citizen: User) -> None:
    page = as_citizen.get(CONTACT).content.decode()
    assert (value_of(page, "name"), value_of(page, "email")) == ("Katrin Berger", "katrin@example.org")
    send(as_citizen)
    assert Ticket.objects.get().user == citizen


def test_a_barrier_needs_no_address(client: Client) -> None:
    response = send(client, BARRIER, email="", name="", page="/themen/", aid="Screenreader")
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.page, ticket.aid, ticket.email) == ("barrier", "/themen/", "Screenreader", "")
    assert ticket.number.startswith("B-")
    office = Office.objects.get()
    page = client.get(response["Location"]).content.decode()
    assert page[page.index("<main") : page.index("</main>")].count(office.phone) == 1


@pytest.mark.parametrize(
    ("field", "wrong", "code"),
    [
        ("message", "", "required"), ("message", " \u200b\n", "required"), ("message", "x" * 4001, "max_length"),
        ("email", "", "required"), ("email", "gerda", "invalid"), ("email", "x" * 250 + "@example.org", "max_length"),
        ("name", "x" * 81, "max_length"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_rest_stays(client: Client, field: str, wrong: str, code: str) -> None:
    response = send(client, **{field: wrong})
    assert response.status_code == 200
    assert code in errors(response)[field]
    page = response.content.decode()
    assert 'id="error-summary"' in page
    assert "<title>Error: " in page
    if field != "message":
        assert "Tastatur" in page
    assert Ticket.objects.count() == 0


def test_what_nobody_sees_is_taken_out(client: Client) -> None:
    send(client, message="Die\x00 Karte\u202e fehlt.\r\nWirklich.", name="Ger\x00da\n")
    ticket = Ticket.objects.get()
    assert (ticket.message, ticket.name) == ("Die Karte fehlt.\nWirklich.", "Gerda")


def test_a_form_sent_twice_is_one_message(client: Client) -> None:
    sent = typed()
    first, second = client.post(CONTACT, sent), client.post(CONTACT, {**sent, "message": "Anders."})
    assert first["Location"] == second["Location"]
    assert Ticket.objects.get().message == sent["message"]
    assert Entry.objects.filter(verb="ticket.filed").count() == 1
    client.post(CONTACT, typed(form_key="kein Schlüssel"))
    assert Ticket.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_are_one_message() -> None:
    key = uuid.uuid4()

    def click() -> int:
        content = {"message": "Hallo", "email": "gerda@example.org"}
        return tickets.file("contact", content=content, language="de", user=None, form_key=key).pk

    assert len(set(at_once(*[click] * 10))) == 1
    assert Entry.objects.filter(verb="ticket.filed").count() == 1


# Programs


def test_a_hidden_field_catches_programs_and_loses_nothing(client: Client) -> None:
    caught = send(client, remark="https://example.org")
    assert caught.status_code == 200
    assert "Tastatur" in caught.content.decode()
    assert Ticket.objects.count() == 0
    assert send(client, remark="").status_code == 302


@pytest.mark.parametrize(
    ("stamping", "code"),
    [
        (lambda: "", "required"), (lambda: "x", "required"), (lambda: opened() + "x", "required"),
        (lambda: f":1:{'x' * 43}", "required"), (lambda: opened(0), "quick"), (lambda: opened(48 * 3600), "old"),
    ],
)  # fmt: skip
def test_a_form_has_a_signed_time(client: Client, stamping: Callable[[], str], code: str) -> None:
    stamp = stamping()
    response = send(client, opened=stamp)
    assert errors(response) == {"opened": [code]}
    page = response.content.decode()
    assert "Tastatur" in page
    assert Ticket.objects.count() == 0
    # What came back has a stamp that counts; only who was too quick must wait.
    assert (value_of(page, "opened") == stamp) == (code == "quick")


def test_who_was_quick_and_forgot_something_reads_only_what_to_correct(client: Client) -> None:
    assert errors(send(client, opened=opened(0), message="")) == {"message": ["required"]}


def test_few_messages_from_one_origin(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.ticket_views.TICKETS_PER_HOUR", 2)
    assert [send(client).status_code for _n in range(3)] == [302, 302, 429]
    refused = send(client, BARRIER)
    assert refused.status_code == 429
    assert "Tastatur" in refused.content.decode()
    assert Client(REMOTE_ADDR="192.0.2.7").post(CONTACT, typed()).status_code == 302


def test_few_messages_to_the_whole_portal(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "MOST_IN_AN_HOUR", 2)
    old = make.ticket()
    Ticket.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(minutes=61))
    statuses = [Client(REMOTE_ADDR=f"192.0.2.{n}").post(CONTACT, typed()).status_code for n in range(1, 4)]
    assert statuses == [302, 302, 429]


def test_a_form_open_too_long_comes_back_with_its_text() -> None:
    tab = Client(enforce_csrf_checks=True)
    for address in (CONTACT, BARRIER):
        response = tab.post(address, typed())
        assert response.status_code == 403
        assert errors(response)["__all__"] == ["stale"]
        assert "Tastatur" in response.content.decode()
    assert Ticket.objects.count() == 0


def test_too_large_is_answered(client: Client) -> None:
    assert send(client, message="x" * 600_000).status_code == 413


# After it has arrived


def test_answering(citizen: User, editor: User) -> None:
    ticket = make.ticket()
    answer = tickets.answer(ticket.pk, text="Auf der Startseite.", seen=0, by=editor)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.settled_at) == ("answered", answer.at)
    with pytest.raises(tickets.TicketMoved):
        tickets.answer(ticket.pk, text="Noch einmal.", seen=0, by=editor)
    tickets.answer(ticket.pk, text="Und im Menü.", seen=1, by=editor)
    assert ticket.answers.count() == 2
    with pytest.raises(tickets.TicketMoved):
        tickets.close(ticket.pk, reason="Erledigt.", by=editor)


def test_closing(editor: User) -> None:
    ticket = make.ticket(email="")
    with pytest.raises(tickets.NoAddress):
        tickets.answer(ticket.pk, text="Hallo.", seen=0, by=editor)
    tickets.close(ticket.pk, reason="Angerufen.", by=editor)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.reason) == ("closed", "Angerufen.")
    with pytest.raises(tickets.TicketMoved):
        tickets.close(ticket.pk, reason="Noch einmal.", by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(reason="")


@pytest.mark.django_db(transaction=True)
def test_two_answer_at_once() -> None:
    people = [make.user(groups=["Redaktion"]) for _n in range(2)]
    ticket = make.ticket()

    def answering(by: User) -> Any:
        def run() -> str:
            try:
                tickets.answer(ticket.pk, text="Hier.", seen=0, by=by)
            except tickets.TicketMoved:
                return "told"
            return "sent"

        return run

    assert sorted(at_once(*[answering(by) for by in people])) == ["sent", "told"]
    assert TicketAnswer.objects.count() == 1


def aged(days: float, **fields: Any) -> Ticket:
    ticket = make.ticket(**fields)
    Ticket.objects.filter(pk=ticket.pk).update(created_at=timezone.now() - timedelta(days=days))
    return ticket


def test_staff_are_reminded_once(editor: User) -> None:
    make.ticket("jung")
    aged(20.9)
    overdue = aged(21.1)
    tickets.answer(aged(30).pk, text="Ja.", seen=0, by=editor)
    assert [tasks.remind_of_tickets(), tasks.remind_of_tickets()] == [1, 0]
    assert list(Entry.objects.filter(verb="ticket.overdue").values_list("subject_id", flat=True)) == [overdue.pk]


def test_what_was_typed_is_erased_in_time(citizen: User, editor: User, settings: Settings) -> None:
    settings.TICKET_DAYS = 10
    waiting, fresh, closed = make.ticket("Geheim 1"), make.ticket("Geheim 2"), make.ticket("Geheim 3")
    old = make.ticket("Geheim 4", page="/themen/", aid="Lupe")
    Ticket.objects.filter(pk=old.pk).update(user=citizen)
    tickets.answer(fresh.pk, text="Privates.", seen=0, by=editor)
    tickets.answer(old.pk, text="Privates.", seen=0, by=editor)
    tickets.close(closed.pk, reason="Privates.", by=editor)
    Ticket.objects.filter(pk__in=[old.pk, closed.pk]).update(settled_at=timezone.now() - timedelta(days=10, minutes=1))
    assert [tasks.erase_old_tickets(), tasks.erase_old_tickets()] == [2, 0]
    for ticket in (old, closed):
        ticket.refresh_from_db()
        assert (ticket.name, ticket.email, ticket.message, ticket.page, ticket.aid, ticket.reason) == ("",) * 6
        assert ticket.user is None
        assert {answer.text for answer in ticket.answers.all()} <= {""}
    kept = Ticket.objects.filter(message__startswith="Geheim")
    assert set(kept) == {waiting, fresh}
    assert fresh.answers.get().text == "Privates."
    with pytest.raises(tickets.NoAddress):
        tickets.answer(old.pk, text="Zu spät.", seen=1, by=editor)


def test_staff_are_told_once_until_somebody_looks(editor: User) -> None:
    def told() -> list[User]:
        with transaction.atomic():
            return tickets.to_be_told()

    assert [told(), told()] == [[editor], []]
    Inbox.objects.update(told_at=timezone.now() - timedelta(minutes=1))
    assert told() == []
    tickets.looked()
    assert [told(), told()] == [[editor], []]
