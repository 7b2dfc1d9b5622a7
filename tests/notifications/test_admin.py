"""Deliveries in the administration: to be seen, never to be read, sent again by those who may."""

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from journal.models import Entry
from notifications import outbox, secret_mails
from notifications.models import Delivery
from tests import make

pytestmark = pytest.mark.django_db
LIST = "/admin/notifications/delivery/"


def _parked() -> Delivery:
    make.receipt(author=make.user("katrin@example.org", display_name="Katrin"))
    outbox.fan_out(10)
    Delivery.objects.update(status="parked", last_error="SMTPRecipientsRefused 550", attempts=3)
    return Delivery.objects.get(kind="idea_submitted")


def _send_again(client: Client, *deliveries: Delivery) -> str:
    data = {"action": "send_again", "_selected_action": [delivery.pk for delivery in deliveries]}
    return client.post(LIST, data, follow=True, headers={"accept-language": "en"}).content.decode()


def test_list_shows_what_became_of_a_mail(as_administrator: Client) -> None:
    _parked()
    page = as_administrator.get(LIST).content.decode()
    assert "Katrin" in page
    assert 'class="field-mail"' in page
    assert ">idea_submitted<" not in page
    assert "SMTPRecipientsRefused 550" in page


def test_secret_is_shown_nowhere(as_administrator: Client) -> None:
    secret = secret_mails.enqueue(kind="login_code", to="x@example.org", subject="482913", body="482913", user=None)
    assert Delivery.objects.filter(body="482913").exists()
    for url in (LIST, reverse("admin:notifications_delivery_change", args=[secret.pk])):
        page = as_administrator.get(url)
        assert page.status_code == 200
        assert "482913" not in page.content.decode()
        assert "x@example.org" not in page.content.decode()


def test_given_up_mail_is_sent_again(as_administrator: Client) -> None:
    parked = _parked()
    _send_again(as_administrator, parked)
    parked.refresh_from_db()
    assert (parked.status, parked.attempts, parked.last_error) == ("waiting", 0, "")


def test_what_was_sent_or_has_lost_its_secret_is_left_alone(as_administrator: Client) -> None:
    sent = _parked()
    Delivery.objects.update(status="sent", sent_at=Now())
    secret = secret_mails.enqueue(kind="login_code", to="x@example.org", subject="Code", body="482913", user=None)
    Delivery.objects.filter(pk=secret.pk).update(status="parked", to="", body="")
    _send_again(as_administrator, sent, secret)
    assert [Delivery.objects.get(pk=pk).status for pk in (sent.pk, secret.pk)] == ["sent", "parked"]


def test_nothing_can_be_changed_added_or_deleted(as_administrator: Client) -> None:
    parked = _parked()
    change = reverse("admin:notifications_delivery_change", args=[parked.pk])
    assert as_administrator.post(change, {"status": "sent"}).status_code == 403
    assert as_administrator.get(f"{LIST}add/").status_code == 403
    delete = reverse("admin:notifications_delivery_delete", args=[parked.pk])
    assert as_administrator.post(delete, {"post": "yes"}).status_code == 403
    assert Entry.objects.filter(deliveries=parked).exists()


def test_only_the_administration_sees_deliveries(as_moderator: Client, as_editor: Client) -> None:
    _parked()
    assert [client.get(LIST).status_code for client in (as_moderator, as_editor)] == [403, 403]


def test_seeing_is_not_sending(administrator: User, as_administrator: Client) -> None:
    parked = _parked()
    group = administrator.groups.get()
    group.permissions.remove(group.permissions.get(codename="resend"))
    _send_again(as_administrator, parked)
    parked.refresh_from_db()
    assert parked.status == "parked"


def test_list_costs_the_same_however_long_it_is(as_administrator: Client) -> None:
    _parked()
    as_administrator.get(LIST)  # what a process keeps for seconds is read now
    with CaptureQueriesContext(connection) as few:
        as_administrator.get(LIST)
    for _ in range(8):
        make.receipt(author=make.user())
    outbox.fan_out(50)
    assert Delivery.objects.filter(kind="idea_submitted").count() == 9
    with CaptureQueriesContext(connection) as many:
        as_administrator.get(LIST)
    assert len(many) == len(few)
