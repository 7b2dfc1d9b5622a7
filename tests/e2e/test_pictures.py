"""Adding pictures in a real browser: with and without JavaScript, by keyboard, on a phone."""

import re
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Route, expect

from ideas import lifecycle
from ideas.models import Idea
from tests import make
from tests.e2e.conftest import NewVisitor, Visitor
from tests.e2e.test_citizens import sign_in
from tests.ideas.pictures import drawn, jpeg
from tests.lausitz_portal.test_read_only import REASON, switched
from texts import memory

pytestmark = pytest.mark.e2e


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Two pictures and something else, on the person's disk."""
    (tmp_path / "eins.jpg").write_bytes(jpeg(1200, 900))
    drawn(600, 900, color="#218c74").save(tmp_path / "zwei.png")
    (tmp_path / "brief.jpg").write_bytes(b"%PDF-1.7 kein Bild")
    (tmp_path / "riesig.jpg").write_bytes(bytes(10 * 1024 * 1024 + 1))
    return [tmp_path / name for name in ("eins.jpg", "zwei.png", "brief.jpg", "riesig.jpg")]


def choose(person: Visitor, *files: Path) -> None:
    """With JavaScript a file is sent when it is chosen, otherwise by a button."""
    person.page.set_input_files("#pictures", [str(file) for file in files])
    if not person.javascript:
        person.submit("add")


def begin(person: Visitor) -> None:
    page = person.go(reverse("ideas:write"))
    page.fill("#id_title", "Abendbus im Spreewald")
    page.fill("#id_text", "Ein Rufbus würde reichen.")
    page.locator("input[name=themes]").nth(1).check()
    person.submit("pictures")
    page.wait_for_url("**/bilder/")


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_text_to_an_idea_with_pictures(visitor: NewVisitor, width: int, photos: list[Path]) -> None:
    person = visitor(width=width, scheme="dark" if width == 360 else "light")
    page = person.page
    begin(person)
    person.looks_right()
    choose(person, photos[0], photos[1])
    page.locator("#words-2").wait_for()
    page.fill("#words-1", "Ein Bus am See")
    choose(person, photos[2])
    page.locator("[data-errors] .notice").wait_for()
    assert page.input_value("#words-1") == "Ein Bus am See"
    person.looks_right()
    person.submit("next")
    expect(page.locator("#error-summary a")).to_have_attribute("href", "#words-2")
    page.fill("#words-2", "Ein grüner Plan")
    page.locator("button[name=up]").click()
    expect(page.locator("#words-1")).to_have_value("Ein grüner Plan")
    person.looks_right()
    page.locator("button[name=remove]").first.click()
    page.locator("#words-2").wait_for(state="detached")
    person.submit("next")
    page.wait_for_url("**/pruefen/")
    expect(page.get_by_text("Ein Bus am See")).to_be_visible()
    page.locator("button[name=change][value=pictures]").click()
    expect(page.locator("#words-1")).to_have_value("Ein Bus am See")
    person.submit("next")
    page.wait_for_url("**/pruefen/")
    person.looks_right()
    for agreement in ("licence", "privacy", "rights"):
        page.check(f"#id_{agreement}")
    person.submit()
    page.wait_for_url("**/danke/")
    idea = Idea.objects.get()
    lifecycle.publish(idea.pk, version_id=idea.pending_version_id or 0, by=None)
    page = person.go(idea.get_absolute_url())
    shown = page.get_by_alt_text("Ein Bus am See")
    shown.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
    person.looks_right()


@pytest.mark.script
def test_what_is_too_large_is_said_before_it_is_sent(visitor: NewVisitor, photos: list[Path]) -> None:
    person = visitor()
    begin(person)
    sent: list[str] = []
    person.page.on("request", lambda request: sent.append(request.method))
    person.page.set_input_files("#pictures", str(photos[3]))
    person.page.locator("[data-errors] .field__error").wait_for()
    assert "POST" not in sent


@pytest.mark.script
def test_by_keyboard_alone(visitor: NewVisitor, photos: list[Path]) -> None:
    """The focus goes to the words of the new picture, and after a removal to the form."""
    person = visitor()
    begin(person)
    page = person.page
    page.focus("#pictures")
    page.set_input_files("#pictures", str(photos[0]))
    expect(page.locator("#words-1")).to_be_focused()
    page.keyboard.type("Ein Bus")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#words-1").wait_for(state="detached")
    expect(page.locator("#bilder")).to_be_focused()
    assert person.trouble == []


