"""How long drafts are kept while phases open and close, and that pages say so."""

from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts.models import User
from ideas import keeping, phases
from ideas.models import Draft, Phase, PhaseException
from ideas.tasks import forget_old_drafts
from tests import make
from tests.ideas.test_phases import collecting, over, today
from texts import memory
from themes.models import Authority, Theme

pytestmark = pytest.mark.django_db


def draft_of(changed_on: date, **content: Any) -> Draft:
    """Changed at noon of a day in Berlin."""
    draft = Draft.objects.create(content={"title": "Rufbus", **content})
    draft.changed_at = datetime(changed_on.year, changed_on.month, changed_on.day, 12, tzinfo=phases.BERLIN)
    Draft.objects.filter(pk=draft.pk).update(changed_at=draft.changed_at)
    return draft


def days_ago(days: int, **content: Any) -> Draft:
    return draft_of(today() - timedelta(days=days), **content)


def later(starts_on: date, ends_on: date | None = None, **fields: Any) -> Phase:
    """A phase in which ideas can be submitted again."""
    more = {"allows_ideas": True, **fields}
    phase = Phase.objects.create(name={"de": "Nachschlag"}, starts_on=starts_on, ends_on=ends_on, **more)
    memory.forget()
    return phase


def shown(day: date) -> str:
    with translation.override("en"):
        return f"until {date_format(day)}"


@pytest.mark.parametrize(
    ("changed_on", "last_day"),
    [
        (date(2027, 1, 10), date(2027, 2, 9)),  # thirty days on which it can be sent
        (date(2027, 3, 1), date(2027, 3, 31)),  # the last of them is the last one of the phase
        (date(2027, 3, 2), date(2027, 9, 30)),  # one is missing: thirty days from the first of September
        (date(2027, 5, 1), date(2027, 9, 30)),
        (date(2027, 9, 10), date(2027, 10, 10)),
        (date(2027, 12, 20), date(2028, 12, 19)),  # nothing is to come: 365 days
    ],
)
def test_a_draft_has_thirty_days_on_which_it_can_be_sent(changed_on: date, last_day: date) -> None:
    collecting(starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))
    later(date(2027, 9, 1), date(2027, 12, 31))
    assert keeping.last_day(draft_of(changed_on)) == last_day


def test_one_phase_after_another_is_one_time() -> None:
    collecting(starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 31))
    later(date(2027, 2, 1))
    assert keeping.last_day(draft_of(date(2027, 1, 15))) == date(2027, 2, 14)


def test_without_days_of_phases_thirty_days_hold() -> None:
    assert keeping.last_day(draft_of(date(2027, 1, 10))) == date(2027, 2, 9)


def test_a_distant_phase_keeps_a_draft_a_year_and_no_longer(settings: Any) -> None:
    collecting(starts_on=date(2030, 1, 1))
    settings.DRAFT_DAYS_AT_MOST = 100
    assert keeping.last_day(draft_of(date(2027, 1, 1))) == date(2027, 4, 11)


def test_what_the_draft_is_about_decides() -> None:
    phase = collecting(starts_on=date(2027, 1, 1), allows_ideas=False)
    theme, region = Theme.objects.all()[0], Authority.objects.filter(is_active=True)[0]
    PhaseException.objects.create(phase=phase, theme=theme, allows_ideas=True)
    PhaseException.objects.create(phase=phase, authority=region, allows_ideas=True)
    memory.forget()
    start, other = date(2027, 1, 10), Theme.objects.all()[1]
    soon, late = date(2027, 2, 9), date(2028, 1, 10)
    for content, last_day in [
        ({}, late),
        ({"themes": [str(theme.pk)]}, soon),
        ({"themes": [str(other.pk)], "regions": [str(region.pk)]}, soon),
        ({"themes": [str(other.pk)], "regions": ["all"]}, soon),
        ({"themes": [str(other.pk), "9" * 5000, "²", ""], "regions": ["x"]}, late),
    ]:
        assert keeping.last_day(draft_of(start, **content)) == last_day, content


