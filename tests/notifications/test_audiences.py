"""Who is told of what: each verb, and exactly these deliveries."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from ideas import curating, discussion, lifecycle, merging, submission, translating
from ideas.models import Comment, Idea, Merge, Rule, Status
from ideas.redaction import Blackout
from journal.models import Entry
from moderation import desk
from moderation import complaints
from moderation.models import Complaint, Report
from notifications import outbox, secret_mails
from notifications.audiences import AUDIENCES
from notifications.models import Delivery
from pages import portal_state, publishing, tickets
from pages.models import Page, PageVersion, Ticket
from reports.models import Export
from tests import make

pytestmark = pytest.mark.django_db

# Recipient ("author", "other", "desk", "office" or "guest"), kind of mail.
Told = list[tuple[str, str]]
AUTHOR = "author@example.org"
OTHER = "other@example.org"
DESK = "desk@example.org"
_TOMORROW = timezone.now() + timedelta(days=1)


class People:
    """An author, somebody else and the only moderator, who opened the queue before the deed."""

    def __init__(self) -> None:
        self.author = make.user(AUTHOR, language="en")
        self.other = make.user(OTHER)
        self.desk = make.user(DESK, groups=["Moderation"])

    @cached_property
    def office(self) -> User:
        """Answers messages and may switch the portal, and does not moderate."""
        made = make.user("office@example.org", is_staff=True)
        made.user_permissions.set(Permission.objects.filter(codename__in=["answer_ticket", "switch_portal"]))
        return made

    def idea(self, status: str = Status.SUBMITTED) -> Idea:
        return make.idea(status=status, author=self.author, by=self.desk)

    def comment(self, *, publish: bool = True) -> Comment:
        return make.comment(self.idea(Status.PUBLISHED), author=self.other, publish=publish)

    def report(self) -> Report:
        idea = self.idea(Status.PUBLISHED)
        return make.report(idea, by=self.other, text="Werbung.", rule=_rule())


def _version(idea: Idea) -> int:
    assert idea.pending_version_id
    return idea.pending_version_id


def _rule() -> Rule:
    return Rule.objects.get(key="werbung")


def _amended(people: People, status: str) -> Idea:
    idea = people.idea(status)
    lifecycle.amend(idea.pk, content=make.content("Rufbus am Sonntag"), by=people.author)
    idea.refresh_from_db()
    return idea


def _publish(people: People, idea: Idea) -> None:
    lifecycle.publish(idea.pk, version_id=_version(idea), by=people.desk)


def _reject(people: People, idea: Idea) -> None:
    lifecycle.reject(idea.pk, version_id=_version(idea), by=people.desk, rule=_rule(), facts="Werbung.")


def _lock(people: People) -> Idea:
    idea = people.idea(Status.PUBLISHED)
    lifecycle.lock(idea.pk, by=people.desk, rule=_rule(), facts="Werbung.")
    return idea


def _discarded_comment(people: People) -> Comment:
    comment = people.comment(publish=False)
    discussion.discard(comment.pk, by=people.desk)
    return comment


def _redact(people: People) -> None:
    idea = people.idea(Status.PUBLISHED)
    assert idea.released_version_id is not None
    lifecycle.redact(
        idea.pk, version_id=idea.released_version_id, by=people.desk, blackout=Blackout(["Rufbus"]), rule=_rule(),
        facts="Ein Name.",
    )  # fmt: skip


def _redact_comment(people: People) -> None:
    discussion.redact(people.comment().pk, by=people.desk, blackout=Blackout(["Ja"]), rule=_rule(), facts="Ein Name.")


def _withhold(people: People) -> None:
    _put_in_charge(people.other)
    lifecycle.withhold(people.idea().pk, by=people.desk, message="Hier ist Hilfe.", procedure="need")


def _withhold_comment(people: People) -> None:
    _put_in_charge(people.other)
    discussion.withhold(people.comment().pk, by=people.desk, message="Hier ist Hilfe.", procedure="need")


def _put_in_charge(user: User) -> None:
    """Of pages and of emergencies."""
    user.groups.add(Group.objects.get(name="Redaktion"))
    User.objects.filter(pk=user.pk).update(is_staff=True)


def _retag(people: People) -> None:
    idea = people.idea()
    version = idea.pending_version
    assert version is not None
    tags = {**curating.tags_of(version), "place_name": "Lübben"}
    curating.retag(
        idea.pk, seen=curating.state(idea), tags=tags, lead_authority_id=None, by=people.desk, reason="Da liegt es."
    )


def _propose(people: People) -> Merge:
    """An idea of nobody goes into theirs, which the last entry is about."""
    idea, other = people.idea(Status.PUBLISHED), make.idea()
    return merging.propose(other.pk, idea.pk, by=people.desk, reason="Beide wollen Busse.")


def _merge(people: People) -> Merge:
    merge = _propose(people)
    merging.carry_out(merge.pk)
    return merge


def _translate(people: People, *titles: str) -> None:
    idea = people.idea(Status.PUBLISHED)
    version = idea.released_version
    assert version is not None
    for title in titles:
        seen = translating.state(version, "en")
        translating.translate(idea.pk, language="en", seen=seen, title=title, text="", by=people.desk)


def _claim(people: People) -> None:
    submission.claim(make.receipt().idea.pk, user=people.author)


def _import(people: People) -> None:
    Entry.objects.create(verb="idea.imported", subject_kind="idea", subject_id=people.idea().pk)


def _export(verb: str) -> Callable[[People], None]:
    def deed(people: People) -> None:
        made = Export.objects.create(
            asked_by=people.other, kind="ideas", profile="public", format="csv", state="waiting"
        )
        Entry.objects.create(verb=verb, subject_kind="export", subject_id=made.pk)

    return deed


def _mail_asked(people: People) -> None:
    secret_mails.enqueue(kind="login_code", to=AUTHOR, subject="Code", body="123456", user=people.author)
    Delivery.objects.all().delete()


def _complain(people: People) -> Complaint:
    idea = people.idea()
    _reject(people, idea)
    return complaints.file(idea.decisions.latest("id"), text="Bitte noch einmal.", by=people.author)


def _answer_complaint(people: People) -> None:
    complaints.decide(_complain(people).pk, by=people.other, outcome="upheld", reasons="Keine Werbung.")


def _correct(people: People) -> None:
    idea = people.idea()
    lifecycle.correct(
        idea.pk, version_id=_version(idea), by=people.desk, title="Besser", text="Besser.", rule=_rule(), facts="Klein."
    )


def _undo(people: People) -> None:
    idea = people.idea()
    _publish(people, idea)
    with override_settings(DECISION_UNDO_SECONDS=60):
        lifecycle.undo(idea.decisions.latest("id").pk, by=people.desk)


def _undo_comment(people: People) -> None:
    comment = people.comment(publish=False)
    discussion.release(comment.pk, by=people.desk)
    with override_settings(DECISION_UNDO_SECONDS=60):
        discussion.undo(comment.decisions.latest("id").pk, by=people.desk)


def _held_back(people: People) -> None:
    people.comment()
    discussion.hold_back(people.comment().pk)


def _reinstate(people: People) -> None:
    comment = people.comment()
    discussion.remove(comment.pk, by=people.desk, rule=_rule(), facts="Werbung.")
    discussion.reinstate(comment.pk, by=people.desk)


def _page(people: People) -> Page:
    made = Page.objects.create(slug="fahrplan")
    for verb in ("page.created", "page.placed"):
        Entry.objects.create(verb=verb, subject_kind="page", subject_id=made.pk)
    return made


def _draft(people: People) -> PageVersion:
    return publishing.write(_page(people), language="de", title="T", body="Text", note="", by=people.desk)


def _long_ago(people: People) -> None:
    _put_in_charge(people.other)
    Page.objects.update(reviewed_on=date(2020, 1, 1))
    publishing.remind_of_reviews()


def _ticket(people: People) -> int:
    assert people.office
    return make.ticket().pk


def _overdue(people: People) -> None:
    Ticket.objects.filter(pk=_ticket(people)).update(created_at=timezone.now() - timedelta(days=22))
    tickets.remind()


CASES: dict[str, tuple[Callable[[People], object], Told]] = {
    "idea.submitted": (lambda p: p.idea(), [("author", "idea_submitted"), ("desk", "queue")]),
    "idea.amended": (lambda p: _amended(p, Status.PUBLISHED), [("desk", "queue")]),
    "idea.answered": (lambda p: _amended(p, Status.RETURNED), [("desk", "queue")]),
    "idea.published": (lambda p: p.idea(Status.PUBLISHED), [("author", "idea_published")]),
    "idea.amendment_published": (
        lambda p: _publish(p, _amended(p, Status.PUBLISHED)), [("author", "idea_amendment_published")],
    ),
    "idea.returned": (lambda p: p.idea(Status.RETURNED), [("author", "idea_returned")]),
    "idea.rejected": (lambda p: p.idea(Status.REJECTED), [("author", "idea_rejected")]),
    "idea.amendment_rejected": (
        lambda p: _reject(p, _amended(p, Status.PUBLISHED)), [("author", "idea_amendment_rejected")],
    ),
    "idea.discarded": (lambda p: p.idea(Status.SPAM), [("author", "idea_discarded")]),
    "idea.restored": (
        lambda p: make.restored(p.idea(Status.SPAM), by=p.desk), [("author", "idea_restored")],
    ),
    "idea.locked": (_lock, [("author", "idea_locked")]),
    "idea.unlocked": (lambda p: lifecycle.unlock(_lock(p).pk, by=p.desk), [("author", "idea_unlocked")]),
    "idea.stage_changed": (
        lambda p: lifecycle.set_stage(p.idea(Status.PUBLISHED).pk, stage="under_review", by=p.desk),
        [("author", "idea_stage_changed")],
    ),
    "idea.retagged": (_retag, [("author", "idea_retagged")]),
    "idea.file_reference_set": (
        lambda p: curating.set_file_reference(p.idea().pk, seen="", text="61.2", by=p.desk), [],
    ),
    "idea.translated": (lambda p: _translate(p, "Bus"), []),
    "idea.translation_removed": (lambda p: _translate(p, "Bus", ""), []),
    "idea.put_together": (lambda p: submission.put_together(make.content(), by=p.desk), []),
    "idea.merge_proposed": (_propose, [("author", "idea_merge_proposed")]),
    "idea.merge_objected": (
        lambda p: merging.object_to(_propose(p).pk, by=None), [("author", "idea_merge_objected")],
    ),
    "idea.merge_dropped": (lambda p: merging.drop(_propose(p).pk, by=p.desk), [("author", "idea_merge_dropped")]),
    "idea.merged": (_merge, [("author", "idea_merged")]),
    "idea.separated": (lambda p: merging.undo(_merge(p).pk, by=p.desk), [("author", "idea_separated")]),
    "idea.withdrawn": (lambda p: p.idea(Status.WITHDRAWN), [("author", "idea_withdrawn")]),
    "idea.claimed": (_claim, []),
    "idea.imported": (_import, []),
    "export.made": (_export("export.made"), []),
    "export.fetched": (_export("export.fetched"), []),
    "export.ready": (_export("export.ready"), [("other", "export_ready")]),
    "export.failed": (_export("export.failed"), [("other", "export_failed")]),
    "comment.submitted": (lambda p: p.comment(publish=False), [("desk", "queue")]),
    "comment.edited": (
        lambda p: discussion.edit(p.comment().pk, by=p.other, text="Anders."), [("desk", "queue")],
    ),
    "comment.edit_accepted": (
        lambda p: discussion.release(
            discussion.edit(p.comment().pk, by=p.other, text="Anders.").pk, by=p.desk
        ),
        [],
    ),
    "comment.published": (
        lambda p: discussion.release(p.comment(publish=False).pk, by=p.desk), [("other", "comment_published")],
    ),
    "comment.removed": (
        lambda p: discussion.remove(p.comment().pk, by=p.desk, rule=_rule(), facts="Werbung."),
        [("other", "comment_removed")],
    ),
    "comment.withdrawn": (lambda p: discussion.withdraw(p.comment().pk, by=p.other), []),
    "comment.discarded": (_discarded_comment, [("other", "comment_discarded")]),
    "comment.restored": (
        lambda p: make.restored(_discarded_comment(p), by=p.desk), [("other", "comment_restored")],
    ),
    "idea.redacted": (_redact, [("author", "idea_redacted")]),
    "idea.withheld": (_withhold, [("author", "idea_withheld")]),
    "idea.emergency": (_withhold, [("other", "emergency")]),
    "comment.redacted": (_redact_comment, [("other", "comment_redacted")]),
    "comment.withheld": (_withhold_comment, [("other", "comment_withheld")]),
    "comment.emergency": (_withhold_comment, [("other", "emergency")]),
    "report.filed": (lambda p: p.report(), [("other", "report_filed"), ("desk", "queue")]),
    "report.closed": (
        lambda p: make.answer(p.report(), by=p.desk, outcome="upheld"), [("other", "report_closed")],
    ),
    "complaint.filed": (_complain, [("author", "complaint_filed")]),
    "complaint.decided": (_answer_complaint, [("author", "complaint_decided")]),
    "idea.corrected": (_correct, [("author", "idea_corrected")]),
    "idea.undone": (_undo, []),
    "idea.reconsidered": (_answer_complaint, []),
    "comment.reinstated": (_reinstate, [("other", "comment_reinstated")]),
    "comment.held_back": (_held_back, []),
    "comment.undone": (_undo_comment, []),
    "page.created": (_page, []),
    "page.placed": (_page, []),
    "page.drafted": (_draft, []),
    "page.discarded": (lambda p: publishing.discard(_draft(p).pk, by=p.desk), []),
    "page.published": (lambda p: publishing.publish(_draft(p).pk, by=p.desk), []),
    "page.scheduled": (lambda p: publishing.publish(_draft(p).pk, by=p.desk, at=_TOMORROW), []),
    "page.cancelled": (
        lambda p: publishing.cancel(publishing.publish(_draft(p).pk, by=p.desk, at=_TOMORROW).pk, by=p.desk), [],
    ),
    "page.unpublished": (lambda p: publishing.unpublish(_page(p).pk, by=p.desk), []),
    "page.removed": (lambda p: publishing.remove(_page(p).pk, by=p.desk), []),
    "page.restored": (lambda p: publishing.bring_back(_page(p).pk, by=p.desk), []),
    "page.reviewed": (lambda p: publishing.reviewed(_page(p).pk, by=p.desk), []),
    "page.review_due": (_long_ago, [("other", "page_review_due")]),
    "account.mail_asked": (_mail_asked, []),
    "ticket.filed": (_ticket, [("guest", "ticket_filed"), ("office", "ticket_waiting")]),
    "ticket.assigned": (lambda p: tickets.assign(_ticket(p), to=p.office, by=p.office), []),
    "ticket.answered": (
        lambda p: tickets.answer(_ticket(p), text="Dort.", seen=0, by=p.office), [("guest", "ticket_answered")],
    ),
    "ticket.closed": (lambda p: tickets.close(_ticket(p), reason="Angerufen.", by=p.office), []),
    "ticket.overdue": (_overdue, [("office", "ticket_overdue")]),
    "portal.switched": (
        lambda p: portal_state.switch("slow", reason_texts={"de": "Viel."}, until=None, hourly=5, by=p.office),
        [("office", "portal_switched")],
    ),
    "portal.held": (lambda p: portal_state.hold(until=None, by=p.office), []),
    "portal.let_go": (lambda p: portal_state.let_go(by=p.office), []),
}  # fmt: skip


def _told(verb: str) -> list[tuple[str, str, str]]:
    """Recipient's address, kind and language of the deliveries of the latest entry with this verb."""
    while outbox.fan_out(50):
        pass
    deliveries = Entry.objects.filter(verb=verb).latest("id").deliveries.select_related("user")
    return sorted((d.user.email if d.user else d.recipient, d.kind, d.language) for d in deliveries)


