"""The picture beside a link: drawn for every title, small, quick, and asked for again in vain."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from ideas import lifecycle, picture
from ideas.models import Idea
from tests import make

TITLES = [
    "Abendbus", "Łužica: Chóśebuz, Žitawa, Zhorjelc", "W" * 250, "i" * 250, "🎉" * 100, "مرحبا بالعالم",
    "e\u0301\u0323\u0308" * 60,
    "\u200b\u200d", "\u202eabc", "\U0010ffff", "a\tb\nc", "Wort " * 50, "𝓐" * 40, "漢字" * 60, ".", "",
]  # fmt: skip


def card(title: str, **fields: object) -> picture.Card:
    given = {"title": title, "number": "Nr. 2026-00042", "theme": "Mobilität", "slot": 2, "portal": "Ideen", **fields}
    return picture.Card(**given)  # type: ignore[arg-type]


def drawn(given: picture.Card) -> Image.Image:
    return Image.open(io.BytesIO(picture.png(given)))


@pytest.mark.parametrize("title", TITLES, ids=ascii)
def test_every_title_gives_a_small_picture(title: str) -> None:
    image = drawn(card(title))
    assert (image.size, image.mode, image.format) == ((1200, 630), "P", "PNG")
    assert len(picture.png(card(title))) < 50_000


def test_words_that_cannot_be_drawn_give_way_to_the_number() -> None:
    number = picture.png(card("Nr. 2026-00042"))
    assert picture.png(card("مرحبا بالعالم")) == number
    assert picture.png(card("🎉")) == number
    assert picture.png(card("Fest")) != number


def test_what_cannot_be_drawn_is_left_out() -> None:
    assert picture.png(card("🎉 Fest 🎉 am See 🎉")) == picture.png(card("Fest am See"))


def test_sorbian_letters_are_drawn() -> None:
    assert picture.png(card("Žitawa")) != picture.png(card("itawa"))


@pytest.mark.parametrize("slot", [None, 1, 2, 3, 4, 5, 6])
def test_the_band_has_the_color_of_the_theme(slot: int | None) -> None:
    found = drawn(card("Abendbus", slot=slot)).convert("RGB").getpixel((600, 4))
    expected = picture._THEMES.get(slot or 0, picture._NEUTRAL)
    assert isinstance(found, tuple)
    assert all(abs(a - b) <= 4 for a, b in zip(found, bytes.fromhex(expected[1:]), strict=True))


def test_a_long_theme_does_not_run_into_the_number() -> None:
    image = drawn(card("Abendbus", theme="W" * 200)).convert("RGB")
    left = int(picture.WIDTH - 72 - picture._face(34, picture._MEDIUM).width("Nr. 2026-00042"))
    gap = [image.getpixel((x, y)) for x in range(left - 50, left - 10) for y in range(20, 80)]
    assert len(set(gap)) == 1


@pytest.fixture
def idea(db: None) -> Idea:
    return make.idea("Abendbus")


def test_it_is_served_and_asked_for_again_in_vain(client: Client, idea: Idea) -> None:
    address = reverse("ideas:picture", args=[idea.reference])
    first = client.get(address)
    assert (first.status_code, first["Content-Type"], first["Cache-Control"]) == (
        200,
        "image/png",
        "public, max-age=300",
    )
    again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_a_changed_title_is_another_picture(client: Client, idea: Idea) -> None:
    address = reverse("ideas:picture", args=[idea.reference])
    before = client.get(address)
    version = lifecycle.amend(idea.pk, content=make.content("Nachtbus"), by=None)
    lifecycle.publish(idea.pk, version_id=version.pk, by=make.user(groups=["Moderation"]))
    after = client.get(address, HTTP_IF_NONE_MATCH=before["ETag"])
    assert after.status_code == 200
    assert after.content != before.content


def test_each_language_has_its_own(client: Client, idea: Idea) -> None:
    pictures = {client.get(f"{prefix}/ideen/{idea.reference}/bild.png")["ETag"] for prefix in ("", "/en")}
    assert len(pictures) == 2
