"""Forms of the office as people send them."""

import re
import time
import uuid
from typing import Any

from django.core.signing import TimestampSigner, b62_encode
from django.test import Client

CONTACT, BARRIER = "/en/kontakt/", "/en/barriere-melden/"


def opened(seconds_ago: int = 60) -> str:
    """A stamp of a form that was opened so long ago."""

    class Earlier(TimestampSigner):
        def timestamp(self) -> str:
            return str(b62_encode(int(time.time()) - seconds_ago))

    return Earlier(salt="texts.traps").sign("")


def typed(**more: Any) -> dict[str, Any]:
    """A whole form, opened a minute ago."""
    return {
        "message": "Die Karte lässt sich nicht mit der Tastatur bedienen.", "name": "Gerda Gast",
        "email": "gerda@example.org", "form_key": str(uuid.uuid4()), "opened": opened(), "remark": "", **more,
    }  # fmt: skip


def errors(response: Any) -> dict[str, list[str]]:
    """The codes of what is wrong, by field."""
    found = response.context["form"].errors.as_data()
    return {field: [str(error.code) for error in all_of_it] for field, all_of_it in found.items()}


def value_of(page: str, field: str) -> str:
    """What an input of the page holds."""
    tag = re.search(rf'<input[^>]* name="{field}"[^>]*>', page)
    assert tag, field
    found = re.search(r' value="([^"]*)"', tag[0])
    return found[1] if found else ""


def send(client: Client, address: str = CONTACT, **more: Any) -> Any:
    return client.post(address, typed(**more))
