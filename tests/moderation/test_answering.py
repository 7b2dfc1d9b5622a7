"""Reports are answered: nothing found, or the text goes, with facts and rule."""

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from ideas import lifecycle
from ideas.models import Idea, Rule, Status
from ideas.reasons import statement
from journal.models import Entry
from moderation.models import QueueItem, Report
from tests import make
from tests.conftest import signed_in_staff
from tests.moderation.at_the_desk import decide, reported, said, url, version

pytestmark = pytest.mark.django_db
REASONS = {"rule": "werbung", "facts": "Der Text wirbt für eine Firma."}


def outcomes() -> list[str]:
    return list(Report.objects.order_by("pk").values_list("case__outcome", flat=True))


def test_nothing_found(as_moderator: Client, moderator: User) -> None:
    idea = make.idea()
    report, other = reported(idea), reported(idea)
    assert decide(as_moderator, "settle", report).status_code == 302
    report.refresh_from_db()
    assert (report.case.outcome, report.case.closed_by, report.case) == ("dismissed", moderator, other.case)
    assert outcomes() == ["dismissed", "dismissed"], "many reports of one thing are decided once"
    assert not QueueItem.objects.exists()
    kept = idea.decisions.get(kind="kept")
    assert (kept.by, kept.waited_since) == (moderator, report.case.opened_at)
    idea.refresh_from_db()
    assert idea.status == Status.PUBLISHED


def test_locking_the_idea_answers_every_report_about_it(as_moderator: Client) -> None:
    idea, bystander = make.idea(), make.idea()
    report = reported(idea)
    reported(idea)
    reported(bystander)
    preview = decide(as_moderator, "uphold", report, **REASONS)
    text = statement(
        "locked",
        rule=Rule.objects.get(key="werbung"),
        message=REASONS["facts"],
        language="de",
        reference=idea.reference,
    )
    assert f">{escape(text)}</pre>" in preview.content.decode()
    assert outcomes() == ["", "", ""]
    decide(as_moderator, "uphold", report, **REASONS, send="1")
    idea.refresh_from_db()
    assert idea.status == Status.LOCKED
    assert outcomes() == ["upheld", "upheld", ""]
    assert Entry.objects.filter(verb="report.closed").count() == 2


def test_removing_the_comment(as_moderator: Client, citizen: User, neighbour: User) -> None:
    comment = make.comment(make.idea(author=citizen), author=neighbour)
    report = reported(comment)
    preview = decide(as_moderator, "uphold", report, **REASONS)
    text = statement(
        "comment_removed", rule=Rule.objects.get(key="werbung"), message=REASONS["facts"], language="de",
        reference=comment.idea.reference,
    )  # fmt: skip
    assert f">{escape(text)}</pre>" in preview.content.decode()
    decide(as_moderator, "uphold", report, **REASONS, send="1")
    comment.refresh_from_db()
    comment.idea.refresh_from_db()
    assert (comment.status, comment.idea.status) == ("removed", "published")
    assert outcomes() == ["upheld"]


@pytest.mark.parametrize("name", ["release", "ask", "refuse", "discard"])
def test_what_is_no_answer_to_a_report(as_moderator: Client, name: str) -> None:
    report = reported(make.idea())
    assert decide(as_moderator, name, report, **REASONS, question="?", send="1").status_code == 404
    assert outcomes() == [""]


@pytest.mark.parametrize("name", ["settle", "uphold"])
def test_answers_to_reports_are_for_reports(as_moderator: Client, name: str) -> None:
    idea = make.idea(status=Status.SUBMITTED)
    assert decide(as_moderator, name, idea, **REASONS, send="1").status_code == 404


def test_no_lock_without_facts_and_rule(as_moderator: Client) -> None:
    report = reported(make.idea())
    for missing in REASONS:
        response = decide(as_moderator, "uphold", report, **{**REASONS, missing: ""}, send="1")
        assert list(response.context["reasons_form"].errors) == [missing]
    assert outcomes() == [""]


@pytest.mark.parametrize(("button", "outcome"), [({"upheld": "1"}, "upheld"), ({}, "dismissed")])
def test_what_is_no_longer_public_needs_an_answer_only(
    as_moderator: Client, moderator: User, button: dict[str, str], outcome: str
) -> None:
    idea = make.idea()
    report = reported(idea)
    lifecycle.lock(idea.pk, by=moderator, rule=Rule.objects.get(key="werbung"), facts="Werbung.")
    assert url("uphold", report) not in as_moderator.get(url("show", report)).content.decode()
    decide(as_moderator, "settle", report, **button)
    assert outcomes() == [outcome]


def test_the_second_moderator_is_told(as_moderator: Client) -> None:
    report = reported(make.idea())
    read = version(report)
    first = make.user(groups=["Moderation"], display_name="Anna Noack")
    decide(signed_in_staff(first), "settle", report)
    response = as_moderator.post(url("uphold", report), {**REASONS, "send": "1", "version": read})
    assert sum("Anna Noack" in text for text in said(response)) == 1
    assert Idea.objects.get().status == Status.PUBLISHED


def test_a_text_released_after_the_report_was_read_is_shown_first(
    as_moderator: Client, moderator: User, citizen: User
) -> None:
    idea = make.idea(author=citizen)
    report = reported(idea)
    read = version(report)
    amendment = lifecycle.amend(idea.pk, content=make.content("Ohne die Werbung"), by=citizen)
    lifecycle.publish(idea.pk, version_id=amendment.pk, by=moderator)
    response = as_moderator.post(url("uphold", report), {**REASONS, "send": "1", "version": read})
    assert response.status_code == 409
    assert "Ohne die Werbung" in response.content.decode()
    assert REASONS["facts"] in response.content.decode()
    assert outcomes() == [""]


def test_every_report_stays_readable(as_moderator: Client, citizen: User, neighbour: User) -> None:
    on_idea = reported(make.idea())
    on_comment = reported(make.comment(make.idea(author=citizen), author=neighbour))
    decide(as_moderator, "settle", on_idea)
    listed = as_moderator.get("/admin/moderation/report/").context["cl"].result_list
    assert list(listed) == [on_comment, on_idea]
    for report in (on_idea, on_comment):
        page = as_moderator.get(f"/admin/moderation/report/{report.pk}/change/")
        assert "Bitte ansehen." in page.content.decode()
        assert as_moderator.post(f"/admin/moderation/report/{report.pk}/change/", {"outcome": ""}).status_code == 403


def test_reports_about_foreign_ideas_are_not_there(moderator_of_goerlitz: User) -> None:
    mine = reported(make.idea(authorities=["goerlitz"]))
    foreign = reported(make.idea(authorities=["cottbus"]))
    client = signed_in_staff(moderator_of_goerlitz)
    assert list(client.get("/admin/moderation/report/").context["cl"].result_list) == [mine]
    for page in ("change", "history", "delete"):
        assert client.get(f"/admin/moderation/report/{foreign.pk}/{page}/").status_code == 404
