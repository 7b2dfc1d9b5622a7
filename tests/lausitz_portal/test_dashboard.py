"""The overview: every number is the length of the list it leads to, and only of what its reader may see."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ideas import discussion, lifecycle
from ideas.listfilters import LATELY_DAYS, lately
from ideas.models import Idea, Rule, Stage, Status
from moderation import complaints
from notifications import outbox
from notifications.models import Delivery
from texts.charts import Chart, Value
from reports.models import Export
from tests import make
from tests.conftest import signed_in_staff
from themes.models import Theme

pytestmark = pytest.mark.django_db
INDEX = "/admin/"


def board(client: Client) -> dict[str, Any]:
    response = client.get(INDEX)
    assert response.status_code == 200
    found: dict[str, Any] = response.context["dashboard"]
    return found


def values(part: Any) -> Iterator[Value]:
    """Every number somewhere in the overview."""
    if isinstance(part, Value):
        yield part
    elif isinstance(part, Chart):
        yield from part.values
    elif isinstance(part, dict):
        for one in part.values():
            yield from values(one)
    elif isinstance(part, list | tuple) and not isinstance(part, str):
        for one in part:
            yield from values(one)


def numbers(client: Client) -> dict[str, int]:
    return {value.url: value.number for value in values(board(client))}


def moved(idea: Idea, **times: timedelta) -> Idea:
    """As if something about it had been that long ago."""
    Idea.objects.filter(pk=idea.pk).update(**{name: timezone.now() - ago for name, ago in times.items()})
    return idea


def of_one_authority(slug: str, *, staff: User) -> None:
    """Something for each number: waiting, late, reported, complained about, in each state, of different days."""
    author = make.user()
    make.idea(status=Status.SUBMITTED, authorities=[slug], themes=["landschaft-energie", "mobilitaet-digitales"])
    moved(make.idea(status=Status.SUBMITTED, authorities=[slug]), pending_since=timedelta(days=30))
    moved(make.idea(status=Status.REJECTED, authorities=[slug], by=staff), submitted_at=timedelta(days=3))
    moved(make.idea(authorities=[slug], by=staff), submitted_at=timedelta(days=LATELY_DAYS + 1))
    public = make.idea(authorities=[slug], by=staff, author=author)
    lifecycle.set_stage(public.pk, stage=Stage.UNDER_REVIEW, by=staff, reason="Das Amt prüft es.")
    make.report(public)
    comment = make.comment(public, author=author)
    rule = Rule.objects.get(key="werbung")
    complaints.file(discussion.remove(comment.pk, by=staff, rule=rule, facts="Werbung."), text="Nein.", by=author)


def some_mails() -> None:
    """One given up, one that failed, one that nobody takes."""
    for _number in range(3):
        make.receipt(author=make.user())
    outbox.fan_out(200)
    third, second, first = Delivery.objects.filter(kind="idea_submitted").order_by("-id")[:3]
    Delivery.objects.exclude(pk__in=[first.pk, second.pk, third.pk]).update(status="dropped")
    Delivery.objects.filter(pk=first.pk).update(status="parked", last_error="SMTPRecipientsRefused 550")
    later = timezone.now() + timedelta(hours=1)
    Delivery.objects.filter(pk=second.pk).update(last_error="TimeoutError", due_at=later)
    Delivery.objects.filter(pk=third.pk).update(due_at=timezone.now() - timedelta(hours=1))


def check_lists(client: Client) -> list[int]:
    """Follow every number; returns them."""
    found = list(values(board(client)))
    for value in found:
        response = client.get(value.url)
        assert response.context is not None, (value.url, response.status_code)
        assert "cl" in response.context, (value, response.status_code)
        assert response.context["cl"].result_count == value.number, value.url
    return [value.number for value in found]


class TestNumbers:
    def test_every_number_is_the_length_of_its_list(
        self, as_administrator: Client, moderator: User, moderator_of_goerlitz: User
    ) -> None:
        for slug in ("goerlitz", "cottbus"):
            of_one_authority(slug, staff=moderator)
        make.idea(status=Status.SUBMITTED, whole_region=True)
        make.idea(status=Status.SUBMITTED)
        some_mails()
        make.census()
        seen = check_lists(as_administrator)
        assert len(seen) > 60
        assert sum(1 for number in seen if number) > 25
        assert check_lists(signed_in_staff(moderator_of_goerlitz)) != seen

    def test_what_they_are(self, as_administrator: Client, moderator: User) -> None:
        of_one_authority("goerlitz", staff=moderator)
        make.census()
        found = board(as_administrator)
        tiles = {value.label: value.number for _urgency, value in found["tiles"]}
        assert tiles == {
            "zu entscheiden": 4, "überfällig": 1, "heute fällig": 0, "gemeldet": 1, "offene Beschwerde": 1,
            "für mich": 0,
        }  # fmt: skip
        assert [urgency for urgency, value in found["tiles"] if value.label == "überfällig"] == ["late"]
        assert (found["by_day"].total, found["received"].number) == (4, 4)
        assert [value.number for value in found["by_day"].values][-4:] == [1, 0, 0, 3]
        stages = {value.label: value.number for value in found["by_stage"].values}
        assert (stages["Neu"], stages["Bei der Verwaltung in Prüfung"]) == (1, 1)
        assert found["unanswered"].number == 1

    def test_mails_in_trouble(self, as_administrator: Client) -> None:
        assert not board(as_administrator)["has_trouble"]
        some_mails()
        found = board(as_administrator)
        assert [value.number for value in found["mails"]] == [1, 1, 1]
        assert found["has_trouble"]

    def test_a_day_is_a_day_in_berlin(self, as_moderator: Client) -> None:
        idea = make.idea()
        start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=2)
        for at, day in ((start, lately()[-3]), (start - timedelta(microseconds=1), lately()[-4])):
            Idea.objects.filter(pk=idea.pk).update(submitted_at=at)
            cache.clear()
            counted = numbers(as_moderator)
            assert counted[f"/admin/ideas/idea/?received={day}"] == 1
            assert sum(n for url, n in counted.items() if "received=2" in url) == 1

    def test_sums_are_counted_once_a_minute_what_is_urgent_each_time(self, as_moderator: Client) -> None:
        make.idea(status=Status.SUBMITTED)
        before = board(as_moderator)
        make.idea(status=Status.SUBMITTED)
        after = board(as_moderator)
        assert [shown["tiles"][0][1].number for shown in (before, after)] == [1, 2]
        assert [shown["received"].number for shown in (before, after)] == [1, 1]
        assert before["counted_at"] == after["counted_at"]
        cache.clear()
        assert board(as_moderator)["received"].number == 2

    def test_the_oldest_is_named_with_its_wait(self, as_moderator: Client) -> None:
        assert board(as_moderator)["oldest"] is None
        make.idea(status=Status.SUBMITTED)
        old = moved(make.idea(status=Status.SUBMITTED), pending_since=timedelta(days=30))
        page = as_moderator.get(INDEX).content.decode()
        assert f'href="/admin/moderation/queueitem/idea-{old.pk}/"' in page
        assert 'class="wait wait--late"' in page

    @pytest.mark.parametrize("wrong", ["", "x", "2026-02-30", "9999-12-31", "0001-01-01", "-1", "14", "20261123"])
    def test_a_day_that_is_none_filters_nothing(self, wrong: str, as_moderator: Client) -> None:
        make.idea()
        response = as_moderator.get("/admin/ideas/idea/", {"received": wrong})
        assert response.context["cl"].result_count == 1


class TestScope:
    def test_nothing_of_another_authority(self, moderator: User, moderator_of_goerlitz: User) -> None:
        of_one_authority("goerlitz", staff=moderator)
        make.census()
        mine, everything = signed_in_staff(moderator_of_goerlitz), signed_in_staff(make.user(groups=["Moderation"]))
        before, alone = numbers(mine), sum(numbers(everything).values())
        assert sum(before.values()) > 20
        of_one_authority("cottbus", staff=moderator)
        make.census()
        # Also what is counted once a minute.
        cache.clear()
        assert sum(numbers(everything).values()) > alone
        assert numbers(mine) == before

    def test_a_complaint_about_oneself_is_in_nobodys_sums_but_the_others(self, citizen: User) -> None:
        """Whoever looks first leaves no number of theirs to a colleague."""
        decided, colleague = (make.user(groups=["Moderation"]) for _one in range(2))
        idea, rule = make.idea(author=citizen, authorities=["goerlitz"]), Rule.objects.get(key="werbung")
        complaints.file(lifecycle.lock(idea.pk, by=decided, rule=rule, facts="Werbung."), text="Nein.", by=citizen)
        shown = [board(signed_in_staff(person))["regions"] for person in (colleague, decided)]
        assert [sum(region.waiting.number for region in regions) for regions in shown] == [1, 0]

    def test_other_authorities_are_not_named(self, moderator_of_goerlitz: User, as_moderator: Client) -> None:
        # One idea for both is on both desks; what of it is Cottbus's is nobody's here.
        make.idea(status=Status.SUBMITTED, authorities=["goerlitz", "cottbus"])
        labels = [region.label for region in board(signed_in_staff(moderator_of_goerlitz))["regions"]]
        assert labels == ["Görlitz/Zhorjelc", "die ganze Lausitz", "keine Angabe"]
        assert len(board(as_moderator)["regions"]) > len(labels)

    def test_without_a_right_there_is_no_part(self, as_moderator: Client, as_editor: Client) -> None:
        some_mails()
        moderators = board(as_moderator)
        assert {"tiles", "regions"} <= set(moderators)
        assert not {"mails", "parked", "may_export", "jobs"} & set(moderators)
        assert {"may_export", "jobs", "tiles"} <= set(board(as_editor))
        assert "mails" not in board(as_editor)
        clerk = signed_in_staff(make.user(is_staff=True))
        assert set(board(clerk)) == {"promised_days"}
        assert "board-desk" not in clerk.get(INDEX).content.decode()

    def test_exports_are_ones_own(self, as_editor: Client, editor: User, administrator: User) -> None:
        for owner in (editor, administrator):
            Export.objects.create(asked_by=owner, kind="ideas", profile="public", format="csv", state="waiting")
        assert [job.asked_by for job in board(as_editor)["jobs"]] == [editor]


class TestCost:
    def test_the_number_of_queries_does_not_grow(self, administrator: User, moderator: User) -> None:
        client = signed_in_staff(administrator)

        def queries() -> int:
            client.get(INDEX)
            with CaptureQueriesContext(connection) as found:
                client.get(INDEX)
            return len(found)

        of_one_authority("goerlitz", staff=moderator)
        some_mails()
        make.census()
        few = queries()
        for slug in ("goerlitz", "cottbus", "elbe-elster"):
            of_one_authority(slug, staff=moderator)
        make.census()
        assert queries() == few


def test_pictures_have_their_numbers_in_a_table(as_moderator: Client) -> None:
    make.idea()
    page = as_moderator.get(INDEX).content.decode()
    assert page.count('<svg class="columns"') == 1
    assert page.count('class="chart__table"') == 1
    assert page.count('<table class="bars">') == 3
    # Coordinates in German would have commas.
    assert 'viewBox="0 0 1000 10"' in page
    assert Theme.objects.count() * 2 + len(Stage) == page.count('<svg class="bars__bar')
