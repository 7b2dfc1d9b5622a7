"""Home, themes and regions: what there is, how much of it, and the way to it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ideas import lifecycle, ranks, supporting
from ideas.models import Comment, Rule, Stage, Status, Support
from tests import make
from themes.models import Authority, Theme

pytestmark = pytest.mark.django_db


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def cards(page: str) -> list[str]:
    """Titles of the cards, section by section."""
    return [unescape(title) for title in re.findall(r'<h3 class="idea-title"[^>]*><a [^>]*>([^<]*)</a>', page)]


def test_home_asks_a_question_and_shows_the_way(client: Client) -> None:
    page = page_of(client, "/en/")
    assert re.findall(r"<h1>(.*?)</h1>", page) == ["What shall become of the Lausitz?"]
    assert 'href="/en/ideen/neu/"' in page
    assert 'href="/en/ideen/"' in page


def test_home_says_what_became_of_ideas_before_the_themes(client: Client, moderator: User) -> None:
    idea = make.idea(authorities=["goerlitz"])
    make.idea(status=Status.SUBMITTED)
    lifecycle.set_stage(idea.pk, stage=Stage.UNDER_REVIEW, by=moderator)
    make.census()
    page = page_of(client, "/en/")
    numbers = re.findall(r'number__value">(\d+)</span>\s*<a class="number__label" href="([^"]*)"', page)
    assert numbers == [
        ("0", "/en/ideen/?stand=neu"),
        ("1", "/en/ideen/?stand=in-pruefung"),
        ("0", "/en/ideen/?stand=wird-aufgegriffen"),
        ("0", "/en/ideen/?stand=in-umsetzung"),
        ("0", "/en/ideen/?stand=umgesetzt"),
        ("0", "/en/ideen/?stand=nicht-weiterverfolgt"),
    ]
    assert page.index('id="geworden"') < page.index('id="themen"')
    assert '<a href="/en/ideen/">1 idea</a> is published.' in page
    assert "As of " in page


def test_every_number_is_the_length_of_its_list(client: Client, moderator: User) -> None:
    for stages in ([], [Stage.UNDER_REVIEW], [Stage.UNDER_REVIEW, Stage.TAKEN_UP], [Stage.NOT_PURSUED]):
        idea = make.idea(authorities=["goerlitz"], whole_region=not stages)
        for stage in stages:
            lifecycle.set_stage(idea.pk, stage=stage, by=moderator, reason="Weil.")
    make.census()
    for address in ("/", "/themen/mobilitaet-digitales/", "/regionen/goerlitz/", "/regionen/cottbus/"):
        page = page_of(client, address)
        linked = re.findall(r'number__value">(\d+)</span>\s*<a class="number__label" href="([^"]*)"', page)
        assert len(linked) == 6
        for number, list_address in linked:
            rows = page_of(client, unescape(list_address)).count('<li class="idea-row')
            assert rows == int(number), list_address


def test_home_shows_what_moves_and_the_newest(client: Client, citizen: User) -> None:
    ideas = [make.idea(f"Idee {number}") for number in range(1, 9)]
    supporting.give(ideas[0].pk, user=citizen)
    for on in (ideas[1], ideas[1], ideas[2]):
        make.comment(on, author=citizen)
    waiting = make.comment(ideas[5], author=citizen)
    Comment.objects.filter(pk=waiting.pk).update(status=Comment.Status.PENDING, pending_since=timezone.now())
    make.census()
    page = page_of(client, "/")
    # Equal numbers: the newer idea first; what waits for release moves nothing.
    assert cards(page) == ["Idee 2", "Idee 3", "Idee 1"]
    newest = re.findall(r'<a class="idea-title"[^>]*>([^<]*)</a>', page)
    assert newest == ["Idee 8", "Idee 7", "Idee 6", "Idee 5", "Idee 4", "Idee 3"]


def test_what_moved_long_ago_moves_no_more(client: Client, citizen: User) -> None:
    old, recent = make.idea("Alt"), make.idea("Neu")
    for idea in (old, recent):
        supporting.give(idea.pk, user=citizen)
    Support.objects.filter(idea=old).update(at=timezone.now() - timedelta(days=ranks.MOVING_DAYS, seconds=1))
    make.census()
    assert cards(page_of(client, "/")) == ["Neu"]


def test_a_locked_idea_is_no_talk_of_the_home_page(client: Client, citizen: User, moderator: User) -> None:
    """The numbers are a minute old; who may be read is asked anew."""
    idea = make.idea("Laut")
    supporting.give(idea.pk, user=citizen)
    make.census()
    assert cards(page_of(client, "/")) == ["Laut"]
    lifecycle.lock(idea.pk, by=moderator, rule=Rule.objects.get(key="werbung"), facts="Der Text wirbt.")
    page = page_of(client, "/")
    assert cards(page) == []
    assert "Laut" not in page


def test_home_without_ideas_is_a_page_too(client: Client) -> None:
    assert cards(page_of(client, "/")) == []


def test_home_needs_as_many_queries_for_few_ideas_as_for_many(as_citizen: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(as_citizen, "/")
        return len(captured)

    make.idea()
    page_of(as_citizen, "/")
    few = queries()
    for _ in range(8):
        make.idea(authorities=["goerlitz"])
    assert (few, queries()) == (4, 4)


@pytest.mark.parametrize("address", ["/themen/mobilitaet-digitales/", "/regionen/goerlitz/"])
def test_the_page_of_a_subject_needs_as_many_queries_for_one_idea_as_for_thirty(
    as_citizen: Client, moderator: User, address: str
) -> None:
    def queries() -> int:
        make.census()
        page_of(as_citizen, "/")
        page_of(as_citizen, address)
        with CaptureQueriesContext(connection) as captured:
            page_of(as_citizen, address)
        return len(captured)

    def answered() -> None:
        idea = make.idea(authorities=["goerlitz"])
        lifecycle.set_stage(idea.pk, stage=Stage.NOT_PURSUED, by=moderator, reason="Dafür fehlt das Geld.")

    answered()
    few = queries()
    for _ in range(30):
        answered()
    assert (few, queries()) == (5, 5)


@pytest.mark.parametrize(
    ("address", "chosen"),
    [("/en/themen/mobilitaet-digitales/", "thema=mobilitaet-digitales"), ("/en/regionen/goerlitz/", "region=goerlitz")],
)
def test_the_newest_with_an_answer_and_the_way_to_all_of_them(
    client: Client, moderator: User, address: str, chosen: str
) -> None:
    for number in range(1, 7):
        idea = make.idea(f"Idee {number}", authorities=["goerlitz" if number != 5 else "cottbus"],
                         themes=["mobilitaet-digitales" if number != 5 else "landschaft-energie"])  # fmt: skip
        if number != 6:
            lifecycle.set_stage(idea.pk, stage=Stage.NOT_PURSUED, by=moderator, reason="Dafür fehlt das Geld.")
    make.census()
    page = page_of(client, address)
    shown = page.partition('id="beantwortet"')[2].partition("</section>")[0]
    assert cards(shown) == ["Idee 4", "Idee 3", "Idee 2"]
    assert f'href="/en/ideen/?{chosen}&amp;antwort=ja">All ideas with an answer</a>' in shown
    assert page_of(client, f"/en/ideen/?{chosen}&antwort=ja").count('<li class="idea-row') == 4


@pytest.mark.parametrize(
    ("address", "chosen"),
    [("/en/themen/mobilitaet-digitales/", "thema=mobilitaet-digitales"), ("/en/regionen/goerlitz/", "region=goerlitz")],
)
def test_from_a_subject_to_its_list_and_its_map_once_it_has_ideas(client: Client, address: str, chosen: str) -> None:
    ways = [f'class="button button--secondary" href="/en/ideen/{view}?{chosen}">' for view in ("", "karte/")]
    page = page_of(client, address)
    assert [way in page for way in ways] == [False, False]
    assert 'id="beantwortet"' not in page
    make.idea(authorities=["goerlitz"])
    make.census()
    page = page_of(client, address)
    assert [way in page for way in ways] == [True, True]
    assert 'id="beantwortet"' not in page


def test_all_themes_and_regions_are_listed_with_their_numbers(client: Client) -> None:
    make.idea(themes=["landschaft-energie"], authorities=["goerlitz"])
    make.idea(whole_region=True)
    make.census()
    themes = re.findall(r'theme-card__count">([^<]*)<', page_of(client, "/en/themen/"))
    assert themes == ["0 ideas", "1 idea", "0 ideas", "0 ideas", "1 idea"]
    regions = re.findall(r"<b>(\d+) ideas?</b>", page_of(client, "/en/regionen/"))
    assert regions == ["1", "1", "1", "2", "1", "1"]


def test_bautzen_is_welcome_and_not_listed(client: Client) -> None:
    page = page_of(client, "/en/regionen/")
    assert "Ideas from the district of Bautzen are welcome too." in page
    assert "bautzen/" not in page


@pytest.mark.parametrize(
    ("address", "write"),
    [
        ("/themen/landschaft-energie/", "/ideen/neu/?thema=landschaft-energie"),
        ("/regionen/goerlitz/", "/ideen/neu/?region=goerlitz"),
    ],
)
def test_the_way_to_an_idea_of_this_theme_or_region(client: Client, address: str, write: str) -> None:
    assert f'href="{write}"' in page_of(client, address)
    assert client.get(write).status_code == 200


def test_only_ideas_of_the_theme_or_region_are_shown(client: Client) -> None:
    make.idea("Wald", themes=["landschaft-energie"], authorities=["goerlitz"])
    make.idea("Bus", authorities=["cottbus"])
    assert set(cards(page_of(client, "/themen/landschaft-energie/"))) == {"Wald"}
    assert set(cards(page_of(client, "/regionen/cottbus/"))) == {"Bus"}


def test_a_theme_that_can_no_longer_be_chosen_keeps_its_page_and_its_filter(client: Client) -> None:
    make.idea("Wald", themes=["landschaft-energie"])
    Theme.objects.filter(slug="landschaft-energie").update(is_active=False)
    assert "ideen/neu/?thema=" not in page_of(client, "/themen/landschaft-energie/")
    assert "Wald" in page_of(client, "/ideen/?thema=landschaft-energie")
    assert "/themen/landschaft-energie/" not in page_of(client, "/themen/")


def test_unknown_themes_and_regions_are_not_found(client: Client) -> None:
    Authority.objects.filter(slug="cottbus").update(is_active=False)
    for address in ("/themen/gibtsnicht/", "/regionen/bautzen/", "/regionen/cottbus/", f"/themen/{'x' * 3000}/"):
        assert client.get(address).status_code == 404


def test_a_seventh_authority_is_a_row(client: Client) -> None:
    Authority.objects.create(
        slug="bautzen", name={"de": "Bautzen", "hsb": "Budyšin"}, kind="district", state="SN", ags="14625",
        seat="Bautzen", seat_lon="14.42", seat_lat="51.18",
    )  # fmt: skip
    make.idea("Für alle", whole_region=True)
    assert cards(page_of(client, "/regionen/bautzen/")) == ["Für alle", "Für alle"]
