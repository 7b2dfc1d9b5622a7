"""Phases in the administration: what an empty day means, and a warning where two share days."""

from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import translation

from ideas.models import Phase
from ideas.phase_admin import PhaseAdmin, PhaseForm, overlap

pytestmark = pytest.mark.django_db
PHASES = "/admin/ideas/phase/"


def make_phase(name: str, start: str | None, end: str | None = None, **fields: Any) -> Phase:
    days = (date.fromisoformat(day) if day else None for day in (start, end))
    return Phase.objects.create(name={"de": name}, **dict(zip(("starts_on", "ends_on"), days, strict=True)), **fields)


def warnings(client: Client, phase: Phase) -> list[str]:
    """What is said when it is saved unchanged."""
    days = {"starts_on": phase.starts_on or "", "ends_on": phase.ends_on or ""}
    inline = {f"exceptions-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    typed = {"name_de": phase.name["de"], "position": 9, **days, **inline}
    response = client.post(f"{PHASES}{phase.pk}/change/", typed)
    assert response.status_code == 302, response.context["adminform"].form.errors
    return [str(message) for message in get_messages(response.wsgi_request) if message.level_tag == "warning"]


def test_the_form_says_what_a_phase_without_days_does(as_editor: Client) -> None:
    page, fields = as_editor.get(f"{PHASES}add/").content.decode(), PhaseForm().fields
    for name, words in [("starts_on", "closes nothing"), ("ends_on", "Without a last day the phase goes on.")]:
        assert str(fields[name].help_text) in page
        with translation.override("en"):
            assert words in str(fields[name].help_text)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2027-03-01", "2027-03-31", "10 March 2027 to 20 March 2027"),
        ("2027-03-20", "2027-04-20", "20 March 2027 to 20 March 2027"),
        ("2027-01-01", "2027-03-10", "10 March 2027 to 10 March 2027"),
        ("2027-03-15", None, "15 March 2027 to 20 March 2027"),
        ("2027-03-21", None, None),
        ("2027-01-01", "2027-03-09", None),
        (None, None, None),
    ],
)
def test_two_at_the_same_time_are_told(as_editor: Client, start: str | None, end: str | None, days: str | None) -> None:
    other = make_phase("Sammeln", "2027-03-10", "2027-03-20")
    make_phase("Geplant", None)
    phase = make_phase("Prüfen", start, end)
    assert warnings(as_editor, phase) == ([overlap(phase, other)] if days else [])
    if days:
        with translation.override("en"):
            assert overlap(phase, other) == (
                f"The phases “Prüfen” and “Sammeln” run at the same time: {days}. "
                "In this time everything is possible that one of the two allows."
            )


def test_two_with_an_open_end_share_all_days_to_come(as_editor: Client) -> None:
    other, phase = make_phase("Sammeln", "2027-03-10"), make_phase("Prüfen", "2027-05-01")
    assert len(warnings(as_editor, phase)) == 1
    with translation.override("en"):
        assert "same time: from 1 May 2027." in overlap(phase, other)


def test_the_list_says_days_and_what_they_open(as_editor: Client) -> None:
    everything = {"allows_ideas": True, "allows_supports": True, "allows_comments": True}
    full = make_phase("Alles", "2027-03-10", "2027-03-20", **everything)
    planned = make_phase("Nichts", None)
    shown, page = PhaseAdmin(Phase, admin.site), as_editor.get(PHASES).content.decode()
    assert shown.days(full) in page
    with translation.override("en"):
        assert [shown.days(full), shown.opens(full)] == ["10 March 2027 to 20 March 2027", "Submit, support, discuss"]
        assert [shown.days(planned), shown.opens(planned)] == ["only planned, without days", "Only read"]
