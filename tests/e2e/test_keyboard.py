"""Each way through the portal by keyboard alone; what is named here is what screen readers announce."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _, override
from playwright.sync_api import expect

from accounts.models import User
from ideas.models import Comment, Idea, Status, Support
from moderation.models import Report
from notifications.models import Delivery
from tests import make
from tests.conftest import signed_in_staff
from tests.e2e.conftest import NewVisitor, Visitor
from tests.e2e.keyboard import Keyboard
from tests.moderation.at_the_desk import AT_THE_QUEUE, waiting

pytestmark = pytest.mark.e2e


def at(visitor: Visitor, path: str) -> Keyboard:
    return Keyboard(visitor.go(path))


def english(idea: Idea) -> str:
    with override("en"):
        return idea.get_absolute_url()


def signed_in(person: Visitor, user: User) -> Visitor:
    """With a session; signing in has a test of its own."""
    name = settings.SESSION_COOKIE_NAME
    value = signed_in_staff(user).cookies[name].value
    person.context.add_cookies([{"name": name, "value": value, "url": person.base_url}])
    return person


def test_a_guest_writes_checks_and_sends(visitor: NewVisitor) -> None:
    keys = at(visitor(), "/en/")
    keys.press("link", "Submit an idea", shows="Your idea")
    keys.write("Title", "Abendbus im Spreewald")
    keys.write("Your idea", "Ein Rufbus würde reichen.")
    keys.tick("Mobility & Digital Life")
    keys.press("button", "Continue", shows="Check and send")
    for agreement in ("My text may be published", "I have read the privacy notice", "I wrote the text myself"):
        keys.tick(agreement)
    keys.press("button", "Submit idea")
    keys.page.wait_for_url("**/danke/")
    assert Idea.objects.get().title == "Abendbus im Spreewald"


def test_somebody_signs_in_by_code(visitor: NewVisitor) -> None:
    make.user("martin@example.org", display_name="Martin Schulz")
    keys = at(visitor(), "/en/")
    keys.press("link", "Sign in", shows="Sign in")
    keys.press("link", "Send me a code for signing in", shows="Send me a code for signing in")
    keys.write("E-mail", "martin@example.org")
    keys.press("button", "Send the code", shows="Enter the code for signing in")
    code = re.search(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{4}|[A-Z0-9]{6})\s*$", Delivery.objects.get().body, re.MULTILINE)
    assert code
    keys.write("Code", code[1])
    keys.press("button", "Confirm", shows="My ideas")


def test_somebody_supports_and_comments(visitor: NewVisitor) -> None:
    idea, person = make.idea("Abendbus"), make.user("martin@example.org", display_name="Martin Schulz")
    keys = at(signed_in(visitor(), person), english(idea))
    keys.press("button", "Support")
    expect(keys.page.get_by_role("button", name="Take support back")).to_be_visible()
    assert Support.objects.get().idea == idea
    keys.write("Your contribution", "In Straupitz fehlt das auch.")
    keys.press("button", "Send contribution")
    expect(keys.page.get_by_text("Thank you! Your contribution has arrived.")).to_be_visible()
    assert Comment.objects.get().text == "In Straupitz fehlt das auch."


def test_somebody_filters_the_list(visitor: NewVisitor, javascript: bool) -> None:
    make.idea("Abendbus")
    make.idea("Freibad", themes=["landschaft-energie"])
    keys = at(visitor(), "/en/ideen/")
    keys.tick("Landscape & Energy")
    if not javascript:
        keys.press("button", "Apply filters")
    keys.page.wait_for_url("**thema=landschaft-energie**")
    expect(keys.page.get_by_role("link", name="Abendbus")).to_have_count(0)
    keys.press("link", "Freibad", shows="Freibad")


def test_somebody_reports_an_idea(visitor: NewVisitor) -> None:
    keys = at(visitor(), english(make.idea("Abendbus")))
    keys.press("link", "Report")
    keys.page.wait_for_url("**/melden/**")
    keys.choose(str(keys.page.get_by_role("radio").nth(1).evaluate("radio => radio.labels[0].textContent.trim()")))
    keys.write("Please explain it in your own words", "Beleidigt meine Nachbarn.")
    keys.press("button", "Send report")
    keys.page.wait_for_url("**/melden/stand/**")
    assert Report.objects.get().text == "Beleidigt meine Nachbarn."


def test_language_and_display_are_switched(visitor: NewVisitor) -> None:
    keys = at(visitor(), "/")
    keys.press("link", "English", shows="What shall become of the Lausitz?")
    keys.press("link", "Light or dark", shows="Light or dark")
    keys.choose("Dark")
    keys.press("button", "Save")
    expect(keys.page.locator("html[data-color-scheme=dark]")).to_be_attached()


def test_a_phone_s_menu_opens_and_leads_on(visitor: NewVisitor) -> None:
    keys = at(visitor(width=360), "/en/")
    keys.page.keyboard.press("Tab")
    keys.page.keyboard.press("Enter")
    assert keys.page.evaluate("document.activeElement.localName") == "main", "the skip link leads to the contents"
    keys = at(visitor(width=360), "/en/")
    for _stop in range(20):
        keys.page.keyboard.press("Tab")
        if keys.page.evaluate("document.activeElement.matches('.menu > summary')"):
            break
    keys.page.keyboard.press("Enter")
    keys.press("link", "Themes", shows="Themes")


def test_a_moderator_releases_the_oldest(visitor: NewVisitor) -> None:
    idea = waiting("Alter Bahnhof", hours=50)
    moderator = make.user("moderation@example.org", groups=["Moderation"], display_name="Mareike Schulz")
    with override("de"):
        queue, release = _("Queue"), _("Release")
    keys = at(signed_in(visitor(), moderator), reverse("admin:index"))
    keys.press("link", queue)
    keys.page.wait_for_url(AT_THE_QUEUE)
    keys.press("link", "Alter Bahnhof", shows="Alter Bahnhof")
    keys.press("button", release)
    expect(keys.page.locator(".messagelist")).to_be_visible()
    idea.refresh_from_db()
    assert idea.status == Status.PUBLISHED
