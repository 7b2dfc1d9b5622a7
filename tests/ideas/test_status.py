"""Where an idea stands, for its sender and for nobody else."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ideas import lifecycle, links, submission
from ideas.models import Idea, Rule, Status
from ideas.views import access
from tests import make
from tests.ideas.test_reasons import REMEDIES
from themes.models import Theme

pytestmark = pytest.mark.django_db


def enter(client: Client, code: str | None) -> str:
    response = client.post(reverse("ideas:status"), {"code": code})
    assert response.status_code == 302
    return str(response["Location"])


def new_text(idea: Idea, **fields: object) -> dict[str, object]:
    return {
        "title": idea.title,
        "text": "Gemeint ist die Strecke Lübben–Straupitz.",
        "themes": [Theme.objects.get(slug="mobilitaet-digitales").pk],
        "language": "de",
        **fields,
    }


def test_code_opens_the_idea_as_typed_from_paper(client: Client) -> None:
    receipt = make.receipt("Abendbus")
    assert receipt.code
    where = enter(client, receipt.code.lower().replace("-", " "))
    assert where == reverse("ideas:status_idea", args=[receipt.idea.reference])
    assert "Abendbus" in client.get(where).content.decode()


@pytest.mark.parametrize("code", ["", "x", "0000-0000-0000-0000", "\x00" * 16, "Ä" * 16, "2026-00001", "9" * 4000])
def test_wrong_codes_are_answered_at_the_field(client: Client, code: str) -> None:
    make.receipt()
    response = client.post(reverse("ideas:status"), {"code": code})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["code"]


@pytest.mark.parametrize("typed", ["2026-00042", "Nr. 2026-00042", "idea 2026 00042"])
def test_the_number_of_the_idea_in_place_of_its_code_is_told_so(client: Client, typed: str) -> None:
    error = client.post("/en/stand/", {"code": typed}).context["form"].errors["code"]
    assert error == ["This is the number of your idea. The idea code has 16 characters."]


def test_guessing_codes_is_limited(client: Client) -> None:
    answers = [client.post(reverse("ideas:status"), {"code": "0000-0000-0000-0000"}).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


def test_right_codes_are_not_limited(client: Client) -> None:
    """A library shares one address."""
    receipt = make.receipt()
    for _ in range(31):
        client.post(reverse("ideas:status"), {"code": "0000-0000-0000-0000"})
    assert enter(client, receipt.code) == reverse("ideas:status_idea", args=[receipt.idea.reference])


def test_what_a_code_opened_is_closed_by_a_click_and_after_two_hours(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = make.receipt()
    where = enter(client, receipt.code)
    assert reverse("ideas:status_close") in client.get(where).content.decode()
    client.post(reverse("ideas:status_close"))
    assert client.get(where).status_code == 302
    enter(client, receipt.code)
    assert client.get(where).status_code == 200
    later = time.time() + access.SECONDS
    monkeypatch.setattr("ideas.views.access.time.time", lambda: later)
    assert client.get(where).status_code == 302


def test_whoever_signs_in_next_does_not_see_the_idea(client: Client, citizen: User) -> None:
    where = enter(client, make.receipt().code)
    client.post(reverse("account_login"), {"login": citizen.email, "password": make.PASSWORD})
    assert client.get(reverse("ideas:mine")).status_code == 200
    assert client.get(where).status_code == 404


def test_a_question_is_answered_beside_the_text(as_citizen: Client, citizen: User) -> None:
    idea = make.idea(status=Status.RETURNED, author=citizen)
    address = reverse("ideas:amend", args=[idea.reference])
    form = as_citizen.get(address).context["form"]
    same = {name: form[name].value() for name in ("title", "text", "place", "language", "themes", "regions")}
    nothing = as_citizen.post(address, {**same, "answer": " "}, follow=True)
    assert list(nothing.context["form"].errors) == ["answer"]
    as_citizen.post(address, {**same, "answer": "Die Strecke nach Straupitz."})
    idea.refresh_from_db()
    version = idea.pending_version
    assert version is not None
    assert (idea.status, version.number, version.answer) == (Status.SUBMITTED, 2, "Die Strecke nach Straupitz.")
    assert version.title == idea.title
    assert "Straupitz" not in as_citizen.get(idea.get_absolute_url()).content.decode()


def test_a_wrong_new_text_is_said_on_a_page_one_can_come_back_to(as_citizen: Client, citizen: User) -> None:
    idea = make.idea(status=Status.SUBMITTED, author=citizen)
    response = as_citizen.post(reverse("ideas:amend", args=[idea.reference]), new_text(idea, title=""), follow=True)
    assert [status for _address, status in response.redirect_chain] == [302]
    assert list(response.context["form"].errors) == ["title"]
    assert "Lübben–Straupitz" in response.content.decode()


def test_a_public_number_opens_nothing(client: Client) -> None:
    waiting = make.idea(status=Status.SUBMITTED)
    for name in ("ideas:status_idea", "ideas:amend", "ideas:withdraw"):
        known = client.get(reverse(name, args=[waiting.reference]))
        unknown = client.get(reverse(name, args=["2026-77777"]))
        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"]) == (302, "/stand/")
    client.post(reverse("ideas:withdraw", args=[waiting.reference]))
    waiting.refresh_from_db()
    assert waiting.status == Status.SUBMITTED


def test_somebody_else_signed_in_gets_404(as_citizen: Client, neighbour: User) -> None:
    foreign = make.idea(status=Status.SUBMITTED, author=neighbour)
    for name in ("ideas:status_idea", "ideas:amend", "ideas:withdraw"):
        url = reverse(name, args=[foreign.reference])
        assert as_citizen.get(url).status_code == 404
        assert as_citizen.post(url).status_code == (405 if name == "ideas:status_idea" else 404)


def test_entering_the_code_signed_in_makes_the_idea_ones_own(as_citizen: Client, citizen: User) -> None:
    receipt = make.receipt()
    enter(as_citizen, receipt.code)
    receipt.idea.refresh_from_db()
    assert receipt.idea.author == citizen
    assert list(as_citizen.get(reverse("ideas:mine")).context["ideas"]) == [receipt.idea]


def test_the_code_never_takes_an_idea_from_its_author(as_citizen: Client, neighbour: User) -> None:
    receipt = make.receipt()
    submission.claim(receipt.idea.pk, user=neighbour)
    as_citizen.post(reverse("ideas:status"), {"code": receipt.code})
    receipt.idea.refresh_from_db()
    assert receipt.idea.author == neighbour


def test_link_of_a_mail_opens_the_idea_and_nothing_else(client: Client) -> None:
    idea, other = make.idea(status=Status.SUBMITTED), make.idea(status=Status.SUBMITTED)
    response = client.get(reverse("ideas:status_link", args=[links.make_token(idea)]), follow=True)
    assert response.context["idea"] == idea
    assert client.get(reverse("ideas:status_idea", args=[other.reference])).status_code == 302
    forged = links.make_token(idea)[:-2] + "xx"
    assert client.get(reverse("ideas:status_link", args=[forged]))["Location"] == "/stand/"


def test_refusal_is_shown_with_facts_and_rule(as_citizen: Client, citizen: User) -> None:
    idea = make.idea(status=Status.REJECTED, author=citizen)
    page = as_citizen.get(reverse("ideas:status_idea", args=[idea.reference])).content.decode()
    assert "Der Text wirbt für eine Firma." in page
    assert Rule.objects.get(key="werbung").label in page
    assert 'id="remedies"' in page


@pytest.mark.parametrize("status", [Status.REJECTED, Status.LOCKED])
def test_the_page_promises_what_the_mail_does(status: str, as_citizen: Client, citizen: User) -> None:
    idea = make.idea(status=status, author=citizen)
    page = as_citizen.get(f"/en/stand/{idea.reference}/").content.decode()
    assert [promise in page for promise in REMEDIES] == [True] * len(REMEDIES)


def test_question_is_answered_and_the_idea_goes_on(as_citizen: Client, citizen: User) -> None:
    idea = make.idea(status=Status.RETURNED, author=citizen)
    url = reverse("ideas:amend", args=[idea.reference])
    assert "Welche Strecke meinen Sie?" in as_citizen.get(url).content.decode()
    as_citizen.post(url, new_text(idea))
    as_citizen.post(url, new_text(idea))  # the double click
    idea.refresh_from_db()
    assert idea.status == Status.SUBMITTED
    assert idea.versions.count() == 2
    assert idea.pending_version
    assert idea.pending_version.text == "Gemeint ist die Strecke Lübben–Straupitz."


def test_amending_a_published_idea_leaves_it_up_until_release(as_citizen: Client, citizen: User) -> None:
    idea = make.idea("Rufbus", author=citizen)
    before = idea.released_version
    as_citizen.post(reverse("ideas:amend", args=[idea.reference]), new_text(idea, title="Rufbus abends"))
    idea.refresh_from_db()
    assert (idea.status, idea.title, idea.released_version) == (Status.PUBLISHED, "Rufbus", before)
    assert idea.pending_version
    assert idea.pending_version.title == "Rufbus abends"


def test_amendment_survives_an_expired_session(client: Client) -> None:
    receipt = make.receipt("Rufbus")
    enter(client, receipt.code)
    client.cookies.clear()
    url = reverse("ideas:amend", args=[receipt.idea.reference])
    assert client.post(url, new_text(receipt.idea))["Location"] == "/stand/"
    assert receipt.idea.versions.count() == 1
    enter(client, receipt.code)
    assert client.get(url).context["form"].initial["text"] == "Gemeint ist die Strecke Lübben–Straupitz."


def test_decided_meanwhile_keeps_the_text(as_citizen: Client, citizen: User, moderator: User) -> None:
    idea = make.idea(status=Status.SUBMITTED, author=citizen)
    assert idea.pending_version_id
    url = reverse("ideas:amend", args=[idea.reference])
    as_citizen.get(url)
    lifecycle.discard(idea.pk, version_id=idea.pending_version_id, by=moderator)
    response = as_citizen.post(url, new_text(idea), follow=True)
    assert response.status_code == 200
    assert idea.versions.count() == 1


def test_withdrawing_asks_first_and_works_once(as_citizen: Client, citizen: User) -> None:
    idea = make.idea(status=Status.SUBMITTED, author=citizen)
    url = reverse("ideas:withdraw", args=[idea.reference])
    assert as_citizen.get(url).status_code == 200
    idea.refresh_from_db()
    assert idea.status == Status.SUBMITTED
    for _click in range(2):
        assert as_citizen.post(url).status_code == 302
    idea.refresh_from_db()
    assert idea.status == Status.WITHDRAWN


@pytest.mark.parametrize("status", [s for s in Status if s != Status.MERGED])
def test_every_status_has_its_page(as_citizen: Client, citizen: User, status: str) -> None:
    idea = make.idea(status=status, author=citizen)
    response = as_citizen.get(reverse("ideas:status_idea", args=[idea.reference]))
    assert response.status_code == 200
    assert as_citizen.get(reverse("ideas:mine")).status_code == 200


def test_my_ideas_need_a_sign_in(client: Client) -> None:
    assert client.get(reverse("ideas:mine"))["Location"].startswith("/konto/login/?next=")
