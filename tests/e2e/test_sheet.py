"""Paper and sharing in a real browser."""

import re

import pytest
from playwright.sync_api import expect
from django.urls import reverse

from ideas import lifecycle
from ideas.models import Idea, Stage
from tests import make
from tests.e2e.conftest import NewVisitor, Visitor
from tests.ideas import pictures

pytestmark = pytest.mark.e2e
LONG = "Wer in Lübben im Kino war, kommt ohne Auto nicht heim, und deshalb bleiben viele zu Hause. "


def pages_of(person: Visitor) -> int:
    """Of the PDF that this browser would print."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", person.page.pdf(format="A4")))


def ideas() -> list[Idea]:
    """Short, longest, and texts that run wider or higher than any estimate."""
    long = make.idea((LONG * 3)[:250], text=(LONG * 3 + "\n\n") * 30, whole_region=True, place_name="Burg (Spreewald)")
    staff = make.user(groups=["Moderation"])
    lifecycle.set_stage(long.pk, stage=Stage.NOT_PURSUED, by=staff, reason=(LONG * 40)[:3500])
    return [
        make.idea("Abendbus"), long, make.idea("W" * 250, text="M" * 9000),
        make.idea("Zeilen", text="ab\n" * 3000), make.idea("Absätze", text="ab\n\n" * 2000),
        pictures.idea(title="Bilder", text=LONG * 90)[0],
    ]  # fmt: skip


def test_every_sheet_is_one_page(visitor: NewVisitor) -> None:
    person = visitor()
    for idea in ideas():
        person.go(reverse("ideas:sheet", args=[idea.reference]))
        assert pages_of(person) == 1, idea.title[:20]
    person.go(idea.get_absolute_url())
    assert pages_of(person) > 1


@pytest.mark.parametrize("which", [1, -1], ids=["with an answer", "with a picture"])
def test_what_is_shortened_says_so_on_paper(visitor: NewVisitor, which: int) -> None:
    person = visitor()
    long = ideas()[which]
    page = person.go(reverse("ideas:sheet", args=[long.reference]))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 1016})
    for part in (".sheet__note", ".sheet__answer" if which == 1 else ".sheet__pictures img", ".sheet__foot"):
        expect(page.locator(part)).to_be_visible()
    cut = page.locator(".sheet__text").evaluate("text => text.scrollHeight - text.clientHeight")
    assert cut <= 1, f"{cut} px of the text are hidden"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_looks_right_on_the_screen(visitor: NewVisitor, scheme: str) -> None:
    for width in (360, 1280):
        person = visitor(width=width, scheme=scheme)
        for idea in ideas()[:2]:
            person.go(reverse("ideas:sheet", args=[idea.reference]))
            person.looks_right()


def test_paper_is_white_also_in_the_dark(visitor: NewVisitor) -> None:
    person = visitor(scheme="dark")
    page = person.go(reverse("ideas:sheet", args=[make.idea().reference]))
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") != "rgb(255, 255, 255)"
    page.emulate_media(media="print")
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.locator("body > header")).to_be_hidden()


@pytest.mark.script
def test_the_link_is_copied(visitor: NewVisitor) -> None:
    idea = make.idea("Abendbus")
    person = visitor()
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = person.go(idea.get_absolute_url())
    address = page.locator("[data-share]").get_attribute("data-share")
    page.locator("[data-share] button").last.click()
    expect(page.locator("[data-share] + [role=status]")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == address
    person.looks_right()


@pytest.mark.script
def test_the_device_shares_where_it_can(visitor: NewVisitor) -> None:
    idea = make.idea("Abendbus")
    person = visitor(width=360)
    person.page.add_init_script("navigator.share = what => { window.shared = what.url; return Promise.reject(); };")
    page = person.go(idea.get_absolute_url())
    page.locator("[data-share] button").first.click()
    assert page.evaluate("window.shared") == page.locator("[data-share]").get_attribute("data-share")
    person.looks_right()


def test_the_link_stands_there_with_buttons_or_without(visitor: NewVisitor, javascript: bool) -> None:
    idea = make.idea("Abendbus")
    page = visitor().go(idea.get_absolute_url())
    assert bool(page.locator("[data-share] button").count()) == javascript
    short = reverse("ideas:detail_by_reference", args=[idea.reference])
    expect(page.locator(f"a[href='{short}']")).to_be_visible()
