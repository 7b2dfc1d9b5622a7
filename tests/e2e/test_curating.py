"""What the office does to ideas of others, in a real browser, with JavaScript and without."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from ideas.models import Collection, Feature, Idea, IdeaTranslation, Retagging
from tests import make
from tests.e2e.conftest import NewVisitor, Visitor
from tests.e2e.test_moderators import delivered, one_line, signed_in
from themes.models import Theme

pytestmark = pytest.mark.e2e


@pytest.fixture
def editor(db: None) -> User:
    return make.user("redaktion@example.org", groups=["Redaktion"], display_name="Thomas Nagel")


def at(idea: Idea, name: str, *more: str) -> str:
    return reverse(f"admin:ideas_idea_{name}", args=[idea.pk, *more])


def press(person: Visitor, selector: str) -> None:
    person.page.locator(f"#content {selector}").first.click()


@pytest.mark.parametrize("width", [360, 1280])
def test_other_tags_with_old_and_new_side_by_side(visitor: NewVisitor, editor: User, width: int) -> None:
    idea = make.idea("Rufbus", guest={"email": "gast@example.org"}, authorities=["goerlitz"])
    person = signed_in(visitor(width=width), editor)
    page = person.go(at(idea, "change"))
    person.looks_right()
    press(person, f"a.action[href='{at(idea, 'retag')}']")
    page.fill("#id_place", "Cottbus")
    press(person, "form.decision button.action--primary")
    expect(page.locator("#error-summary"), "not without a reason").to_be_visible()
    person.looks_right()
    page.get_by_label("Görlitz/Zhorjelc", exact=True).uncheck()
    page.get_by_label("Cottbus/Chóśebuz", exact=True).check()
    page.fill("#id_reason", "Der Ort liegt in Cottbus.")
    press(person, "form.decision button.action--primary")
    expect(page.locator(".retagged del").first).to_contain_text("Görlitz")
    expect(page.locator(".retagged ins").first).to_contain_text("Cottbus")
    person.looks_right()
    press(person, "button[name=change]")
    assert page.input_value("#id_place") == "Cottbus"
    press(person, "form.decision button.action--primary")
    press(person, "button[name=send]")
    page.wait_for_url(f"**{at(idea, 'change')}")
    expect(page.locator(".messagelist")).to_be_visible()
    assert Retagging.objects.count() == 1
    assert "Der Ort liegt in Cottbus." in one_line(delivered())
    person.looks_right()
    reader = visitor(width=width)
    reader.go(idea.get_absolute_url())
    expect(reader.page.locator("article .facts-line").first).to_contain_text("Cottbus")


def test_a_file_reference(visitor: NewVisitor, editor: User) -> None:
    idea = make.idea("Rufbus")
    make.idea("Anders")
    person = signed_in(visitor(width=360), editor)
    page = person.go(at(idea, "change"))
    press(person, f"a.action[href='{at(idea, 'file_reference')}']")
    person.looks_right()
    page.fill("#id_file_reference", "61.2-2026/7")
    press(person, "form.decision button.action--primary")
    expect(page.locator(".field-file_reference .readonly")).to_have_text("61.2-2026/7")
    person.go(f"{reverse('admin:ideas_idea_changelist')}?q=61.2-2026")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_translation_written_beside_the_original_and_read(visitor: NewVisitor, editor: User, width: int) -> None:
    idea = make.idea("Abendbus", text="Bis Mitternacht.")
    person = signed_in(visitor(width=width), editor)
    page = person.go(at(idea, "change"))
    press(person, f"a.action[href='{at(idea, 'translations')}']")
    person.looks_right()
    press(person, f"a.action[href='{at(idea, 'translate', 'en')}']")
    expect(page.locator(".sheet__text")).to_have_text("Bis Mitternacht.")
    page.fill("#id_title", "Night bus")
    page.fill("#id_text", "Until midnight.")
    person.looks_right()
    press(person, "form.decision button.action--primary")
    expect(page.locator(".sheet__text")).to_have_text("Until midnight.")
    person.looks_right()
    assert IdeaTranslation.objects.count() == 0
    press(person, "button[name=send]")
    page.wait_for_url(f"**{at(idea, 'translations')}")
    person.looks_right()

    reader = visitor(width=width)
    reader.go(idea.get_absolute_url())
    text = reader.page.get_by_text("Until midnight.")
    expect(text).not_to_be_visible()
    reader.page.locator("details.disclosure summary").first.click()
    expect(text).to_be_visible()
    expect(reader.page.locator("article [lang=en]").first).to_be_visible()
    reader.looks_right()
    reader.go(f"/en{idea.get_absolute_url()}")
    expect(text).to_be_visible()
    expect(reader.page.get_by_text("Bis Mitternacht.")).to_be_visible()
    reader.looks_right()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_recommendation(visitor: NewVisitor, editor: User, width: int) -> None:
    idea = make.idea("Rufbus")
    theme = Theme.objects.get(slug="landschaft-energie")
    person = signed_in(visitor(width=width), editor)
    page = person.go(reverse("admin:ideas_feature_add"))
    for where in ("home", f"theme-{theme.pk}"):
        person.go(reverse("admin:ideas_feature_add"))
        page.fill("#id_reference", idea.reference)
        page.select_option("#id_where", where)
        page.locator("input[name=_continue]").click()
        page.locator(".field-look a").click()
        expect(page.locator("section[aria-labelledby=empfohlen] h3")).to_have_text("Rufbus")
        person.looks_right()
    assert Feature.objects.count() == 2
    person.go(reverse("admin:ideas_feature_changelist"))
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    assert person.trouble == []


@pytest.mark.parametrize("width", [360, 1280])
def test_a_collection_from_its_name_to_the_public(visitor: NewVisitor, editor: User, width: int) -> None:
    first = make.idea("Nachtbus")
    make.idea("Bahnhof")
    person, reader = signed_in(visitor(width=width), editor), visitor(width=width)
    page = person.go(reverse("admin:ideas_collection_add"))
    page.fill("[name=title_de]", "Bahn und Bus")
    page.fill("#id_slug", "bahn-und-bus")
    page.fill("[name=introduction_de]", "Wie wir ohne Auto ans Ziel kommen.")
    page.locator("input[name=_save]").click()
    row = Collection.objects.get()
    ideas = reverse("admin:ideas_collection_ideas", args=[row.pk])
    page.wait_for_url(f"**{ideas}")
    for words in (first.reference, "Bahnhof"):
        page.fill("#id_q", words)
        press(person, "form[role=search] button")
        person.looks_right()
        press(person, "button[value=add]")
    expect(page.locator("section[aria-labelledby=order] li > p > a")).to_have_count(2)
    page.locator("section[aria-labelledby=order] button[value=up]").first.click()
    expect(page.locator("section[aria-labelledby=order] li > p > a").first).to_contain_text("Bahnhof")
    person.looks_right()
    address = row.get_absolute_url()
    answer = reader.page.goto(reader.base_url + address)
    assert answer is not None
    assert answer.status == 404
    press(person, f"a.action[href='{reverse('admin:ideas_collection_preview', args=[row.pk])}']")
    expect(page.locator(".idea-list h3")).to_have_text(["Bahnhof", "Nachtbus"])
    person.looks_right()
    person.go(reverse("admin:ideas_collection_change", args=[row.pk]))
    page.check("#id_is_public")
    page.locator("input[name=_save]").click()
    page.wait_for_url(f"**{reverse('admin:ideas_collection_changelist')}")
    _read(reader, address)


def _read(reader: Visitor, address: str) -> None:
    """From the list of ideas to the collection, to one of its ideas and back."""
    reader.go(reverse("ideas:list"))
    reader.page.locator(f"main a[href='{reverse('ideas:collection_list')}']").first.click()
    reader.looks_right()
    reader.page.locator(f"main a[href='{address}']").click()
    expect(reader.page.locator(".idea-list h3")).to_have_text(["Bahnhof", "Nachtbus"])
    reader.looks_right()
    reader.page.locator(".idea-list h3 a").first.click()
    reader.page.locator(f"article a[href='{address}']").click()
    assert reader.page.url.endswith(address)