def test_the_sweep_leaves_what_waits_for_a_phase(citizen: User) -> None:
    idea, sent = make.idea(author=citizen), make.receipt().idea.draft
    # Collected until sixty days ago; it goes on in ten days.
    collecting(starts_on=today() - timedelta(days=200), ends_on=today() - timedelta(days=60))
    later(today() + timedelta(days=10))
    waits, too_old = days_ago(80), days_ago(366)
    had_its_days, tray = days_ago(100), days_ago(40)
    Draft.objects.filter(pk=tray.pk).update(amends=idea)
    Draft.objects.filter(pk=sent.pk).update(changed_at=tray.changed_at)
    gone = {too_old.pk, had_its_days.pk, tray.pk, sent.pk}
    assert gone < set(Draft.objects.values_list("pk", flat=True))
    assert forget_old_drafts() == len(gone)
    left = set(Draft.objects.values_list("pk", flat=True))
    assert (waits.pk in left, gone & left) == (True, set())


def test_the_sweep_counts_from_the_day_the_phase_opened() -> None:
    collecting(starts_on=today() - timedelta(days=30))
    waits = days_ago(200)
    assert (keeping.last_day(waits), forget_old_drafts()) == (today() - timedelta(days=1), 1)
    collecting(starts_on=today() - timedelta(days=29))
    waits = days_ago(200)
    assert (keeping.last_day(waits), forget_old_drafts()) == (today(), 0)


def test_pages_say_the_day(client: Client) -> None:
    page = client.get("/en/ideen/neu/").content.decode()
    assert shown(today() + timedelta(days=30)) in page
    over()
    later(today() + timedelta(days=100))
    day = shown(today() + timedelta(days=129))
    page = client.get("/en/ideen/neu/").content.decode()
    assert f"As things stand today, it is kept {day}." in page
    saved = client.post("/en/ideen/neu/", {"title": "Rufbus", "save": "1"}, follow=True)
    assert f"Your draft is saved {day}." in unescape(saved.content.decode())


def test_my_ideas_say_the_day_of_each_draft(as_citizen: Client, citizen: User) -> None:
    draft = days_ago(10)
    Draft.objects.filter(pk=draft.pk).update(user=citizen)
    assert f"Kept {shown(today() + timedelta(days=20))}" in as_citizen.get("/en/meine/ideen/").content.decode()


def session_ends(client: Client) -> date:
    return timezone.localdate(client.session.get_expiry_date(), phases.BERLIN)


def test_the_session_of_a_guest_lives_as_long_as_the_longest_draft(client: Client) -> None:
    over()
    later(today() + timedelta(days=100))
    theme = Theme.objects.all()[0]
    client.post(reverse("ideas:write"), {"title": "Wartet", "save": "1"})
    assert session_ends(client) == today() + timedelta(days=129)
    now = Phase.objects.create(name={"de": "Energie"}, starts_on=today())
    PhaseException.objects.create(phase=now, theme=theme, allows_ideas=True)
    memory.forget()
    client.post(reverse("ideas:write"), {"title": "Offen", "themes": [theme.pk], "save": "1"})
    assert keeping.last_day(Draft.objects.get(content__title="Offen")) == today() + timedelta(days=30)
    assert session_ends(client) == today() + timedelta(days=129)


def test_a_guest_is_told_no_day_after_the_session(client: Client) -> None:
    over()
    later(today() + timedelta(days=100))
    client.post(reverse("ideas:write"), {"title": "Wartet", "save": "1"})
    Phase.objects.filter(name__de="Nachschlag").update(starts_on=today() + timedelta(days=200))
    memory.forget()
    address = f"/en{reverse('ideas:write_on', args=[Draft.objects.get().pk]).removeprefix('/en')}"
    assert shown(today() + timedelta(days=129)) in client.get(address).content.decode()
    # Saved once more, it has both.
    saved = client.post(address, {"title": "Wartet noch", "save": "1"}, follow=True).content.decode()
    assert shown(today() + timedelta(days=229)) in saved
    assert session_ends(client) == today() + timedelta(days=229)