def _only(verb: str) -> None:
    """Let earlier entries of the arrangement be of no account: nobody is told of them."""
    last = Entry.objects.filter(verb=verb).latest("id")
    Entry.objects.filter(fanned_out_at__isnull=True, pk__lt=last.pk).update(fanned_out_at=last.at)


@pytest.mark.parametrize("verb", sorted(CASES))
def test_each_verb_makes_exactly_these_deliveries(verb: str) -> None:
    people = People()
    deed, told = CASES[verb]
    deed(people)
    _only(verb)
    assert _told(verb) == sorted((who if who == "guest" else f"{who}@example.org", kind, "de") for who, kind in told)


def test_every_verb_of_the_code_has_a_row_and_every_row_a_case() -> None:
    written = set()
    for app in ("accounts", "ideas", "moderation", "pages", "reports", "themes", "notifications", "lausitz_portal"):
        for file in Path(settings.BASE_DIR, app).rglob("*.py"):
            verbs = r'"((?:idea|comment|report|complaint|export|account|page|ticket)\.[a-z_]+|portal\.switched)"'
            written |= set(re.findall(verbs, file.read_text()))
    assert "idea.submitted" in written
    assert written - {"account.views"} <= set(AUDIENCES)
    assert set(CASES) == set(AUDIENCES)


