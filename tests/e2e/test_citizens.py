"""What citizens do, in a real browser, at phone and desk."""

import re

import pytest
from playwright.sync_api import expect
from django.urls import reverse

from ideas.models import Comment, Idea, Status, Support
from notifications.models import Delivery
from tests import make
from tests.e2e.conftest import NewVisitor, Visitor

pytestmark = pytest.mark.e2e


def sign_in(person: Visitor, email: str) -> None:
    page = person.go(reverse("account_login"))
    page.fill("#id_login", email)
    page.fill("#id_password", make.PASSWORD)
    page.locator("main form:has(#id_password) button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"^(?!.*login)"))


def test_a_guest_writes_sends_and_follows_an_idea(visitor: NewVisitor) -> None:
    guest = visitor(width=360)
    page = guest.go("/")
    page.locator(f"a[href='{reverse('ideas:write')}']").first.click()

    guest.submit("next")
    expect(page.locator("#error-summary")).to_be_visible()
    page.fill("#id_title", "Abendbus im Spreewald")
    page.fill("#id_text", "Wer in Lübben im Kino war, kommt ohne Auto nicht heim.\n\nEin Rufbus würde reichen.")
    page.locator("input[name=themes]").nth(1).check()
    page.fill("#id_place", "Lübben")
    page.locator("input[name=regions]").nth(1).check()
    guest.submit("next")

    expect(page.get_by_text("Ein Rufbus würde reichen.")).to_be_visible()
    page.fill("#id_name", "Katrin Berger")
    for agreement in ("licence", "privacy", "rights"):
        page.check(f"#id_{agreement}")
    guest.submit()

    code = page.locator("code").inner_text()
    idea = Idea.objects.get()
    expect(page.get_by_text(idea.reference).first).to_be_visible()

    later = visitor(width=360)
    page = later.go(reverse("ideas:status"))
    page.fill("#id_code", code.lower())
    later.submit()
    expect(page.get_by_role("heading", name="Abendbus im Spreewald")).to_be_visible()
    page.locator(f"a[href='{reverse('ideas:amend', args=[idea.reference])}']").first.click()
    page.fill("#id_text", "Gemeint ist die Strecke nach Straupitz.")
    later.submit("send")
    expect(page.get_by_text("Gemeint ist die Strecke nach Straupitz.")).to_be_visible()
    page.locator(f"a[href='{reverse('ideas:withdraw', args=[idea.reference])}']").click()
    later.submit()
    idea.refresh_from_db()
    assert idea.status == Status.WITHDRAWN
    assert guest.trouble == later.trouble == []


def test_somebody_registers_with_a_code_from_a_mail(visitor: NewVisitor) -> None:
    person = visitor(width=360)
    page = person.go(reverse("account_signup"))
    page.fill("#id_email", "neu@example.org")
    page.fill("#id_display_name", "Neele Neumann")
    page.fill("#id_password1", make.PASSWORD)
    person.submit()
    mail = Delivery.objects.get(to="neu@example.org")
    code = re.search(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{4}|[A-Z0-9]{6})\s*$", mail.body, re.MULTILINE)
    assert code, mail.body
    person.looks_right()
    page.fill("#id_code", code[1])
    page.locator("main form:has(#id_code) button[type=submit]").first.click()
    page.wait_for_url("**" + reverse("ideas:mine"))


def test_support_waits_through_sign_in_and_can_be_taken_back(visitor: NewVisitor) -> None:
    idea = make.idea("Ein Freibad für Weißwasser")
    make.user("martin@example.org", display_name="Martin Schulz")
    person = visitor(width=360)
    page = person.go(idea.get_absolute_url())
    page.locator(f"a[href*='{reverse('ideas:support', args=[idea.reference])}']").first.click()
    page.locator("main a[href*='login'], main form button[type=submit]").first.click()
    page.fill("#id_login", "martin@example.org")
    page.fill("#id_password", make.PASSWORD)
    page.locator("main form:has(#id_password) button[type=submit]").first.click()
    assert Support.objects.count() == 0, "signing in alone supports nothing"
    person.submit()
    page.wait_for_url("**" + idea.get_absolute_url() + "**")
    assert Support.objects.filter(idea=idea).count() == 1
    page.locator(f"button[formaction='{reverse('ideas:take_back', args=[idea.reference])}']").click()
    page.locator(f"button[formaction='{reverse('ideas:support', args=[idea.reference])}']").wait_for()
    assert Support.objects.count() == 0
    assert person.trouble == []


def test_a_comment_survives_sign_in(visitor: NewVisitor) -> None:
    idea = make.idea()
    make.user("martin@example.org", display_name="Martin Schulz")
    person = visitor(width=1280)
    page = person.go(reverse("ideas:comment", args=[idea.reference]))
    page.fill("#id_text", "In Straupitz fehlt das auch.")
    person.submit()
    page.fill("#id_login", "martin@example.org")
    page.fill("#id_password", make.PASSWORD)
    page.locator("main form:has(#id_password) button[type=submit]").first.click()
    assert page.locator("#id_text").input_value() == "In Straupitz fehlt das auch."
    person.submit()
    page.wait_for_url("**" + idea.get_absolute_url() + "**")
    assert Comment.objects.get().text == "In Straupitz fehlt das auch."
    assert person.trouble == []
