"""Phases of the process: days of Berlin's calendar decide what people may do, and pages say so."""

import uuid
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from ideas import discussion, phases, submission, supporting
from ideas.models import Draft, Idea, Phase, PhaseException, Support
from ideas.phases import Act, Scope
from tests import make
from tests.ideas.test_writing import SEND, start
from texts import memory
from themes.models import Authority, Theme

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate(timezone=phases.BERLIN)


def collecting(**fields: Any) -> Phase:
    """The seeded phase in which everything is open, with these days."""
    phase = Phase.objects.get(allows_ideas=True)
    for name, value in fields.items():
        setattr(phase, name, value)
    phase.full_clean()
    phase.save()
    memory.forget()
    return phase


def over(**fields: Any) -> Phase:
    """The ideas were collected until yesterday."""
    return collecting(starts_on=today() - timedelta(days=30), ends_on=today() - timedelta(days=1), **fields)


def berlin(clock: str) -> datetime:
    return datetime.fromisoformat(clock).replace(tzinfo=phases.BERLIN)


def test_without_days_everything_is_open_and_no_page_speaks_of_phases(client: Client) -> None:
    assert Phase.objects.count() == 4
    assert phases.load() == []
    assert [phases.closed(act) for act in Act] == [None, None, None]
    assert 'class="phases"' not in client.get("/en/").content.decode()
    assert "Who can take part" not in client.get("/en/ideen/neu/").content.decode()


@pytest.mark.parametrize(
    ("instant", "is_now"),
    [
        (berlin("2027-03-01").astimezone(UTC) - timedelta(microseconds=1), False),
        (berlin("2027-03-01"), True),
        (berlin("2027-03-28T23:59:59.9"), True),  # on the day the clocks go forward
        (datetime(2027, 3, 28, 21, 59, 59, 999_999, tzinfo=UTC), True),
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), False),
    ],
)
def test_first_and_last_instant_in_spring(instant: datetime, is_now: bool) -> None:
    collecting(starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 28))
    assert [phase.is_now for phase in phases.load(at=instant)] == [is_now]


@pytest.mark.parametrize(
    ("instant", "is_now"),
    [
        (datetime(2027, 10, 30, 21, 59, 59, 999_999, tzinfo=UTC), False),
        (datetime(2027, 10, 30, 22, 0, tzinfo=UTC), True),  # summer time still
        (datetime(2027, 10, 31, 22, 59, 59, 900_000, tzinfo=UTC), True),  # the day has 25 hours
        (datetime(2027, 10, 31, 23, 0, tzinfo=UTC), False),
    ],
)
def test_first_and_last_instant_of_the_day_the_clocks_go_back(instant: datetime, is_now: bool) -> None:
    collecting(starts_on=date(2027, 10, 31), ends_on=date(2027, 10, 31))
    assert [phase.is_now for phase in phases.load(at=instant)] == [is_now]


