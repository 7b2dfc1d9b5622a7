"""Banners at the top of every page, for a time, by the clock of the database."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import User
from lausitz_portal.errors import server_error
from pytest_django import Settings

from pages import notices, publishing
from pages.models import FormerAddress, Notice, Page
from texts import memory

pytestmark = pytest.mark.django_db
ADD = "/admin/pages/notice/add/"
LIST = "/admin/pages/notice/"
BERLIN = ZoneInfo("Europe/Berlin")


def notice(text: str = "Heute Wartung.", **fields: Any) -> Notice:
    made = Notice.objects.create(texts={"de": text, "en": f"EN {text}"}, **fields)
    memory.forget()
    return made


def ago(**how_long: float) -> datetime:
    return timezone.now() - timedelta(**how_long)


def banner(page: str) -> str:
    found = re.search(r'<section class="wrap messages" aria-label="[^"]+">.*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_it_stands_below_the_header_in_the_language_of_the_page(client: Client) -> None:
    assert banner(client.get("/themen/").content.decode()) == ""
    notice(link="/kontakt/")
    german, english = (client.get(f"{prefix}/themen/").content.decode() for prefix in ("", "/en"))
    assert "Heute Wartung." in banner(german)
    assert "EN Heute" not in german
    assert "EN Heute Wartung." in banner(english)
    assert 'href="/kontakt/"' in banner(english)
    assert english.index("</header>") < english.index("EN Heute") < english.index("<main")
    # It is there when the page is: nothing that a screen reader would shout.
    assert not re.search(r'role="(alert|status)"|aria-live', banner(english))


@pytest.mark.parametrize("path", ["/en/gibt-es-nicht/", "/en/themen/%00", "/en/konto/login/", "/en/kontakt/"])
def test_also_on_errors_and_forms(client: Client, path: str) -> None:
    notice()
    assert "Heute Wartung." in banner(client.get(path).content.decode())


def test_also_when_everything_is_broken() -> None:
    request = RequestFactory().get("/")
    assert b"Heute Wartung." not in server_error(request).content
    notice("Heute <b>Wartung</b>.")
    notices.current()
    page = server_error(request).content.decode()
    assert "Heute &lt;b&gt;Wartung&lt;/b&gt;." in page
    assert "EN Heute" not in page


def test_emergencies_come_first_then_the_latest(client: Client) -> None:
    for kind, text, hours in (("info", "A", 1), ("emergency", "B", 3), ("info", "C", 0), ("disturbance", "D", 5)):
        notice(f"Hinweis {text}.", kind=kind, starts_at=ago(hours=hours))
    shown = re.findall(r"EN Hinweis (\w)\.", banner(client.get("/en/themen/").content.decode()))
    assert shown == ["B", "D", "C", "A"]


def test_only_in_its_time() -> None:
    notice("Vorbei", starts_at=ago(hours=2), ends_at=ago(seconds=1))
    notice("Geplant", starts_at=ago(hours=-1))
    running = notice("Jetzt", starts_at=ago(seconds=1), ends_at=ago(hours=-1))
    endless = notice("Ohne Ende", starts_at=ago(seconds=2))
    assert notices.current() == [running, endless]
    with pytest.raises(IntegrityError):
        Notice.objects.create(texts={"de": "x"}, starts_at=ago(hours=1), ends_at=ago(hours=2))


def sent(**more: Any) -> dict[str, Any]:
    return {
        "kind": "info", "texts_de": "Heute Wartung.", "texts_en": "Maintenance today.", "link": "",
        "starts_at": "2026-10-25T01:30", "ends_at": "2026-10-25T04:30", **more,
    }  # fmt: skip


def test_times_of_the_admin_are_those_of_berlin(as_editor: Client) -> None:
    """Across the end of summer time: four hours by the clock."""
    assert as_editor.post(ADD, sent()).status_code == 302
    made = Notice.objects.get()
    assert made.starts_at == datetime(2026, 10, 25, 1, 30, tzinfo=BERLIN)
    assert made.ends_at
    assert made.ends_at.timestamp() - made.starts_at.timestamp() == 4 * 3600


OWN = "https://ideen.example.org"
NOWHERE = (
    "/gibt-es-nicht/", "/seiten/gibt-es-nicht/", "/en/seiten/gibt-es-nicht/", f"{OWN}/gibt-es-nicht/",
    "/themen/gibt-es-nicht/", "/regionen/gibt-es-nicht/", "/seiten/entwurf/", "/seiten/weg/",
)  # fmt: skip


@pytest.mark.parametrize(
    ("field", "wrong", "named"),
    [
        ("texts_de", "", "texts"), ("link", "javascript:alert(1)", "link"), ("ends_at", "2026-10-25T01:00", "__all__"),
        ("starts_at", "2026-10-25T02:30", "starts_at"), ("kind", "x", "kind"),
        ("texts_de", "x" * 301, "texts"), ("texts_cs", "x" * 301, "texts"),
        *(("link", link, "link") for link in NOWHERE),
    ],
)  # fmt: skip
def test_wrong_fields_are_answered(as_editor: Client, field: str, wrong: str, named: str, settings: Settings) -> None:
    settings.PORTAL_URL = OWN
    Page.objects.create(slug="entwurf")
    Page.objects.create(slug="weg", removed_at=timezone.now())
    response = as_editor.post(ADD, sent(**{field: wrong}))
    assert list(response.context["adminform"].form.errors) == [named]
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    "link",
    [
        "", "/", "/kontakt", "/kontakt/", "/en/hilfe/?x=1#y", "/seiten/da/", "/seiten/frueher/", "/ideen/?thema=x",
        "/themen/mobilitaet-digitales/", "/regionen/goerlitz/", f"{OWN}/themen/",
        "https://elsewhere.example/gibt-es-nicht/",
    ],
)  # fmt: skip
def test_good_links_are_taken(as_editor: Client, editor: User, link: str, settings: Settings) -> None:
    settings.PORTAL_URL = OWN
    page = Page.objects.create(slug="da")
    FormerAddress.objects.create(slug="frueher", page=page)
    version = publishing.write(page, language="de", title="T", body="x", note="", by=editor)
    publishing.publish(version.pk, by=editor)
    assert as_editor.post(ADD, sent(link=link, texts_de="x" * 300)).status_code == 302
    assert Notice.objects.get().link == link


def test_the_limit_of_a_text_is_said_for_each_language(as_editor: Client) -> None:
    html = as_editor.get(ADD).content.decode()
    for number in range(6):
        assert f'aria-describedby="id_texts_{number}_counter"' in html
        assert f'id="id_texts_{number}_counter" data-counter-of="id_texts_{number}" data-limit="300"' in html
    assert "js/counter.js" in html


def test_staff_look_before_they_publish(as_editor: Client) -> None:
    page = as_editor.post(f"{LIST}preview/", sent(kind="emergency", texts_de="Das <b>Telefon</b> ist gestört."))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Das &lt;b&gt;Telefon&lt;/b&gt; ist gestört." in text
    assert "Maintenance today." in text
    assert Notice.objects.count() == 0
    assert as_editor.post(f"{LIST}preview/", {}).status_code == 200
    assert f'formaction="{LIST}preview/"' in as_editor.get(ADD).content.decode()


def test_the_list_says_now_planned_or_past(as_editor: Client) -> None:
    notice("Alt", starts_at=ago(hours=2), ends_at=ago(hours=1))
    notice("Kommt", starts_at=ago(hours=-1))
    notice("Läuft")
    for when, text in (("past", "Alt"), ("planned", "Kommt"), ("now", "Läuft")):
        rows = as_editor.get(LIST, {"when": when}).context["cl"].result_list
        assert [row.texts["de"] for row in rows] == [text]
    assert len(as_editor.get(LIST, {"when": "x"}, follow=True).context["cl"].result_list) == 3


def test_moderators_write_no_banners(as_moderator: Client) -> None:
    assert [as_moderator.get(path).status_code for path in (LIST, ADD)] == [403, 403]
    assert as_moderator.post(f"{LIST}preview/", sent()).status_code == 403


def test_pages_ask_for_banners_and_state_once_in_a_while(client: Client, django_assert_num_queries: Any) -> None:
    notice()
    client.get("/en/themen/")
    with django_assert_num_queries(0):
        notices.current()
