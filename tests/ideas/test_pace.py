"""Slow: only so many new ideas and comments within an hour, and whoever is refused keeps the text."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from ideas import discussion, pace, phases, policies
from ideas.models import Comment, Decision, Draft, Idea, Rule, Status
from ideas.views import discussing
from pages import portal_state
from tests import make
from tests.ideas.test_phases import over
from tests.together import overtaken

pytestmark = pytest.mark.django_db


def slow(hourly: int) -> None:
    by = User.objects.filter(email="schalter@example.org").first() or make.user("schalter@example.org")
    portal_state.switch("slow", reason_texts={"de": "Viel los."}, until=None, hourly=hourly, by=by)


def commented(idea: Idea, author: User) -> Comment:
    return discussion.write(idea, author=author, text=f"Ja {uuid.uuid4()}.", language="de", form_key=uuid.uuid4())


def age(idea: Idea, minutes: float) -> None:
    Idea.objects.filter(pk=idea.pk).update(submitted_at=timezone.now() - timedelta(minutes=minutes))


def test_ideas_and_comments_count_together(citizen: User) -> None:
    idea = make.idea()
    age(idea, 61)
    slow(2)
    make.receipt()
    commented(idea, citizen)
    with pytest.raises(pace.TooFast):
        make.receipt()
    with pytest.raises(pace.TooFast):
        commented(idea, citizen)
    assert (Idea.objects.count(), Comment.objects.count()) == (2, 1)


def test_it_goes_on_when_the_oldest_is_an_hour_old(citizen: User) -> None:
    first, second = make.receipt().idea, make.receipt().idea
    age(first, 50)
    age(second, 20)
    slow(2)
    with pytest.raises(pace.TooFast) as refusal:
        make.receipt()
    left = refusal.value.until - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    slow(1)
    with pytest.raises(pace.TooFast) as refusal:
        make.receipt()
    assert timedelta(minutes=39) < refusal.value.until - timezone.now() <= timedelta(minutes=40)
    age(first, 60.1)
    slow(2)
    make.receipt()


def test_as_always_nobody_is_counted() -> None:
    slow(1)
    make.receipt()
    portal_state.switch("normal", reason_texts={}, until=None, hourly=1, by=make.user())
    make.receipt()
    assert Idea.objects.count() == 2


def test_what_is_closed_says_so_first(citizen: User) -> None:
    """Whoever is told to come back in an hour must not find a closed phase then."""
    idea = make.idea()
    over(allows_comments=False)
    slow(1)
    with pytest.raises(phases.Closed):
        make.receipt()
    with pytest.raises(phases.Closed):
        commented(idea, citizen)


def test_a_comment_sent_twice_is_not_refused(citizen: User) -> None:
    idea, key = make.idea(), uuid.uuid4()
    age(idea, 61)
    slow(1)
    written = [discussion.write(idea, author=citizen, text="Ja.", language="de", form_key=key) for _click in range(2)]
    assert written[0] == written[1]


def test_the_draft_of_a_refused_idea_is_kept(client: Client) -> None:
    make.receipt()
    slow(1)
    content = make.content("Rufbus")
    typed = {
        "title": "Rufbus", "text": "Abends.", "language": "de", "themes": content["theme_ids"], "place": "",
        "next": "1",
    }  # fmt: skip
    check = client.post(reverse("ideas:write"), typed)["Location"]
    agreed = {"name_shown": "none", "licence": "on", "privacy": "on", "rights": "on"}
    response = client.post(check, agreed)
    assert (response.status_code, 3590 < int(response["Retry-After"]) <= 3600) == (429, True)
    goes_on = timezone.localtime(Idea.objects.get().submitted_at + timedelta(hours=1))
    assert f"{goes_on:%H:%M}" in str(response.context["form"].non_field_errors())
    assert Draft.objects.open().get(content__title="Rufbus")
    Idea.objects.update(submitted_at=timezone.now() - timedelta(minutes=61))
    assert client.post(check, agreed).status_code == 302
    assert Idea.objects.count() == 2


def test_the_text_of_a_refused_comment_comes_back(as_citizen: Client) -> None:
    idea = make.idea()
    slow(1)
    response = as_citizen.post(
        reverse("ideas:comment", args=[idea.reference]), {"text": "Das fehlt.", "language": "de"}
    )
    assert (response.status_code, 3590 < int(response["Retry-After"]) <= 3600) == (429, True)
    assert "Das fehlt." in response.content.decode()
    assert Comment.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_counts_the_first() -> None:
    """On ideas of their own: comments on one idea wait for each other anyway."""
    pairs = [(make.idea(), make.user()) for _n in range(2)]
    for idea, _person in pairs:
        age(idea, 61)
    slow(1)
    first, second = (partial(commented, *pair) for pair in pairs)
    assert isinstance(overtaken(first, second), pace.TooFast)
    assert Comment.objects.count() == 1


# Who is not slowed, and the limit that always holds


def reliable() -> User:
    person = make.user()
    make.idea(author=person)
    return person


def test_reliable_contributors_are_not_slowed(citizen: User) -> None:
    person, idea = reliable(), make.idea()
    slow(1)
    with pytest.raises(pace.TooFast):
        commented(idea, citizen)
    with pytest.raises(pace.TooFast):
        make.receipt()
    commented(idea, person)
    make.receipt(author=person)


def test_who_had_something_taken_down_lately_is_slowed_like_all_others(moderator: User, settings: LazySettings) -> None:
    rule = Rule.objects.get(key="werbung")
    person, idea = reliable(), make.idea()
    removed = commented(idea, person)
    assert policies.is_reliable(person)
    decision = discussion.remove(removed.pk, by=moderator, rule=rule, facts="Werbung.")
    assert not policies.is_reliable(person)
    slow(1)
    with pytest.raises(pace.TooFast):
        commented(idea, person)
    Decision.objects.filter(pk=decision.pk).update(
        at=timezone.now() - timedelta(days=settings.RELIABLE_DAYS, minutes=1)
    )
    commented(idea, person)


def test_what_was_put_back_is_held_against_nobody(moderator: User) -> None:
    person = reliable()
    junk = make.idea(author=person, status=Status.SPAM)
    assert not policies.is_reliable(person)
    make.restored(junk, by=moderator)
    assert policies.is_reliable(person)
    assert not policies.is_reliable(make.user())


def test_a_flood_is_refused_also_when_nobody_has_switched(citizen: User, settings: LazySettings) -> None:
    person, idea = reliable(), make.idea()
    cache.clear()
    settings.CONTRIBUTIONS_PER_HOUR = 2
    make.receipt()
    commented(idea, citizen)
    with pytest.raises(pace.TooFast) as refusal:
        make.receipt()
    assert (refusal.value.until.minute, 0 < refusal.value.seconds <= 3600) == (0, True)
    with pytest.raises(pace.TooFast):
        commented(idea, citizen)
    commented(idea, person)


def test_a_person_has_one_limit_behind_many_addresses(as_citizen: Client) -> None:
    address = reverse("ideas:comment", args=[make.idea().reference])
    answers = [
        as_citizen.post(
            address, {"text": f"Nummer {n}.", "language": "de", "form_key": str(uuid.uuid4())},
            REMOTE_ADDR=f"192.0.2.{n}",
        ).status_code
        for n in range(1, discussing.COMMENTS_PER_HOUR + 2)
    ]  # fmt: skip
    assert answers == [302] * discussing.COMMENTS_PER_HOUR + [429]


def test_many_people_behind_one_address_have_a_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discussing, "COMMENTS_FROM_THERE", 2)
    address, answers = reverse("ideas:comment", args=[make.idea().reference]), []
    for n in range(3):
        client = Client()
        client.force_login(make.user())
        sent = {"text": f"Nummer {n}.", "language": "de", "form_key": str(uuid.uuid4())}
        answers.append(client.post(address, sent).status_code)
    assert answers == [302, 302, 429]
