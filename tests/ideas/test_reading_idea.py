"""One idea: who may read it, what its page says, and what has become of it."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from ideas import lifecycle, supporting
from ideas.models import Authorship, Idea, Source, Stage, Status
from tests import make
from tests.conftest import signed_in_staff
from themes.models import Authority

pytestmark = pytest.mark.django_db
HIDDEN = [status for status in Status if status not in {Status.PUBLISHED, Status.MERGED}]


def page_of(client: Client, idea: Idea, language: str = "en") -> str:
    with translation.override(language):
        address = idea.get_absolute_url()
    response = client.get(address)
    # A request leaves its language behind in this thread.
    translation.activate("de")
    assert response.status_code == 200
    return response.content.decode()


def text_of(html: str) -> str:
    """What a reader sees, with single blanks."""
    blocks = re.sub(r"</?span[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", blocks)).split())


def main_of(page: str) -> str:
    return text_of(page[page.index("<main") : page.index("</main>")])


def merged(idea: Idea) -> Idea:
    Idea.objects.filter(pk=idea.pk).update(status=Status.MERGED)
    idea.refresh_from_db()
    return idea


def test_says_what_the_idea_says(client: Client, moderator: User) -> None:
    idea = make.idea(
        "Abendbus",
        text="Erster Absatz.\n\nMehr: https://example.org/bus",
        authorities=["goerlitz"],
        place_name="Zittau",
        guest={"name": "Katrin Berger", "name_shown": Authorship.NameShown.INITIALS},
    )
    page = page_of(client, idea)
    shown = main_of(page)
    for part in ("Mobility & Digital Life", "Abendbus", "K. B.", "Zittau, Görlitz/Zhorjelc", f"No. {idea.reference}"):
        assert part in shown
    assert '<div class="user-text idea-text__body" lang="de"><p>Erster Absatz.</p>' in page
    assert '<a href="https://example.org/bus" rel="nofollow ugc">https://example.org/bus</a>' in page
    assert "In charge: District Görlitz/Zhorjelc" in shown
    assert moderator.email not in page


def test_who_is_in_charge_where_no_authority_is(client: Client) -> None:
    idea = make.idea(whole_region=True)
    assert "In charge: the project office of the Zukunftswerkstatt Lausitz" in main_of(page_of(client, idea))
    assert "the whole Lausitz" in main_of(page_of(client, idea))


def test_an_authority_that_left_is_still_named_as_in_charge(client: Client) -> None:
    idea = make.idea(authorities=["goerlitz"])
    Authority.objects.filter(slug="goerlitz").update(is_active=False)
    assert "In charge: District Görlitz/Zhorjelc" in main_of(page_of(client, idea))


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"byline": "", "former_member": False}, "Without a name"),
        ({"byline": "", "former_member": True}, "Former member"),
        ({"byline": "Heimatverein Burg e. V.", "former_member": False}, "Heimatverein Burg e. V."),
    ],
)
def test_author_line(client: Client, fields: dict[str, Any], shown: str) -> None:
    idea = make.idea()
    Authorship.objects.filter(idea=idea).update(**fields)
    assert shown in main_of(page_of(client, idea))


@pytest.mark.parametrize("slug", ["falsch", "abendbus-2", "ABENDBUS"])
def test_the_slug_is_decoration(client: Client, slug: str) -> None:
    idea = make.idea("Abendbus")
    response = client.get(f"/ideen/{idea.reference}/{slug}/?kommentare=2")
    assert (response.status_code, response["Location"]) == (301, f"/ideen/{idea.reference}/abendbus/?kommentare=2")
    assert response["Cache-Control"] == "no-cache"


def test_without_slug_with_zeros_and_in_another_language_it_is_the_same_idea(client: Client) -> None:
    idea = make.idea("Abendbus")
    year, number = idea.reference.split("-")
    for address in (f"/ideen/{idea.reference}/", f"/ideen/{year}-000{number}/abendbus/"):
        assert client.get(address)["Location"] == f"/ideen/{idea.reference}/abendbus/"
    assert client.get(f"/en/ideen/{idea.reference}/")["Location"] == f"/en/ideen/{idea.reference}/abendbus/"


@pytest.mark.parametrize("reference", ["2026-99999", "2026-999999999", "2099-00001"])
def test_unknown_numbers_are_not_found(client: Client, reference: str) -> None:
    make.idea()
    assert client.get(f"/ideen/{reference}/x/").status_code == 404


@pytest.mark.parametrize("status", [*HIDDEN, Status.MERGED])
def test_what_is_not_public_is_seen_by_author_and_responsible_moderators_only(
    client: Client, citizen: User, neighbour: User, moderator_of_goerlitz: User, status: str
) -> None:
    published = make.idea("Geheimer Titel", author=citizen, authorities=["goerlitz"])
    idea = (
        merged(published)
        if status == Status.MERGED
        else make.idea("Geheimer Titel", author=citizen, authorities=["goerlitz"], status=status)
    )
    elsewhere = make.user(groups=["Moderation"], authorities=["cottbus"])
    addresses = [idea.get_absolute_url(), reverse("ideas:detail_by_reference", args=[idea.reference])]

    for person in (None, neighbour):
        stranger = Client()
        if person:
            stranger.force_login(person)
        assert [stranger.get(address).status_code for address in addresses] == [404, 404]
    assert signed_in_staff(elsewhere).get(addresses[0]).status_code == 404

    client.force_login(citizen)
    for reader in (client, signed_in_staff(moderator_of_goerlitz)):
        page = reader.get(addresses[0])
        assert page.status_code == 200
        assert '<meta name="robots" content="noindex">' in page.content.decode()
        assert "Geheimer Titel" in page.content.decode()
        assert "/unterstuetzen/" not in page.content.decode()


def test_public_ideas_may_be_found_by_search_engines(client: Client) -> None:
    idea = make.idea("Abendbus")
    page = page_of(client, idea, "de")
    assert "noindex" not in page
    assert f'<link rel="canonical" href="{settings.PORTAL_URL}{idea.get_absolute_url()}">' in page


def test_an_amendment_that_waits_is_not_shown(client: Client, citizen: User) -> None:
    idea = make.idea("Abendbus", author=citizen)
    lifecycle.amend(idea.pk, content=make.content("Neuer Titel"), by=citizen)
    client.force_login(citizen)
    assert "Neuer Titel" not in page_of(client, idea)


def test_timeline_tells_dates_and_reasons_and_no_names(client: Client, citizen: User, moderator: User) -> None:
    User.objects.filter(pk=moderator.pk).update(display_name="Monika Muster")
    idea = make.idea("Abendbus", author=citizen, by=moderator)
    lifecycle.set_stage(idea.pk, stage=Stage.UNDER_REVIEW, by=moderator)
    version = lifecycle.amend(idea.pk, content=make.content("Abendbus", text="Genauer."), by=citizen)
    lifecycle.publish(idea.pk, version_id=version.pk, by=moderator)
    lifecycle.set_stage(idea.pk, stage=Stage.NOT_PURSUED, by=moderator, reason="Der Bund ist zuständig.")
    page = page_of(client, idea)
    events = re.findall(r"<dd>(.*?)</dd>", page[page.index('id="verlauf"') :], re.DOTALL)
    assert [text_of(event) for event in events] == [
        "Not being pursued Der Bund ist zuständig.",
        "Text changed by the author",
        "Under review by the authority",
        "Published",
        "Received",
    ]
    assert "Monika" not in page
    assert moderator.email not in page


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ([], ["Received (done)", "Published (current step)", "Under review by the authority", "Being taken up",
              "In implementation", "Implemented"]),
        ([Stage.UNDER_REVIEW, Stage.TAKEN_UP],
         ["Received (done)", "Published (done)", "Under review by the authority (done)",
          "Being taken up (current step)", "In implementation", "Implemented"]),
        ([Stage.UNDER_REVIEW, Stage.NOT_PURSUED],
         ["Received (done)", "Published (done)", "Under review by the authority (done)", "Not being pursued"]),
    ],
)  # fmt: skip
def test_path_says_where_it_stands(client: Client, moderator: User, stages: list[str], expected: list[str]) -> None:
    idea = make.idea()
    for stage in stages:
        lifecycle.set_stage(idea.pk, stage=stage, by=moderator, reason="Weil.")
    page = page_of(client, idea)
    labels = re.findall(
        r'<span class="path__label">((?:[^<]|<span class="visually-hidden">[^<]*</span>)*)</span>', page
    )
    assert [text_of(label) for label in labels] == expected


def test_source_of_an_import_is_linked_only_when_it_is_a_web_address(client: Client) -> None:
    idea = make.idea()
    Idea.objects.filter(pk=idea.pk).update(source=Source.IMPORT)
    Authorship.objects.filter(idea=idea).update(source_url="https://example.org/dialog/17")
    assert '<a href="https://example.org/dialog/17" rel="nofollow noopener external">' in page_of(client, idea)
    Authorship.objects.filter(idea=idea).update(source_url="javascript:alert(1)")
    assert "javascript:" not in page_of(client, idea)


def test_markup_is_text_everywhere(client: Client) -> None:
    evil = '<script>alert(1)</script><a href="javascript:alert(1)">x</a>"\'><img src=x onerror=alert(1)>'
    idea = make.idea(evil[:200], text=evil, place_name=evil[:100], guest={"name": evil[:60], "name_shown": "full"})
    page = page_of(client, idea)
    assert evil[:25] not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_support_block_for_each_reader(client: Client, citizen: User, neighbour: User) -> None:
    idea = make.idea(author=citizen)
    addresses = [reverse(f"ideas:{name}", args=[idea.reference]) for name in ("support", "take_back", "status_idea")]

    def ways(person: User | None) -> list[str]:
        reader = Client()
        if person:
            reader.force_login(person)
        page = page_of(reader, idea, "de")
        found = [re.search(rf'(href|formaction)="{address}"', page) for address in addresses]
        return [match[1] if match else "" for match in found]

    assert ways(None) == ["href", "", ""]
    assert ways(neighbour) == ["formaction", "", ""]
    assert ways(citizen) == ["", "", "href"]
    supporting.give(idea.pk, user=neighbour)
    assert ways(neighbour) == ["", "formaction", ""]
    assert '<b class="support__number">1</b> support' in page_of(client, idea)


def test_withdrawn_with_contributions_of_others_leaves_its_thread(
    client: Client, citizen: User, neighbour: User
) -> None:
    idea = make.idea("Geheimer Titel", text="Geheimer Text", author=citizen)
    make.comment(idea, author=citizen, text="Ich selbst")
    make.comment(idea, author=neighbour, text="Schade um die Idee")
    assert "Geheimer Titel" in page_of(client, idea)
    lifecycle.withdraw(idea.pk, by=citizen)

    moved = client.get(idea.get_absolute_url())
    assert (moved.status_code, moved["Location"]) == (301, f"/ideen/{idea.reference}/")
    page = client.get(moved["Location"]).content.decode()
    assert "Schade um die Idee" in page
    assert "Geheim" not in page
    assert "geheim" not in page
    assert "/kommentieren/" not in page
    assert "noindex" in page


def test_withdrawn_without_contributions_of_others_is_gone(client: Client, citizen: User, neighbour: User) -> None:
    idea = make.idea(author=citizen)
    make.comment(idea, author=citizen, text="Ich selbst")
    make.comment(idea, author=neighbour, text="Wartet noch", publish=False)
    lifecycle.withdraw(idea.pk, by=citizen)
    assert client.get(f"/ideen/{idea.reference}/").status_code == 404


def test_withdrawn_idea_of_a_guest_leaves_the_thread_too(client: Client, neighbour: User) -> None:
    idea = make.idea()
    make.comment(idea, author=neighbour, text="Schade")
    lifecycle.withdraw(idea.pk, by=None)
    assert "Schade" in client.get(f"/ideen/{idea.reference}/").content.decode()


def test_page_needs_as_many_queries_for_a_long_discussion_as_for_a_short_one(
    as_citizen: Client, citizen: User, neighbour: User, moderator: User
) -> None:
    idea = make.idea(authorities=["goerlitz"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(as_citizen, idea, "de")
        return len(captured)

    make.comment(idea, author=neighbour, answers=make.comment(idea, author=citizen))
    page_of(as_citizen, idea)
    few = queries()
    supporting.give(idea.pk, user=citizen)
    lifecycle.set_stage(idea.pk, stage=Stage.UNDER_REVIEW, by=moderator)
    for _ in range(30):
        first = make.comment(idea, author=neighbour)
        make.comment(idea, author=citizen, answers=make.comment(idea, author=moderator, answers=first))
    assert (few, queries()) == (6, 6)
