"""Staff look at every mail: with what is there, in each language, without anything happening."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from ideas.links import read_token
from ideas.models import Status
from journal.models import Entry
from notifications import previews
from notifications.previews import STAFF_MAILS
from notifications.models import Delivery
from pages import portal_state, publishing, tickets
from pages.models import Page
from tests import make
from tests.conftest import signed_in_staff
from tests.notifications.cases import (
    COMMENT_KINDS, EXPORT_KINDS, IDEA_KINDS, TITLE, assert_locked_in, comment_mail, complaint_mail, export_mail,
    idea_mail, report_mail,
)  # fmt: skip
from texts.languages import offered

pytestmark = pytest.mark.django_db
LIST = "/admin/notifications/delivery/kinds/"
LANGUAGES = [code for code, _name in offered()]
KINDS = list(previews.kinds())
OF_IDEAS = {"idea", "comment", "report", "complaint"}
OF_OFFICE = {"ticket", "portal", "export"}


@pytest.fixture
def every_case(citizen: User, moderator: User) -> None:
    """Something for every mail, in Görlitz, from people with and without an account."""
    own = make.idea(TITLE, author=citizen, by=moderator, authorities=["goerlitz"])
    guest = {"email": "gast@example.org", "name": "Gerda Gast"}
    unknown = make.idea("Von nebenan", guest=guest, by=moderator, authorities=["goerlitz"])
    report_mail(own, make.user("meldung@example.org"), moderator)
    locked = make.idea(TITLE, author=citizen, by=moderator, authorities=["goerlitz"])
    complaint_mail("complaint_decided", locked, moderator)
    for kind in IDEA_KINDS:
        idea_mail(kind, own, moderator)
        idea_mail(kind, unknown, moderator)
    Page.objects.update(reviewed_on=date(2020, 1, 1))
    publishing.remind_of_reviews()
    comment = make.comment(own, author=make.user("kommentar@example.org"))
    for kind in COMMENT_KINDS:
        comment_mail(kind, comment, moderator)
    Entry.objects.create(verb="idea.emergency", subject_kind="idea", subject_id=own.pk)
    office = make.user("buero@example.org", groups=["Administration"])
    tickets.answer(make.ticket().pk, text="Die Karte steht auf der Startseite.", seen=0, by=office)
    for kind in EXPORT_KINDS:
        export_mail(kind, office)
    portal_state.switch("read_only", reason_texts={"de": "Wartung."}, until=None, hourly=5, by=office)


def test_every_mail_there_is_can_be_looked_at() -> None:
    folder = Path(settings.BASE_DIR) / "templates" / "mail"
    written = {path.stem for path in folder.glob("*.txt") if not path.stem.startswith("_")} - {"base", "secret"}
    assert {kind.name for kind in KINDS if kind.about} == written
    assert len({kind.slug for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_is_shown(language: str, every_case: None, administrator: User) -> None:
    for kind in KINDS:
        letter = previews.preview(kind, language=language, viewer=administrator)
        assert letter is not None, kind
        assert letter.subject
        assert f'<html lang="{language}">' in letter.html
        assert not re.search(r"[{}]|%[(s]|None|\n\n\n", letter.text), kind
        told = kind.about in OF_IDEAS and not kind.to_guest and kind.name not in STAFF_MAILS
        assert (TITLE in letter.text) == told, kind


def test_looking_sends_and_writes_nothing(every_case: None, moderator: User) -> None:
    before = Delivery.objects.count(), Entry.objects.count()
    assert before > (20, 20)
    with CaptureQueriesContext(connection) as queries:
        for kind in KINDS:
            previews.preview(kind, language="de", viewer=moderator)
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}
    assert (Delivery.objects.count(), Entry.objects.count()) == before


def test_no_link_of_a_guest_works_and_no_address_is_shown(every_case: None, administrator: User) -> None:
    found = 0
    for kind in KINDS:
        letter = previews.preview(kind, language="en", viewer=administrator)
        assert letter is not None
        for token in re.findall(r"/stand/link/([^/\s\"<]+)", letter.text + letter.html):
            found += 1
            assert read_token(token) is None
        for person in ("katrin@", "gast@", "kommentar@", "meldung@", "gerda@", "Gerda", "Katrin"):
            assert person not in letter.text + letter.html
    assert found > 10


def test_moderators_see_only_what_they_are_responsible_for(every_case: None, moderator_of_goerlitz: User) -> None:
    elsewhere = make.user(groups=["Moderation"], authorities=["elbe-elster"])
    for kind in KINDS:
        seen = previews.preview(kind, language="de", viewer=moderator_of_goerlitz) is not None
        assert seen == (kind.about not in OF_OFFICE)
        hidden = previews.preview(kind, language="de", viewer=elsewhere) is None
        assert hidden == (kind.about in OF_IDEAS | OF_OFFICE)


def test_page_shows_both_versions(every_case: None, as_moderator: Client) -> None:
    page = as_moderator.get(f"{LIST}idea_rejected/en/")
    text = page.content.decode()
    assert "Der Text wirbt für eine Firma." in text
    assert f'src="{LIST}idea_rejected/en/html/"' in text
    assert f'href="{LIST}idea_rejected/de/"' in text
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "style-src 'self';" in page["Content-Security-Policy"]
    framed = as_moderator.get(f"{LIST}idea_rejected/en/html/")
    assert "Der Text wirbt für eine Firma." in framed.content.decode()
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert_locked_in(framed)


def test_list_leads_to_every_mail_in_each_language(as_moderator: Client) -> None:
    page = as_moderator.get(LIST).content.decode()
    for kind in KINDS:
        assert kind.label
        for language in LANGUAGES:
            assert f'href="{LIST}{kind.slug}/{language}/"' in page


def test_where_nothing_happened_yet_a_sentence_says_so(as_moderator: Client) -> None:
    page = as_moderator.get(f"{LIST}idea_locked/de/", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "<iframe" not in page.content.decode()
    assert as_moderator.get(f"{LIST}idea_locked/de/html/").status_code == 404


@pytest.mark.parametrize("path", ["unknown/de/", "idea_published/xx/", "idea_published/DE/", "queue-guest/de/html/"])
def test_what_does_not_exist_is_404(path: str, as_moderator: Client) -> None:
    assert as_moderator.get(LIST + path).status_code == 404


def staff_without_groups() -> User:
    made = make.user()
    made.is_staff = True
    made.save()
    return made


def test_who_may_watch_deliveries_sees_mails_but_no_ideas(every_case: None) -> None:
    watcher = staff_without_groups()
    watcher.user_permissions.add(Permission.objects.get(codename="view_delivery"))
    client = signed_in_staff(watcher)
    assert LIST in client.get("/admin/notifications/delivery/").content.decode()
    assert client.get(f"{LIST}login_code/de/html/").status_code == 200
    assert client.get(f"{LIST}idea_published/de/html/").status_code == 404


def test_staff_without_the_right_sees_nothing(every_case: None) -> None:
    client = signed_in_staff(staff_without_groups())
    for path in ("", "idea_published/de/", "idea_published/de/html/"):
        assert client.get(LIST + path).status_code == 403


def test_latest_case_is_shown(citizen: User, moderator: User) -> None:
    make.idea("Der alte Fall", author=citizen, by=moderator)
    make.idea("Der neue Fall", author=citizen, by=moderator)
    make.idea("Ein anderer Fall", author=citizen, by=moderator, status=Status.REJECTED)
    kind = next(kind for kind in KINDS if kind.slug == "idea_published")
    letter = previews.preview(kind, language="de", viewer=moderator)
    assert letter is not None
    assert "Der neue Fall" in letter.text