def test_nobody_is_called_to_a_message_that_was_closed_meanwhile() -> None:
    people = People()
    tickets.close(_ticket(people), reason="Angerufen.", by=people.office)
    assert _told("ticket.filed") == [("guest", "ticket_filed", "de")]


def test_whoever_looks_after_a_message_is_reminded_alone() -> None:
    people = People()
    other = make.user(groups=["Redaktion"])
    ticket = _ticket(people)
    tickets.assign(ticket, to=other, by=people.office)
    Ticket.objects.filter(pk=ticket).update(created_at=timezone.now() - timedelta(days=22))
    tickets.remind()
    assert _told("ticket.overdue") == [(other.email, "ticket_overdue", "de")]


def test_author_is_told_in_the_language_of_the_idea_moderator_in_their_own() -> None:
    make.user(DESK, groups=["Moderation"], language="en")
    make.receipt(author=make.user(AUTHOR, language="de"), language="en")
    assert _told("idea.submitted") == [(AUTHOR, "idea_submitted", "en"), (DESK, "queue", "en")]


@pytest.mark.parametrize("language", ["hsb", "dsb", "pl", "cs"])
def test_languages_without_a_catalogue_are_answered_in_german(language: str) -> None:
    make.receipt(author=make.user(AUTHOR), language=language)
    assert _told("idea.submitted") == [(AUTHOR, "idea_submitted", "de")]


