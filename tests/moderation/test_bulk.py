"""Many at once: only what was listed and read; refusing is not among it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from ideas import discussion, lifecycle
from ideas.models import Decision, Idea, Status
from moderation.models import QueueItem, SpamItem
from tests import make
from tests.conftest import signed_in_staff
from tests.moderation.at_the_desk import QUEUE, SPAM, item, reported, said

pytestmark = pytest.mark.django_db


def tick(client: Client, action: str, *tickets: str, where: str = QUEUE, **extra: str) -> Any:
    return client.post(where, {"action": action, "index": "0", "_selected_action": tickets, **extra})


def release(client: Client, *tickets: str) -> Any:
    return client.post(f"{QUEUE}release/", {"ticket": tickets})


def waiting(**fields: Any) -> Idea:
    return make.idea(status=Status.SUBMITTED, **fields)


def states() -> list[str]:
    return list(Idea.objects.order_by("pk").values_list("status", flat=True))


def test_the_actions_are_release_assign_and_spam(as_moderator: Client) -> None:
    waiting()
    choices = as_moderator.get(QUEUE).context["action_form"].fields["action"].choices
    assert [name for name, _label in choices if name] == ["release", "assign", "discard"]


def test_releasing_shows_every_whole_text_first(as_moderator: Client, citizen: User, neighbour: User) -> None:
    guest = {"name": "Käte Noack", "name_shown": "full"}
    first, second = waiting(text="Lang. " * 200 + "Ende eins.", guest=guest), waiting(text="Ende zwei.")
    comment = make.comment(make.idea(author=citizen), author=neighbour, text="Ende drei.", publish=False)
    tickets = [item(thing).ticket for thing in (first, second, comment)]
    listed = as_moderator.get(QUEUE).content.decode()
    assert all(f'name="_selected_action" value="{ticket}"' in listed for ticket in tickets)
    page = tick(as_moderator, "release", *tickets)
    assert all(f'name="ticket" value="{ticket}" checked' in page.content.decode() for ticket in tickets)
    for text in ("Ende eins.", "Käte Noack", "Ende zwei.", "Ende drei."):
        assert text in page.content.decode()
    assert states() == ["submitted", "submitted", "published"]
    assert release(as_moderator, *tickets)["Location"].partition("?")[0] == QUEUE
    comment.refresh_from_db()
    assert (states(), comment.status) == (["published"] * 3, "published")


def test_who_ticks_a_report_too_is_told_that_it_is_left_out(as_moderator: Client) -> None:
    idea, report = waiting(), reported(make.idea())
    page = tick(as_moderator, "release", item(idea).ticket, item(report).ticket)
    assert [sheet.item.idea_id for sheet in page.context["sheets"]] == [idea.pk]
    assert "Über Meldungen und Beschwerden wird einzeln entschieden." in page.content.decode()


def test_who_assigns_a_report_that_was_settled_reads_that_no_rule_was_broken(
    as_moderator: Client, moderator: User
) -> None:
    report = reported(make.idea())
    ticket = item(report).ticket
    make.answer(report, by=moderator, outcome="dismissed")
    assert "schon entschieden: kein Regelverstoß." in said(tick(as_moderator, "assign", ticket))[0]


def test_who_releases_nothing_is_not_told_of_a_success(as_moderator: Client) -> None:
    assert said(release(as_moderator)) == ["Es war nichts angekreuzt."]


def test_what_was_not_ticked_waits_on(as_moderator: Client) -> None:
    first, second = waiting(), waiting()
    release(as_moderator, item(first).ticket)
    assert states() == ["published", "submitted"]
    assert [row.idea_id for row in QueueItem.objects.all()] == [second.pk]


def test_an_idea_amended_after_it_was_listed_is_not_released_but_told(as_moderator: Client, citizen: User) -> None:
    changed, same = waiting(author=citizen), waiting()
    tickets = [item(changed).ticket, item(same).ticket]
    lifecycle.amend(changed.pk, content=make.content("Inzwischen anders"), by=citizen)
    page = tick(as_moderator, "release", *tickets)
    assert [sheet.item.idea_id for sheet in page.context["sheets"]] == [same.pk]
    assert sum(changed.reference in text for text in said(page)) == 1
    response = release(as_moderator, *tickets)
    assert states() == ["submitted", "published"]
    assert sum(changed.reference in text for text in said(response)) == 1


def test_a_comment_edited_after_it_was_listed_is_not_released(
    as_moderator: Client, citizen: User, neighbour: User
) -> None:
    comment = make.comment(make.idea(author=citizen), author=neighbour, publish=False)
    ticket = item(comment).ticket
    discussion.edit(comment.pk, by=neighbour, text="Inzwischen anders.")
    release(as_moderator, ticket)
    comment.refresh_from_db()
    assert comment.status == "pending"


def test_what_somebody_else_decided_is_told(as_moderator: Client) -> None:
    idea = waiting()
    ticket = item(idea).ticket
    first = make.user(groups=["Moderation"], display_name="Anna Noack")
    release(signed_in_staff(first), ticket)
    response = release(as_moderator, ticket)
    assert sum("Anna Noack" in text for text in said(response)) == 1
    assert idea.decisions.count() == 1


def test_reports_are_not_released(as_moderator: Client) -> None:
    report = make.report(make.idea(), text="Bitte.")
    assert len(said(tick(as_moderator, "release", item(report).ticket))) == 1
    assert release(as_moderator, item(report).ticket).status_code == 400
    assert Decision.objects.count() == 1  # the idea's own release


def test_every_page_is_not_what_was_read(as_moderator: Client) -> None:
    ticked = waiting()
    for _ in range(3):
        waiting()
    page = tick(as_moderator, "release", item(ticked).ticket, select_across="1")
    assert [sheet.item.idea_id for sheet in page.context["sheets"]] == [ticked.pk]
    tick(as_moderator, "discard", item(ticked).ticket, select_across="1")
    assert states() == ["spam", "submitted", "submitted", "submitted"]


@pytest.mark.parametrize("wrong", ["\x00", "idea-1", "1", "idea-1:1:1", "x" * 10_000, "idea-1:" + "9" * 40])
def test_what_is_no_ticket_is_refused(as_moderator: Client, wrong: str) -> None:
    waiting()
    for action in ("release", "discard", "restore"):
        where = SPAM if action == "restore" else QUEUE
        assert tick(as_moderator, action, wrong, where=where).status_code == 400
    assert release(as_moderator, wrong).status_code == 400
    assert states() == ["submitted"]


def test_more_than_a_page_lists_is_refused(as_moderator: Client) -> None:
    assert release(as_moderator, *(f"idea-{number}:1" for number in range(1, 502))).status_code == 400


def test_a_foreign_ticket_is_not_there(moderator_of_goerlitz: User) -> None:
    mine, foreign = waiting(authorities=["goerlitz"]), waiting(authorities=["cottbus"])
    public = make.idea(authorities=["cottbus"])
    client = signed_in_staff(moderator_of_goerlitz)
    tickets = [item(foreign).ticket, f"idea-{public.pk}:{public.released_version_id}", "idea-987654:1", "comment-9:1"]
    for ticket in tickets:
        assert release(client, item(mine).ticket, ticket).status_code == 404
        assert tick(client, "release", item(mine).ticket, ticket).status_code == 404
        assert tick(client, "discard", item(mine).ticket, ticket).status_code == 404
    assert states() == ["submitted", "submitted", "published"]


def test_nothing_ticked_changes_nothing(as_moderator: Client) -> None:
    waiting()
    assert tick(as_moderator, "release").status_code == 302
    assert release(as_moderator).status_code == 302
    assert states() == ["submitted"]


def test_spam_is_set_aside_and_comes_back(as_moderator: Client, citizen: User, neighbour: User) -> None:
    idea = waiting()
    since = item(idea).since
    comment = make.comment(make.idea(author=citizen), author=neighbour, publish=False)
    tickets = [item(idea).ticket, item(comment).ticket]
    tick(as_moderator, "discard", *tickets)
    assert not QueueItem.objects.exists()
    listed = as_moderator.get(SPAM).context["cl"].result_list
    assert {row.key for row in listed} == {f"idea-{idea.pk}", f"comment-{comment.pk}"}
    tick(as_moderator, "restore", *[row.ticket for row in listed], where=SPAM)
    assert not SpamItem.objects.exists()
    assert [row.ticket for row in QueueItem.objects.oldest_first()] == tickets
    assert item(idea).since == since


def test_amendments_edits_and_reports_are_no_spam(as_moderator: Client, citizen: User) -> None:
    idea = make.idea(author=citizen)
    lifecycle.amend(idea.pk, content=make.content("Anders"), by=citizen)
    report = make.report(idea, text="Bitte.")
    response = tick(as_moderator, "discard", item(idea).ticket, item(report).ticket)
    assert QueueItem.objects.count() == 2
    assert len(said(response)) == 2


def test_spam_can_be_restored_for_thirty_days(as_moderator: Client, settings: Any) -> None:
    late, early = make.idea(status=Status.SPAM), make.idea(status=Status.SPAM)
    days = timedelta(days=settings.SPAM_RESTORE_DAYS)
    Decision.objects.filter(idea=late).update(at=timezone.now() - days - timedelta(minutes=1))
    Decision.objects.filter(idea=early).update(at=timezone.now() - days + timedelta(minutes=1))
    tickets = list(SpamItem.objects.values_list("ticket", flat=True))
    assert len(tickets) == 2
    assert [row.idea_id for row in as_moderator.get(SPAM).context["cl"].result_list] == [early.pk]
    tick(as_moderator, "restore", *tickets, where=SPAM)
    assert states() == ["spam", "submitted"]


def test_restored_twice_is_told(as_moderator: Client) -> None:
    make.idea(status=Status.SPAM)
    ticket = SpamItem.objects.get().ticket
    first = make.user(groups=["Moderation"], display_name="Anna Noack")
    tick(signed_in_staff(first), "restore", ticket, where=SPAM)
    response = tick(as_moderator, "restore", ticket, where=SPAM)
    assert sum("Anna Noack" in text for text in said(response)) == 1


def test_foreign_spam_is_not_there(moderator_of_goerlitz: User) -> None:
    make.idea(status=Status.SPAM, authorities=["cottbus"])
    client = signed_in_staff(moderator_of_goerlitz)
    assert client.get(SPAM).context["cl"].result_list == []
    assert tick(client, "restore", SpamItem.objects.get().ticket, where=SPAM).status_code == 404
    assert states() == ["spam"]


def test_set_aside_twice_stands_in_the_list_once(as_moderator: Client, moderator: User) -> None:
    idea = make.idea(status=Status.SPAM)
    make.restored(idea, by=moderator)
    tick(as_moderator, "discard", item(idea).ticket)
    assert SpamItem.objects.count() == 1
    assert SpamItem.objects.get().by == moderator


def test_an_action_without_a_tick_is_answered_in_plain_words(as_moderator: Client) -> None:
    make.idea(status=Status.SUBMITTED)
    answer = as_moderator.post(QUEUE, {"action": "discard", "index": "0"}, follow=True)
    assert "Bitte wählen Sie zuerst mindestens einen Eintrag aus. Es wurde nichts geändert." in answer.content.decode()
