"""The two ways to empty the outbox besides the sweep: the worker's task and the command."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from accounts.models import User
from journal import doorbell
from lausitz_portal.celery import app
from notifications.models import Delivery
from tests import make
from tests.notifications.servers import MailSink

pytestmark = pytest.mark.django_db


def test_the_bell_and_the_schedule_name_the_task_of_the_worker() -> None:
    app.loader.import_default_modules()
    assert doorbell.TASK in app.tasks
    assert doorbell.TASK in {beat["task"] for beat in app.conf.beat_schedule.values()}


def test_command_delivers_without_redis(sink: MailSink, citizen: User) -> None:
    make.receipt(author=citizen)
    out = StringIO()
    call_command("send_outbox", stdout=out)
    assert sink.addresses == [citizen.email]
    assert out.getvalue() == "Sent what was due. Waiting for their time: 0. Given up: 0.\n"


def test_command_says_what_is_left(sink: MailSink, citizen: User, neighbour: User) -> None:
    make.receipt(author=citizen)
    make.receipt(author=neighbour)
    sink.refuse = {citizen.email: "550 unknown", neighbour.email: "451 later"}
    out = StringIO()
    call_command("send_outbox", stdout=out)
    assert out.getvalue() == "Sent what was due. Waiting for their time: 1. Given up: 1.\n"
    Delivery.objects.update(due_at=Now() - timedelta(seconds=1))
    sink.refuse = {}
    call_command("send_outbox", stdout=out)
    assert sink.addresses == [neighbour.email]


@pytest.mark.parametrize("pause", ["0", "-1", "nan", "inf", "1e9", "soon", ""])
def test_command_refuses_pauses_that_are_none(pause: str) -> None:
    with pytest.raises(CommandError, match="give a number of seconds"):
        call_command("send_outbox", f"--watch={pause}")
