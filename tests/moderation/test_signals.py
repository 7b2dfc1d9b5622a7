"""What stands out in a waiting text is noticed by itself, and decides nothing."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from accounts import origins
from accounts.models import OriginKey, OriginMark, User
from ideas.models import Status
from moderation import signals
from moderation.models import Signals
from tests import make
from tests.moderation.at_the_desk import QUEUE, item, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Ein Rufbus für alle Dörfer.", []),
        ("Mehr auf https://example.org/bus und www.example.org", ["links"]),
        ("DAS IST DOCH ALLES NUR GELDVERSCHWENDUNG UND KEINER TUT ETWAS!!!", ["shouting"]),
        ("Die LEAG und die BTU im LK OSL arbeiten am Thema KI.", []),
        ("Rufen Sie mich an: 0355 / 123 45 67", ["phone"]),
        ("Meine Nummer ist +49 172 1234567.", ["phone"]),
        ("Das kostet 10 000 000 Euro, im Jahr 2030 dann 0,5 Prozent.", []),
        ("Schreiben Sie an katrin.berger@example.org", ["email"]),
        ("katrin(at)example.org", ["email"]),
        ("Ich wohne in der Bahnhofstraße 12a in Lübben.", ["address"]),
        ("Die Bahnhofstraße braucht einen Radweg.", []),
        ("Frau Noack aus dem Rathaus weiß davon.", ["names"]),
        ("Fragen Sie Herrn Dr. Schulz.", ["names"]),
        ("Eine Frau sollte das leiten, und ein Herr auch.", []),
    ],
)
def test_what_stands_out(text: str, marks: list[str]) -> None:
    assert signals.marks_of("Ein Titel", text) == marks


def test_long_hostile_texts_are_looked_at_in_no_time() -> None:
    """Every pattern is linear: ten thousand characters of what nearly fits end."""
    for piece in ("0 ", "a@", "Frau ", "www.", "x-straße ", "+49 1", "A", "Dr. "):
        signals.marks_of("", piece * (10_000 // len(piece)))


def test_the_sweep_notices_each_wording_once(citizen: User) -> None:
    twin = make.idea("Rufbus nach 22 Uhr in den Spreewald", text="Ein Rufbus in den Spreewald, abends nach 22 Uhr.")
    for number in range(6):
        make.idea(f"Ganz anderes Thema {number}", text="Etwas ganz anderes steht hier, mit vielen eigenen Worten.")
    idea = make.idea(
        "Rufbus nach 22 Uhr im Spreewald", text="Ein Rufbus im Spreewald, abends. www.example.org",
        author=citizen, status=Status.SUBMITTED,
    )  # fmt: skip
    comment = make.comment(make.idea(), author=citizen, text="Frau Noack weiß das.", publish=False)
    assert signals.notice() == 2
    assert signals.notice() == 0
    found = {row.ticket: (row.marks, row.similar_id) for row in Signals.objects.all()}
    assert found == {item(idea).ticket: (["links"], twin.pk), item(comment).ticket: (["names"], None)}


def test_the_queue_says_what_was_noticed(as_moderator: Client, citizen: User) -> None:
    idea = make.idea("Ein Titel", text="Mehr auf www.example.org", status=Status.SUBMITTED)
    signals.notice()
    for number in range(3):
        OriginMark.objects.create(subject=f"idea-{idea.pk + number}", mark="x" * 32)
    page = as_moderator.get(QUEUE).content.decode()
    assert "Links" in page
    assert "gleiche Herkunft wie 2 andere" in page
    assert "gleiche Herkunft wie 2 andere" in as_moderator.get(url("show", idea)).content.decode()


def sent_from(address: str, client: Client) -> None:
    idea = make.idea()
    client.post(f"/melden/idee/{idea.reference}/", {"rule": "other", "text": "Bitte ansehen."}, REMOTE_ADDR=address)


def test_one_origin_is_one_mark_and_no_address_is_kept(client: Client) -> None:
    for address in ("198.51.100.7", "198.51.100.7", "198.51.100.8", "2001:db8::1", "2001:db8::2"):
        sent_from(address, client)
    marks = list(OriginMark.objects.order_by("at").values_list("mark", flat=True))
    assert len(set(marks)) == 3, "two of IPv4 and one connection of IPv6"
    assert not any("198" in mark and "." in mark for mark in marks)
    first, second = OriginMark.objects.order_by("at").values_list("subject", flat=True)[:2]
    assert origins.others_from_there([first, second]) == {first: 1, second: 1}


def test_after_two_days_nothing_is_left(client: Client) -> None:
    origins._key_of.cache_clear()
    sent_from("198.51.100.7", client)
    assert origins.forget() == 0
    assert OriginKey.objects.count() == 1
    OriginMark.objects.update(at=F("at") - timedelta(hours=49))
    OriginKey.objects.update(day=OriginKey.objects.get().day - timedelta(days=1))
    assert origins.forget() == 1
    assert (OriginMark.objects.count(), OriginKey.objects.count()) == (0, 0)
