"""What a mail is called in the administration, and whom it is for, without an address."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy

from journal import words
from notifications.audiences import TICKET_WAITING
from notifications.models import QUEUE, SECRET_VERB, Delivery

# Mails that tell of no single verb.
TO_STAFF = {
    QUEUE: gettext_lazy("to moderators: something is waiting"),
    TICKET_WAITING: gettext_lazy("to the office: a message is waiting"),
}


def mail(delivery: Delivery) -> str:
    """What it tells of."""
    if delivery.kind in TO_STAFF:
        return str(TO_STAFF[delivery.kind])
    secret = delivery.entry.verb == SECRET_VERB
    return capfirst(words.in_full(SECRET_VERB if secret else delivery.kind.replace("_", ".", 1)))


def recipient(delivery: Delivery) -> str:
    """Who gets it."""
    if delivery.user:
        return str(delivery.user)
    return _("guest") if delivery.is_to_guest else _("no account")
