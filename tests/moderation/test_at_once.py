"""Several at the same moment, on real connections: one decision, and nobody waits for ever."""

import uuid

import pytest
from django.test import Client

from accounts.models import User
from ideas import lifecycle, merging
from ideas.models import Decision, Idea, Rule, Status
from journal.models import Entry
from moderation import deciding
from moderation.models import Complaint, Report
from moderation.tickets import Ticket
from tests import make
from tests.conftest import signed_in_staff
from tests.moderation.at_the_desk import item, said, url, version
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two() -> list[User]:
    return [make.user(groups=["Moderation"], display_name=name) for name in ("Anna Noack", "Jan Krahl")]


def verbs(idea: Idea) -> list[str]:
    return list(Entry.objects.about("idea", idea.pk).values_list("verb", flat=True))


@pytest.mark.parametrize("round_", range(5))
def test_two_moderators_make_one_decision_and_the_second_is_told(two: list[User], round_: int) -> None:
    clients = [signed_in_staff(user) for user in two]
    idea = make.idea(status=Status.SUBMITTED)
    read = version(idea)
    sent = {"version": read, "lead": "office", "rule": "werbung", "facts": "Werbung.", "send": "1"}
    responses = at_once(
        lambda: clients[0].post(url("release", idea), sent), lambda: clients[1].post(url("refuse", idea), sent)
    )
    assert [response.status_code for response in responses] == [302, 302]
    decision = idea.decisions.get()
    first = two.index(decision.by)  # type: ignore[arg-type]
    assert [name.display_name in " ".join(said(responses[1 - first])) for name in two] == [first == 0, first == 1]
    assert str(two[first]) not in " ".join(said(responses[first]))
    decided = ["idea.published", "idea.rejected"]
    assert verbs(idea) == ["idea.submitted", decided[first]]


@pytest.mark.parametrize("round_", range(5))
def test_the_author_amends_while_it_is_released(two: list[User], citizen: User, round_: int) -> None:
    idea = make.idea("Was gelesen wurde", author=citizen, status=Status.SUBMITTED)
    read = version(idea)
    client = signed_in_staff(two[0])
    at_once(
        lambda: client.post(url("release", idea), {"version": read, "lead": "office"}),
        lambda: lifecycle.amend(idea.pk, content=make.content("Was niemand gelesen hat"), by=citizen),
    )
    idea.refresh_from_db()
    if idea.status == Status.PUBLISHED:
        assert idea.title == "Was gelesen wurde"
        assert idea.released_version_id == int(read)
    assert idea.pending_version
    assert idea.pending_version.title == "Was niemand gelesen hat"


@pytest.mark.parametrize("round_", range(5))
def test_two_reports_about_one_idea_upheld_at_once_do_not_block_each_other(two: list[User], round_: int) -> None:
    idea, rule = make.idea(), Rule.objects.get(key="werbung")
    reports = [make.report(idea, text="Werbung.") for _ in range(2)]
    tickets = [Ticket.of(item(report)) for report in reports]

    def uphold(number: int) -> str:
        try:
            deciding.uphold(tickets[number], by=two[number], rule=rule, facts="Werbung.")
        except deciding.AlreadyDecided:
            return "told"
        return "decided"

    assert sorted(at_once(lambda: uphold(0), lambda: uphold(1))) == ["decided", "told"]
    assert Decision.objects.filter(idea=idea, kind="locked").count() == 1
    assert set(Report.objects.values_list("case__outcome", flat=True)) == {"upheld"}
    assert Entry.objects.filter(verb="report.closed").count() == 2


def test_one_report_sent_many_times_at_once_is_one(citizen: User) -> None:
    idea, key = make.idea(), uuid.uuid4()
    address = f"/melden/idee/{idea.reference}/"
    sent = {"rule": "werbung", "text": "Werbung.", "form_key": str(key)}
    answers = at_once(*[lambda: Client().post(address, sent) for _ in range(4)])
    report = Report.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/melden/stand/{report.form_key}/"}
    assert Entry.objects.filter(verb="report.filed").count() == 1


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("round_", range(5))
def test_one_report_sent_from_two_tabs_at_once_is_one(citizen: User, round_: int) -> None:
    """Each tab has a form with a key of its own."""
    address, clients = f"/melden/idee/{make.idea().reference}/", [of(citizen), of(citizen)]

    def send(client: Client) -> str:
        sent = {"rule": "werbung", "text": "Werbung.", "form_key": str(uuid.uuid4())}
        return str(client.post(address, sent)["Location"])

    answers = at_once(lambda: send(clients[0]), lambda: send(clients[1]))
    assert set(answers) == {f"/melden/stand/{Report.objects.get().form_key}/"}
    assert Entry.objects.filter(verb="report.filed").count() == 1


@pytest.mark.parametrize("round_", range(5))
@pytest.mark.parametrize("side", ["author", "reader"])
def test_one_complaint_sent_many_times_at_once_is_one(two: list[User], citizen: User, side: str, round_: int) -> None:
    if side == "author":
        idea, rule = make.idea(status=Status.SUBMITTED, author=citizen), Rule.objects.get(key="werbung")
        decision = deciding.refuse(Ticket.of(item(idea)), by=two[0], rule=rule, facts="Werbung.")
        address = f"/beschwerde/{decision.pk}/"
    else:
        report = make.report(make.idea())
        deciding.settle(Ticket.of(item(report)), by=two[0], outcome="dismissed")
        address = f"/melden/stand/{report.form_key}/beschwerde/"
    clients = [of(citizen) for _ in range(4)]
    sent = {"text": "Das war keine Werbung."}
    answers = at_once(*[lambda client=client: client.post(address, sent) for client in clients])
    assert {answer["Location"] for answer in answers} == {address}
    assert Complaint.objects.get().text == sent["text"]
    assert Entry.objects.filter(verb="complaint.filed").count() == 1


@pytest.mark.parametrize("round_", range(5))
def test_one_objection_sent_twice_at_once_is_one_and_both_answers_say_so(two: list[User], round_: int) -> None:
    ideas = [make.idea(author=user) for user in two]
    row = merging.propose(ideas[0].pk, ideas[1].pk, by=make.user(groups=["Moderation"]), reason="Gleich.")
    address, clients = f"/stand/{ideas[0].reference}/zusammenfuehrung/{row.pk}/", [of(two[0]), of(two[0])]
    answers = at_once(*[lambda client=client: client.post(address, {"words": "Nein."}) for client in clients])
    assert [answer["Location"] for answer in answers] == [f"/stand/{ideas[0].reference}/"] * 2
    assert all("Die beiden Ideen werden nicht zusammengeführt." in said(answer)[0] for answer in answers)
    row.refresh_from_db()
    assert (row.state, row.objection) == ("objected", "Nein.")
    assert Entry.objects.filter(verb="idea.merge_objected").count() == 2, "one for each idea"
