"""A complaint: within six months, by who is concerned, decided by somebody else, with reasons."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db.models import F
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ideas import discussion, lifecycle
from ideas.models import Decision, Idea, Rule, Status
from moderation import complaints, deciding, desk
from moderation.models import Case, Complaint, QueueItem, Report
from moderation.tickets import Ticket
from notifications import outbox
from tests import make
from tests.conftest import signed_in_staff
from tests.moderation.at_the_desk import QUEUE, item, keys_listed
from tests.together import at_once
from themes.models import Authority

pytestmark = pytest.mark.django_db
TEXT = {"text": "Das war gar keine Werbung."}


@pytest.fixture
def second(db: None) -> User:
    return make.user(groups=["Moderation"], display_name="Anna Noack")


def rule() -> Rule:
    return Rule.objects.get(key="werbung")


def rejected(by: User, **given: Any) -> Decision:
    idea = make.idea(status=Status.SUBMITTED, **given)
    return deciding.refuse(Ticket.of(item(idea)), by=by, rule=rule(), facts="Werbung.")


def address(decision: Decision) -> str:
    return reverse("moderation:complain", args=[decision.pk])


def filed(decision: Decision, report: Report | None = None) -> Complaint:
    return complaints.file(decision, text="Bitte noch einmal.", by=None, report=report)


def decide(client: Client, complaint: Complaint, outcome: str = "upheld", **given: Any) -> Any:
    sent = {"outcome": outcome, "reasons": "Das ist keine Werbung.", "version": "0", "send": "1", **given}
    return client.post(f"{QUEUE}complaint-{complaint.pk}/answer/", sent)


def test_the_author_complains_with_the_account(moderator: User, citizen: User, as_citizen: Client) -> None:
    decision = rejected(moderator, author=citizen)
    status = as_citizen.get(reverse("ideas:status_idea", args=[Idea.objects.get().reference])).content.decode()
    assert f'href="{address(decision)}"' in status
    assert "Werbung." in as_citizen.get(address(decision)).content.decode()
    sent = as_citizen.post(address(decision), TEXT)
    assert sent["Location"] == address(decision)
    complaint = Complaint.objects.get()
    assert (complaint.decision, complaint.text, complaint.report) == (decision, TEXT["text"], None)
    assert TEXT["text"] in as_citizen.get(address(decision)).content.decode()
    as_citizen.post(address(decision), {"text": "Noch einmal."})
    assert Complaint.objects.get().text == TEXT["text"]


def test_a_guest_complains_by_the_link_of_the_mail(
    client: Client, moderator: User, settings: LazySettings, mailoutbox: list[Any]
) -> None:
    decision = rejected(moderator, guest={"email": "gast@example.org"})
    assert client.get(address(decision))["Location"] == reverse("ideas:status")
    outbox.work()
    link = next(line for line in mailoutbox[-1].body.splitlines() if "/stand/link/" in line)
    client.get(link.partition(settings.PORTAL_URL)[2] or link)
    assert client.get(address(decision)).status_code == 200
    client.post(address(decision), TEXT)
    assert Complaint.objects.count() == 1
    outbox.work()
    receipt = mailoutbox[-2]
    assert (receipt.to, "angekommen" in receipt.subject) == (["gast@example.org"], True)
    assert not any(TEXT["text"] in mail.body for mail in mailoutbox)


def test_whoever_wrote_the_comment(moderator: User, citizen: User, neighbour: User, client: Client) -> None:
    comment = make.comment(make.idea(author=citizen), author=neighbour)
    decision = discussion.remove(comment.pk, by=moderator, rule=rule(), facts="Werbung.")
    assert "/konto/" in client.get(address(decision))["Location"]
    client.force_login(citizen)
    assert client.get(address(decision)).status_code == 404
    client.force_login(neighbour)
    client.post(address(decision), TEXT)
    assert Complaint.objects.get().decision == decision


def test_nobody_else_sees_that_a_decision_exists(moderator: User, citizen: User, as_citizen: Client) -> None:
    decision = rejected(moderator)
    assert as_citizen.get(address(decision)).status_code == 404
    assert as_citizen.post(address(decision), TEXT).status_code == 404
    missing = reverse("moderation:complain", args=[decision.pk + 99])
    assert Client().get(missing)["Location"] == Client().get(address(decision))["Location"]
    assert not Complaint.objects.exists()


def test_a_reader_complains_about_the_answer(client: Client, moderator: User) -> None:
    idea = make.idea()
    sent = client.post(f"/melden/idee/{idea.reference}/", {"rule": "werbung", "text": "Werbung."})
    report = Report.objects.get()
    state, complain = sent["Location"], reverse("moderation:complain_as_reader", args=[report.form_key])
    assert complain not in client.get(state).content.decode()
    deciding.settle(Ticket.of(item(report)), by=moderator, outcome=Case.Outcome.DISMISSED, message="Das ist erlaubt.")
    page = client.get(state).content.decode()
    assert complain in page
    assert "Das ist erlaubt." in page
    client.post(complain, TEXT)
    assert Complaint.objects.get().report == report
    assert Client().get(reverse("moderation:complain_as_reader", args=[uuid.uuid4()])).status_code == 404


def test_a_report_that_was_right_is_nothing_to_complain_about(moderator: User) -> None:
    report = make.report(make.idea())
    decision = deciding.uphold(Ticket.of(item(report)), by=moderator, rule=rule(), facts="Werbung.")
    assert not complaints.is_contestable(decision, report=report)
    assert complaints.is_contestable(decision)


@pytest.mark.parametrize(("days", "open_"), [(182, True), (184, False)])
def test_six_months(moderator: User, citizen: User, as_citizen: Client, days: int, *, open_: bool) -> None:
    decision = rejected(moderator, author=citizen)
    Decision.objects.update(at=F("at") - timedelta(days=days))
    as_citizen.post(address(decision), TEXT)
    assert Complaint.objects.exists() == open_


@pytest.mark.parametrize("text", ["", " \u200b\n", "x" * 4001])
def test_wrong_texts_are_answered_and_kept(moderator: User, citizen: User, as_citizen: Client, text: str) -> None:
    decision = rejected(moderator, author=citizen)
    page = as_citizen.post(address(decision), {"text": text}, follow=True)
    assert list(page.context["form"].errors) == ["text"]
    assert page.context["form"]["text"].value() == text
    assert not Complaint.objects.exists()


# At the desk


def test_another_person_decides(moderator: User, second: User, as_moderator: Client, citizen: User) -> None:
    complaint = filed(rejected(moderator, author=citizen))
    key = f"complaint-{complaint.pk}"
    assert keys_listed(as_moderator) == []
    assert as_moderator.get(f"{QUEUE}{key}/").status_code == 302
    decide(as_moderator, complaint)
    with pytest.raises(complaints.OwnDecision):
        complaints.decide(complaint.pk, by=moderator, outcome="upheld", reasons="Doch.")
    complaint.refresh_from_db()
    assert complaint.decided_at is None
    other = signed_in_staff(second)
    assert keys_listed(other) == [key]
    page = other.get(f"{QUEUE}{key}/").content.decode()
    assert "Bitte noch einmal." in page
    sent = {"outcome": "upheld", "reasons": "Das ist keine Werbung.", "version": "0"}
    preview = other.post(f"{QUEUE}{key}/answer/", sent)
    assert "Das ist keine Werbung." in preview.content.decode()


def test_only_people_in_charge_are_called_and_not_who_decided(
    moderator: User, second: User, citizen: User, mailoutbox: list[Any]
) -> None:
    decision = rejected(moderator, author=citizen)
    outbox.work()
    signed_in_staff(moderator).get(QUEUE)
    signed_in_staff(second).get(QUEUE)
    mailoutbox.clear()
    filed(decision)
    outbox.work()
    told = {mail.to[0] for mail in mailoutbox}
    assert {citizen.email, second.email} <= told
    assert moderator.email not in told


def test_about_the_only_moderator_superusers_are_called_and_can_answer(
    moderator_of_goerlitz: User, citizen: User, mailoutbox: list[Any]
) -> None:
    """Nobody sits in the project office, and moderators of other authorities cannot open it."""
    elsewhere = make.user(groups=["Moderation"], authorities=["cottbus"])
    chief = User.objects.create_superuser("chef@example.org", make.PASSWORD)
    idea = make.idea(status=Status.SUBMITTED, author=citizen, authorities=["goerlitz"], by=moderator_of_goerlitz)
    decision = deciding.refuse(Ticket.of(item(idea)), by=moderator_of_goerlitz, rule=rule(), facts="Werbung.")
    outbox.work()
    desk.opened(chief)
    mailoutbox.clear()
    complaint = filed(decision)
    outbox.work()
    assert {mail.to[0] for mail in mailoutbox} == {citizen.email, chief.email}
    for somebody, sees in ((moderator_of_goerlitz, False), (elsewhere, False), (chief, True)):
        client = signed_in_staff(somebody)
        assert keys_listed(client) == ([f"complaint-{complaint.pk}"] if sees else [])
        assert client.get("/admin/").context["dashboard"]["tiles"][4][1].number == int(sees)
    assert "Bitte noch einmal." in client.get(f"{QUEUE}complaint-{complaint.pk}/").content.decode()
    deciding.answer_complaint(Ticket("complaint", complaint.pk, 0), by=chief, outcome="upheld", reasons="Ist keine.")
    complaint.refresh_from_db()
    assert (complaint.decided_by, complaint.outcome) == (chief, "upheld")


def test_no_superuser_is_called_while_somebody_else_can_open_it(moderator_of_goerlitz: User) -> None:
    """Nor does anybody answer a complaint about themselves; without anybody else all hear of it."""
    here = [Authority.objects.get(slug="goerlitz").pk]
    elsewhere = make.user(groups=["Moderation"], authorities=["cottbus"])

    def told(authority_ids: list[int], *, whole_region: bool = False) -> list[User]:
        found = desk.people_at(authority_ids, whole_region=whole_region, but_not=moderator_of_goerlitz.pk)
        return [user for people in found.values() for user in people]

    assert told(here) == [elsewhere]
    chief = User.objects.create_superuser("chef@example.org", make.PASSWORD)
    User.objects.create_superuser("gegangen@example.org", make.PASSWORD, is_active=False)
    assert told(here) == [chief]
    assert told([]) == told(here, whole_region=True) == [elsewhere]
    assert desk.people_at(here, whole_region=False) == {here[0]: [moderator_of_goerlitz]}
    office = make.user(groups=["Moderation"])
    assert told(here) == [office]


PUT_BACK: dict[str, tuple[Callable[[User, User], Decision], Callable[[Decision], Any], Any]] = {
    "rejected": (
        lambda by, author: rejected(by, author=author),
        lambda decision: decision.idea and decision.idea.status, "published",
    ),
    "locked": (
        lambda by, author: lifecycle.lock(make.idea(author=author).pk, by=by, rule=rule(), facts="Werbung."),
        lambda decision: decision.idea and decision.idea.status, "published",
    ),
    "removed": (
        lambda by, author: discussion.remove(
            make.comment(make.idea(), author=author).pk, by=by, rule=rule(), facts="Werbung."
        ),
        lambda decision: decision.comment and (decision.comment.status, decision.comment.idea.counter.comments),
        ("published", 1),
    ),
    "corrected": (
        lambda by, author: deciding.correct(
            Ticket.of(item(make.idea("Rufbuss", author=author, status=Status.SUBMITTED))),
            by=by, title="Rufbus", text="Rufbus.", rule=rule(), facts="Tippfehler.",
        ),
        lambda decision: decision.idea and (decision.idea.status, decision.idea.title), ("published", "Rufbuss"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("outcome", ["upheld", "rejected"])
@pytest.mark.parametrize("what", PUT_BACK)
def test_what_is_upheld_is_put_back(
    moderator: User, second: User, citizen: User, mailoutbox: list[Any], what: str, outcome: str
) -> None:
    decided, state, expected = PUT_BACK[what]
    decision = decided(moderator, citizen)
    before = state(Decision.objects.get(pk=decision.pk))
    complaint = filed(decision)
    outbox.work()
    mailoutbox.clear()
    assert decide(signed_in_staff(second), complaint, outcome).status_code == 302
    complaint.refresh_from_db()
    assert (complaint.outcome, complaint.decided_by, complaint.reasons) == (outcome, second, "Das ist keine Werbung.")
    assert state(Decision.objects.get(pk=decision.pk)) == (expected if outcome == "upheld" else before)
    assert not QueueItem.objects.exists()
    outbox.work()
    answers = [mail for mail in mailoutbox if "Das ist keine Werbung." in mail.body]
    assert [mail.to for mail in answers] == [[citizen.email]]


def test_an_amendment_that_was_refused(moderator: User, second: User, citizen: User) -> None:
    idea = make.idea("Erst", author=citizen)
    lifecycle.amend(idea.pk, content=make.content("Dann"), by=citizen)
    decision = deciding.refuse(Ticket.of(item(idea)), by=moderator, rule=rule(), facts="Werbung.")
    complaints.decide(filed(decision).pk, by=second, outcome="upheld", reasons="Keine Werbung.")
    idea.refresh_from_db()
    assert (idea.title, idea.pending_version) == ("Dann", None)


def test_a_newer_text_is_not_overwritten(moderator: User, second: User, citizen: User) -> None:
    idea = make.idea("Erst", author=citizen)
    lifecycle.amend(idea.pk, content=make.content("Dann"), by=citizen)
    decision = deciding.refuse(Ticket.of(item(idea)), by=moderator, rule=rule(), facts="Werbung.")
    lifecycle.amend(idea.pk, content=make.content("Zuletzt"), by=citizen)
    complaints.decide(filed(decision).pk, by=second, outcome="upheld", reasons="Keine Werbung.")
    idea.refresh_from_db()
    assert idea.pending_version
    assert (idea.title, idea.pending_version.title) == ("Erst", "Zuletzt")


def test_a_report_that_was_dismissed_wrongly_waits_again(moderator: User, second: User) -> None:
    report = make.report(make.idea())
    decision = deciding.settle(Ticket.of(item(report)), by=moderator, outcome=Case.Outcome.DISMISSED)
    assert decision
    complaints.decide(filed(decision, report).pk, by=second, outcome="upheld", reasons="Doch.")
    assert [row.key for row in QueueItem.objects.all()] == [report.case.queue_key]


def test_what_its_author_has_withdrawn_meanwhile_stays_withdrawn(moderator: User, second: User, citizen: User) -> None:
    idea = make.idea("Erst", author=citizen)
    lifecycle.amend(idea.pk, content=make.content("Dann"), by=citizen)
    decision = deciding.refuse(Ticket.of(item(idea)), by=moderator, rule=rule(), facts="Werbung.")
    complaint = filed(decision)
    lifecycle.withdraw(idea.pk, by=citizen)
    complaints.decide(complaint.pk, by=second, outcome="upheld", reasons="Keine Werbung.")
    idea.refresh_from_db()
    assert idea.status == Status.WITHDRAWN


@pytest.mark.parametrize("missing", ["outcome", "reasons"])
def test_no_answer_without_outcome_and_reasons(moderator: User, second: User, missing: str) -> None:
    complaint = filed(rejected(moderator))
    response = decide(signed_in_staff(second), complaint, **{missing: ""})
    assert list(response.context["complaint_form"].errors) == [missing]
    assert not Complaint.objects.filter(decided_at__isnull=False).exists()


def test_an_authority_does_not_see_the_complaints_of_another(moderator: User, moderator_of_goerlitz: User) -> None:
    mine = filed(rejected(moderator, authorities=["goerlitz"]))
    foreign = filed(rejected(moderator, authorities=["cottbus"]))
    client = signed_in_staff(moderator_of_goerlitz)
    assert keys_listed(client) == [f"complaint-{mine.pk}"]
    assert client.get(f"{QUEUE}complaint-{foreign.pk}/").status_code == 404
    assert decide(client, foreign).status_code == 404
    listed = client.get("/admin/moderation/complaint/").context["cl"].result_list
    assert list(listed) == [mine]
    assert client.get(f"/admin/moderation/complaint/{foreign.pk}/change/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(10))
def test_two_decide_one_complaint_at_once(round_: int) -> None:
    first, others = make.user(groups=["Moderation"]), [make.user(groups=["Moderation"]) for _ in range(2)]
    complaint = filed(rejected(first))

    def decided(number: int) -> str:
        outcome = ("upheld", "rejected")[number]
        try:
            complaints.decide(complaint.pk, by=others[number], outcome=outcome, reasons="Weil.")
        except complaints.AlreadyDecided:
            return "told"
        return outcome

    said = at_once(lambda: decided(0), lambda: decided(1))
    complaint.refresh_from_db()
    assert sorted(said) == sorted(["told", complaint.outcome])
    idea = Idea.objects.get()
    assert idea.status == ("published" if complaint.outcome == "upheld" else "rejected")
