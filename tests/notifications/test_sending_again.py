"""Mails that were given up are sent again from the overview: one, or all; pressed twice it is done once."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.test import Client

from accounts.models import User
from notifications import outbox, secret_mails
from notifications.models import Delivery
from tests import make
from tests.conftest import signed_in_staff

pytestmark = pytest.mark.django_db
INDEX, ALL = "/admin/", "/admin/notifications/delivery/send-again/"


def parked(number: int = 1) -> list[Delivery]:
    for _number in range(number):
        make.receipt(author=make.user(display_name="Katrin"))
    outbox.fan_out(20)
    Delivery.objects.exclude(kind="idea_submitted").update(status="dropped")
    Delivery.objects.filter(kind="idea_submitted").update(
        status="parked", last_error="SMTPRecipientsRefused 550", attempts=3
    )
    return list(Delivery.objects.filter(kind="idea_submitted").order_by("id"))


def one(delivery: Delivery) -> str:
    return f"/admin/notifications/delivery/{delivery.pk}/send-again/"


def states() -> list[tuple[str, int, str]]:
    given = Delivery.objects.filter(kind="idea_submitted").order_by("id")
    return list(given.values_list("status", "attempts", "last_error"))


GIVEN_UP, AGAIN = ("parked", 3, "SMTPRecipientsRefused 550"), ("waiting", 0, "")


def test_one_is_sent_again_and_only_once(as_administrator: Client, administrator: User) -> None:
    first, _second = parked(2)
    said = []
    for _time in range(2):
        response = as_administrator.post(one(first))
        assert (response.status_code, response["Location"]) == (302, INDEX)
        said += [message.level_tag for message in get_messages(response.wsgi_request)][-1:]
    assert states() == [AGAIN, GIVEN_UP]
    assert said == ["success", "info"]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (administrator, str(first.pk))


def test_what_a_worker_tries_meanwhile_is_left_alone(as_administrator: Client) -> None:
    (mail,) = parked()
    Delivery.objects.filter(pk=mail.pk).update(status="waiting", attempts=2, last_error="TimeoutError")
    as_administrator.post(one(mail))
    as_administrator.post(ALL)
    assert states() == [("waiting", 2, "TimeoutError")]
    assert not LogEntry.objects.exists()


def test_all_are_sent_again_but_what_has_lost_its_secret(as_administrator: Client) -> None:
    parked(7)
    secret = secret_mails.enqueue(kind="login_code", to="x@example.org", subject="1", body="482913", user=None)
    Delivery.objects.filter(pk=secret.pk).update(status="parked", to="", body="")
    board = as_administrator.get(INDEX).context["dashboard"]
    assert (board["repeatable"], len(board["parked"]), board["mails"][0].number) == (7, 5, 8)
    as_administrator.post(ALL)
    as_administrator.post(ALL)
    assert states() == [AGAIN] * 7
    secret.refresh_from_db()
    assert secret.status == "parked"
    assert LogEntry.objects.count() == 1
    page = as_administrator.get(INDEX).content.decode()
    assert ALL not in page
    assert "send-again" not in page


def test_the_buttons_of_the_page_work_with_their_token(administrator: User) -> None:
    (mail,) = parked()
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in_staff(administrator).cookies
    page = client.get(INDEX).content.decode()
    form = re.search(rf'action="{re.escape(one(mail))}">.*?value="([^"]+)"', page, re.DOTALL)
    assert form
    assert client.post(one(mail)).status_code == 403
    assert states() == [GIVEN_UP]
    client.post(one(mail), {"csrfmiddlewaretoken": form[1]})
    assert states() == [AGAIN]


def test_only_with_the_right(as_moderator: Client, as_editor: Client) -> None:
    (mail,) = parked()
    watcher = make.user(groups=["Moderation"])
    watcher.user_permissions.add(Permission.objects.get(codename="view_delivery"))
    watching = signed_in_staff(watcher)
    for client in (as_moderator, as_editor, watching):
        assert client.post(one(mail)).status_code == 403
        assert client.post(ALL).status_code == 403
    assert states() == [GIVEN_UP]
    page = watching.get(INDEX).content.decode()
    assert "SMTPRecipientsRefused 550" in page
    assert "send-again" not in page


def test_nothing_by_an_address_alone_and_nothing_that_is_not_there(as_administrator: Client) -> None:
    (mail,) = parked()
    assert [as_administrator.get(url).status_code for url in (one(mail), ALL)] == [405, 405]
    assert as_administrator.post("/admin/notifications/delivery/999999/send-again/").status_code == 404
    assert states() == [GIVEN_UP]


def test_names_are_shown_and_addresses_are_not(as_administrator: Client) -> None:
    (mail,) = parked()
    assert mail.user
    page = as_administrator.get(INDEX).content.decode()
    assert "Katrin" in page
    assert mail.user.email not in page
