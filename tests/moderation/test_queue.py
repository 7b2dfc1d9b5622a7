"""The queue as a list: whose items, in which order, at which cost, for whom."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ideas import discussion, lifecycle
from ideas.models import Comment, Idea, Rule, Status
from moderation import desk
from moderation.models import Desk, QueueItem
from tests import make
from tests.conftest import signed_in_staff
from tests.moderation import at_the_desk
from tests.moderation.at_the_desk import DECISIONS, PAGES, QUEUE, SPAM, key, keys_listed
from themes.models import Authority, Theme

pytestmark = pytest.mark.django_db


def wait_since(idea: Idea, hours: int) -> None:
    Idea.objects.filter(pk=idea.pk).update(pending_since=timezone.now() - timedelta(hours=hours))


def test_oldest_first_whatever_it_is(as_moderator: Client, citizen: User, neighbour: User) -> None:
    public = make.idea(author=citizen)
    comment = make.comment(public, author=neighbour, publish=False)
    report = make.report(public)
    lifecycle.amend(public.pk, content=make.content("Anders"), by=citizen)
    fresh, old = make.idea(status=Status.SUBMITTED), make.idea(status=Status.SUBMITTED)
    wait_since(old, 50)
    assert keys_listed(as_moderator) == [key(old), key(comment), key(report), key(public), key(fresh)]
    kinds = QueueItem.objects.oldest_first().values_list("kind", flat=True)
    assert list(kinds) == ["idea", "comment", "case", "amendment", "idea"]


def test_long_waiting_is_said_in_words(as_moderator: Client) -> None:
    make.idea(status=Status.SUBMITTED)
    assert 'class="wait wait--' not in as_moderator.get(QUEUE).content.decode()
    wait_since(make.idea(status=Status.SUBMITTED), 24 * 21)
    page = as_moderator.get(QUEUE)
    assert page.content.decode().count('<strong class="wait wait--late">') == 1
    assert (page.context["summary"].total, page.context["summary"].late) == (2, 1)


def test_a_moderator_of_an_authority_sees_that_authority(moderator_of_goerlitz: User) -> None:
    theirs = make.idea(status=Status.SUBMITTED, authorities=["goerlitz", "cottbus"])
    nobodys = make.idea(status=Status.SUBMITTED)
    everybodys = make.idea(status=Status.SUBMITTED, whole_region=True)
    foreign = make.idea(status=Status.SUBMITTED, authorities=["cottbus"])
    client = signed_in_staff(moderator_of_goerlitz)
    assert keys_listed(client) == [key(theirs), key(nobodys), key(everybodys)]
    response = client.get(QUEUE)
    assert response.context["cl"].result_count == 3
    assert foreign.title not in response.content.decode()


def test_a_moderator_without_memberships_and_a_superuser_see_everything(as_moderator: Client) -> None:
    ideas = [make.idea(status=Status.SUBMITTED, authorities=[slug]) for slug in ("goerlitz", "cottbus")]
    boss = User.objects.create_superuser("chef@example.org", make.PASSWORD)
    for client in (as_moderator, signed_in_staff(boss)):
        assert keys_listed(client) == [key(idea) for idea in ideas]


def foreign_things(citizen: User, neighbour: User) -> list[Idea | Comment | object]:
    idea = make.idea(status=Status.SUBMITTED, authorities=["cottbus"])
    public = make.idea(author=citizen, authorities=["cottbus"])
    lifecycle.amend(public.pk, content=make.content("Anders", authorities=["cottbus"]), by=citizen)
    comment = make.comment(public, author=neighbour, publish=False)
    report = make.report(public)
    decided = make.idea(authorities=["cottbus"])
    return [idea, public, comment, report, decided]


def test_foreign_items_are_not_there_at_any_address(
    moderator: User, moderator_of_goerlitz: User, citizen: User, neighbour: User
) -> None:
    things = foreign_things(citizen, neighbour)
    theirs, everybodys = signed_in_staff(moderator_of_goerlitz), signed_in_staff(moderator)
    for thing in things:
        for name in PAGES:
            assert theirs.get(at_the_desk.url(name, thing)).status_code == 404  # type: ignore[arg-type]
        for name in DECISIONS:
            sent = {"version": 1, "lead": "office", "question": "Wo?", "rule": "werbung", "facts": "Weil.", "send": "1"}
            assert theirs.post(at_the_desk.url(name, thing), sent).status_code == 404  # type: ignore[arg-type]
    assert [everybodys.get(at_the_desk.url("show", thing)).status_code for thing in things] == [200] * 4 + [302]  # type: ignore[arg-type]
    assert QueueItem.objects.count() == 4


@pytest.mark.parametrize("wrong", ["idea-0", "idea-x", "idea-9999999999999999999", "draft-1", "idea-1:2", "1", "idea-"])
def test_a_key_that_is_none_is_not_there(as_moderator: Client, wrong: str) -> None:
    assert as_moderator.get(f"{QUEUE}{wrong}/").status_code == 404
    assert as_moderator.post(f"{QUEUE}{wrong}/release/").status_code == 404


def test_filters(as_moderator: Client) -> None:
    sorbian = make.idea(status=Status.SUBMITTED, language="hsb", authorities=["goerlitz"])
    culture = make.idea(status=Status.SUBMITTED, themes=["kultur-sprache-bildung"])
    everywhere = make.idea(status=Status.SUBMITTED, whole_region=True)
    theme = Theme.objects.get(slug="kultur-sprache-bildung").pk
    authority = Authority.objects.get(slug="goerlitz").pk
    assert keys_listed(as_moderator, "?language__exact=hsb") == [key(sorbian)]
    assert keys_listed(as_moderator, f"?theme={theme}") == [key(culture)]
    assert keys_listed(as_moderator, f"?authority={authority}") == [key(sorbian)]
    assert keys_listed(as_moderator, "?authority=whole") == [key(everywhere)]
    assert keys_listed(as_moderator, "?authority=none") == [key(culture)]
    assert keys_listed(as_moderator, "?kind__exact=case") == []
    nonsense = (
        "authority=99", "theme=x", "authority=9999999999999999999999", "theme=", "kind__exact=x", "language__exact=fr",
        "language__isnull=1", "wait=never", "kind=case", "idea__id=1", "nonsense=1",
    )  # fmt: skip
    for query in nonsense:
        assert keys_listed(as_moderator, f"?{query}&authority=none") == [key(culture)]


LISTS = ["moderation/queueitem", "moderation/spamitem", "moderation/logrow", "moderation/report", "ideas/idea"]
LEFT_OUT = "Ein Teil der Adresse dieser Seite ist nicht oder nicht mehr bekannt. Er wurde weggelassen."


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "query", ["nonsense=1", "authority=99&by__id=3", "language__exact=fr", "part__exact=x", "when=5"]
)
def test_a_list_says_when_its_address_has_a_filter_nobody_knows(as_moderator: Client, name: str, query: str) -> None:
    """And then leads on without it; each of its filters says what it does."""
    page = as_moderator.get(f"/admin/{name}/?{query}&q=See")
    assert page.status_code == 200
    assert at_the_desk.said(page) == [LEFT_OUT]
    changelist = page.context["cl"]
    assert changelist.get_query_string() == "?q=See"
    for spec in changelist.filter_specs:
        assert [choice["selected"] for choice in spec.choices(changelist)].count(True) == 1
    assert at_the_desk.said(as_moderator.get(f"/admin/{name}/?q=See&p=1&o=1")) == []


def test_author_so_far(as_moderator: Client, citizen: User) -> None:
    make.idea(author=citizen)
    make.comment(make.idea(), author=citizen)
    make.idea(author=citizen, status=Status.MERGED)
    make.idea(author=citizen, status=Status.REJECTED)
    make.idea(author=citizen, status=Status.SUBMITTED)
    make.idea(status=Status.SUBMITTED)
    known, guest = as_moderator.get(QUEUE).context["cl"].result_list
    assert (known.record.published, known.record.refused) == (3, 1)
    assert guest.record is None


def test_reports_about_the_same_are_counted(as_moderator: Client, neighbour: User) -> None:
    idea = make.idea()
    comment = make.comment(idea, author=neighbour)
    for about in (idea, idea, comment):
        make.report(about)
    assert [row.reports for row in as_moderator.get(QUEUE).context["cl"].result_list] == [2, 1]


def test_opening_the_queue_arms_the_bell_again(as_moderator: Client, moderator: User) -> None:
    def told() -> list[User]:
        with transaction.atomic():
            return desk.to_be_told([], whole_region=False)

    assert told() == [moderator]
    assert told() == []
    as_moderator.get(QUEUE)
    assert told() == [moderator]
    as_moderator.head(QUEUE)
    as_moderator.post(QUEUE)
    assert told() == []


def test_a_moderator_of_an_authority_opens_their_desks_only(moderator_of_goerlitz: User) -> None:
    for slug in ("goerlitz", "cottbus"):
        Desk.objects.create(authority=Authority.objects.get(slug=slug))
    Desk.objects.create(authority=None)
    signed_in_staff(moderator_of_goerlitz).get(QUEUE)
    opened = Desk.objects.filter(opened_at__isnull=False).order_by("authority")
    assert [row.authority.slug if row.authority else None for row in opened] == ["goerlitz", None]


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def fill(number: int, citizen: User) -> None:
    public = make.idea(author=citizen)
    for _ in range(number):
        make.idea(author=make.user(), status=Status.SUBMITTED, authorities=["goerlitz"])
        make.comment(public, author=make.user(), publish=False)
        make.report(public, text="Bitte.", rule=Rule.objects.first())
        make.idea(author=make.user(), status=Status.SPAM)


@pytest.mark.parametrize("address", [QUEUE, SPAM])
def test_the_list_costs_the_same_whatever_waits(as_moderator: Client, citizen: User, address: str) -> None:
    fill(2, citizen)
    few = queries_of(as_moderator, address)
    fill(8, citizen)
    assert queries_of(as_moderator, address) == few <= 24


def test_an_item_costs_the_same_whatever_waits(as_moderator: Client, citizen: User) -> None:
    fill(1, citizen)
    addresses = [f"{QUEUE}{row.key}/" for row in QueueItem.objects.all()]
    few = [queries_of(as_moderator, address) for address in addresses]
    fill(6, citizen)
    assert [queries_of(as_moderator, address) for address in addresses] == few


EVERYTHING = (*((name, "get") for name in PAGES), *((name, "post") for name in DECISIONS))


@pytest.mark.parametrize(("name", "method"), EVERYTHING)
def test_who_may_enter(client: Client, citizen: User, name: str, method: str) -> None:
    idea = make.idea(status=Status.SUBMITTED)
    address = at_the_desk.url(name, idea)
    anonymous = getattr(client, method)(address)
    if name in {"ask", "refuse", "uphold", "correct", "answer"}:
        assert anonymous.status_code == 403  # with the typed text, see test_deciding
    else:
        assert (anonymous.status_code, anonymous["Location"]) == (302, f"/admin/login/?next={address}")
    client.force_login(citizen)
    assert getattr(client, method)(address).status_code == 403
    clerk = make.user(groups=["Moderation"])
    clerk.groups.clear()
    assert getattr(signed_in_staff(clerk), method)(address).status_code == 403
    idea.refresh_from_db()
    assert idea.status == Status.SUBMITTED


@pytest.mark.parametrize("address", [QUEUE, SPAM, f"{QUEUE}release/"])
def test_who_may_open_the_lists(client: Client, citizen: User, moderator: User, address: str) -> None:
    assert client.get(address).status_code == 302
    client.force_login(citizen)
    assert client.get(address).status_code == 403
    without_second_factor = Client()
    without_second_factor.force_login(moderator)
    assert without_second_factor.get(address).status_code == 302
    allowed = 405 if address.endswith("release/") else 200
    assert signed_in_staff(moderator).get(address).status_code == allowed


@pytest.mark.parametrize("name", DECISIONS)
def test_a_get_decides_nothing(as_moderator: Client, name: str) -> None:
    assert as_moderator.get(at_the_desk.url(name, make.idea(status=Status.SUBMITTED))).status_code == 405


def test_an_edited_comment_waits_beside_its_publication(as_moderator: Client, citizen: User, neighbour: User) -> None:
    make.idea(author=neighbour)
    comment = make.comment(make.idea(author=citizen), author=neighbour)
    discussion.edit(comment.pk, by=neighbour, text="Ganz anders.")
    assert [row.kind for row in QueueItem.objects.all()] == ["edit"]
    assert as_moderator.get(at_the_desk.url("show", comment)).status_code == 200


def test_the_lists_have_what_djangos_script_needs_but_never_more_than_was_listed(as_moderator: Client) -> None:
    """Without the counter the script stops with an error; "all pages" would release what nobody has read."""
    for _ in range(26):
        make.idea(status=Status.SUBMITTED)
    make.idea(status=Status.SPAM)
    for path, listed in ((QUEUE, 25), (SPAM, 1)):
        page = as_moderator.get(path).content.decode()
        assert page.count(f'data-actions-icnt="{listed}"') == 1
        assert 'class="question' not in page


def test_an_excerpt_ends_with_a_whole_word(as_moderator: Client) -> None:
    make.idea(status=Status.SUBMITTED, text="Straupitzer " * 20)
    page = as_moderator.get(QUEUE).content.decode()
    assert "Straupitzer…" in page
    assert page.count("Straupitz") == 11


def test_the_overview_leads_to_the_queue(as_moderator: Client) -> None:
    page = as_moderator.get("/admin/").content.decode()
    assert f'class="action action--primary" href="{QUEUE}"' in page
    assert "recent-actions-module" not in page


def test_the_parts_of_the_administration_have_names_that_are_translated() -> None:
    shown = {model._meta.app_config for model in admin.site._registry}
    ours = [config for config in shown if config and not config.name.startswith(("django.", "allauth."))]
    assert len(ours) == 8
    assert [config.name for config in ours if isinstance(config.verbose_name, str)] == []


@pytest.mark.parametrize("name", LISTS)
def test_the_foot_of_a_list_counts_its_rows_in_words_that_fit(as_moderator: Client, name: str) -> None:
    def foot() -> str:
        page = as_moderator.get(f"/admin/{name}/").content.decode()
        return " ".join(page.partition('<p class="paginator">')[2].partition("</p>")[0].split())

    assert foot() == "0 Einträge"
    make.report(make.idea())
    for status in (Status.SUBMITTED, Status.SPAM):
        make.idea(status=status)
    expected = {"moderation/spamitem": "1 Eintrag", "moderation/report": "1 Eintrag", "ideas/idea": "3 Einträge"}
    assert foot() == expected.get(name, "2 Einträge")