def test_guest_is_told_by_the_address_given() -> None:
    make.idea(guest={"email": "gast@example.org"}, by=make.user(DESK, groups=["Moderation"]))
    assert _told("idea.published") == [("guest", "idea_published", "de")]
    assert not Delivery.objects.exclude(to="").exists()


def test_guest_without_an_address_is_told_nowhere() -> None:
    make.idea(by=make.user(DESK, groups=["Moderation"]))
    assert _told("idea.published") == []


def test_nobody_is_told_of_their_own_decision() -> None:
    moderator = make.user(DESK, groups=["Moderation"])
    make.idea(author=moderator, by=moderator)
    assert _told("idea.published") == []
    comment = make.comment(make.idea(by=moderator), author=moderator)
    discussion.remove(comment.pk, by=moderator, rule=_rule(), facts="Ein Versehen.")
    assert _told("comment.removed") == []


def test_somebody_who_is_author_and_moderator_gets_one_mail_for_one_entry() -> None:
    make.receipt(author=make.user(DESK, groups=["Moderation"]))
    assert _told("idea.submitted") == [(DESK, "idea_submitted", "de")]


def test_comment_that_appears_at_once_is_told_to_nobody() -> None:
    author = make.user(AUTHOR)
    idea = make.idea(author=author)
    make.comment(idea, author=author)
    assert _told("comment.published") == []


