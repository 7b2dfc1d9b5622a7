"""Five hundred junk texts: gone in one action, back in one action, each exactly as it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import origins
from accounts.models import User
from ideas import discussion, lifecycle, references, spam
from ideas.lifecycle import of_version
from ideas.models import Comment, Decision, Idea, IdeaCounter, IdeaVersion, Status
from ideas.submission import next_ids
from journal.models import Entry
from moderation import bulk, floods
from moderation.models import QueueItem, SpamItem
from moderation.tickets import Ticket
from notifications import outbox
from notifications.models import Delivery
from tests import make
from tests.conftest import signed_in_staff
from tests.moderation.at_the_desk import QUEUE, SPAM, item, keys_listed, said
from tests.together import at_once

pytestmark = pytest.mark.django_db
ALL, ALL_SPAM = f"{QUEUE}all/", f"{SPAM}all/"


@pytest.fixture(autouse=True)
def _a_minute(settings: LazySettings) -> None:
    settings.DECISION_UNDO_SECONDS = 60


@transaction.atomic
def flood(ideas: int, comments: int = 0, *, word: str = "Gewinnspiel", **fields: Any) -> None:
    """Junk by people without an account, and comments by one person, written in few statements."""
    now, content = timezone.now(), make.content(f"{word} heute", **fields)
    ids = next_ids(ideas)
    versions = [IdeaVersion(pk=version, idea_id=idea, number=1, **content) for idea, version in ids]
    year, numbers = references.take(ideas)
    Idea.objects.bulk_create(
        Idea(
            pk=idea, reference_year=year, reference_number=number, status=Status.SUBMITTED, source="online",
            submitted_at=now, pending_since=now, pending_version_id=version, changed_at=now,
            **of_version(IdeaVersion(**content)),
        )
        for number, (idea, version) in zip(numbers, ids, strict=True)
    )  # fmt: skip
    IdeaVersion.objects.bulk_create(versions)
    IdeaCounter.objects.bulk_create(IdeaCounter(idea_id=idea) for idea, _version in ids)
    if comments:
        on, author = make.idea(**fields), make.user()
        Comment.objects.bulk_create(
            Comment(
                idea=on, author=author, text=f"{word} {number}", language="de", status=Comment.Status.PENDING,
                created_at=now, pending_since=now,
            )
            for number in range(comments)
        )  # fmt: skip


def tickets() -> list[str]:
    return list(QueueItem.objects.oldest_first().values_list("ticket", flat=True))


def read() -> list[Ticket]:
    return [ticket for text in tickets() if (ticket := Ticket.parse(text))]


def everything() -> tuple[list[Any], ...]:
    """All of the waiting things that a decision changes."""
    ideas = Idea.objects.order_by("pk").values_list(
        "pk", "status", "pending_since", "pending_version", "released_version", "published_at", "title"
    )
    comments = Comment.objects.order_by("pk").values_list("pk", "status", "pending_since", "published_at", "text")
    return list(ideas), list(comments), tickets()


def counters() -> list[Any]:
    return list(IdeaCounter.objects.order_by("pk").values_list("pk", "comments"))


# One action, one way back


def test_five_hundred_go_with_one_button_and_come_back_with_another(as_moderator: Client, moderator: User) -> None:
    flood(300, 200)
    kept = make.idea("Ein Rufbus", status=Status.SUBMITTED)
    before, numbers = everything(), counters()
    page = as_moderator.get(ALL, {"q": "Gewinnspiel"})
    listed = [row.ticket for row in page.context["items"]]
    assert sorted(listed) == sorted(set(before[2]) - {item(kept).ticket})
    assert page.content.decode().count(" checked>") == 500
    response = as_moderator.post(ALL, {"ticket": listed})
    assert tickets() == [item(kept).ticket]
    assert SpamItem.objects.count() == 500
    assert set(SpamItem.objects.values_list("by", flat=True)) == {moderator.pk}
    assert len(response["Location"]) < 200
    offer = as_moderator.get(response["Location"])
    names = offer.context["undo"].names
    assert f'name="decision" value="{names[0]}"' in offer.content.decode()
    back = as_moderator.post(f"{QUEUE}undo/", {"decision": names})
    assert (len(said(response)), len(said(back))) == (1, 1)
    assert (everything(), counters()) == (before, numbers)
    assert Decision.objects.standing().filter(kind="spam").count() == 0


def test_each_has_its_decision_and_its_entries(moderator: User) -> None:
    flood(2, 2)
    done = floods.set_aside(read(), by=moderator)
    entries = Entry.objects.filter(verb__in=["idea.discarded", "comment.discarded"]).order_by("id")
    assert [(entry.subject_kind, entry.ids["decision"], entry.actor_id) for entry in entries] == [
        ("comment" if one.comment_id else "idea", one.pk, moderator.pk) for one in done
    ]
    spam.undo(done, by=moderator)
    undone = Entry.objects.filter(verb__in=["idea.undone", "comment.undone"]).order_by("id")
    assert [entry.ids["decision_undone"] for entry in undone] == [one.pk for one in done]
    assert not Decision.objects.filter(pk__in=[one.pk for one in done], undone_at=None).exists()


def test_together_and_one_by_one_are_the_same(moderator: User) -> None:
    """Statuses, decisions and entries do not tell which way it went."""
    flood(2, 2)
    alone, together = read()[::2], read()[1::2]
    for ticket in alone:
        if ticket.table == "idea":
            lifecycle.discard(ticket.pk, version_id=ticket.version, by=moderator)
        else:
            discussion.discard(ticket.pk, by=moderator)
    floods.set_aside(together, by=moderator)

    def told(which: list[Ticket]) -> list[Any]:
        ids, comments = [t.pk for t in which if t.table == "idea"], [t.pk for t in which if t.table == "comment"]
        decisions = [
            (bool(one.comment_id), one.kind, one.by_id, one.waited_since is None, one.version_id is None,
             one.replaced_id, one.undone_at)
            for one in Decision.objects.filter(idea__in=ids) | Decision.objects.filter(comment__in=comments)
        ]  # fmt: skip
        entries = Entry.objects.filter(subject_id__in=ids, verb="idea.discarded")
        entries |= Entry.objects.filter(subject_id__in=comments, verb="comment.discarded")
        states = [*Idea.objects.filter(pk__in=ids).values_list("status", "pending_since")]
        states += Comment.objects.filter(pk__in=comments).values_list("status", "pending_since")
        return [sorted(map(str, decisions)), sorted((one.verb, *sorted(one.ids)) for one in entries), states]

    assert told(alone) == told(together)


def test_the_number_of_queries_does_not_grow(as_moderator: Client, moderator: User) -> None:
    counts = []
    for ideas, comments in ((1, 1), (11, 11), (240, 240)):
        flood(ideas, comments)
        with CaptureQueriesContext(connection) as listing:
            page = as_moderator.get(ALL, {"q": "Gewinnspiel"})
        with CaptureQueriesContext(connection) as going:
            response = as_moderator.post(ALL, {"ticket": [row.ticket for row in page.context["items"]]})
        with CaptureQueriesContext(connection) as coming:
            as_moderator.get(response["Location"])
        names = as_moderator.get(response["Location"]).context["undo"].names
        with CaptureQueriesContext(connection) as undoing:
            as_moderator.post(f"{QUEUE}undo/", {"decision": names})
        floods.set_aside(read(), by=moderator)
        rows = [row.ticket for row in as_moderator.get(ALL_SPAM).context["items"]]
        with CaptureQueriesContext(connection) as restoring:
            as_moderator.post(ALL_SPAM, {"ticket": rows})
        assert not SpamItem.objects.exists()
        floods.set_aside(read(), by=moderator)
        counts.append([len(taken) for taken in (listing, going, coming, undoing, restoring)])
        Comment.objects.all().delete()
    _first, small, large = counts
    assert [many - few for few, many in zip(small, large, strict=True)] == [0] * 5
    assert max(large) < 50


def test_from_spam_back_to_the_place_in_the_queue(as_moderator: Client, moderator: User, citizen: User) -> None:
    flood(30, 20)
    answered = make.idea("Gewinnspiel mit Antwort", status=Status.RETURNED, author=citizen)
    lifecycle.amend(answered.pk, content=make.content("Gewinnspiel mit Antwort"), by=citizen)
    before = everything()
    floods.set_aside(read(), by=moderator)
    Decision.objects.filter(kind="spam").update(at=F("at") - timedelta(days=29))
    page = as_moderator.get(ALL_SPAM, {"q": "Gewinnspiel", "by": str(moderator.pk)})
    rows = [row.ticket for row in page.context["items"]]
    assert len(rows) == 51
    response = as_moderator.post(ALL_SPAM, {"ticket": rows})
    assert response["Location"] == SPAM
    assert everything() == before
    assert Decision.objects.filter(kind="restored").count() == 51


def test_after_thirty_days_nothing_comes_back(as_moderator: Client, moderator: User) -> None:
    flood(2)
    floods.set_aside(read(), by=moderator)
    rows = list(SpamItem.objects.values_list("ticket", flat=True))
    Decision.objects.filter(kind="spam").update(at=F("at") - timedelta(days=30, minutes=1))
    assert as_moderator.get(ALL_SPAM).context["items"] == []
    as_moderator.post(ALL_SPAM, {"ticket": rows})
    assert SpamItem.objects.count() == 2
    assert floods.restore([ticket for row in rows if (ticket := Ticket.parse(row))], by=moderator) == []


# What is listed and what is ticked


def test_it_is_what_the_filters_find(as_moderator: Client, citizen: User) -> None:
    flood(3, word="Gewinnspiel")
    flood(2, word="Kredite", authorities=["cottbus"])
    changed = make.idea("Kredite für alle", author=citizen)
    lifecycle.amend(changed.pk, content=make.content("Kredite für manche"), by=citizen)
    assert len(keys_listed(as_moderator, "?q=Kredite")) == 3
    page = as_moderator.get(ALL, {"q": "Kredite"})
    # An amendment of a public idea is no junk.
    assert {row.title for row in page.context["items"]} == {"Kredite heute"}
    number = Idea.objects.filter(title="Gewinnspiel heute")[0]
    assert keys_listed(as_moderator, f"?q={number.reference}") == [f"idea-{number.pk}"]
    assert f'href="{ALL}?q={number.reference}"' in as_moderator.get(QUEUE, {"q": number.reference}).content.decode()
    assert f'href="{ALL}' not in as_moderator.get(QUEUE).content.decode()


def test_all_of_one_origin(as_moderator: Client) -> None:
    flood(5)
    here = list(Idea.objects.order_by("pk"))[:4]
    for idea in here:
        origins.keep(f"idea-{idea.pk}", "a" * 32)
    key = f"idea-{here[0].pk}"
    assert f'<a href="?origin={key}">' in as_moderator.get(QUEUE).content.decode()
    page = as_moderator.get(ALL, {"origin": key})
    assert {row.object_id for row in page.context["items"]} == {idea.pk for idea in here}
    assert "a" * 32 not in page.content.decode()
    as_moderator.post(ALL, {"ticket": [row.ticket for row in page.context["items"]]})
    assert len(keys_listed(as_moderator)) == 1
    assert {row.object_id for row in as_moderator.get(ALL_SPAM, {"origin": key}).context["items"]} == {
        idea.pk for idea in here
    }
    assert as_moderator.get(ALL, {"origin": "idea-987654"}).context["items"] == []


def test_whoever_has_published_something_is_not_ticked(as_moderator: Client, citizen: User) -> None:
    make.idea("Öffentlich", author=citizen)
    make.idea("Gewinnspiel im Kurort", author=citizen, status=Status.SUBMITTED)
    flood(1)
    page = as_moderator.get(ALL, {"q": "Gewinnspiel"})
    assert len(page.context["items"]) == 2
    assert page.content.decode().count(" checked>") == 1


def test_more_than_fit_are_said(as_moderator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    flood(5)
    monkeypatch.setattr(bulk, "MOST", 3)
    page = as_moderator.get(ALL, {"q": "Gewinnspiel"})
    assert (len(page.context["items"]), page.context["total"]) == (3, 5)


def test_a_text_changed_meanwhile_stays_and_is_told(as_moderator: Client, citizen: User) -> None:
    idea = make.idea("Gewinnspiel", author=citizen, status=Status.SUBMITTED)
    flood(1)
    listed = tickets()
    lifecycle.amend(idea.pk, content=make.content("Doch ein Rufbus"), by=citizen)
    response = as_moderator.post(ALL, {"ticket": listed})
    assert [row.title for row in QueueItem.objects.all()] == ["Doch ein Rufbus"]
    assert sum(idea.reference in text for text in said(response)) == 1


def test_a_text_changed_behind_the_last_look_stays(moderator: User, citizen: User, neighbour: User) -> None:
    """Between the look at the queue and the lock."""
    idea = make.idea(author=citizen, status=Status.SUBMITTED)
    comment = make.comment(make.idea(), author=neighbour, publish=False)
    listed = read()
    lifecycle.amend(idea.pk, content=make.content("Doch ein Rufbus"), by=citizen)
    discussion.edit(comment.pk, by=neighbour, text="Doch etwas anderes.")
    assert floods.set_aside(listed, by=moderator) == []
    assert len(floods.set_aside(read(), by=moderator)) == 2


def test_many_that_others_decided_are_one_sentence(as_moderator: Client, moderator: User) -> None:
    flood(20)
    listed = tickets()
    floods.set_aside(read(), by=make.user(groups=["Moderation"]))
    assert len(said(as_moderator.post(ALL, {"ticket": listed}))) == 2


def test_nothing_of_another_authority(moderator_of_goerlitz: User, moderator: User) -> None:
    flood(2, authorities=["cottbus"])
    flood(1, authorities=["goerlitz"])
    client, foreign = signed_in_staff(moderator_of_goerlitz), tickets()
    assert len(client.get(ALL, {"q": "Gewinnspiel"}).context["items"]) == 1
    assert client.post(ALL, {"ticket": foreign}).status_code == 404
    assert len(tickets()) == 3
    floods.set_aside(read(), by=moderator)
    assert len(client.get(ALL_SPAM).context["items"]) == 1
    rows = list(SpamItem.objects.values_list("ticket", flat=True))
    assert client.post(ALL_SPAM, {"ticket": rows}).status_code == 404
    assert SpamItem.objects.count() == 3


@pytest.mark.parametrize("wrong", ["\x00", "idea-1", "idea-1:1:1", "x" * 5000])
def test_what_is_no_ticket_is_refused(as_moderator: Client, wrong: str) -> None:
    for address in (ALL, ALL_SPAM):
        assert as_moderator.post(address, {"ticket": wrong}).status_code == 400
        assert as_moderator.post(address, {"ticket": [f"idea-{n}:1" for n in range(1, 502)]}).status_code == 400


@pytest.mark.parametrize("query", [{"nonsense": "1"}, {"wait": "nonsense"}, {"kind": "case"}, {"kind__exact": "x"}])
def test_an_address_with_a_filter_nobody_knows_leads_to_the_list(as_moderator: Client, query: dict[str, str]) -> None:
    """Not to all that waits: it was asked for less."""
    flood(2)
    assert len(as_moderator.get(ALL).context["items"]) == 2
    assert as_moderator.get(ALL, query)["Location"] == QUEUE


# Taking back


def test_nobody_takes_back_what_others_did_nor_after_the_minute(as_moderator: Client, moderator: User) -> None:
    flood(25)
    done = floods.set_aside(read(), by=make.user(groups=["Moderation"]))
    first, last = done[0].pk, done[-1].pk
    as_moderator.post(f"{QUEUE}undo/", {"decision": f"{first}-{last}"})
    assert SpamItem.objects.count() == 25
    mine = done[:3]
    Decision.objects.filter(pk__in=[one.pk for one in mine]).update(by=moderator)
    Decision.objects.filter(pk=mine[0].pk).update(at=F("at") - timedelta(seconds=61))
    again = Idea.objects.get(decisions=mine[1])
    make.restored(again, by=moderator)
    lifecycle.discard(again.pk, version_id=again.pending_version_id or 0, by=moderator)
    assert [one.pk for one in spam.undo(done, by=moderator)] == [mine[2].pk]
    assert SpamItem.objects.count() == 24


def test_nobody_is_written_to_about_what_was_taken_back(moderator: User, mailoutbox: list[Any]) -> None:
    idea = make.idea(author=make.user(), status=Status.SUBMITTED)
    comment = make.comment(make.idea(), author=make.user(), publish=False)
    outbox.work()
    mailoutbox.clear()
    done = floods.set_aside([Ticket.of(item(idea)), Ticket.of(item(comment))], by=moderator)
    spam.undo(done, by=moderator)
    Delivery.objects.update(due_at=F("due_at") - timedelta(seconds=61))
    outbox.work()
    Delivery.objects.update(due_at=F("due_at") - timedelta(seconds=61))
    outbox.work()
    assert mailoutbox == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(5))
def test_two_moderators_share_a_flood(round_: int) -> None:
    """Each text is decided once, whoever gets it; taking back brings back one's own alone."""
    flood(120, 120)
    two = [make.user(groups=["Moderation"]) for _ in range(2)]
    before, listed = everything(), read()
    first, second = at_once(
        lambda: floods.set_aside(listed, by=two[0]), lambda: floods.set_aside(listed[::-1], by=two[1])
    )
    assert sorted([len(first), len(second)]) == [0, 240]
    assert Decision.objects.filter(kind="spam").count() == SpamItem.objects.count() == 240
    done, by = (first, two[0]) if first else (second, two[1])
    back, restored = at_once(lambda: spam.undo(done, by=by), lambda: floods.restore(listed, by=two[1]))
    assert sorted([len(back), len(restored)]) == [0, 240]
    assert everything() == before
