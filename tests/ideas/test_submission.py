"""From what is typed to an idea: once, whoever clicks how often; and whose it is."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from ideas import drafts, submission
from ideas.models import Agreement, Draft, Idea, Status
from ideas.tasks import forget_old_drafts
from journal.models import Entry
from tests import make
from tests.together import at_once, overtaken

pytestmark = pytest.mark.django_db
in_threads = pytest.mark.django_db(transaction=True)


def days_ago(draft: Draft, days: float) -> None:
    Draft.objects.filter(pk=draft.pk).update(changed_at=timezone.now() - timedelta(days=days))


# Sending


def test_sending_makes_everything_that_belongs_to_an_idea(citizen: User) -> None:
    draft = Draft.objects.create(user=citizen, content={"title": "Rufbus"})
    version = make.content("Rufbus", authorities=["goerlitz"], place_name="Zittau")
    receipt = submission.submit(draft, version=version, sender=make.sender(citizen, name_shown="full", language="en"))
    idea = Idea.objects.get()
    assert (idea.pk, idea.author, idea.status, idea.stage, idea.source) == (
        receipt.idea.pk, citizen, Status.SUBMITTED, "new", "online",
    )  # fmt: skip
    assert (idea.submitted_at == idea.pending_since, idea.published_at, idea.released_version) == (True, None, None)
    pending = idea.versions.get()
    assert (idea.pending_version, pending.number) == (pending, 1)
    assert {name: getattr(pending, name) for name in version} == version
    assert (idea.title, idea.authority_ids, idea.place_name) == ("Rufbus", version["authority_ids"], "Zittau")
    assert (idea.counter.supports, idea.counter.comments) == (0, 0)
    assert (idea.authorship.byline, idea.authorship.language) == ("Katrin Berger", "en")
    read = {"privacy": "privacy 1 en", "rules": "netiquette 1 en"}
    agreed = dict(idea.agreements.values_list("kind", "wording"))
    assert agreed == {**{str(kind): wording for kind, wording in submission.WORDINGS.items()}, **read}
    assert {*submission.WORDINGS, *submission.PAGES} == set(Agreement.Kind)
    draft.refresh_from_db()
    assert (draft.idea, draft.content) == (idea, {})
    (entry,) = Entry.objects.about("idea", idea.pk)
    assert (entry.verb, entry.actor, entry.ids) == ("idea.submitted", citizen, {"version": pending.pk})


@pytest.mark.parametrize(("shown", "byline"), [("full", "Katrin Anna Berger"), ("initials", "K. A. B."), ("none", "")])
def test_only_the_name_somebody_wants_shown_is_kept(shown: str, byline: str) -> None:
    idea = make.receipt(guest={"name": "Katrin Anna Berger", "name_shown": shown}).idea
    assert idea.authorship.byline == byline


def test_whoever_comes_second_gets_the_idea_without_the_code() -> None:
    draft = Draft.objects.create()
    first = submission.submit(draft, version=make.content("Zuerst"), sender=make.sender())
    second = submission.submit(draft, version=make.content("Danach"), sender=make.sender())
    assert (second.idea, second.code, first.code is None) == (first.idea, None, False)
    assert Idea.objects.get().title == "Zuerst"


@in_threads
def test_a_second_click_waits_for_the_first_and_gets_its_idea() -> None:
    version, sender = make.content(), make.sender()
    draft = Draft.objects.create()
    outcome = overtaken(
        lambda: submission.submit(draft, version=version, sender=sender),
        lambda: submission.submit(draft, version=version, sender=sender),
    )
    assert (outcome.idea, outcome.code) == (Idea.objects.get(), None)


@in_threads
def test_clicks_at_once_make_one_idea() -> None:
    version, sender = make.content(), make.sender()
    draft = Draft.objects.create()
    outcomes = at_once(*[lambda: submission.submit(draft, version=version, sender=sender)] * 6)
    idea = Idea.objects.get()
    assert [outcome.idea.pk for outcome in outcomes] == [idea.pk] * 6
    assert len([outcome for outcome in outcomes if outcome.code]) == 1
    assert [entry.verb for entry in Entry.objects.about("idea", idea.pk)] == ["idea.submitted"]


@in_threads
def test_a_draft_thrown_away_in_the_other_tab_becomes_no_idea() -> None:
    version, sender = make.content(), make.sender()
    draft = Draft.objects.create()
    outcome = overtaken(
        lambda: Draft.objects.filter(pk=draft.pk).delete(),
        lambda: submission.submit(draft, version=version, sender=sender),
    )
    assert isinstance(outcome, Draft.DoesNotExist)
    assert Idea.objects.count() == 0


def test_what_the_database_refuses_leaves_nothing_behind() -> None:
    draft = Draft.objects.create(content={"title": "Rufbus"})
    with pytest.raises(IntegrityError, match="idea_one_or_two_themes"), transaction.atomic():
        submission.submit(draft, version=make.content("Rufbus", themes=[]), sender=make.sender())
    draft.refresh_from_db()
    assert (draft.idea, draft.content, Idea.objects.count()) == (None, {"title": "Rufbus"}, 0)
    assert make.receipt().idea.reference_number == 1


@in_threads
def test_a_code_entered_by_two_people_at_once_goes_to_one(citizen: User, neighbour: User) -> None:
    idea = make.receipt().idea
    outcomes = at_once(
        lambda: submission.claim(idea.pk, user=citizen), lambda: submission.claim(idea.pk, user=neighbour)
    )
    assert sorted(outcomes) == [False, True]
    idea.refresh_from_db()
    (entry,) = Entry.objects.about("idea", idea.pk).filter(verb="idea.claimed")
    assert entry.actor == idea.author == (citizen if outcomes[0] else neighbour)


# Drafts


def test_a_draft_is_kept_under_its_key() -> None:
    draft = submission.save_draft(None, content={"title": "Ruf"}, user=None)
    again = submission.save_draft(draft.pk, content={"title": "Rufbus"}, user=None)
    assert (again.pk, again.title, again.changed_at > draft.changed_at) == (draft.pk, "Rufbus", True)
    assert Draft.objects.count() == 1


def test_what_was_sent_is_never_written_over(citizen: User) -> None:
    sent = Draft.objects.create(user=citizen)
    submission.submit(sent, version=make.content(), sender=make.sender(citizen))
    for key, is_free in ((sent.pk, False), (uuid.uuid4(), True)):
        fresh = submission.save_draft(key, content={"title": "Neu"}, user=citizen)
        assert (fresh.pk == key, fresh.user, fresh.idea) == (is_free, citizen, None)
    sent.refresh_from_db()
    assert sent.content == {}


@pytest.mark.parametrize(
    "content",
    [
        {"title": "Ruf\x00bus", "text": "\ud800"},
        {"themes": ["\x00", "\udfff"], "regions": ["1\x00"]},
        {"themes": [[["\x00"]], {"\ud800": "\x00"}, None, 1], "text": {"a": ["\x00"]}},
        {"title": "🚲" * 250, "text": "ł" * 20_000},
    ],
)
def test_whatever_was_typed_can_be_kept(content: dict[str, Any]) -> None:
    draft = submission.save_draft(None, content=content, user=None)
    submission.save_draft(draft.pk, content=content, user=None)
    draft.refresh_from_db()
    assert set(draft.content) == set(content)


def session_of(*keys: uuid.UUID, user: User | None = None) -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.session[drafts.DRAFTS] = [str(key) for key in keys]
    request.user = user or AnonymousUser()
    return request


def test_a_session_opens_its_own_drafts_only(citizen: User) -> None:
    mine, other = Draft.objects.create(), Draft.objects.create()
    request = session_of(mine.pk)
    assert (drafts.may_open(request, mine), drafts.may_open(request, other)) == (True, False)


def test_a_persons_draft_opens_for_that_person_only(citizen: User, neighbour: User) -> None:
    draft = Draft.objects.create(user=citizen)
    for who, may in ((citizen, True), (neighbour, False), (None, False)):
        # Even where the session has seen the key: on a shared computer, after signing out.
        assert drafts.may_open(session_of(draft.pk, user=who), draft) is may


def test_a_session_remembers_the_last_ten() -> None:
    request = session_of()
    made = [Draft.objects.create() for _ in range(12)]
    for draft in [*made, made[5]]:
        drafts.remember(request, draft)
    assert request.session[drafts.DRAFTS] == [str(draft.pk) for draft in [*made[2:5], *made[6:], made[5]]]


def test_drafts_follow_their_person_through_the_real_sign_in(client: Client, citizen: User) -> None:
    client.post(reverse("ideas:write"), {"title": "Rufbus", "text": "", "language": "de", "save": "1"})
    draft = Draft.objects.get()
    assert draft.user is None
    response = client.post(reverse("account_login"), {"login": citizen.email, "password": make.PASSWORD})
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.user == citizen
    assert client.get(reverse("ideas:write_on", args=[draft.pk])).status_code == 200
    assert Client().get(reverse("ideas:write_on", args=[draft.pk])).status_code == 404


def test_signing_in_takes_nothing_from_others(citizen: User, neighbour: User) -> None:
    taken, sent, free = (Draft.objects.create() for _ in range(3))
    submission.claim_drafts([taken.pk], user=neighbour)
    submission.submit(sent, version=make.content(), sender=make.sender())
    assert submission.claim_drafts([taken.pk, sent.pk, free.pk, uuid.uuid4()], user=citizen) == 1
    assert list(Draft.objects.filter(user=citizen)) == [free]


def test_drafts_are_forgotten_after_thirty_days() -> None:
    """The last day counts to its end."""
    young, old = Draft.objects.create(), Draft.objects.create()
    days_ago(young, 29.5)
    days_ago(old, 31.5)
    assert forget_old_drafts() == 1
    assert list(Draft.objects.all()) == [young]


def test_touching_a_draft_keeps_it_for_another_thirty_days() -> None:
    draft = Draft.objects.create()
    days_ago(draft, 31)
    submission.save_draft(draft.pk, content={"title": "Rufbus"}, user=None)
    assert forget_old_drafts() == 0


def test_forgetting_a_draft_leaves_its_idea() -> None:
    idea = make.receipt().idea
    days_ago(idea.draft, 31)
    assert forget_old_drafts() == 1
    assert Idea.objects.get() == idea
