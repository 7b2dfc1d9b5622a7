"""Where a page stands: addresses it has left lead to it, and the navigation calls it by a short name."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from pages import catalogue, publishing
from pages.models import FormerAddress, Page
from texts import memory

pytestmark = pytest.mark.django_db
LIST = "/admin/pages/page/"
LONG = "Termine, Veranstaltungen und Gespräche in der ganzen Lausitz"


@pytest.fixture
def page(editor: User) -> Page:
    return public(editor, "termine")


def public(editor: User, slug: str, title: str = "Termine") -> Page:
    made = Page.objects.create(slug=slug, place="main")
    publishing.publish(publishing.write(made, language="de", title=title, body="x", note="", by=editor).pk, by=editor)
    memory.forget()
    return made


def move(client: Client, page: Page, slug: str, **more: str) -> None:
    sent = {"slug": slug, "place": "main", "position": "5", "may_be_found": "on", **more}
    assert client.post(f"{LIST}{page.pk}/change/", sent).status_code == 302


def answer(slug: str, prefix: str = "") -> tuple[int, str]:
    response = Client().get(f"{prefix}/seiten/{slug}/")
    return response.status_code, response.get("Location", "")


def test_former_addresses_lead_to_the_present_one(as_editor: Client, page: Page) -> None:
    move(as_editor, page, "kalender")
    move(as_editor, page, "veranstaltungen")
    assert answer("veranstaltungen") == (200, "")
    for former in ("termine", "kalender"):
        assert answer(former) == (301, "/seiten/veranstaltungen/")
        assert answer(former, "/en") == (301, "/en/seiten/veranstaltungen/")
    assert Client().get("/seiten/termine/")["Cache-Control"] == "no-cache"
    assert answer("nie-dagewesen") == (404, "")
    html = Client().get("/").content.decode()
    assert 'href="/seiten/veranstaltungen/"' in html
    assert "/seiten/termine/" not in html + Client().get("/sitemap-pages.xml").content.decode()


def test_there_and_back_again_is_no_loop(as_editor: Client, page: Page) -> None:
    for slug in ("kalender", "termine", "kalender", "termine"):
        move(as_editor, page, slug)
    assert answer("termine") == (200, "")
    assert answer("kalender") == (301, "/seiten/termine/")
    assert FormerAddress.objects.count() == 2


def test_two_pages_that_swap_their_addresses_are_found(as_editor: Client, editor: User, page: Page) -> None:
    other = public(editor, "orte", "Orte")
    for moving, slug in ((page, "kurz"), (other, "termine"), (page, "orte")):
        move(as_editor, moving, slug)
    assert (answer("termine"), answer("orte"), answer("kurz")) == ((200, ""), (200, ""), (301, "/seiten/orte/"))


def test_a_new_page_may_take_a_freed_address(as_editor: Client, editor: User, page: Page) -> None:
    move(as_editor, page, "kalender")
    new = Page.objects.create(slug="termine")
    draft = publishing.write(new, language="de", title="Neu", body="x", note="", by=editor)
    memory.forget()
    assert answer("termine") == (301, "/seiten/kalender/")
    publishing.publish(draft.pk, by=editor)
    memory.forget()
    assert answer("termine") == (200, "")
    move(as_editor, new, "neues")
    assert answer("termine") == (301, "/seiten/neues/")
    publishing.remove(new.pk, by=editor)
    memory.forget()
    assert [answer(slug)[0] for slug in ("termine", "neues", "kalender")] == [410, 410, 200]


def test_a_page_that_is_not_public_is_nowhere(as_editor: Client, editor: User, page: Page) -> None:
    move(as_editor, page, "kalender")
    publishing.unpublish(page.pk, by=editor)
    memory.forget()
    assert (answer("termine")[0], answer("kalender")[0]) == (404, 404)


def test_saving_without_a_new_address_keeps_none(as_editor: Client, page: Page) -> None:
    move(as_editor, page, "termine")
    assert FormerAddress.objects.count() == 0


def test_unknown_addresses_ask_once_in_a_while(client: Client) -> None:
    client.get("/seiten/gibt-es-nicht/")
    with CaptureQueriesContext(connection) as found:
        assert client.get("/seiten/gibt-es-nicht-2/").status_code == 404
    assert len(found) == 0


def test_the_navigation_has_a_short_name_in_each_language(as_editor: Client, editor: User, page: Page) -> None:
    for language, title in (("de", LONG), ("en", "Events all over the Lausitz")):
        version = publishing.write(page, language=language, title=title, body="x", note="", by=editor)
        publishing.publish(version.pk, by=editor)
    move(as_editor, page, "termine")
    assert f">{LONG}</a>" in Client().get("/").content.decode()
    move(as_editor, page, "termine", short_names_de="Termine <b>")
    german, english = (Client().get(f"{prefix}/seiten/termine/").content.decode() for prefix in ("", "/en"))
    assert ">Termine &lt;b&gt;</a>" in german
    assert f"<h1>{LONG}</h1>" in german
    assert ">Events all over the Lausitz</a>" in english
    move(as_editor, page, "termine", short_names_en="Events")
    assert (">Events</a>" in Client().get("/en/").content.decode(), Page.objects.get(slug="termine").short_names) == (
        True, {"en": "Events"},
    )  # fmt: skip
    for place in ("footer", "legal"):
        move(as_editor, page, "termine", place=place, short_names_de="Kurz")
        assert ">Kurz</a>" in Client().get("/").content.decode()


def test_a_short_name_is_short(as_editor: Client, page: Page) -> None:
    sent = {"slug": "termine", "place": "main", "position": "5", "short_names_de": "x" * 30, "short_names_cs": "y" * 31}
    response = as_editor.post(f"{LIST}{page.pk}/change/", sent)
    (error,) = response.context["adminform"].form.errors["short_names"]
    assert "30" in error
    assert "31" in error
    assert response.content.decode().count('data-limit="30"') == 6
    move(as_editor, page, "termine", short_names_de="x" * 30)
    assert [shown.label for shown in catalogue.linked("main") if shown.page == page] == ["x" * 30]
