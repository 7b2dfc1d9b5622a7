"""Versions of pages: what is public when, and that what was read is never changed."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import InternalError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import User
from ideas.models import Rule
from journal.models import Entry
from pages import catalogue, publishing, required
from pages.models import Page, PageVersion
from texts import memory
from texts.moments import moment

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


@pytest.fixture
def page(db: None) -> Page:
    return Page.objects.create(slug="fahrplan")


def written(page: Page, by: User, title: str = "Fahrplan", language: str = "de", body: str = "Text") -> PageVersion:
    return publishing.write(page, language=language, title=title, body=body, note="", by=by)


def shown(address: str = "/seiten/fahrplan/") -> tuple[int, str]:
    memory.forget()
    response = Client().get(address)
    return response.status_code, response.content.decode()


def test_a_draft_is_nowhere(page: Page, editor: User) -> None:
    written(page, editor)
    assert shown()[0] == 404
    assert "fahrplan" not in shown("/sitemap-pages.xml")[1]


def test_the_newest_whose_time_has_come_is_public(page: Page, editor: User) -> None:
    first, second, third = (written(page, editor, title) for title in ("Eins", "Zwei", "Drei"))
    publishing.publish(first.pk, by=editor)
    publishing.publish(second.pk, by=editor, at=timezone.now() + TOMORROW)
    assert "Eins</h1>" in shown()[1]
    publishing.publish(third.pk, by=editor)
    assert "Drei</h1>" in shown()[1]
    at = timezone.now() + 2 * TOMORROW
    assert [version.title for version in PageVersion.objects.public(at).filter(page=page)] == ["Zwei"]


@pytest.mark.parametrize(
    ("clock", "second", "before", "after"),
    [
        ("2027-03-28T03:00", None, "2027-03-28T00:59:59", "2027-03-28T01:00:00"),
        ("2027-10-31T02:30", False, "2027-10-31T00:29:59", "2027-10-31T00:30:00"),
        ("2027-10-31T02:30", True, "2027-10-31T01:29:59", "2027-10-31T01:30:00"),
    ],
)
def test_it_is_public_to_the_second_when_the_clock_is_changed(
    page: Page, editor: User, clock: str, second: bool | None, before: str, after: str
) -> None:
    at = moment(datetime.fromisoformat(clock), second=second)
    version = publishing.publish(written(page, editor).pk, by=editor, at=at)
    public = [
        PageVersion.objects.public(datetime.fromisoformat(when).replace(tzinfo=UTC)).filter(pk=version.pk).exists()
        for when in (before, after)
    ]
    assert public == [False, True]


@pytest.mark.parametrize("change", [{"title": "Anders"}, {"body": "Anders"}, {"appendix": [1]}, {"published_at": None}])
def test_what_was_public_is_never_changed(page: Page, editor: User, change: dict[str, object]) -> None:
    version = publishing.publish(written(page, editor).pk, by=editor)
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        PageVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        version.delete()
    editor.delete()
    version.refresh_from_db()
    assert (version.title, version.created_by) == ("Fahrplan", None)


def test_nothing_is_published_in_the_past(page: Page, editor: User) -> None:
    version = written(page, editor)
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        PageVersion.objects.filter(pk=version.pk).update(published_at=timezone.now() - TOMORROW)


def test_an_earlier_text_comes_back_as_a_new_version(page: Page, editor: User) -> None:
    first, second = written(page, editor, "Eins", body="Alt"), written(page, editor, "Zwei", body="Neu")
    for version in (first, second):
        publishing.publish(version.pk, by=editor)
    again = publishing.restore(first, note="", by=editor)
    assert (again.number, again.title, again.body, again.published_at) == (3, "Eins", "Alt", None)
    assert "Zwei</h1>" in shown()[1]
    publishing.publish(again.pk, by=editor)
    assert "Eins</h1>" in shown()[1]


def test_a_time_can_be_taken_back_until_it_has_come(page: Page, editor: User) -> None:
    version = publishing.publish(written(page, editor).pk, by=editor, at=timezone.now() + TOMORROW)
    publishing.cancel(version.pk, by=editor)
    version.refresh_from_db()
    assert version.published_at is None
    publishing.publish(version.pk, by=editor)
    for refused in (publishing.cancel, publishing.publish):
        with pytest.raises(publishing.NotPossible):
            refused(version.pk, by=editor)


def test_where_a_language_is_missing_german_is_shown_and_marked(page: Page, editor: User) -> None:
    english = written(page, editor, "Timetable", "en")
    with pytest.raises(publishing.GermanMissing):
        publishing.publish(english.pk, by=editor)
    publishing.publish(written(page, editor).pk, by=editor)
    html = shown("/en/seiten/fahrplan/")[1]
    assert '<h1 lang="de">Fahrplan</h1>' in html
    assert "This page is only available in German." in html
    assert 'hreflang="en"' not in html.partition("</head>")[0]
    assert f'<link rel="canonical" href="{settings.PORTAL_URL}/seiten/fahrplan/">' in html
    publishing.publish(english.pk, by=editor)
    assert "<h1>Timetable</h1>" in shown("/en/seiten/fahrplan/")[1]
    assert 'hreflang="en"' in shown()[1].partition("</head>")[0]


def test_unpublished_removed_and_brought_back(page: Page, editor: User) -> None:
    publishing.publish(written(page, editor).pk, by=editor)
    publishing.unpublish(page.pk, by=editor)
    assert shown()[0] == 404
    publishing.publish(written(page, editor, "Neu").pk, by=editor)
    assert "Neu</h1>" in shown()[1]
    publishing.remove(page.pk, by=editor)
    status, html = shown()
    assert (status, "noindex" in html, "Neu" in html) == (410, True, False)
    assert shown("/en/seiten/fahrplan/")[0] == 410
    publishing.bring_back(page.pk, by=editor)
    assert shown()[0] == 200


def test_pages_the_portal_refers_to_stay(editor: User) -> None:
    imprint = Page.objects.get(key="imprint")
    for refused in (publishing.unpublish, publishing.remove):
        with pytest.raises(publishing.NotPossible):
            refused(imprint.pk, by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=imprint.pk).update(removed_at=timezone.now())


@pytest.mark.parametrize("key", ["imprint", "accessibility", "netiquette"])
def test_required_parts_are_asked_for_by_name(key: str, editor: User) -> None:
    page = Page.objects.get(key=key)
    with pytest.raises(publishing.PartsMissing) as refusal:
        publishing.publish(written(page, editor).pk, by=editor)
    assert len(refusal.value.parts) == len(required.SECTIONS.get(key, {})) + len(required.BLOCKS.get(key, ()))
    whole = PageVersion.objects.public().get(page=page, language="de").body
    for anchor in required.SECTIONS.get(key, {}):
        assert required.missing(key, whole.replace(f"{{#{anchor}}}", "{#anders}")) != []
    publishing.publish(written(page, editor, body=whole).pk, by=editor)


def test_rules_are_shown_as_they_were(as_editor: Client) -> None:
    before = PageVersion.objects.get(page__key="netiquette", language="en")
    rule = Rule.objects.get(key="werbung")
    sent = {
        "number": 5, "name_de": "Keine Werbung", "text_de": "Neu gefasst.", "name_en": "No advertising",
        "text_en": "Worded anew.",
    }  # fmt: skip
    assert as_editor.post(f"/admin/ideas/rule/{rule.pk}/change/", sent).status_code == 302
    after = PageVersion.objects.public().get(page__key="netiquette", language="en")
    assert (before.number, after.number, after.body) == (1, 2, before.body)
    assert len(before.appendix) == 6
    assert [rule["number"] for rule in after.appendix] == [1, 2, 3, 4, 6]
    html = shown("/en/netiquette/")[1]
    assert 'id="regel-5"' not in html
    assert 'id="regel-6"' in html
    with translation.override("de"):
        assert catalogue.wording("netiquette") == "netiquette 2 de"


def test_drafts_of_the_netiquette_show_the_new_rules(editor: User, as_editor: Client) -> None:
    page = Page.objects.get(key="netiquette")
    draft = written(page, editor, body="[[regeln]]")
    Rule.objects.filter(key="werbung").update(is_active=False)
    rule = Rule.objects.get(key="thema")
    sent = {"number": 6, "name_de": "Thema", "text_de": "Beim Thema.", "is_active": "on"}
    assert as_editor.post(f"/admin/ideas/rule/{rule.pk}/change/", sent).status_code == 302
    draft.refresh_from_db()
    assert [rule["number"] for rule in draft.appendix] == [1, 2, 3, 4, 6]


def test_drafts_can_be_discarded_and_nothing_else(page: Page, editor: User) -> None:
    public, later, draft = (written(page, editor, title) for title in ("Eins", "Zwei", "Drei"))
    publishing.publish(public.pk, by=editor)
    publishing.publish(later.pk, by=editor, at=timezone.now() + TOMORROW)
    publishing.discard(draft.pk, by=editor)
    for kept in (public.pk, later.pk, draft.pk):
        with pytest.raises(publishing.NotPossible):
            publishing.discard(kept, by=editor)
    publishing.unpublish(page.pk, by=editor)
    with pytest.raises(publishing.NotPossible):
        publishing.discard(public.pk, by=editor)
    publishing.cancel(later.pk, by=editor)
    publishing.discard(later.pk, by=editor)
    assert list(page.versions.all()) == [public]
    gone = Entry.objects.filter(verb="page.discarded", subject_id=page.pk).order_by("pk")
    assert [entry.ids["version"] for entry in gone] == [draft.pk, later.pk]


def test_a_required_page_without_its_drafts_keeps_its_rules_and_parts(editor: User) -> None:
    page = Page.objects.get(key="netiquette")
    for language in ("de", "pl"):
        draft = written(page, editor, language=language)
        publishing.discard(draft.pk, by=editor)
        new = written(page, editor, language=language)
        assert [rule["number"] for rule in new.appendix] == [1, 2, 3, 4, 5, 6]
        with pytest.raises(publishing.PartsMissing):
            publishing.publish(new.pk, by=editor)
    assert len(catalogue.find("netiquette").version.appendix) == 6  # type: ignore[union-attr]


def test_other_pages_show_the_rules_of_now(page: Page, editor: User, as_editor: Client) -> None:
    publishing.publish(written(page, editor, body="[[regeln]]").pk, by=editor)
    assert shown()[1].count('<section id="regel-') == 6
    Rule.objects.exclude(key="werbung").update(is_active=False)
    rule = Rule.objects.get(key="werbung")
    sent = {"number": 5, "name_de": "Keine Werbung", "text_de": "Neu gefasst.", "is_active": "on"}
    assert as_editor.post(f"/admin/ideas/rule/{rule.pk}/change/", sent).status_code == 302
    assert shown()[1].count('<section id="regel-') == 1


def test_no_rules_are_said_to_editors_and_readers(page: Page, editor: User, as_editor: Client) -> None:
    with_rules = written(page, editor, body="[[regeln]]")
    path = f"/admin/pages/page/version/{with_rules.pk}/"
    assert as_editor.get(path).context["lacks_rules"] is False
    publishing.change_appendix("netiquette", {"de": [], "en": []}, by=editor)
    memory.forget()
    html = as_editor.get(path).content.decode()
    assert '<section class="report">' in html
    preview = re.search(r'href="(/admin/pages/page/preview/[^"]+)"', html)
    assert preview
    assert 'class="notice tone-warn"' in as_editor.get(preview[1]).content.decode()
    publishing.publish(with_rules.pk, by=editor)
    for path in ("/seiten/fahrplan/", "/netiquette/"):
        html = shown(path)[1].partition("<main")[2].partition("</main>")[0]
        assert "[[regeln]]" not in html
        assert "tone-warn" not in html
        assert 'href="/kontakt/"' in html.partition('class="aside"')[0]
    without = written(page, editor, body="Text")
    assert as_editor.get(f"/admin/pages/page/version/{without.pk}/").context["lacks_rules"] is False


def test_staff_are_reminded_once_a_year_and_page(editor: User) -> None:
    assert publishing.remind_of_reviews() == 0
    Page.objects.filter(key__in=["imprint", "help"]).update(reviewed_on=date(2020, 1, 1))
    assert [publishing.remind_of_reviews(), publishing.remind_of_reviews()] == [2, 0]
    entry = Entry.objects.get(verb="page.review_due")
    assert sorted(entry.ids["pages"]) == sorted(
        Page.objects.filter(key__in=["imprint", "help"]).values_list("pk", flat=True)
    )
    page = Page.objects.get(key="help")
    publishing.reviewed(page.pk, by=editor)
    page.refresh_from_db()
    assert (page.is_review_due, page.reminded_at) == (False, None)


def test_reading_a_page_costs_the_same_however_many_there_are(client: Client, editor: User) -> None:
    def queries() -> int:
        memory.forget()
        with CaptureQueriesContext(connection) as found:
            assert client.get("/ueber-uns/").status_code == 200
        return len(found)

    before = queries()
    for number in range(5):
        page = Page.objects.create(slug=f"seite-{number}", place="footer")
        publishing.publish(written(page, editor).pk, by=editor)
    assert queries() == before <= 7
