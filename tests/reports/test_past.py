"""As of a day: each kind as it was at the end of that day in Germany, and nothing that came later."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from accounts.models import User
from ideas import curating, discussion, lifecycle, merging, redaction, supporting
from ideas.models import (
    Comment, Decision, Idea, IdeaVersion, Merge, Retagging, Rule, Stage, Status, Support,
)  # fmt: skip
from journal.models import Entry
from tests import make
from tests.reports.reading import PUBLIC, asked, from_csv

pytestmark = pytest.mark.django_db(transaction=True)

NOON = 12


def day(number: int, hour: int = NOON) -> datetime:
    return datetime(2026, 6, number, hour, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _old_rows_may_be_dated() -> Any:
    """Versions and the journal are guarded; here each deed is dated after it was done."""
    tables = ("ideas_ideaversion", "journal_entry")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def on(at: datetime, deed: Any) -> Any:
    """Do something as if it were then: whatever rows it leaves behind get this time."""
    fields = {
        Idea: ("submitted_at", "published_at", "changed_at"), IdeaVersion: ("created_at",), Decision: ("at",),
        Comment: ("created_at", "published_at"), Support: ("at",), Entry: ("at",), Retagging: ("at",),
    }  # fmt: skip
    started = datetime.now(UTC)
    result = deed()
    for model, names in fields.items():
        for name in names:
            model._default_manager.filter(**{f"{name}__gte": started}).update(**{name: at})
    return result


def rows(client: Client, as_of: int, kind: str = "ideas", **chosen: str) -> list[dict[str, Any]]:
    return from_csv(asked(client, kind, as_of=f"2026-06-{as_of:02}", **chosen).getvalue())


def column(client: Client, name: str, days: list[int], kind: str = "ideas", **chosen: str) -> list[list[str]]:
    return [[row[name] for row in rows(client, number, kind, **chosen)] for number in days]


def german(label: Any) -> str:
    with translation.override("de"):
        return str(label)


def rule() -> Rule:
    return Rule.objects.get(key="werbung")


def merged(idea: Idea, *, into: Idea, by: User) -> None:
    merging.carry_out(merging.propose(idea.pk, into.pk, by=by, reason="Dasselbe.").pk)


def waiting(idea: Idea) -> int:
    idea.refresh_from_db()
    assert idea.pending_version_id
    return idea.pending_version_id


@pytest.fixture
def author() -> User:
    return make.user()


@pytest.fixture
def idea(author: User) -> Idea:
    """Arrives on the 1st."""
    made: Idea = on(day(1), lambda: make.idea("Eins", status=Status.SUBMITTED, author=author))
    return made


class TestIdeas:
    def test_what_arrived_later_is_not_there(self, idea: Idea, as_editor: Client) -> None:
        on(day(3), lambda: make.idea("Später", status=Status.SUBMITTED))
        assert column(as_editor, "Titel", [2, 3]) == [["Eins"], ["Eins", "Später"]]

    def test_the_end_of_the_day_is_that_of_berlin(self, idea: Idea, as_editor: Client) -> None:
        Idea.objects.update(submitted_at=datetime(2026, 6, 2, 22, 0, tzinfo=UTC))
        assert column(as_editor, "Titel", [2, 3]) == [[], ["Eins"]]
        Idea.objects.update(submitted_at=datetime(2026, 6, 2, 21, 59, 59, tzinfo=UTC))
        assert column(as_editor, "Titel", [2]) == [["Eins"]]

    def test_the_text_that_was_released_then(
        self, idea: Idea, author: User, moderator: User, as_editor: Client
    ) -> None:
        on(day(2), lambda: lifecycle.amend(idea.pk, content=make.content("Zwei"), by=author))
        on(day(3), lambda: lifecycle.publish(idea.pk, version_id=waiting(idea), by=moderator))
        on(day(4), lambda: lifecycle.amend(idea.pk, content=make.content("Drei"), by=author))
        on(day(5), lambda: lifecycle.publish(idea.pk, version_id=waiting(idea), by=moderator))
        titles = column(as_editor, "Titel", [1, 2, 3, 4, 5])
        assert titles == [["Eins"], ["Zwei"], ["Zwei"], ["Zwei"], ["Drei"]]
        published = column(as_editor, "Veröffentlicht (ISO 8601)", [2, 5])
        assert published == [[""], ["2026-06-03T12:00:00Z"]]

    def test_a_correction_and_other_tags_count_from_their_day(
        self, idea: Idea, author: User, moderator: User, editor: User, as_editor: Client
    ) -> None:
        on(day(2), lambda: lifecycle.amend(idea.pk, content=make.content("Zwie"), by=author))
        on(day(3), lambda: lifecycle.correct(
            idea.pk, version_id=waiting(idea), by=moderator, title="Zwei", text="", rule=rule(), facts="Tippfehler."
        ))  # fmt: skip
        idea.refresh_from_db()
        tags = {"theme_ids": make.content(themes=["landschaft-energie"])["theme_ids"]}
        on(day(4), lambda: curating.retag(
            idea.pk, seen=curating.state(idea), tags=tags, lead_authority_id=None, by=editor, reason="Passt besser."
        ))  # fmt: skip
        assert column(as_editor, "Titel", [2, 3, 4]) == [["Zwie"], ["Zwei"], ["Zwei"]]
        before, after = (column(as_editor, "Zukunftsthemen", [number])[0] for number in (3, 4))
        assert before != after

    def test_what_was_taken_back_never_was(self, moderator: User, as_editor: Client, settings: Any) -> None:
        settings.DECISION_UNDO_SECONDS = 60
        waits = on(day(1), lambda: make.idea("A", status=Status.SUBMITTED))
        refused = lifecycle.reject(
            waits.pk, version_id=waiting(waits), by=moderator, rule=rule(), facts="Wirbt."
        )  # fmt: skip
        lifecycle.undo(refused.pk, by=moderator)
        Decision.objects.update(at=day(2))
        assert column(as_editor, "Veröffentlichung", [1, 3]) == [[german(Status.SUBMITTED.label)]] * 2

    def test_publication_is_what_it_was(self, idea: Idea, author: User, moderator: User, as_editor: Client) -> None:
        other: Idea = on(day(30), make.idea)
        steps = [
            lambda: lifecycle.ask(idea.pk, version_id=waiting(idea), by=moderator, question="Wo?"),
            lambda: lifecycle.amend(idea.pk, content=make.content("Dort"), by=author, answer="Da."),
            lambda: lifecycle.discard(idea.pk, version_id=waiting(idea), by=moderator),
            lambda: make.restored(idea, by=moderator),
            lambda: lifecycle.publish(idea.pk, version_id=waiting(idea), by=moderator),
            lambda: lifecycle.lock(idea.pk, by=moderator, rule=rule(), facts="Wirbt."),
            lambda: lifecycle.unlock(idea.pk, by=moderator),
            lambda: lifecycle.amend(idea.pk, content=make.content("Hier"), by=author),
            lambda: lifecycle.reject(
                idea.pk, version_id=waiting(idea), by=moderator, rule=rule(), facts="Wirbt."
            ),
            lambda: merged(idea, into=other, by=moderator),
            lambda: merging.undo(Merge.objects.get().pk, by=moderator),
            lambda: lifecycle.withdraw(idea.pk, by=author),
        ]  # fmt: skip
        became = [(Status.SUBMITTED,)]
        for number, step in enumerate(steps, start=2):
            on(day(number), step)
            became.append((Status(Idea.objects.get(pk=idea.pk).status),))
        assert len(set(became)) == 7
        days = list(range(1, len(became) + 1))
        expected = [[german(status.label)] for (status,) in became]
        assert column(as_editor, "Veröffentlichung", days) == expected
        for status in set(became):
            chosen = [number for number in days if rows(as_editor, number, status__exact=status[0])]
            assert chosen == [number for number, was in zip(days, became, strict=True) if was == status]

    def test_a_refused_and_a_withheld_one(self, moderator: User, as_editor: Client) -> None:
        refused = on(day(1), lambda: make.idea("A", status=Status.SUBMITTED))
        public = on(day(1), lambda: make.idea("B"))
        on(day(2), lambda: lifecycle.reject(
            refused.pk, version_id=waiting(refused), by=moderator, rule=rule(), facts="Wirbt."
        ))  # fmt: skip
        on(day(3), lambda: lifecycle.lock(public.pk, by=moderator, rule=rule(), facts="Wirbt."))
        expected = [[Status.SUBMITTED, Status.PUBLISHED], [Status.REJECTED, Status.PUBLISHED]]
        expected.append([Status.REJECTED, Status.LOCKED])
        labels = [[german(status.label) for status in statuses] for statuses in expected]
        assert column(as_editor, "Veröffentlichung", [1, 2, 3]) == labels

    def test_state_and_numbers_are_what_they_were(self, editor: User, as_editor: Client) -> None:
        idea = on(day(1), make.idea)
        on(day(2), lambda: supporting.give(idea.pk, user=make.user()))
        on(day(2), lambda: make.comment(idea, author=make.user()))
        on(day(3), lambda: lifecycle.set_stage(idea.pk, stage=Stage.UNDER_REVIEW, by=editor))
        on(day(4), lambda: supporting.give(idea.pk, user=make.user()))
        gone = on(day(4), lambda: make.comment(idea, author=make.user()))
        own = on(day(4), lambda: make.comment(idea, author=make.user()))
        on(day(5), lambda: discussion.remove(gone.pk, by=editor, rule=rule(), facts="Wirbt."))
        on(day(6), lambda: discussion.withdraw(own.pk, by=own.author))
        days = [1, 2, 3, 4, 5, 6]
        assert column(as_editor, "Unterstützungen", days) == [["0"], ["1"], ["1"], ["2"], ["2"], ["2"]]
        assert column(as_editor, "Kommentare", days) == [["0"], ["1"], ["1"], ["3"], ["2"], ["1"]]
        new, reviewed = (german(stage.label) for stage in (Stage.NEW, Stage.UNDER_REVIEW))
        assert column(as_editor, "Stand", days) == [[new], [new], *[[reviewed]] * 4]
        assert [bool(rows(as_editor, number, stage__exact="under_review")) for number in (2, 3)] == [False, True]

    def test_filters_look_at_the_text_of_then(self, author: User, moderator: User, as_editor: Client) -> None:
        idea = on(day(1), lambda: make.idea("Eins", author=author, authorities=["cottbus"]))
        changed = make.content("Zwei", language="en", authorities=["goerlitz"])
        on(day(2), lambda: lifecycle.amend(idea.pk, content=changed, by=author))
        on(day(3), lambda: lifecycle.publish(idea.pk, version_id=waiting(idea), by=moderator))
        for chosen in ({"language__exact": "de"}, {"authority": str(idea.authority_ids[0])}):
            assert column(as_editor, "Titel", [2, 3], **chosen) == [["Eins"], []]

    def test_now_is_the_same_as_today(self, author: User, moderator: User, as_editor: Client) -> None:
        idea = make.idea("Eins", author=author)
        supporting.give(idea.pk, user=make.user())
        make.comment(idea, author=make.user())
        lifecycle.amend(idea.pk, content=make.content("Zwei"), by=author)
        make.idea("Weg", status=Status.WITHDRAWN, author=author)
        today = date.today().isoformat()  # noqa: DTZ011 - tests run in one time zone
        now = from_csv(asked(as_editor).getvalue())
        then = from_csv(asked(as_editor, as_of=today).getvalue())
        for row in (*now, *then):
            row["Wartet seit"] = row["Wartet seit (ISO 8601)"] = ""
        assert then == now

    def test_in_public_only_what_was_and_still_is(self, author: User, moderator: User, as_editor: Client) -> None:
        idea = on(day(1), lambda: make.idea("Eins", author=author))
        other = on(day(1), lambda: make.idea("Bleibt"))
        on(day(2), lambda: lifecycle.lock(idea.pk, by=moderator, rule=rule(), facts="Wirbt."))
        on(day(3), lambda: make.idea("Neu"))
        assert [row["Titel"] for row in rows(as_editor, 1)] == ["Eins", "Bleibt"]
        assert column(as_editor, "Titel", [1, 2, 3], **PUBLIC) == [["Bleibt"], ["Bleibt"], ["Bleibt", "Neu"]]
        assert other.pk

    def test_removed_words_are_gone_from_the_past_too(self, moderator: User, as_editor: Client) -> None:
        idea = on(day(1), lambda: make.idea("Hof von Gerda Müller"))
        blackout = redaction.Blackout(["Gerda Müller"])
        on(day(3), lambda: lifecycle.redact(
            idea.pk, version_id=idea.released_version_id or 0, by=moderator, blackout=blackout, rule=rule(),
            facts="Name.",
        ))  # fmt: skip
        assert column(as_editor, "Titel", [1, 3]) == [["Hof von [entfernt]"]] * 2


def test_the_other_kinds_end_with_the_day(author: User, moderator: User, as_editor: Client) -> None:
    idea = on(day(1), lambda: make.idea("Eins", author=author))
    on(day(2), lambda: supporting.give(idea.pk, user=make.user()))
    on(day(2), lambda: make.comment(idea, author=make.user(), text="Gut"))
    on(day(3), lambda: supporting.give(idea.pk, user=make.user()))
    on(day(3), lambda: make.comment(idea, author=make.user(), text="Besser"))
    on(day(3), lambda: lifecycle.amend(idea.pk, content=make.content("Zwei"), by=author))
    on(day(4), lambda: lifecycle.publish(idea.pk, version_id=waiting(idea), by=moderator))
    assert column(as_editor, "Text", [1, 2, 3], "comments") == [[], ["Gut"], ["Gut", "Besser"]]
    assert column(as_editor, "Tag", [1, 2, 3], "supports") == [[], ["02.06.2026"], ["02.06.2026", "03.06.2026"]]
    assert column(as_editor, "Titel", [2, 3], "versions") == [["Eins"], ["Eins", "Zwei"]]
    assert column(as_editor, "Titel", [3, 4], "versions", **PUBLIC) == [["Eins"], ["Zwei"]]
    assert [len(rows(as_editor, number, "decisions")) for number in (1, 2, 3, 4)] == [1, 2, 3, 4]
