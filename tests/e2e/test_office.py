"""Writing to the office, banners and the switch, in a real browser."""

import re
import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from ideas.models import Comment, Draft, Support
from pages import portal_state
from pages.models import Notice, PortalState, Ticket
from tests import make
from tests.e2e.conftest import NewVisitor
from tests.e2e.test_citizens import sign_in
from tests.e2e.test_moderators import signed_in
from texts import memory
from texts.traps import QUICKEST_SECONDS

pytestmark = pytest.mark.e2e
REASON = "Wir ziehen auf einen neuen Server um."


def switch(mode: str) -> None:
    by = make.user()
    portal_state.switch(mode, reason_texts={"de": REASON}, until=None, hourly=1, by=by)


def test_somebody_asks_and_is_answered(visitor: NewVisitor) -> None:
    guest = visitor(width=360)
    page = guest.go(reverse("pages:contact"))
    guest.submit()
    expect(page.locator("#error-summary")).to_be_visible()
    page.fill("#id_message", "Wo finde ich die Karte?")
    page.fill("#id_email", "gerda@example.org")
    guest.looks_right()
    time.sleep(QUICKEST_SECONDS + 1)
    guest.submit()
    ticket = Ticket.objects.get()
    expect(page.get_by_text(ticket.number)).to_be_visible()
    page.reload()
    assert Ticket.objects.count() == 1
    guest.looks_right()


def test_somebody_reports_a_barrier_from_the_page_it_is_on(visitor: NewVisitor) -> None:
    guest = visitor(width=360)
    page = guest.go(reverse("ideas:list") + "?q=Geheim")
    page.locator(f"footer a[href^='{reverse('pages:barrier')}']").click()
    assert page.input_value("#id_page") == reverse("ideas:list")
    page.fill("#id_message", "Die Filter gehen mit der Tastatur nicht auf.")
    page.fill("#id_aid", "Screenreader")
    guest.looks_right()
    time.sleep(QUICKEST_SECONDS + 1)
    guest.submit()
    expect(page.get_by_text(Ticket.objects.get().number)).to_be_visible()
    assert Ticket.objects.get().page == reverse("ideas:list")


def test_typing_while_the_portal_becomes_read_only(visitor: NewVisitor) -> None:
    text = "Wer in Lübben im Kino war, kommt ohne Auto nicht heim. " * 20
    guest = visitor(width=360)
    page = guest.go(reverse("ideas:write"))
    page.fill("#id_title", "Abendbus im Spreewald")
    page.fill("#id_text", text)
    switch("read_only")
    guest.submit("next")
    expect(page.get_by_text(REASON).first).to_be_visible()
    assert page.locator("textarea").last.input_value() == text
    assert Draft.objects.count() == 0
    guest.looks_right()
    page.go_back()
    assert page.input_value("#id_text") == text
    page.go_forward()
    switch("normal")
    page.locator("main form button[type=submit]").last.click()
    assert page.input_value("#id_text").strip() == text.strip()
    assert Draft.objects.get().content["title"] == "Abendbus im Spreewald"


@pytest.mark.script
def test_a_draft_that_saves_itself_waits_until_it_goes_on(visitor: NewVisitor) -> None:
    person = visitor(width=360)
    page = person.go("/en/ideen/neu/")
    switch("read_only")
    page.fill("#id_title", "Abendbus im Spreewald")
    state = page.locator("[data-autosave-status]")
    expect(state).to_have_text("Not saved. We keep trying.")
    assert Draft.objects.count() == 0
    switch("normal")
    expect(state).to_have_text(re.compile(r"^Draft saved, \d"), timeout=30_000)
    assert Draft.objects.get().content["title"] == "Abendbus im Spreewald"
    person.looks_right()


@pytest.mark.script
def test_support_that_is_not_counted_leads_to_a_page_that_says_why(visitor: NewVisitor) -> None:
    idea = make.idea()
    person = signed_in(visitor(width=360), make.user())
    page = person.go(idea.get_absolute_url())
    switch("read_only")
    page.locator("#support-button").click()
    alert = page.locator("#unterstuetzung [role=alert]")
    expect(alert).to_be_visible()
    person.looks_right()
    memory.forget()
    alert.locator("a").click()
    page.wait_for_url("**/unterstuetzen/")
    expect(page.locator("main").get_by_text(REASON)).to_be_visible()
    assert Support.objects.count() == 0


def test_a_comment_too_many_comes_back(visitor: NewVisitor) -> None:
    idea = make.idea()
    make.user("katrin@example.org", display_name="Katrin Berger")
    switch("slow")
    person = visitor(width=360)
    sign_in(person, "katrin@example.org")
    page = person.go(reverse("ideas:comment", args=[idea.reference]))
    expect(page.get_by_text(REASON)).to_be_visible()
    page.fill("#id_text", "Das fehlt auch in Straupitz.")
    person.submit()
    expect(page.locator("#error-summary")).to_be_visible()
    assert page.input_value("#id_text") == "Das fehlt auch in Straupitz."
    person.looks_right()
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_banners_and_forms_have_no_barrier(visitor: NewVisitor, width: int, scheme: str) -> None:
    for kind in Notice.Kind:
        Notice.objects.create(kind=kind, texts={"de": f"Hinweis {kind}: das Telefon ist gestört."}, link="/kontakt/")
    switch("read_only")
    memory.forget()
    person = visitor(width=width, scheme=scheme)
    for name in ("home", "pages:contact", "pages:barrier"):
        page = person.go(reverse(name))
        assert page.locator("section.messages .notice").count() >= len(Notice.Kind)
        person.looks_right()


@pytest.mark.parametrize("width", [360, 1280])
def test_staff_answer_and_switch(visitor: NewVisitor, width: int) -> None:
    ticket = make.ticket()
    staff = signed_in(visitor(width=width), make.user("admin@example.org", groups=["Administration"]))
    page = staff.go(reverse("admin:pages_ticket_changelist"))
    page.get_by_text(ticket.number).click()
    staff.looks_right()
    page.fill("#id_text", "Sie steht auf der Startseite.")
    page.locator("form[action$='/answer/'] button").click()
    staff.looks_right()
    page.locator("button[name=send]").click()
    expect(page.get_by_text("Sie steht auf der Startseite.")).to_be_visible()
    assert Ticket.objects.get().answers.count() == 1
    page = staff.go(reverse("admin:pages_portalstate_changelist"))
    page.check("input[name=mode][value=slow]")
    page.locator("[name^=reason_texts]").first.fill(REASON)
    staff.looks_right()
    page.locator("form.decision button.action--primary").click()
    staff.looks_right()
    page.locator("button[name=confirm]").click()
    page.wait_for_load_state()
    assert PortalState.objects.get().mode == "slow"