def test_moderators_are_told_once_and_again_after_the_queue_was_opened() -> None:
    moderator = make.user(DESK, groups=["Moderation"])
    make.receipt()
    assert _told("idea.submitted") == [(DESK, "queue", "de")]
    make.receipt()
    assert _told("idea.submitted") == []
    desk.opened(moderator)
    make.receipt()
    assert _told("idea.submitted") == [(DESK, "queue", "de")]


def test_moderators_of_the_authorities_concerned_are_told() -> None:
    make.user(DESK, groups=["Moderation"])
    make.user("goerlitz@example.org", groups=["Moderation"], authorities=["goerlitz"])
    make.user("cottbus@example.org", groups=["Moderation"], authorities=["cottbus"])
    make.receipt(authorities=["goerlitz"])
    assert _told("idea.submitted") == [("goerlitz@example.org", "queue", "de")]
    make.receipt(whole_region=True)
    assert _told("idea.submitted") == [(DESK, "queue", "de")]


def test_amendment_is_told_to_the_authorities_of_the_new_text() -> None:
    author = make.user(AUTHOR)
    idea = make.idea(author=author, authorities=["goerlitz"], by=make.user(DESK, groups=["Moderation"]))
    make.user("cottbus@example.org", groups=["Moderation"], authorities=["cottbus"])
    lifecycle.amend(idea.pk, content=make.content(authorities=["cottbus"]), by=author)
    _only("idea.amended")
    assert _told("idea.amended") == [("cottbus@example.org", "queue", "de")]


def test_reports_on_comments_reach_the_desk_too() -> None:
    people = People()
    comment = people.comment()
    make.report(comment)
    _only("report.filed")
    assert _told("report.filed") == [(DESK, "queue", "de")]


def test_queue_that_is_empty_again_calls_nobody_and_stays_armed() -> None:
    moderator = make.user(DESK, groups=["Moderation"])
    make.idea(by=moderator)
    assert _told("idea.submitted") == []
    make.receipt()
    assert _told("idea.submitted") == [(DESK, "queue", "de")]
