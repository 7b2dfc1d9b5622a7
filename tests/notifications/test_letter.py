"""The HTML of every mail: the words of its text, whole, escaped, and in need of nothing from anywhere."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings as hypothesis, strategies as st

from accounts.models import User
from notifications import mail
from notifications.letter import Look, html
from notifications.mail import Letter
from pages import publishing
from pages.models import Office, Page as PortalPage
from pages.models.page import TITLE_LENGTH as PAGE_TITLE_LENGTH
from tests import make
from tests.notifications.cases import (
    COMMENT_KINDS, EXPORT_KINDS, IDEA_KINDS, OFFICE_KINDS, REPORT_KINDS, TITLE, WITH_REASONS, idea_mail, mail_of,
    page_mail,
)  # fmt: skip
from tests.pages.test_markup import PIECES
from texts.cleaning import clean_line
from texts.languages import offered

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in offered()]
MAILS = [
    *[(kind, to) for kind in IDEA_KINDS for to in ("account", "guest")],
    *[(kind, "account") for kind in (*COMMENT_KINDS, *REPORT_KINDS, "queue", "page_review_due")],
    *[(kind, "account") for kind in EXPORT_KINDS],
    *[(kind, "guest" if kind in {"ticket_filed", "ticket_answered"} else "account") for kind in OFFICE_KINDS],
]
EMPTY = {"meta", "br"}
ALLOWED = {"html", "head", "meta", "title", "style", "body", "div", "h1", "p", "a", "ul", "li", "span", "br"}
# What the text does not have: the name of the portal, the subject (a header there) and the button's words.
ADDED = {"head", "subject", "button"}


class Page(HTMLParser):
    """A document taken apart; fails where an element is not closed or closes another one."""

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        # The words of each paragraph, heading and point of a list, with the classes around it.
        self.parts: list[tuple[set[str], str]] = []
        self.feed(document)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs)
        self.tags.append((tag, given))
        if tag not in EMPTY:
            self.open.append((tag, given.get("class", "")))
        if tag not in {"a", "span"} or "button" in given.get("class", ""):
            self.parts.append((self._around(), ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.parts and self.open and not {"style", "title"} & {tag for tag, _classes in self.open}:
            self.parts[-1] = (self.parts[-1][0], self.parts[-1][1] + data)

    def _around(self) -> set[str]:
        return {name for _tag, classes in self.open for name in classes.split()}

    def of(self, tag: str, name: str) -> list[str]:
        """This attribute of every such element."""
        return [given.get(name, "") for found, given in self.tags if found == tag]

    @property
    def words(self) -> list[str]:
        """What it says beyond what is `ADDED`."""
        return " ".join(text for classes, text in self.parts if not classes & ADDED).split()

    def said_in(self, name: str) -> str:
        """What stands in elements of this class."""
        return " ".join(" ".join(text for classes, text in self.parts if name in classes).split())


def letter_of(kind: str, to: str, language: str, citizen: User, staff: User) -> Letter:
    delivery = mail_of(kind, citizen=citizen if to == "account" else None, staff=staff)
    delivery.language = language
    letter = mail.composed(delivery)
    assert letter is not None
    return letter


def addresses_in(letter: Letter) -> set[str]:
    """The links of the text, each on a line of its own."""
    return {line for line in letter.text.splitlines() if line.startswith("http")}


def words_of(text: str) -> list[str]:
    """Without the signs that set points of a list and the signature apart."""
    return re.sub(r"^(- |-- $)", "", text, flags=re.MULTILINE).split()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "to"), MAILS)
def test_html_is_whole_and_says_what_the_text_says(
    kind: str, to: str, language: str, citizen: User, moderator: User
) -> None:
    letter = letter_of(kind, to, language, citizen, moderator)
    page = Page(letter.html)
    assert page.words == words_of(letter.text)
    assert page.said_in("subject") == letter.subject
    assert {tag for tag, _given in page.tags} <= ALLOWED
    assert page.of("html", "lang") == [language]
    assert {href for href in page.of("a", "href") if href.startswith("http")} == addresses_in(letter)
    assert ("Der Text wirbt für eine Firma." in page.said_in("quote")) == (kind in WITH_REASONS)
    about_an_idea = kind not in {*OFFICE_KINDS, *EXPORT_KINDS, "page_review_due"}
    assert (TITLE in page.said_in("quote")) == (to == "account" and about_an_idea)


@pytest.mark.parametrize(("kind", "to"), MAILS)
def test_html_fetches_and_runs_nothing(kind: str, to: str, citizen: User, moderator: User) -> None:
    letter = letter_of(kind, to, "de", citizen, moderator)
    page = Page(letter.html)
    given = {name for _tag, attributes in page.tags for name in attributes}
    assert given <= {"lang", "charset", "name", "content", "style", "class", "href", "target", "translate"}
    assert not re.search(r"url\(|@import|@font-face|expression|javascript", letter.html)
    assert "color-scheme" in page.of("meta", "name")


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize(("kind", "to"), MAILS)
def test_nothing_is_left_in_english(kind: str, to: str, language: str, citizen: User, moderator: User) -> None:
    def said(code: str) -> set[str]:
        delivery.language = code
        letter = mail.composed(delivery)
        assert letter is not None
        parts = [" ".join(text.split()) for classes, text in Page(letter.html).parts if "quote" not in classes]
        facts = {office.name, office.organisation, f"{office.street}, {office.city}", *addresses_in(letter)}
        return {part for part in parts if part} - facts

    office = Office.objects.get()
    delivery = mail_of(kind, citizen=citizen if to == "account" else None, staff=moderator)
    assert len(said(language)) > 6
    assert said(language) & said("en") == set()


@pytest.mark.parametrize(
    ("kind", "to", "way"),
    [
        ("idea_published", "account", "/ideen/"), ("idea_submitted", "guest", "/stand/link/"),
        ("idea_returned", "account", "/stand/"), ("idea_rejected", "guest", "/stand/link/"),
        ("comment_published", "account", "#kommentar-"), ("queue", "account", "/admin/moderation/queueitem/"),
        ("page_review_due", "account", "/admin/pages/page/"),
    ],
)  # fmt: skip
def test_the_one_thing_to_do_is_a_button(kind: str, to: str, way: str, citizen: User, moderator: User) -> None:
    page = Page(letter_of(kind, to, "en", citizen, moderator).html)
    buttons = [given["href"] for _tag, given in page.tags if given.get("class") == "button"]
    assert len(buttons) == 1
    assert way in buttons[0]
    assert (page.said_in("button") == "Answer the question") == (kind == "idea_returned")


def test_where_there_is_no_one_thing_to_do_there_is_no_button(citizen: User, moderator: User) -> None:
    assert "button" not in Page(letter_of("ticket_filed", "guest", "en", citizen, moderator).html).of("a", "class")


EVIL = (
    "<script>alert(1)</script>\n<img src=x onerror=alert(1)>\n</div></body>\n- ein Punkt\n\n-- \n"
    f"{settings.PORTAL_URL}/boese/\n&lt;b&gt; &#60;i&#62;\u2028{settings.PORTAL_URL}/schlimm/\x0b- noch ein Punkt"
)


@pytest.mark.parametrize(
    "kind", sorted({kind for kind in WITH_REASONS if kind.startswith("idea_")} | {"idea_stage_changed"})
)
def test_what_people_write_stays_a_quotation(kind: str, citizen: User, moderator: User) -> None:
    idea = make.idea('"><script>alert(1)</script> {{ title }} %s', author=citizen, by=moderator)
    delivery = idea_mail(kind, idea, moderator, words=EVIL)
    letter = mail.composed(delivery)
    harmless = mail.composed(idea_mail(kind, idea, moderator, words="Nichts."))
    assert letter is not None
    assert harmless is not None
    page, plain = Page(letter.html), Page(harmless.html)
    assert page.words == words_of(letter.text)
    for words in ("<script>alert(1)</script> <img src=x onerror=alert(1)>", "/boese/", "/schlimm/", "&lt;b&gt;"):
        assert words in page.said_in("quote")
    assert '"><script>alert(1)</script> {{ title }} %s' in page.said_in("quote")
    assert page.of("a", "href") == plain.of("a", "href")
    assert page.of("li", "style") == plain.of("li", "style")
    assert {tag for tag, _given in page.tags} <= ALLOWED


@hypothesis(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=9), min_size=1, max_size=6))
def test_titles_of_pages_stay_words(editor: User, pieces: list[str]) -> None:
    """In the mail that reminds staff of pages to look at."""
    title = clean_line("".join(pieces))[:PAGE_TITLE_LENGTH] or "x"
    with transaction.atomic():
        page = PortalPage.objects.get(key="help")
        version = publishing.write(page, language="de", title=title, body="Text", note="", by=editor)
        publishing.publish(version.pk, by=editor)
        letter = mail.composed(page_mail(editor))
        transaction.set_rollback(True)
    assert letter is not None
    assert "".join(title.split()) in "".join(letter.text.split())
    shown = Page(letter.html)
    assert shown.words == words_of(letter.text)
    assert {tag for tag, _given in shown.tags} <= ALLOWED
    assert {urlsplit(href).netloc for href in shown.of("a", "href") if href.startswith("http")} == {
        urlsplit(settings.PORTAL_URL).netloc
    }


def test_signature_of_a_quotation_is_not_ours(citizen: User, moderator: User) -> None:
    idea = make.idea(author=citizen, by=moderator)
    letter = mail.composed(idea_mail("idea_returned", idea, moderator, words="Frage\n-- \nFalsches Büro"))
    assert letter is not None
    assert "Falsches Büro" not in Page(letter.html).said_in("foot")
    assert "    -- \n    Falsches Büro\n" in letter.text


def test_title_in_another_language_says_so(citizen: User, moderator: User) -> None:
    idea = make.idea("Nócny bus", author=citizen, by=moderator, language="hsb")
    letter = mail.composed(idea_mail("idea_published", idea, moderator))
    assert letter is not None
    assert Page(letter.html).of("span", "lang") == ["hsb"]


@pytest.mark.parametrize("text", ["Ihr Code:\n\nABCD-2345\n\nEnde.", "Ihr Code:\n\n    482913\n\nEnde."])
def test_code_stands_large_and_alone(text: str) -> None:
    look = Look(language="de", office=None, portal_url="/", has_code=True)
    page = Page(html("Code", f"{text}\n\n-- \nBüro\n", look))
    assert page.said_in("code") in {"ABCD-2345", "482913"}
    without = Look(language="de", office=None, portal_url="/")
    assert Page(html("Code", f"{text}\n\n-- \nBüro\n", without)).said_in("code") == ""


def test_mail_is_whole_without_an_office(citizen: User, moderator: User) -> None:
    Office.objects.all().delete()
    letter = letter_of("idea_published", "account", "en", citizen, moderator)
    assert Page(letter.html).words == words_of(letter.text)


@override_settings(PORTAL_URL="https://ideen.example.org")
def test_only_addresses_of_the_portal_become_links(citizen: User, moderator: User) -> None:
    page = Page(letter_of("idea_published", "account", "en", citizen, moderator).html)
    assert all(href.startswith(("https://ideen.example.org/", "mailto:", "tel:")) for href in page.of("a", "href"))