def test_the_clock_of_the_database_decides(citizen: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A web server whose clock is ten days ahead closes nothing."""
    collecting(starts_on=today(), ends_on=today())
    idea = make.idea()
    later = timezone.now() + timedelta(days=10)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert supporting.give(idea.pk, user=citizen)
    assert phases.closed(Act.SUPPORT) is None


def test_an_open_end(citizen: User) -> None:
    collecting(starts_on=today())
    assert supporting.give(make.idea().pk, user=citizen)


def test_before_the_first_phase_it_says_from_when(citizen: User) -> None:
    collecting(starts_on=date(2190, 5, 1))
    closed = phases.closed(Act.SUBMIT)
    assert closed is not None
    with translation.override("en"):
        assert closed.sentence == (
            "Ideas cannot be submitted at the moment. It goes on from 1 May 2190, in the phase “Collect ideas”."
        )


def test_sending_after_the_end_keeps_the_draft_and_says_what_comes(client: Client) -> None:
    collecting(starts_on=today())
    check = start(client)
    over()
    Phase.objects.create(name={"de": "Nachschlag"}, starts_on=today() + timedelta(days=9), allows_ideas=True)
    memory.forget()

    shown = client.get("/en" + check).content.decode()
    assert "Nachschlag" in shown
    assert 'name="licence"' not in shown
    response = client.post(check, SEND)
    assert response.status_code == 409
    assert not Idea.objects.exists()
    assert Draft.objects.open().get().title == "Abendbus im Spreewald"
    assert "Abendbus im Spreewald" in response.content.decode()
    # Writing goes on: the text can be changed and saved meanwhile.
    assert client.get(reverse("ideas:write")).status_code == 200


def test_what_was_sent_in_time_stays_sent_when_the_form_comes_again(client: Client) -> None:
    collecting(starts_on=today())
    check = start(client)
    sent = client.post(check, SEND)
    over()
    assert client.post(check, SEND)["Location"] == sent["Location"]
    draft = Draft.objects.get()
    again = submission.submit(draft, version=make.content(), sender=make.sender())
    assert again.idea == Idea.objects.get()


def test_supporting_after_the_end(as_citizen: Client, citizen: User) -> None:
    idea, before = make.idea(), make.idea()
    supporting.give(before.pk, user=citizen)
    over()
    page = as_citizen.get("/en" + idea.get_absolute_url()).content.decode()
    assert "Ideas could be supported until" in page
    assert reverse("ideas:support", args=[idea.reference]) not in page
    response = as_citizen.post(reverse("ideas:support", args=[idea.reference]), follow=True)
    assert response.status_code == 200
    assert list(Support.objects.values_list("idea", flat=True)) == [before.pk]
    # A yes can be taken back in every phase.
    as_citizen.post(reverse("ideas:take_back", args=[before.reference]))
    assert not Support.objects.exists()


def test_discussing_after_the_end_gives_the_text_back(as_citizen: Client, citizen: User) -> None:
    idea = make.idea()
    over()
    with pytest.raises(phases.Closed):
        discussion.write(idea, author=citizen, text="Spät", language="de", form_key=uuid.uuid4())
    page = as_citizen.get("/en" + idea.get_absolute_url()).content.decode()
    assert "Ideas could be discussed until" in page
    assert "<textarea" not in page
    sent = {"text": "Das fehlt auch in Straupitz.", "language": "de", "form_key": str(uuid.uuid4())}
    response = as_citizen.post(reverse("ideas:comment", args=[idea.reference]), sent)
    assert response.status_code == 409
    assert "Das fehlt auch in Straupitz." in response.content.decode()
    assert not idea.comments.exists()


def test_an_exception_opens_one_theme(citizen: User) -> None:
    phase = over()
    now = Phase.objects.create(name={"de": "Prüfen"}, starts_on=today())
    PhaseException.objects.create(phase=now, theme=Theme.objects.get(slug="landschaft-energie"), allows_supports=True)
    forest, bus = make_scope("landschaft-energie"), make_scope("mobilitaet-digitales")
    among = phases.load()
    assert phases.closed(Act.SUPPORT, forest, among=among) is None
    shut = phases.closed(Act.SUPPORT, bus, among=among)
    assert shut is not None
    assert (shut.ended, shut.following) == (phase.ends_on, None)
    # Who has not said yet what an idea is about is not sent away.
    assert phases.closed(Act.SUPPORT, among=among) is None
    assert phases.closed(Act.COMMENT, among=among) is not None


def make_scope(*themes: str, authorities: tuple[str, ...] = (), whole_region: bool = False) -> Scope:
    return Scope(
        Theme.objects.filter(slug__in=themes).values_list("pk", flat=True),
        Authority.objects.filter(slug__in=authorities).values_list("pk", flat=True),
        whole_region,
    )


def test_an_exception_closes_one_region_and_the_most_generous_one_counts() -> None:
    phase = collecting(starts_on=today())
    PhaseException.objects.create(phase=phase, authority=Authority.objects.get(slug="goerlitz"))
    PhaseException.objects.create(phase=phase, theme=Theme.objects.get(slug="landschaft-energie"), allows_ideas=True)
    for scope, is_open in [
        (make_scope("mobilitaet-digitales", authorities=("goerlitz",)), False),
        (make_scope("mobilitaet-digitales", whole_region=True), False),
        (make_scope("mobilitaet-digitales", authorities=("cottbus",)), True),
        (make_scope("landschaft-energie", authorities=("goerlitz",)), True),
    ]:
        assert (phases.closed(Act.SUBMIT, scope) is None) is is_open, scope


def test_two_phases_at_once_allow_what_either_allows() -> None:
    collecting(starts_on=today())
    Phase.objects.create(name={"de": "Umsetzen"}, starts_on=today())
    memory.forget()
    assert phases.closed(Act.SUBMIT) is None


def test_the_bar_on_the_home_page(client: Client) -> None:
    first, second, third, _fourth = Phase.objects.all()
    for phase, start_in, end_in in [(first, -20, -11), (second, -10, 23), (third, 24, None)]:
        phase.starts_on = today() + timedelta(days=start_in)
        phase.ends_on = today() + timedelta(days=end_in) if end_in is not None else None
        phase.save()
    page = client.get("/en/").content.decode()
    bar = page[page.index('class="phases"') : page.index("</section>", page.index('class="phases"'))]
    assert bar.count("<li") == 3
    assert [step.state for step in phases.bar()] == ["done", "now", ""]
    assert bar.count('aria-current="step"') == 1
    assert "24 days left" in bar


def test_the_last_day_has_one_day_left() -> None:
    collecting(starts_on=today(), ends_on=today())
    with translation.override("en"):
        assert phases.bar()[0].note.endswith(", 1 day left")


def test_age_and_who_may_take_part_stand_on_the_form(client: Client) -> None:
    sentence = "Mitmachen können alle ab 14 Jahren, die in der Lausitz leben oder arbeiten."
    collecting(starts_on=today(), participation={"de": sentence})
    assert sentence in client.get("/ideen/neu/").content.decode()
    over()
    assert sentence not in client.get("/ideen/neu/").content.decode()


def test_staff_set_the_days_and_pages_see_it_at_once(as_editor: Client, client: Client) -> None:
    client.get("/")
    phase = Phase.objects.get(allows_ideas=True)
    exceptions = {f"exceptions-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    response = as_editor.post(
        reverse("admin:ideas_phase_change", args=[phase.pk]),
        {
            "name_de": "Ideen sammeln", "starts_on": str(today()), "ends_on": "", "allows_ideas": "on",
            "position": "20", **exceptions,
        },
    )  # fmt: skip
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert 'class="phases"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"starts_on": date(2027, 5, 2), "ends_on": date(2027, 5, 1)}, "__all__"),
        ({"starts_on": None, "ends_on": date(2027, 5, 1)}, "__all__"),
    ],
)
def test_days_that_make_no_sense_are_refused(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        collecting(**fields)
    assert list(refused.value.message_dict) == [field]


def test_an_exception_is_for_a_theme_or_a_region_not_both() -> None:
    both = PhaseException(
        phase=collecting(starts_on=today()), theme=Theme.objects.first(), authority=Authority.objects.first()
    )
    with pytest.raises(ValidationError):
        both.full_clean()


def test_phases_cost_one_query(django_assert_num_queries: Any) -> None:
    phase = collecting(starts_on=today())
    for theme in Theme.objects.all():
        PhaseException.objects.create(phase=phase, theme=theme)
    with django_assert_num_queries(1):
        phases.load()
    with django_assert_num_queries(1):
        phases.current()
        phases.bar()
    assert connection.vendor == "postgresql"


def test_editors_set_exceptions(as_editor: Client) -> None:
    phase = collecting(starts_on=today())
    page = as_editor.get(f"/admin/ideas/phase/{phase.pk}/change/").content.decode()
    assert 'name="exceptions-0-theme"' in page
    assert 'name="exceptions-0-DELETE"' not in page, "there is none yet"


def test_pages_invite_to_send_only_while_that_is_possible(client: Client) -> None:
    check = start(client)
    collecting(starts_on=today())
    hero = client.get("/en/").content.decode().partition("</section>")[0]
    assert 'class="button button--primary" href="/en/ideen/neu/"' in hero
    over()
    hero = client.get("/en/").content.decode().partition("</section>")[0]
    assert 'class="button button--primary" href="/en/ideen/neu/"' not in hero
    closed = phases.closed(Act.SUBMIT)
    assert closed
    with translation.override("en"):
        assert closed.sentence in unescape(hero)
    assert "Then you send it" not in client.get("/en/ideen/neu/").content.decode()
    page = client.get(f"/en{check}").content.decode()
    assert ['name="licence"' in page, f'href="/en{check.removesuffix("pruefen/")}"' in page] == [False, True]
