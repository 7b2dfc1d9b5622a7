"""Whatever language a text is in, the page says so wherever it stands (WCAG 2.2, 3.1.2)."""

import uuid
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from ideas import discussion
from ideas.models import Comment, Draft, Idea, Status
from pages.models import Office
from tests import make
from tests.conftest import signed_in_staff
from texts.templatetags.texts import spoken
from texts.wording import Wording
from themes.models import Authority, Theme

pytestmark = pytest.mark.django_db
TITLE, TEXT, SAID = "Wječorny bus do Choćebuza", "Wječor žadyn bus njejězdźi.", "To tež w Budyšinje faluje."
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "use", "wbr"}


class Languages(HTMLParser):
    """In which languages `text` stands on a page, outside its head and its code."""

    def __init__(self, html: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = text
        self.open: list[tuple[str, str]] = []
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            inherited = self.open[-1][1] if self.open else ""
            self.open.append((tag, dict(attrs).get("lang") or inherited))

    def handle_endtag(self, tag: str) -> None:
        if tag in {name for name, _language in self.open}:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _language in self.open}
        if self.text in data and not tags & {"head", "script", "svg"}:
            self.found.add(self.open[-1][1])


def languages(client: Client, path: str, text: str) -> set[str]:
    with translation.override(None):  # a request leaves its language behind
        response = client.get(path, follow=True)
    assert response.status_code in {200, 403}, path
    return Languages(response.content.decode(), text).found


@pytest.fixture
def idea(citizen: User, moderator: User) -> Idea:
    """In Upper Sorbian, as is the contribution below it."""
    idea = make.idea(TITLE, text=TEXT, language="hsb", author=citizen, by=moderator, authorities=["goerlitz"])
    written = discussion.write(idea, author=citizen, text=SAID, language="hsb", form_key=uuid.uuid4(), answers=None)
    if written.status == Comment.Status.PENDING:
        discussion.release(written.pk, by=moderator)
    return idea


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_an_idea_on_every_page(prefix: str, idea: Idea, citizen: User) -> None:
    client = Client()
    client.force_login(citizen)
    comment = idea.comments.get()
    draft = Draft.objects.create(
        user=citizen, content={"title": TITLE, "text": TEXT, "themes": [str(idea.theme_ids[0])], "language": "hsb"}
    )
    with_title = {
        "home": "/", "list": "/ideen/", "theme": "/themen/mobilitaet-digitales/", "authority": "/regionen/goerlitz/",
        "detail": idea.get_absolute_url(), "sheet": reverse("ideas:sheet", args=[idea.reference]),
        "support": reverse("ideas:support", args=[idea.reference]), "mine": "/meine/ideen/",
        "report": reverse("moderation:report_idea", args=[idea.reference]),
        "status": reverse("ideas:status_idea", args=[idea.reference]),
        "check": reverse("ideas:check", args=[draft.pk]),
    }  # fmt: skip
    found = {name: languages(client, prefix + path, TITLE) for name, path in with_title.items()}
    assert found == {key: {"hsb"} for key in with_title}
    with_comment = {
        "detail": idea.get_absolute_url(),
        "withdraw": reverse("ideas:comment_withdraw", args=[comment.pk]),
        "report": reverse("moderation:report_comment", args=[comment.pk]),
        "answer": f"{reverse('ideas:comment', args=[idea.reference])}?antwort={comment.pk}",
    }
    found = {name: languages(client, prefix + path, SAID) for name, path in with_comment.items()}
    assert found == {key: {"hsb"} for key in with_comment}
    assert languages(client, prefix + idea.get_absolute_url(), TEXT) == {"hsb"}


def test_a_waiting_idea_at_the_desk(idea: Idea, citizen: User, moderator: User) -> None:
    waiting = make.idea(TITLE, status=Status.SUBMITTED, text=TEXT, language="hsb", author=citizen)
    client = signed_in_staff(moderator)
    queue = client.get("/admin/moderation/queueitem/").content.decode()
    assert Languages(queue, TITLE).found == {"hsb"}
    shown = languages(client, f"/admin/ideas/idea/{waiting.pk}/change/", TEXT)
    assert shown == {"hsb"}


# Names


def test_names_that_only_exist_in_german(client: Client, idea: Idea) -> None:
    Theme.objects.filter(slug="mobilitaet-digitales").update(name={"de": "Unterwegs"}, explanation={"de": "Bahn, Bus"})
    Office.objects.update(hours_texts={"de": "Mo bis Do"}, funding_notes={"de": "Gefördert vom Bund"})
    paths = ["/en/", "/en/ideen/", "/en/themen/", "/en/themen/mobilitaet-digitales/", f"/en{idea.get_absolute_url()}"]
    assert {path: languages(client, path, "Unterwegs") for path in paths} == {key: {"de"} for key in paths}
    assert languages(client, "/en/themen/", "Bahn, Bus") == {"de"}
    assert languages(client, "/en/kontakt/", "Mo bis Do") == {"de"}
    assert languages(client, "/en/", "Gefördert vom Bund") == {"de"}
    assert languages(client, "/themen/", "Unterwegs") == {"de"}


def test_sorbian_names_of_places(client: Client, idea: Idea) -> None:
    paths = ["/", "/ideen/", "/regionen/", "/regionen/goerlitz/", idea.get_absolute_url(), "/ueber-uns/"]
    assert {path: languages(client, path, "Zhorjelc") for path in paths} == {key: {"hsb"} for key in paths}
    assert languages(client, "/regionen/", "Chóśebuz") == {"dsb"}
    authority = Authority.objects.get(slug="goerlitz")
    assert str(authority) == "Görlitz/Zhorjelc"


def test_a_wording_is_escaped() -> None:
    nasty = Wording.of(("<b>", "de"), ("<i>", 'x" onclick="'), ("&", ""))
    assert spoken(nasty) == '<span>&lt;b&gt;<span lang="x&quot; onclick=&quot;">&lt;i&gt;</span>&amp;</span>'
    assert spoken("<b>") == "&lt;b&gt;"
