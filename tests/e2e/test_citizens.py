"""What citizens do, in a real browser, at phone and desk, with and without JavaScript."""

import re

import pytest
from django.urls import reverse

from ideas.models import Comment, Idea, Status, Support
from notifications.models import Delivery
from pages.models import BUILT_IN
from tests import make
from tests.e2e.conftest import NewVisitor, Visitor

pytestmark = pytest.mark.e2e

BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])


def sign_in(person: Visitor, email: str) -> None:
    page = person.go(reverse("account_login"))
    page.fill("#id_login", email)
    page.fill("#id_password", make.PASSWORD)
    page.locator("main form:has(#id_password) button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"^(?!.*login)"))


@BOTH_WAYS
def test_a_guest_writes_sends_and_follows_an_idea(visitor: NewVisitor, javascript: bool) -> None:
    guest = visitor(width=360, javascript=javascript)
    page = guest.go("/")
    page.locator(f"a[href='{reverse('ideas:write')}']").first.click()

    guest.submit("next")
    assert page.locator("#error-summary").is_visible()
    page.fill("#id_title", "Abendbus im Spreewald")
    page.fill("#id_text", "Wer in Lübben im Kino war, kommt ohne Auto nicht heim.\n\nEin Rufbus würde reichen.")
    page.locator("input[name=themes]").nth(1).check()
    page.fill("#id_place", "Lübben")
    page.locator("input[name=regions]").nth(1).check()
    guest.submit("next")

    assert page.get_by_text("Ein Rufbus würde reichen.").is_visible()
    page.fill("#id_name", "Katrin Berger")
    for agreement in ("licence", "privacy", "rights"):
        page.check(f"#id_{agreement}")
    guest.submit()

    code = page.locator("code").inner_text()
    idea = Idea.objects.get()
    assert page.get_by_text(idea.reference).first.is_visible()

    later = visitor(width=360, javascript=javascript)
    page = later.go(reverse("ideas:status"))
    page.fill("#id_code", code.lower())
    later.submit()
    assert page.get_by_role("heading", name="Abendbus im Spreewald").is_visible()
    page.locator(f"a[href='{reverse('ideas:amend', args=[idea.reference])}']").first.click()
    page.fill("#id_text", "Gemeint ist die Strecke nach Straupitz.")
    later.submit()
    assert page.get_by_text("Gemeint ist die Strecke nach Straupitz.").is_visible()
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


@BOTH_WAYS
def test_support_waits_through_sign_in_and_can_be_taken_back(visitor: NewVisitor, javascript: bool) -> None:
    idea = make.idea("Ein Freibad für Weißwasser")
    make.user("martin@example.org", display_name="Martin Schulz")
    person = visitor(width=360, javascript=javascript)
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
    page.locator(f"a[href*='{reverse('ideas:take_back', args=[idea.reference])}']").first.click()
    person.submit()
    page.wait_for_url("**" + idea.get_absolute_url() + "**")
    assert Support.objects.count() == 0
    assert person.trouble == []


@BOTH_WAYS
def test_a_comment_survives_sign_in(visitor: NewVisitor, javascript: bool) -> None:
    idea = make.idea()
    make.user("martin@example.org", display_name="Martin Schulz")
    person = visitor(width=1280, javascript=javascript)
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


LOOKS = [(360, "light"), (1280, "dark")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS, ids=str)
def test_every_public_page_is_free_of_barriers_that_axe_finds(visitor: NewVisitor, width: int, scheme: str) -> None:
    author = make.user("katrin@example.org", display_name="Katrin Berger")
    idea = make.idea("Ein sehr langes Donaudampfschifffahrtsgesellschaftskapitänswort als Titel", author=author)
    comment = make.comment(idea, author=author)
    make.comment(idea, author=make.user(display_name="Martin"), answers=comment)
    person = visitor(width=width, scheme=scheme)
    public = [
        reverse("home"), reverse("ideas:list"), reverse("ideas:list") + "?thema=mobilitaet-digitales&stand=neu",
        reverse("ideas:list") + "?q=gibtesnicht", idea.get_absolute_url(), reverse("ideas:write"),
        reverse("ideas:status"), reverse("themes:theme_list"), reverse("themes:theme", args=["landschaft-energie"]),
        reverse("themes:authority_list"), reverse("themes:authority", args=["goerlitz"]), reverse("pages:about"),
        reverse("pages:contact"), *(reverse(f"pages:{key}") for key in BUILT_IN if key != "about"),
        "/en/barrierefreiheit/", reverse("account_login"), reverse("account_signup"),
        reverse("account_reset_password"), reverse("account_request_login_code"),
        reverse("ideas:support", args=[idea.reference]), reverse("ideas:comment", args=[idea.reference]),
        reverse("moderation:report_idea", args=[idea.reference]), "/gibt-es-nicht/", "/en/",
    ]  # fmt: skip
    for path in public:
        person.go(path)
        person.looks_right()


@pytest.mark.parametrize(("width", "scheme"), LOOKS, ids=str)
def test_pages_of_somebody_signed_in_are_free_of_barriers(visitor: NewVisitor, width: int, scheme: str) -> None:
    author = make.user("katrin@example.org", display_name="Katrin Berger")
    idea = make.idea(author=author)
    rejected = make.idea(status=Status.REJECTED, author=author)
    asked = make.idea(status=Status.RETURNED, author=author)
    person = visitor(width=width, scheme=scheme)
    sign_in(person, author.email)
    private = [
        reverse("ideas:mine"), reverse("accounts:profile"), reverse("account_email"),
        reverse("account_change_password"), reverse("mfa_index"), reverse("account_logout"), idea.get_absolute_url(),
        reverse("ideas:status_idea", args=[rejected.reference]), reverse("ideas:status_idea", args=[asked.reference]),
        reverse("ideas:amend", args=[asked.reference]), reverse("ideas:withdraw", args=[idea.reference]),
        reverse("ideas:comment", args=[idea.reference]),
    ]  # fmt: skip
    for path in private:
        person.go(path)
        person.looks_right()
