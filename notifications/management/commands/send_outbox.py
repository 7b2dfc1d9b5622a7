"""Delivers what is due without Redis and without a worker."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection

from notifications import outbox
from notifications.models import Delivery


def seconds(text: str) -> float:
    """A number of seconds above zero, as typed on the command line."""
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < 86_400:
        raise ArgumentTypeError("give a number of seconds between 0 and 86400")
    return value


class Command(BaseCommand):
    help = "Send the mails that are due; needs PostgreSQL and the mail server, not Redis."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", type=seconds, metavar="SECONDS", help="do so again and again, with this pause")

    def handle(self, *args: Any, watch: float | None, **options: Any) -> None:
        if watch is None:
            self._send()
            return
        while True:
            try:
                self._send()
            except (OperationalError, InterfaceError) as error:
                self.stderr.write(f"The database does not answer ({type(error).__name__}); trying again.")
                connection.close()
            time.sleep(watch)

    def _send(self) -> None:
        while outbox.work():
            pass
        waiting = Delivery.objects.filter(status=Delivery.Status.WAITING).count()
        parked = Delivery.objects.parked().count()
        self.stdout.write(f"Sent what was due. Waiting for their time: {waiting}. Given up: {parked}.")
