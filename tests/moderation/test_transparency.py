"""The public figures: what is counted, what is not, the same numbers on the page and in the file."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from ideas import discussion, lifecycle
from ideas.models import Comment, Decision, Idea, Rule, Source, Status
from moderation import complaints, deciding, transparency, undoing
from moderation.models import Case, Complaint, Figures
from moderation.tickets import Ticket
from tests import make
from tests.moderation.at_the_desk import item
from texts import csv_file

pytestmark = pytest.mark.django_db
PAGE = "/zahlen/moderation/"
WEDNESDAY = 2
THIS = timezone.localdate().year


def rule() -> Rule:
    return Rule.objects.get(key="werbung")


def waited(decision: Decision, hours: float) -> None:
    """As if it had taken so long, in the middle of the year, on a Wednesday."""
    late = datetime(THIS, 7, 1, 23, tzinfo=timezone.get_default_timezone())
    while late.weekday() != WEDNESDAY:
        late += timedelta(days=1)
    Decision.objects.filter(pk=decision.pk).update(at=late, waited_since=late - timedelta(hours=hours))


def counted(year: int = THIS) -> dict[str, Any]:
    numbers: dict[str, Any] = transparency.count(year).numbers
    return numbers


def test_each_number_counts_what_it_says(moderator: User, citizen: User, neighbour: User) -> None:
    idea = make.idea(author=citizen)
    lifecycle.amend(idea.pk, content=make.content("Anders"), by=citizen)
    deciding.refuse(Ticket.of(item(idea)), by=moderator, rule=rule(), facts="Werbung.")
    comment = make.comment(idea, author=neighbour)
    report = make.report(idea, rule=rule())
    deciding.settle(Ticket.of(item(report)), by=moderator, outcome=Case.Outcome.DISMISSED)
    make.report(comment)
    removal = discussion.remove(comment.pk, by=moderator, rule=rule(), facts="Werbung.")
    complaints.file(removal, text="Nein.", by=neighbour)
    lifecycle.set_stage(idea.pk, stage="under_review", by=moderator)
    numbers = counted()
    assert numbers["received"] == [["idea", 1], ["amendment", 1], ["comment", 1], ["case", 2], ["complaint", 1]]
    assert numbers["decisions"] == [
        ["amendment", "rejected", "werbung", 1], ["comment", "published", None, 1],
        ["comment", "rejected", "werbung", 1], ["idea", "kept", None, 1], ["idea", "published", None, 1],
    ]  # fmt: skip
    assert numbers["reports"] == [["werbung", "dismissed", 1], [None, "", 1]]
    assert numbers["complaints"] == [["", 1]]
    assert numbers["languages"] == [["de", 2]]
    complaints.decide(
        Complaint.objects.get().pk, by=make.user(groups=["Moderation"]), outcome="rejected", reasons="Es bleibt dabei."
    )
    assert counted()["complaints"] == [["rejected", 1]]


def test_what_was_taken_back_is_not_counted(moderator: User, settings: Any) -> None:
    settings.DECISION_UNDO_SECONDS = 60
    idea = make.idea(status=Status.SUBMITTED)
    decision = deciding.release(Ticket.of(item(idea)), by=moderator)
    assert counted()["decisions"] == [["idea", "published", None, 1]]
    undoing.undo(decision.pk, by=moderator)
    numbers = counted()
    assert (numbers["decisions"], numbers["waiting"], numbers["received"][0]) == ([], [], ["idea", 1])


def test_imports_are_not_counted() -> None:
    idea = make.idea()
    Idea.objects.filter(pk=idea.pk).update(source=Source.IMPORT)
    Decision.objects.update(waited_since=None)
    numbers = counted()
    assert (numbers["received"][0], numbers["decisions"]) == (["idea", 0], [])


def test_a_year_ends_in_berlin_at_midnight() -> None:
    zone = timezone.get_default_timezone()
    for moment in (datetime(2024, 12, 31, 23, 59, tzinfo=zone), datetime(2025, 1, 1, tzinfo=zone)):
        idea = make.idea()
        Idea.objects.filter(pk=idea.pk).update(submitted_at=moment)
        Decision.objects.filter(idea=idea).update(at=moment, waited_since=moment)
    for year in (2024, 2025):
        numbers = counted(year)
        assert (numbers["received"][0], numbers["decisions"]) == (["idea", 1], [["idea", "published", None, 1]])
        assert numbers["waiting"] == [["idea", 1, 0.0, 0.0, 0, 0]]


def test_median_and_nine_in_ten(moderator: User) -> None:
    for hours in (1, 2, 3, 4, 5, 6, 7, 8, 9, 100):
        waited(make.idea().decisions.get(), hours)
    # Between the two in the middle, and between the ninth and the tenth.
    assert counted()["waiting"] == [["idea", 10, 5.5, 18.1, 0, 0]]
    for _ in range(2):
        waited(make.idea().decisions.get(), 100)
    # A hundred hours before 23:00 of Wednesday is Saturday at 19:00: Monday, Tuesday and Wednesday are working days.
    assert counted()["waiting"][0][-2:] == [0, 3]


def test_reports_wait_for_their_answer(moderator: User) -> None:
    report = make.report(make.idea())
    deciding.settle(Ticket.of(item(report)), by=moderator, outcome=Case.Outcome.DISMISSED)
    Case.objects.update(opened_at=F("closed_at") - timedelta(hours=3))
    waiting = {row[0]: row[1:4] for row in counted()["waiting"]}
    assert waiting["case"] == [1, 3.0, 3.0]
    # The answer itself is no second text that waited.
    assert waiting["idea"][0] == 1


# The page and the file


def test_before_the_first_night_the_page_says_so(client: Client) -> None:
    make.idea()
    page = client.get(PAGE)
    assert (page.status_code, page.context["figures"]) == (200, None)
    assert client.get(f"{PAGE}{THIS}/").status_code == client.get(f"{PAGE}{THIS}.csv").status_code == 404


def test_a_year_without_anything_is_no_year(client: Client) -> None:
    make.idea()
    assert transparency.count_due() == [THIS - 1, THIS]
    assert transparency.years() == [THIS]
    assert client.get(f"{PAGE}{THIS - 1}/").status_code == 404
    for wrong in ("0", "99999", "9" * 30):
        assert client.get(f"{PAGE}{wrong}/").status_code == 404


def test_the_page_reads_one_row_and_shows_all_numbers(
    client: Client, moderator: User, django_assert_max_num_queries: Any
) -> None:
    idea = make.idea(status=Status.SUBMITTED)
    deciding.refuse(Ticket.of(item(idea)), by=moderator, rule=rule(), facts="Geheim.")
    transparency.count(THIS)
    client.get(PAGE)
    with django_assert_max_num_queries(3):
        page = client.get(PAGE)
    text = page.content.decode()
    assert rule().label in text
    assert "Geheim." not in text
    assert idea.title not in text
    assert moderator.email not in text
    make.idea()
    assert client.get(PAGE).content.decode().count("<td") == text.count("<td")


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_file_has_every_number_of_the_page_and_is_german(client: Client, moderator: User, language: str) -> None:
    idea = make.idea(status=Status.SUBMITTED)
    waited(deciding.refuse(Ticket.of(item(idea)), by=moderator, rule=rule(), facts="Werbung."), 30.25)
    row = transparency.count(THIS)
    address = f"{PAGE}{THIS}.csv" if language == "de" else f"/en{PAGE}{THIS}.csv"
    response = client.get(address)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(csv_file.BYTE_ORDER_MARK)
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == ["Jahr", "Gezählt am", "Bereich", "Was", "Ergebnis", "Regel", "Kennzahl", "Wert"]
    assert {len(line) for line in lines} == {8}
    with translation.override("de"):
        assert ["Idee", "Nicht veröffentlicht", rule().label, "Anzahl", "1"] in [line[3:] for line in lines]
    assert "30,2" in {line[-1] for line in lines}
    cells = sum(len(section) if name != "waiting" else 5 * len(section) for name, section in row.numbers.items())
    assert len(lines) == 1 + cells + 1
    assert lines[-1][2:] == ["Automatische Entscheidungen", "", "", "", "Anzahl", "0"]


def test_a_rule_that_looks_like_a_formula_is_text(client: Client, moderator: User) -> None:
    Figures.objects.create(
        year=THIS, counted_at=timezone.now(),
        numbers={"received": [["idea", 1]], "decisions": [["idea", "rejected", "=1+1", 1]], "reports": [],
                 "complaints": [], "waiting": [], "languages": []},
    )  # fmt: skip
    assert "'=1+1" in client.get(f"{PAGE}{THIS}.csv").content.decode()


def test_other_years_are_one_link_away(client: Client) -> None:
    make.idea()
    old = make.idea()
    Idea.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=366))
    transparency.count_due()
    page = client.get(PAGE).content.decode()
    for year in transparency.years():
        assert f'href="{PAGE}{year}/"' in page
    assert len(transparency.years()) == 2
    with translation.override("de"):
        assert str(THIS - 1) in client.get(f"{PAGE}{THIS - 1}/").content.decode()


def test_comments_of_a_year_are_those_written_in_it(citizen: User) -> None:
    comment = make.comment(make.idea(), author=citizen)
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(days=800))
    assert ["comment", 0] in counted()["received"]


def test_decisions_fall_into_quarters_and_into_what_was_promised(moderator: User, settings: Any) -> None:
    """The promise is two working days; each hour before 23:00 of a Wednesday."""
    settings.DECISION_WORKING_DAYS = 2
    for hours, times in ((1, 3), (25, 2), (24 * 5, 1), (24 * 40, 1)):
        for _time in range(times):
            waited(make.idea().decisions.get(), hours)
    make.report(make.idea(), rule=rule())
    spring = datetime(THIS, 3, 31, 23, 59, tzinfo=timezone.get_default_timezone())
    Decision.objects.filter(pk=Decision.objects.latest("pk").pk).update(at=spring, waited_since=spring)
    numbers = counted()
    assert numbers["quarters"] == [[1, "published", 1], [3, "published", 7]]
    assert numbers["promise"] == [
        [0, True, 4], [1, True, 2], [2, True, 0], [3, False, 1], [4, False, 0], [5, False, 0], [6, False, 1],
    ]  # fmt: skip


def test_the_page_draws_what_its_tables_say(client: Client, moderator: User) -> None:
    waited(
        deciding.refuse(Ticket.of(item(make.idea(status=Status.SUBMITTED))), by=moderator, rule=rule(), facts="W."), 1
    )
    waited(make.idea().decisions.get(), 24 * 40)
    transparency.count(THIS)
    page = client.get(PAGE)
    charts = {table.key: table.chart for table in page.context["tables"] if table.chart}
    assert set(charts) == {"decisions", "quarters", "promise"}
    for table in page.context["tables"]:
        if table.chart:
            assert table.chart.total == sum(row[-1] for row in table.rows) == 2
    assert [value.slot for value in charts["promise"].values] == [5] * 3 + [3] * 4
    text = page.content.decode()
    assert "1 von 2 Entscheidungen kamen rechtzeitig." in text
    assert text.count('class="bars"') == 2
    assert text.count('class="columns"') == 1


def test_a_year_counted_before_there_were_charts_is_shown_without_them(client: Client) -> None:
    Figures.objects.create(
        year=THIS, counted_at=timezone.now(),
        numbers={"received": [["idea", 1]], "decisions": [], "reports": [], "complaints": [], "waiting": [],
                 "languages": []},
    )  # fmt: skip
    text = client.get(PAGE).content.decode()
    assert 'class="bars"' not in text
    assert 'class="columns"' not in text


def test_a_year_counted_before_there_was_a_section_does_not_say_that_nothing_was_in_it(client: Client) -> None:
    make.idea(status=Status.SUBMITTED)
    counted = transparency.count(THIS)
    assert "Haben wir unser Versprechen gehalten?" in client.get(PAGE).content.decode()
    Figures.objects.update(
        numbers={name: rows for name, rows in counted.numbers.items() if name not in {"promise", "quarters"}}
    )
    page = client.get(PAGE).content.decode()
    assert "Haben wir unser Versprechen gehalten?" not in page
    assert "Was entschieden wurde" in page
