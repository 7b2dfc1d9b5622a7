"""Writing and sending an idea, with and without an account."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ideas.models import Agreement, Authorship, Draft, Idea, Status
from journal.models import Entry
from tests import make
from themes.models import Authority, Theme

pytestmark = pytest.mark.django_db


def typed(**fields: Any) -> dict[str, Any]:
    """What a browser sends from the first page."""
    return {
        "title": "Abendbus im Spreewald",
        "text": "Wer in Lübben im Kino war,\r\nkommt ohne Auto nicht heim.",
        "themes": [Theme.objects.get(slug="mobilitaet-digitales").pk],
        "place": "Lübben",
        "regions": [Authority.objects.get(slug="dahme-spreewald").pk],
        "language": "de",
        **fields,
    }


SEND = {
    "name_shown": "full",
    "name": "Katrin Berger",
    "email": "katrin@example.org",
    "licence": "on",
    "privacy": "on",
    "rights": "on",
}


def start(client: Client, **fields: Any) -> str:
    """Fill the first page; the address of the check page."""
    response = client.post(reverse("ideas:write"), typed(**fields))
    assert response.status_code == 302, response.context["form"].errors
    return str(response["Location"])


def test_guest_sends_an_idea_and_gets_reference_and_code(client: Client) -> None:
    check = start(client)
    response = client.post(check, SEND, follow=True)

    idea = Idea.objects.get()
    assert idea.status == Status.SUBMITTED
    assert idea.title == "Abendbus im Spreewald"
    assert idea.author is None
    version = idea.pending_version
    assert version is not None
    assert version.text == "Wer in Lübben im Kino war,\nkommt ohne Auto nicht heim."
    assert version.place_name == "Lübben"
    assert version.authority_ids == [Authority.objects.get(slug="dahme-spreewald").pk]
    assert idea.authorship.byline == "Katrin Berger"
    assert idea.authorship.email == "katrin@example.org"
    assert {a.kind for a in idea.agreements.all()} == set(Agreement.Kind.values)
    assert idea.reference in response.content.decode()
    code = response.context["code"]
    assert code in response.content.decode()
    assert Entry.objects.filter(verb="idea.submitted", subject_id=idea.pk).count() == 1
    # Nobody can read the code again but this session.
    assert code.replace("-", "") not in str(Authorship.objects.values().get())


def test_signed_in_person_is_the_author(as_citizen: Client, citizen: User) -> None:
    check = start(as_citizen)
    assert "email" not in as_citizen.get(check).context["form"].fields
    as_citizen.post(check, {**SEND, "name_shown": "initials"})
    idea = Idea.objects.get()
    assert idea.author == citizen
    assert idea.authorship.byline == "K. B."


def test_whole_region_is_a_flag_and_not_six_rows(client: Client) -> None:
    check = start(client, regions=["all", str(Authority.objects.get(slug="cottbus").pk)])
    client.post(check, SEND)
    idea = Idea.objects.get()
    assert idea.whole_region
    assert idea.authority_ids == []


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": ""}, "title"),
        ({"title": " \u200b\u2060 "}, "title"),
        ({"title": "x" * 251}, "title"),
        ({"text": ""}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"themes": []}, "themes"),
        ({"themes": ["1", "2", "3"]}, "themes"),
        ({"themes": ["999999999999999999999"]}, "themes"),
        ({"themes": ["x"]}, "themes"),
        ({"regions": ["999999"]}, "regions"),
        ({"language": "tlh"}, "language"),
        ({"place": "x" * 121}, "place"),
    ],
)
def test_a_wrong_field_is_said_at_the_field_and_in_the_summary(
    client: Client, fields: dict[str, Any], wrong: str
) -> None:
    ids = list(Theme.objects.order_by("id").values_list("id", flat=True))
    if fields.get("themes") == ["1", "2", "3"]:
        fields = {"themes": ids[:3]}
    response = client.post(reverse("ideas:write"), typed(**fields), follow=True)
    assert [status for _address, status in response.redirect_chain] == [302], "said on a page one can come back to"
    assert list(response.context["form"].errors) == [wrong]
    page = response.content.decode()
    message = str(response.context["form"].errors[wrong][0])
    assert page.count(message) >= 2, "in the summary and at the field"
    assert 'id="error-summary"' in page
    if fields.get("text") != "":
        typed_text = fields.get("text", "kommt ohne Auto nicht heim.")
        assert typed_text in page, "what was typed is still there"
    if wrong == "title":
        assert response.context["form"]["title"].value() == fields["title"], "however long"
    assert not Idea.objects.exists()


def test_missing_agreements_and_name_are_asked_for(client: Client) -> None:
    check = start(client)
    response = client.post(check, {"name_shown": "full", "email": "katrin@example.org"}, follow=True)
    assert [status for _address, status in response.redirect_chain] == [302], "said on a page one can come back to"
    form = response.context["form"]
    assert set(form.errors) == {"name", "licence", "privacy", "rights"}
    assert (form["name_shown"].value(), form["email"].value()) == ("full", "katrin@example.org")
    assert not Idea.objects.exists()


def test_who_goes_back_to_the_text_finds_name_and_agreements_as_they_were(client: Client) -> None:
    check = start(client)
    typed_in = {"name_shown": "initials", "name": "Redaktion", "email": "katrin@", "licence": "on", "change": "1"}
    back = client.post(check, typed_in)
    assert back["Location"] == reverse("ideas:write_on", args=[Draft.objects.get().pk])
    again = client.post(back["Location"], typed(title="Abendbus für alle"), follow=True)
    form = again.context["form"]
    assert again.context["version"]["title"] == "Abendbus für alle"
    assert {name: form[name].value() for name in (*SEND,)} == {
        "name_shown": "initials", "name": "Redaktion", "email": "katrin@",
        "licence": "on", "privacy": None, "rights": None,
    }  # fmt: skip
    assert not form.errors, "nothing was sent yet"
    other = client.get(start(client)).context["form"]
    assert (other["licence"].value(), other["name"].value()) == (None, None), "each idea has its own agreements"


def test_enter_sends_and_links_beside_the_agreements_leave_the_page_open(client: Client) -> None:
    """Enter presses the first button of a form."""
    page = client.get(start(client)).content.decode()
    form = page[page.index('name="carried"') : page.index("</form>", page.index('name="carried"'))]
    buttons = re.findall(r"<button[^>]*>", form)
    assert ['name="change"' in button for button in buttons] == [False, True, True]
    assert ["_blank" in link for link in re.findall(r"<a [^>]*>", form)] == [True] * 3


def test_who_chooses_nothing_stays_unnamed(as_citizen: Client) -> None:
    guest = Client()
    assert guest.get(start(guest)).context["form"]["name_shown"].value() == "none"
    form = as_citizen.get(start(as_citizen)).context["form"]
    assert (form["name_shown"].value(), form["name"].value()) == ("full", "Katrin Berger")


def test_no_name_needs_no_name(client: Client) -> None:
    check = start(client)
    client.post(check, {**SEND, "name_shown": "none", "name": ""})
    assert Idea.objects.get().authorship.byline == ""


@pytest.mark.parametrize("name", ["Redaktion", "R e d a k t i o n", "<b>Anna</b>", "mail@example.org"])
def test_names_of_offices_and_markup_are_refused(client: Client, name: str) -> None:
    check = start(client)
    response = client.post(check, {**SEND, "name": name}, follow=True)
    assert list(response.context["form"].errors) == ["name"]


def test_extra_fields_change_nothing(client: Client) -> None:
    other = make.user()
    check = start(client, status="published", reference="2026-99999", author=other.pk)
    client.post(check, {**SEND, "status": "published", "author": other.pk, "supports": "500", "is_staff": "1"})
    idea = Idea.objects.get()
    assert (idea.status, idea.author, idea.counter.supports, idea.reference_number) == (Status.SUBMITTED, None, 0, 1)


def test_similar_titles_are_shown_before_sending(client: Client) -> None:
    twin = make.idea("Abendbus im Spreewald nach 22 Uhr")
    make.idea("Ein Freibad für Weißwasser")
    hidden = make.idea("Abendbus im Spreewald", status=Status.SUBMITTED)
    shown = client.get(start(client)).context["similar"]
    assert [alike.idea for alike in shown] == [twin]
    assert hidden not in [alike.idea for alike in shown]


def test_sent_twice_is_one_idea(client: Client) -> None:
    check = start(client)
    first = client.post(check, SEND)
    second = client.post(check, SEND)
    assert first["Location"] == second["Location"]
    assert Idea.objects.count() == 1
    # Reload and back button as well: the code stays readable in this session.
    code = client.get(first["Location"]).context["code"]
    assert code
    assert client.get(check, follow=True).context["code"] == code


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_are_one_idea() -> None:
    browser = Client()
    check = start(browser)

    def click(_number: int) -> int:
        tab = Client()
        tab.cookies = browser.cookies
        try:
            return tab.post(check, SEND).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(click, range(8))) == {302}
    assert Idea.objects.count() == 1
    assert browser.get(check, follow=True).context["code"]


def test_draft_is_kept_and_opened_again(client: Client) -> None:
    response = client.post(reverse("ideas:write"), {"title": "Halb", "save": "1"}, follow=True)
    assert response.context["form"].initial["title"] == "Halb"
    assert Draft.objects.get().title == "Halb"


def test_a_guest_finds_the_draft_again_as_long_as_it_is_kept(client: Client) -> None:
    client.post(reverse("ideas:write"), {"title": "Halb", "save": "1"})
    draft = Draft.objects.get()
    page = client.get(reverse("ideas:write")).content.decode()
    assert reverse("ideas:write_on", args=[draft.pk]) in page
    assert client.session.get_expiry_age() > 29 * 24 * 3600
    assert reverse("ideas:write_on", args=[draft.pk]) not in Client().get(reverse("ideas:write")).content.decode()
    client.post(client.post(reverse("ideas:write_on", args=[draft.pk]), typed())["Location"], SEND)
    assert not client.get(reverse("ideas:write")).context["other_drafts"]


def test_nothing_is_not_saved_as_a_draft(client: Client) -> None:
    response = client.post(reverse("ideas:write"), {"title": " \u200b", "language": "de", "save": "1"}, follow=True)
    assert not Draft.objects.exists()
    assert len(list(response.context["messages"])) == 1


def test_somebody_elses_draft_is_not_there(client: Client, as_citizen: Client) -> None:
    as_citizen.post(reverse("ideas:write"), {"title": "Geheim", "save": "1"})
    draft = Draft.objects.get()
    stranger = Client()
    for name in ("ideas:write_on", "ideas:check"):
        assert stranger.get(reverse(name, args=[draft.pk])).status_code == 404
    assert stranger.get(reverse("ideas:thanks", args=[draft.pk])).status_code == 302
    # A strange POST makes a draft of its own and leaves this one alone.
    stranger.post(reverse("ideas:write_on", args=[draft.pk]), {"title": "Anders", "save": "1"})
    stranger.post(reverse("ideas:discard_draft", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.title == "Geheim"
    assert Draft.objects.count() == 2


def test_draft_goes_along_through_sign_in(client: Client, citizen: User) -> None:
    check = start(client)
    client.post(reverse("account_login"), {"login": citizen.email, "password": make.PASSWORD})
    assert Draft.objects.get().user == citizen
    client.post(check, SEND)
    assert Idea.objects.get().author == citizen


def test_text_survives_an_expired_session(client: Client) -> None:
    page = client.get(start(client))
    carried = page.context["carried"]
    client.cookies.clear()
    response = client.post(page.request["PATH_INFO"], {**SEND, "carried": carried}, follow=True)
    assert response.status_code == 200
    assert response.context["version"]["title"] == "Abendbus im Spreewald"
    form = response.context["form"]
    assert [form[name].value() for name in ("name_shown", "name", "email")] == [
        SEND[name] for name in ("name_shown", "name", "email")
    ]
    assert not Idea.objects.exists(), "sending again is the person's own click"
    client.post(response.request["PATH_INFO"], SEND)
    assert Idea.objects.count() == 1


@pytest.mark.parametrize(
    "carried", ["", "{", "[]", "null", '{"title": 1}', '{"title": {"a": []}}', "9" * 5000, "[" * 100_000]
)
def test_nonsense_instead_of_carried_text_is_no_error(client: Client, carried: str) -> None:
    response = client.post(reverse("ideas:check", args=[uuid.uuid4()]), {**SEND, "carried": carried})
    assert response.status_code in {302, 404}
    assert not Idea.objects.exists()


def test_text_survives_a_stale_csrf_token() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("ideas:write"), typed())
    assert response.status_code == 403
    page = response.content.decode()
    assert "Abendbus im Spreewald" in page
    assert "kommt ohne Auto nicht heim." in page
    assert not Draft.objects.exists()
    token = client.cookies["csrftoken"].value
    assert client.post(reverse("ideas:write"), {**typed(), "csrfmiddlewaretoken": token}).status_code == 302


def test_stale_token_on_the_check_page_keeps_everything() -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("ideas:write"))
    token = client.cookies["csrftoken"].value
    check = client.post(reverse("ideas:write"), {**typed(), "csrfmiddlewaretoken": token})["Location"]
    response = client.post(check, {**SEND, "csrfmiddlewaretoken": "x" * 64})
    assert response.status_code == 403
    assert response.context["form"]["name"].value() == "Katrin Berger"
    assert not Idea.objects.exists()


def test_what_nobody_sees_is_taken_out_and_what_was_written_stays(client: Client) -> None:
    text = "Null\x00byte, \u202egespiegelt, Tab\tbleibt, 🌳 auch, <script>alert(1)</script>"
    check = start(client, text=text)
    client.post(check, SEND)
    version = Idea.objects.get().pending_version
    assert version is not None
    assert version.text == "Nullbyte, gespiegelt, Tab\tbleibt, 🌳 auch, <script>alert(1)</script>"
    page = client.get(reverse("ideas:status_idea", args=[Idea.objects.get().reference])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_megabyte_is_refused_kindly(client: Client) -> None:
    response = client.post(reverse("ideas:write"), typed(text="x" * 1_000_000))
    assert response.status_code in {400, 413}


def test_too_many_ideas_from_one_place_wait_and_keep_their_text(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ideas.views.writing.SENT_PER_HOUR", 3)
    for _number in range(3):
        client.post(start(client), SEND)
    check = start(client)
    response = client.post(check, SEND)
    assert response.status_code == 429
    assert response.context["version"]["title"] == "Abendbus im Spreewald"
    assert client.get(check).context["form"]["name"].value() == SEND["name"], "by the browser's back button too"
    assert Idea.objects.count() == 3


def test_a_refused_idea_is_written_anew_with_its_text(as_citizen: Client, citizen: User) -> None:
    refused = make.idea("Rufbus am Abend", status=Status.REJECTED, author=citizen)
    address = f"{reverse('ideas:write')}?vorlage={refused.reference}"
    assert as_citizen.get(address).context["form"].initial["title"] == "Rufbus am Abend"
    assert "title" not in Client().get(address).context["form"].initial


def test_links_from_themes_and_regions_preset_the_form(client: Client) -> None:
    response = client.get(reverse("ideas:write"), {"thema": "landschaft-energie", "region": "cottbus"})
    form = response.context["form"]
    assert form.initial["themes"] == [Theme.objects.get(slug="landschaft-energie").pk]
    assert form.initial["regions"] == [str(Authority.objects.get(slug="cottbus").pk)]
    assert client.get(reverse("ideas:write"), {"thema": "x" * 5000, "region": "'"}).status_code == 200