@pytest.mark.script
def test_several_at_once_by_keyboard(visitor: NewVisitor, photos: list[Path]) -> None:
    """What is refused has the focus; without it the first picture that has no words. The rest is spoken."""
    person = visitor(width=360)
    begin(person)
    page = person.page
    page.set_input_files("#pictures", [str(photos[at]) for at in (2, 3, 0)])
    errors = page.locator("[data-errors] > *")
    expect(errors.first).to_be_focused()
    expect(errors).to_have_text([re.compile("brief.jpg: "), re.compile("riesig.jpg: ")])
    expect(page.locator("[role=status][data-status] .notice")).to_have_count(1)
    person.looks_right()
    page.fill("#words-1", "Ein Bus am See")
    page.set_input_files("#pictures", str(photos[1]))
    expect(page.locator("#words-2")).to_be_focused()
    page.locator("button[name=remove]").last.click()
    page.locator("#words-2").wait_for(state="detached")
    page.fill("#words-1", "")
    page.set_input_files("#pictures", str(photos[1]))
    page.locator("#words-2").wait_for()
    expect(page.locator("#words-1")).to_be_focused()
    assert person.trouble == []


def refused_by(person: Visitor, photo: Path) -> str:
    """What has the focus after a picture was chosen, perhaps once more; what was typed is still there."""
    person.page.fill("#words-1", "Noch nicht gesendet")
    with person.page.expect_file_chooser() as chooser:
        person.page.click("#pictures")
    chooser.value.set_files(str(photo))
    alert = person.page.locator("[role=alert][data-errors] > :first-child")
    expect(alert).to_be_focused()
    expect(person.page.locator("#words-1")).to_have_value("Noch nicht gesendet")
    expect(person.page.locator("[data-status]")).to_be_empty()
    return alert.inner_text()


def answered_by_proxy(status: int, route: Route) -> None:
    route.fulfill(status=status, body="<h1>proxy</h1>", content_type="text/html")


@pytest.mark.script
def test_each_refusal_of_a_picture_says_why(visitor: NewVisitor, photos: list[Path]) -> None:
    person = visitor(width=360)
    begin(person)
    page = person.page
    choose(person, photos[0])
    page.locator("#words-1").wait_for()
    said = []
    for status in (403, 413, 429, 502):
        page.route("**/bilder/", partial(answered_by_proxy, status))
        said.append(refused_by(person, photos[1]))
        page.unroute("**/bilder/")
    person.context.set_offline(True)
    said.append(refused_by(person, photos[1]))
    person.context.set_offline(False)
    assert len(set(said)) == len(said), said
    until = timezone.localtime(timezone.now() + timedelta(days=2))
    switched("read_only", until=until)
    why = refused_by(person, photos[1])
    assert REASON in why
    assert f"{until:%H:%M}" in why
    person.looks_right()
    switched("normal")
    page.locator("button[name=add]").click()
    expect(page.locator("#words-2")).to_be_focused()
    person.context.clear_cookies()
    page.locator("[name=window]").evaluate("field => { field.value = 'x'; }")
    page.locator("[name=csrfmiddlewaretoken]").evaluate("field => { field.value = ''; }")
    refused_by(person, photos[0])
    person.looks_right()


def test_read_only_is_said_where_pictures_are_chosen(visitor: NewVisitor, photos: list[Path]) -> None:
    person = visitor(width=360)
    begin(person)
    switched("read_only")
    memory.forget()
    page = person.page
    page.reload()
    expect(page.locator("main form").get_by_text(REASON)).to_be_visible()
    person.looks_right()
    choose(person, photos[0])
    why = page.locator("main").get_by_text(REASON)
    expect(why.first).to_be_in_viewport()
    person.looks_right()


def test_an_author_changes_the_pictures_of_a_published_idea(visitor: NewVisitor, photos: list[Path]) -> None:
    author = make.user(display_name="Katrin Berger")
    idea = make.idea(author=author)
    person = visitor(width=360)
    sign_in(person, author.email)
    page = person.go(reverse("ideas:amend", args=[idea.reference]))
    page.fill("#id_title", "Ein neuer Titel")
    person.submit("pictures")
    page.wait_for_url("**/bilder/")
    choose(person, photos[0])
    page.locator("#words-1").fill("Ein Bus am See")
    person.submit("next")
    expect(page.locator("#id_title")).to_have_value("Ein neuer Titel")
    person.looks_right()
    page.check("#id_rights")
    person.submit("send")
    page.wait_for_url("**/stand/*/")
    idea.refresh_from_db()
    assert idea.pending_version is not None
    assert idea.pending_version.pictures.get().alternative == "Ein Bus am See"
