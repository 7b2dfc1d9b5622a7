"""Threats and self-harm: what to do, one key away, and one action that hides a text and keeps it as evidence."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ideas import lifecycle
from ideas.models import Comment, Decision, Idea, Status
from journal.models import Entry
from moderation.models import Procedure, QueueItem, Report
from notifications import outbox
from notifications.mail import composed
from notifications.models import Delivery
from tests import make
from tests.conftest import signed_in_staff
from tests.ideas import pictures
from tests.moderation.at_the_desk import QUEUE, key, reported, said, url

pytestmark = pytest.mark.django_db
TEXT = "Ich will nicht mehr leben."
EMERGENCY = f"{QUEUE}emergency/"


def address(about: Idea | Comment | Report, procedure: str) -> str:
    return reverse("admin:moderation_queueitem_withhold", args=[key(about), procedure])


def act(client: Client, about: Idea | Comment | Report, procedure: str) -> object:
    """Send the prepared words as they stand on the page, after their preview."""
    form = client.get(address(about, procedure)).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    preview = client.post(address(about, procedure), typed)
    assert preview.status_code == 200
    return client.post(address(about, procedure), {**typed, "send": "1"})


def waiting(**fields: object) -> Idea:
    return make.idea("Ein Abschied", text=TEXT, status=Status.SUBMITTED, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", [QUEUE, "show"])
def test_one_key_leads_there(as_moderator: Client, path: str) -> None:
    idea = waiting()
    page = as_moderator.get(url("show", idea) if path == "show" else path).content.decode()
    target = url("emergency_about", idea) if path == "show" else EMERGENCY
    assert f'accesskey="n" href="{target}"' in page
    texts = as_moderator.get(target).content.decode()
    for sure in ("112", "110", "0800 1110111", "0800 1110222", "116111"):
        assert sure in texts
    assert "[Telefonnummer eintragen]" in texts


def test_without_a_text_there_is_nothing_to_press(as_moderator: Client) -> None:
    assert "/emergency/threat/" not in as_moderator.get(EMERGENCY).content.decode()


def test_self_harm_is_no_refusal(as_moderator: Client, citizen: User) -> None:
    idea = waiting(author=citizen)
    response = act(as_moderator, idea, "self_harm")
    assert not any("Abschied" in message for message in said(response))
    idea.refresh_from_db()
    decision = idea.decisions.get()
    assert (idea.status, decision.kind, decision.rule) == (Status.REJECTED, Decision.Kind.WITHHELD, None)
    assert "0800 1110111" in decision.message
    assert not QueueItem.objects.exists()
    assert idea.versions.get().text == TEXT
    verbs = list(Entry.objects.about("idea", idea.pk).values_list("verb", flat=True))
    assert verbs == ["idea.submitted", "idea.withheld", "idea.emergency"]


def test_a_threat_is_refused_by_its_rule(as_moderator: Client, citizen: User) -> None:
    idea = make.idea("Ich komme vorbei", author=citizen)
    act(as_moderator, idea, "threat")
    idea.refresh_from_db()
    decision = idea.decisions.latest("id")
    assert decision.rule
    assert (idea.status, decision.kind, decision.rule.key) == (Status.LOCKED, Decision.Kind.LOCKED, "respekt")
    assert Client().get(idea.get_absolute_url()).status_code in {404, 410}


@pytest.mark.parametrize("procedure", ["threat", "self_harm"])
@pytest.mark.parametrize("publish", [True, False])
def test_a_comment(as_moderator: Client, citizen: User, neighbour: User, publish: bool, procedure: str) -> None:
    comment = make.comment(make.idea(author=citizen), author=neighbour, text=TEXT, publish=publish)
    act(as_moderator, comment, procedure)
    comment.refresh_from_db()
    assert (comment.status, comment.text) == (Comment.Status.REMOVED, TEXT)
    assert comment.idea.counter.comments == 0
    assert TEXT not in Client().get(comment.idea.get_absolute_url()).content.decode()


def test_a_report_is_answered(as_moderator: Client, citizen: User) -> None:
    idea = make.idea("Ein Abschied", author=citizen)
    report, other = reported(idea), reported(idea)
    act(as_moderator, report, "self_harm")
    assert set(Report.objects.values_list("case__outcome", flat=True)) == {"upheld"}
    assert {report.pk, other.pk} == set(Report.objects.values_list("pk", flat=True))
    idea.refresh_from_db()
    assert idea.status == Status.LOCKED


def test_an_amendment_takes_the_published_text_with_it_until_it_is_unlocked(
    as_moderator: Client, citizen: User, editor: User
) -> None:
    idea = make.idea("Bus", author=citizen)
    lifecycle.amend(idea.pk, content=make.content("Ein Abschied", text=TEXT), by=citizen)
    act(as_moderator, idea, "self_harm")
    idea.refresh_from_db()
    assert (idea.status, idea.pending_since) == (Status.LOCKED, None)
    lifecycle.unlock(idea.pk, by=editor)
    idea.refresh_from_db()
    assert (idea.status, idea.evidence_since, idea.title) == (Status.PUBLISHED, None, "Bus")


def test_a_picture_leaves_its_address_and_is_kept_as_evidence(
    as_moderator: Client, as_editor: Client, as_citizen: Client, citizen: User, editor: User
) -> None:
    idea, picture = pictures.idea(author=citizen)
    before, readers = pictures.address(picture), (Client(), as_moderator, as_editor, as_citizen)
    assert [reader.get(before).status_code for reader in readers] == [200] * 4
    act(as_moderator, idea, "threat")
    picture.refresh_from_db()
    after = pictures.address(picture)
    assert [reader.get(before).status_code for reader in readers] == [404] * 4
    assert [reader.get(after).status_code for reader in readers] == [404, 404, 200, 200]
    lifecycle.unlock(idea.pk, by=editor)
    assert [Client().get(path).status_code for path in (before, after)] == [404, 200]


def test_evidence_is_for_those_in_charge_alone(
    as_moderator: Client, as_editor: Client, citizen: User, neighbour: User
) -> None:
    idea = waiting(author=citizen)
    comment = make.comment(make.idea(), author=neighbour, text=TEXT)
    pages = [
        reverse("admin:ideas_idea_change", args=[idea.pk]),
        reverse("admin:ideas_comment_change", args=[comment.pk]),
    ]
    lists = [reverse("admin:ideas_idea_changelist"), reverse("admin:ideas_comment_changelist")]
    assert [as_moderator.get(page).status_code for page in pages] == [200, 200]
    for about in (idea, comment):
        act(as_moderator, about, "self_harm")
    assert [as_moderator.get(page).status_code for page in (*pages, idea.get_absolute_url())] == [404, 404, 404]
    assert [as_editor.get(page).status_code for page in pages] == [200, 200]
    for page, word in zip(lists, ("Ein Abschied", TEXT), strict=True):
        assert word not in as_moderator.get(page).content.decode()
        assert word in as_editor.get(page).content.decode()


def test_those_in_charge_are_told_at_once_without_a_word_of_it(
    as_moderator: Client, editor: User, administrator: User, citizen: User
) -> None:
    make.user("elsewhere@example.org", groups=["Redaktion"], authorities=["elbe-elster"])
    idea = waiting(author=citizen, authorities=["goerlitz"])
    act(as_moderator, idea, "self_harm")
    while outbox.fan_out(50):
        pass
    mails = Delivery.objects.filter(kind="emergency")
    assert {mail.user for mail in mails} == {editor, administrator}
    for mail in mails:
        mail.language = "en"
        letter = composed(mail)
        assert letter
        assert idea.reference in letter.subject
        assert f"/admin/ideas/idea/{idea.pk}/change/" in letter.text
        for word in ("Abschied", "leben", "Katrin"):
            assert word not in letter.text + letter.html
    told = composed(Delivery.objects.get(kind="idea_withheld"))
    assert told
    assert "0800 1110111" in told.text


def test_whoever_acts_is_not_told(citizen: User, editor: User) -> None:
    act(signed_in_staff(editor), waiting(author=citizen), "threat")
    while outbox.fan_out(50):
        pass
    assert not Delivery.objects.filter(kind="emergency").exists()


def test_whoever_comes_second_is_told(as_moderator: Client, citizen: User) -> None:
    idea = waiting(author=citizen)
    colleague = make.user(groups=["Moderation"], display_name="Anna Noack")
    act(signed_in_staff(colleague), idea, "self_harm")
    response = as_moderator.post(address(idea, "self_harm"), {"words": "Hallo", "send": "1"})
    assert response.status_code == 302
    assert any("Anna Noack" in message for message in said(response))
    assert idea.decisions.count() == 1
    page = as_moderator.get(url("emergency_about", idea)).content.decode()
    assert "Anna Noack" in page
    assert "Abschied" not in page


def test_the_words_are_in_the_language_of_the_author_and_needed(as_moderator: Client, citizen: User) -> None:
    idea = waiting(author=citizen, language="en")
    form = as_moderator.get(address(idea, "self_harm")).context["form"]
    assert form["words"].value() == Procedure.objects.get(key="self_harm").message["en"]
    empty = as_moderator.post(address(idea, "self_harm"), {"words": " ", "send": "1"})
    assert empty.context["form"].has_error("words")
    assert as_moderator.get(address(idea, "earthquake")).status_code == 404


def test_staff_edit_the_texts_and_moderators_do_not(as_editor: Client, as_moderator: Client) -> None:
    row = Procedure.objects.get(key="threat")
    page = reverse("admin:moderation_procedure_change", args=[row.pk])
    assert as_moderator.get(page).status_code == 403
    typed = {"title": "Drohung", "steps": "Anrufen.", "contacts": "<b>110</b>", "message_de": "Bitte rufen Sie an."}
    assert as_editor.post(page, typed).status_code == 302
    row.refresh_from_db()
    assert (row.key, row.title, row.message) == ("threat", "Drohung", {"de": "Bitte rufen Sie an."})
    assert "&lt;b&gt;110&lt;/b&gt;" in as_moderator.get(EMERGENCY).content.decode()


@pytest.mark.parametrize("email", ["", "oma@example.org"])
def test_staff_are_told_whether_words_can_reach_the_author(as_moderator: Client, email: str) -> None:
    idea = waiting(guest={"email": email})
    assert as_moderator.get(address(idea, "self_harm")).context["by_mail"] == bool(email)
    response = act(as_moderator, idea, "self_harm")
    levels = [message.level_tag for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]
    assert levels[0] == ("success" if email else "warning")


def test_who_may_need_help_reads_our_words_and_no_remedies(as_moderator: Client, citizen: User) -> None:
    idea = waiting(author=citizen)
    act(as_moderator, idea, "self_harm")
    client = Client()
    client.force_login(citizen)
    page = client.get(f"/en/stand/{idea.reference}/").content.decode()
    assert "We have written to you" in page
    assert "0800 1110111" in page
    assert [sentence in page for sentence in ("six months", "go to court", "vorlage=")] == [False] * 3


def test_a_threat_is_not_offered_for_another_try(as_moderator: Client, citizen: User) -> None:
    idea = waiting(author=citizen)
    act(as_moderator, idea, "threat")
    client = Client()
    client.force_login(citizen)
    page = client.get(f"/en/stand/{idea.reference}/").content.decode()
    assert ["six months" in page, "vorlage=" in page] == [True, False]
