"""What stands in a mail: every kind, to accounts and to typed-in addresses, in German and English."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import translation

from accounts.models import User
from ideas import discussion, lifecycle
from ideas.links import read_token
from ideas.models import Authorship, Comment, Decision, Idea, Rule, Status
from notifications import mail, outbox, secret_mails
from notifications.models import Delivery
from pages.models import Office
from tests import make
from tests.notifications.cases import (
    COMMENT_KINDS, IDEA_KINDS, STATE, TITLE, WITHOUT_RULE, WITH_REASONS, comment_mail,
    fan_out_all, fanned_out, idea_mail,
)  # fmt: skip
from tests.notifications.servers import MailSink

pytestmark = pytest.mark.django_db

LANGUAGES = ["de", "en"]
WITH_RULE = WITH_REASONS - WITHOUT_RULE


@pytest.fixture
def staff(db: None) -> User:
    return make.user("desk@example.org", groups=["Moderation"])


def _written(delivery: Delivery, language: str = "en") -> Parsed:
    """The mail as it would be on the wire, parsed again."""
    delivery.language = language
    message = mail.written(delivery)
    assert message is not None
    parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    assert isinstance(parsed, Parsed)
    return parsed


def _text(message: Parsed) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def _html(message: Parsed) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def _well_formed(message: Parsed, reference: str) -> None:
    text = _text(message)
    assert reference in message["Subject"]
    with translation.override(message["Content-Language"]):
        office = Office.objects.get()
        assert all(fact in text for fact in (office.name, office.phone, office.hours, office.email, office.street))
    assert not re.search(r"[{}]|%[(s]|None|&lt;|&amp;|\n\n\n", text)
    assert [line for line in text.split("\n") if len(line) > 78 and " " in line.strip()] == []
    assert "\n-- \n" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", IDEA_KINDS)
def test_mail_to_an_account(kind: str, language: str, citizen: User, staff: User) -> None:
    idea = make.idea(TITLE, author=citizen, by=staff)
    message = _written(idea_mail(kind, idea, staff), language)
    text = _text(message)
    _well_formed(message, idea.reference)
    assert message["To"] == citizen.email
    assert TITLE in text
    with translation.override(language):
        rule = Rule.objects.get(key="werbung")
        prefix = "" if language == "de" else f"/{language}"
        assert f"{settings.PORTAL_URL}{prefix}/stand/{idea.reference}/" in text
        assert (rule.label in text) == (kind in WITH_RULE)
    assert ("Der Text wirbt für eine Firma." in text) == (kind in WITH_REASONS)
    assert ("auch nicht „nebenbei“." in text) == (kind in WITH_REASONS)
    assert (STATE in text) == (kind == "idea_stage_changed")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", IDEA_KINDS)
def test_mail_to_a_typed_in_address_has_no_text_of_users(kind: str, language: str, staff: User) -> None:
    guest = {"email": "gast@example.org", "name": "Kauf Mich"}
    idea = make.idea(TITLE, guest=guest, by=staff, text="Kaufen Sie bei mir.", place_name="Werbeplatz")
    message = _written(idea_mail(kind, idea, staff), language)
    text = _text(message)
    _well_formed(message, idea.reference)
    assert message["To"] == "gast@example.org"
    everything = message.as_string() + text + _html(message)
    for word in ("Nachtbus", "nachtbus", "heimwärts", "Kaufen", "Kauf Mich", "Werbeplatz"):
        assert word not in everything
    assert ("Der Text wirbt für eine Firma." in text) == (kind in WITH_REASONS)
    token = re.search(r"/stand/link/(\S+)/\n", text)
    assert token
    assert read_token(token[1]) == idea.pk


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", COMMENT_KINDS)
def test_mail_about_a_comment(kind: str, language: str, citizen: User, staff: User) -> None:
    comment = make.comment(make.idea(TITLE, by=staff), author=citizen, publish=False)
    delivery = comment_mail(kind, comment, staff)
    message = _written(delivery, language)
    text = _text(message)
    _well_formed(message, comment.idea.reference)
    assert TITLE in text
    assert f"/ideen/{comment.idea.reference}/#kommentar-{comment.pk}\n" in text
    assert ("Der Text wirbt für eine Firma." in text) == (kind in WITH_REASONS)
    with translation.override(language):
        assert (Rule.objects.get(key="werbung").label in text) == (kind in WITH_RULE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", ["upheld", "dismissed"])
@pytest.mark.parametrize("about", ["idea", "comment"])
def test_mail_about_a_report(about: str, outcome: str, language: str, citizen: User, staff: User) -> None:
    idea = make.idea(TITLE, by=staff)
    thing: Idea | Comment = idea if about == "idea" else make.comment(idea, author=make.user())
    report = make.report(thing, by=citizen)
    make.answer(report, by=staff, outcome=outcome)
    message = _written(fanned_out("report.closed"), language)
    text = _text(message)
    _well_formed(message, str(report.pk))
    assert TITLE in text
    if language == "en":
        assert ("Your report was right" in " ".join(text.split())) == (outcome == "upheld")
        assert ("You reported a comment" in text) == (about == "comment")


@pytest.mark.parametrize("language", LANGUAGES)
def test_mail_to_the_desk(language: str, citizen: User, staff: User) -> None:
    idea = make.receipt(TITLE, author=citizen).idea
    fan_out_all()
    message = _written(Delivery.objects.get(kind="queue"), language)
    _well_formed(message, idea.reference)
    assert message["To"] == staff.email
    assert TITLE in _text(message)
    assert f"{settings.PORTAL_URL}/admin/moderation/queueitem/\n" in _text(message)


def test_title_stands_only_where_the_page_would_show_it(citizen: User, staff: User) -> None:
    comment = make.comment(make.idea(TITLE, by=staff), author=citizen)
    discussion.remove(comment.pk, by=staff, rule=Rule.objects.get(key="werbung"), facts="Werbung.")
    removed = fanned_out("comment.removed")
    assert "Nachtbus" in _text(_written(removed))
    lifecycle.lock(comment.idea_id, by=staff, rule=Rule.objects.get(key="respekt"), facts="Beleidigung.")
    assert "Nachtbus" not in _text(_written(removed))
    assert "#kommentar-" not in _text(_written(removed))


def test_mails_are_headed_so_that_machines_leave_them_alone(citizen: User, staff: User) -> None:
    delivery = idea_mail("idea_published", make.idea(author=citizen, by=staff), staff)
    message, again = _written(delivery), _written(delivery)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "en"
    assert message["Reply-To"] == Office.objects.get().email
    assert message["Message-ID"] == f"<delivery-{delivery.pk}@{urlsplit(settings.PORTAL_URL).hostname}>"
    assert message["Message-ID"] == again["Message-ID"]
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_nobody_can_write_headers(citizen: User, staff: User) -> None:
    idea = make.idea(author=citizen, by=staff)
    Idea.objects.filter(pk=idea.pk).update(title="Bus\r\nBcc: alle@example.org\r\n\r\nGewinn")
    message = _written(idea_mail("idea_published", idea, staff))
    assert message["Bcc"] is None
    assert "    " + f"{idea.reference}: Bus Bcc: alle@example.org Gewinn\n" in _text(message)


def test_long_words_of_a_moderator_arrive(citizen: User, staff: User) -> None:
    idea = make.receipt(author=citizen).idea
    assert idea.pending_version_id
    words = "https://example.org/" + "a" * 1500 + " und\r\n.\r\nein Punkt allein"
    lifecycle.ask(idea.pk, version_id=idea.pending_version_id, by=staff, question=words)
    text = _text(_written(fanned_out("idea.returned")))
    assert "https://example.org/" + "a" * 1500 in text
    assert "\n    ein Punkt allein\n" in text


def test_erased_reasons_leave_a_whole_mail(citizen: User, staff: User) -> None:
    idea = make.idea(author=citizen, status=Status.REJECTED, by=staff)
    delivery = fanned_out("idea.rejected")
    assert "Der Text wirbt" in _text(_written(delivery))
    Decision.objects.filter(idea=idea).update(message="", erased_at=idea.changed_at)
    message = _written(delivery)
    _well_formed(message, idea.reference)
    assert "Der Text wirbt" not in _text(message)


def test_mail_goes_to_the_address_of_the_day_it_is_sent(citizen: User, staff: User) -> None:
    delivery = idea_mail("idea_published", make.idea(author=citizen, by=staff), staff)
    User.objects.filter(pk=citizen.pk).update(email="neu@example.org")
    assert _written(Delivery.objects.get(pk=delivery.pk))["To"] == "neu@example.org"


def test_closed_accounts_and_erased_addresses_get_no_mail(citizen: User, staff: User, sink: MailSink) -> None:
    idea_mail("idea_published", make.idea(author=citizen, by=staff), staff)
    guest = make.idea(guest={"email": "gast@example.org"}, by=staff)
    idea_mail("idea_published", guest, staff)
    gone = idea_mail("idea_locked", make.idea(author=make.user(), by=staff), staff)
    User.objects.filter(pk=citizen.pk).update(is_active=False)
    Authorship.objects.filter(pk=guest.pk).update(email="")
    Delivery.objects.filter(pk=gone.pk).update(user=None)
    assert outbox.deliver_due(10) == 3
    assert sink.accepted == []
    assert list(Delivery.objects.values_list("status", flat=True)) == [Delivery.Status.DROPPED] * 3


def test_code_is_sent_as_it_was_written_in_the_frame_of_all_mails(citizen: User) -> None:
    with translation.override("en"):
        delivery = secret_mails.enqueue(
            kind="login_code",
            to="anders@example.org",
            subject="Sign-In Code",
            body="Your code:\n\n482913",
            user=citizen,
        )
    message = _written(delivery, delivery.language)
    assert message["Subject"] == "Sign-In Code"
    assert message["To"] == "anders@example.org"
    assert _text(message).startswith("Hello,\n\nYour code:\n\n482913\n\nKind regards\nProjektbüro")
    assert message["Content-Language"] == "en"
