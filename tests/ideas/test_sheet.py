"""One idea on paper: only what is public, all that a reader without the portal needs, never too long."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
import segno
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from ideas import lifecycle, sheet, supporting
from ideas.models import Idea, Stage, Status
from ideas.pictures import tray
from pages.models import Office
from tests import make
from tests.conftest import signed_in_staff
from tests.ideas import pictures


def page_of(client: Client, idea: Idea, language: str = "en") -> str:
    prefix = "" if language == "de" else f"/{language}"
    with translation.override(language):
        response = client.get(f"{prefix}/ideen/{idea.reference}/blatt/")
    assert response.status_code == 200
    return response.content.decode()


def text_of(html: str) -> str:
    blocks = re.sub(r"</?span[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", blocks)).split())


def paper_of(page: str) -> str:
    found = re.search(r'<article class="sheet .*?</article>', page, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.django_db
@pytest.mark.parametrize("status", [status for status in Status if status not in {Status.PUBLISHED, Status.MERGED}])
@pytest.mark.parametrize("name", ["sheet", "picture"])
def test_what_is_not_public_has_no_sheet_and_no_picture(name: str, status: str, citizen: User, moderator: User) -> None:
    """Not even for those who may read the idea itself."""
    idea = make.idea(author=citizen, status=status)
    author, staff = Client(), signed_in_staff(moderator)
    author.force_login(citizen)
    assert author.get(idea.get_absolute_url()).status_code == 200
    address = reverse(f"ideas:{name}", args=[idea.reference])
    assert [client.get(address).status_code for client in (Client(), author, staff)] == [404, 404, 404]


@pytest.mark.django_db
def test_it_says_all_that_a_reader_on_paper_needs(client: Client, neighbour: User, moderator: User) -> None:
    idea = make.idea(
        "Abendbus <b>", text="Wer im Kino war.", place_name="Lübben", authorities=["goerlitz"], by=moderator
    )
    supporting.give(idea.pk, user=neighbour)
    lifecycle.set_stage(idea.pk, stage=Stage.NOT_PURSUED, by=moderator, reason="Der Bund ist zuständig.")
    office = Office.objects.get()
    paper = paper_of(page_of(client, idea))
    text = text_of(paper)

    said = [
        "Ideas for the Lausitz of tomorrow", f"No. {idea.reference}", "Abendbus <b>", "Wer im Kino war.", "Lübben",
        "Görlitz/Zhorjelc", "Mobility & Digital Life", "Not being pursued", "Received", "Published",
        "Der Bund ist zuständig.", "It is not a vote and does not replace a residents’ petition.",
        office.name, office.phone, office.email, f"{settings.PORTAL_URL}/en/ideen/{idea.reference}/",
    ]  # fmt: skip
    assert [words for words in said if words not in text] == []
    assert re.search(r"Supports 1 , As of \d+ \w+ \d{4}|Supports 1 , As of [\d/., :apm]+", text), text


@pytest.mark.django_db
def test_the_code_leads_to_the_idea(client: Client) -> None:
    idea = make.idea("Abendbus")
    target = f"/en{idea.get_absolute_url()}"
    page = page_of(client, idea)
    address = f"{settings.PORTAL_URL}/en/ideen/{idea.reference}/"
    drawn = segno.make_qr(address, error="m").svg_inline(
        omitsize=True, light="#fff", svgclass="sheet__qr", lineclass=None
    )
    assert drawn in page
    assert client.get(urlsplit(address).path)["Location"] == target
    assert f'<link rel="canonical" href="{settings.PORTAL_URL}{target}">' in page


@pytest.mark.django_db
def test_the_released_text_is_printed_not_the_one_that_waits(client: Client, citizen: User) -> None:
    idea = make.idea("Abendbus", author=citizen, text="Freigegeben.")
    lifecycle.amend(idea.pk, content=make.content("Neu", text="Wartet noch."), by=citizen)
    client.force_login(citizen)
    paper = paper_of(page_of(client, idea))
    assert "Freigegeben." in paper
    assert "Wartet noch." not in paper


@pytest.mark.django_db
def test_a_long_text_says_that_it_is_shortened(client: Client) -> None:
    note = "Shortened to fit on this page."
    assert note not in page_of(client, make.idea(text="Kurz."))
    page = page_of(client, make.idea(text="Wort " * 1900 + "Ende"))
    assert note in page
    assert "Ende" not in paper_of(page)


@pytest.mark.django_db
def test_the_idea_page_links_to_it(client: Client) -> None:
    idea = make.idea()
    page = client.get(idea.get_absolute_url()).content.decode()
    assert f'href="{reverse("ideas:sheet", args=[idea.reference])}"' in page


@pytest.mark.django_db
def test_an_idea_called_blatt_keeps_its_own_page(client: Client) -> None:
    idea = make.idea("Blatt")
    assert idea.get_absolute_url().endswith("/idee-blatt/")
    assert client.get(idea.get_absolute_url()).status_code == 200


def test_short_text_stays_as_it_is() -> None:
    assert sheet.fitted("Eins.\n\nZwei.", 5) == sheet.Part("Eins.\n\nZwei.", is_cut=False, lines=3)


def test_text_is_cut_at_a_blank_and_says_so() -> None:
    part = sheet.fitted("Wort " * 60, 2)
    assert part.is_cut
    assert part.lines == 2
    assert re.fullmatch(r"(Wort )+…", part.text)
    assert len(part.text) <= 2 * sheet.LINE_LENGTH + 2


def test_lines_of_one_word_count_as_lines() -> None:
    assert sheet.fitted("a\n" * 50, 10).text == "a\n" * 9 + "a …"


def test_a_word_longer_than_a_line_is_cut_too() -> None:
    assert len(sheet.fitted("W" * 9000, 3).text) == 3 * sheet.LINE_LENGTH + 2


def test_the_answer_keeps_its_place_beside_a_long_text() -> None:
    alone, _nothing = sheet.parts("Titel", "Wort " * 2000)
    text, answer = sheet.parts("Titel" * 50, "Wort " * 2000, "Grund " * 600)
    assert answer.lines == sheet.ANSWER_LINES
    assert 0 < text.lines < alone.lines


def test_a_row_of_pictures_takes_its_room() -> None:
    alone, _nothing = sheet.parts("Titel", "Wort " * 2000)
    beside, _nothing = sheet.parts("Titel", "Wort " * 2000, has_pictures=True)
    worst, _answer = sheet.parts("Titel" * 50, "Wort " * 2000, "Grund " * 600, has_pictures=True)
    assert alone.lines > beside.lines > worst.lines > 0


@pytest.mark.django_db
def test_the_pictures_of_the_released_version_are_on_it(client: Client, citizen: User) -> None:
    idea, picture = pictures.idea(author=citizen)
    assert 'alt="Haltestelle ohne Dach"' in paper_of(page_of(client, idea))
    tray.throw_away([tray.of_idea(idea)])
    new = tray.of_idea(idea)
    later = pictures.add(new, "Wartet noch", color="#218c74")
    lifecycle.amend(idea.pk, content=make.content(), by=citizen, pictures=new)
    paper = paper_of(page_of(client, idea))
    assert picture.name in paper
    assert later.name not in paper
