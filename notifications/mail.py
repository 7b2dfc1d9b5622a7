"""One delivery as a mail in text and HTML, written when it is sent, from what is true then.

A title stands in a mail only where the portal's own page would show it to that person, and never
in a mail to a typed-in address: whoever types an address must not be able to send texts to it.
"""

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy as _

from ideas.links import make_token
from ideas.models import Authorship, Comment, Decision, Idea, Stage
from ideas.reasons import KINDS as STATEMENTS, statement
from journal.models import Entry
from notifications import desk_mail, export_mail, merge_mail, office_mail, tags_mail
from notifications.links import absolute, title_for
from notifications.letter import INDENT, Look, html
from notifications.models import QUEUE, Delivery
from pages.models import PageVersion
from pages.office import current_office
from texts.languages import Language

# RFC 5322, 2.1.1: lines should have no more than 78 characters.
WIDTH = 78
NO_BREAK = "\u00a0"
_LEAD = re.compile(r"\s*(?:- )?")
# The button of a mail is the first of these whose address stands in it.
BUTTONS = {
    "queue_url": _("Open the queue"),
    "pages_url": _("Open the pages"),
    "evidence_url": _("Read what was written"),
    "idea_url": _("See the idea"),
    "status_url": _("See where it stands"),
    "comment_url": _("To the discussion"),
    "report_url": _("See your report"),
    "ticket_url": _("Open the message"),
    "state_url": _("Open the switch"),
    "exports_url": _("Open the exports"),
    "merge_url": _("Open the proposal"),
}


@dataclass(frozen=True)
class Letter:
    """The words of a mail, twice: as plain text and as HTML."""

    subject: str
    text: str
    html: str


def written(delivery: Delivery) -> EmailMultiAlternatives | None:
    """The mail in the language of the delivery, or None when there is nobody (any more) to get it."""
    address = _address(delivery)
    letter = composed(delivery) if address else None
    if letter is None:
        return None
    office = current_office()
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[address],
        reply_to=[office.email] if office else None,
        headers={
            # The same for every try, so that a mail that arrives twice is known as one.
            "Message-ID": f"<delivery-{delivery.pk}@{urlsplit(settings.PORTAL_URL).hostname}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834
            "X-Auto-Response-Suppress": "All",
            "Content-Language": delivery.language,
        },
    )
    message.attach_alternative(letter.html, "text/html")
    return message


def composed(delivery: Delivery, *, token: Callable[[Idea], str] = make_token) -> Letter | None:
    """What the mail says; None when what it is about is gone. `token` signs a guest's way to the idea."""
    with translation.override(delivery.language):
        context = _stored(delivery) if delivery.body else _about(delivery, token)
        if context is None:
            return None
        office, portal_url = current_office(), absolute(reverse("home"))
        surroundings = {"office": office, "portal_url": portal_url, "guest": delivery.is_to_guest}
        template = "secret" if delivery.body else delivery.kind
        rendered = render_to_string(f"mail/{template}.txt", {**surroundings, **context})
        first, _sep, rest = rendered.strip().partition("\n")
        subject, text = " ".join(first.split()), _tidied(rest)
        look = Look(
            language=delivery.language,
            office=office,
            portal_url=portal_url,
            action=_action(delivery.kind, context, text),
            has_code=bool(delivery.body),
            foreign=context.get("foreign", {}),
        )
        folded = _folded(text, unbroken=office.phone if office else "")
        return Letter(subject, folded, html(subject, text, look))


def _address(delivery: Delivery) -> str:
    """Where the person is reached now; empty when the account is closed or the address erased."""
    if delivery.to:
        return delivery.to
    if delivery.is_to_guest and delivery.entry.subject_kind == "ticket":
        return office_mail.address(delivery.entry)
    if delivery.is_to_guest and delivery.entry.subject_kind in desk_mail.SUBJECTS:
        return desk_mail.address(delivery.entry) or _address_of_author(delivery.entry)
    if delivery.is_to_guest:
        return _guest_of(delivery.entry.subject_id)
    return delivery.user.email if delivery.user and delivery.user.is_active else ""


def _address_of_author(entry: Entry) -> str:
    """Of a guest who complains about a decision on their idea."""
    complaint = desk_mail.complaint_of(entry) if entry.subject_kind == "complaint" else None
    return _guest_of(complaint.decision.idea_id) if complaint and not complaint.report else ""


def _guest_of(idea_id: int | None) -> str:
    authorship = Authorship.objects.filter(pk=idea_id).first()
    return authorship.email if authorship else ""


def _stored(delivery: Delivery) -> dict[str, Any]:
    return {"subject": delivery.subject, "body": delivery.body}


def _about(delivery: Delivery, token: Callable[[Idea], str]) -> dict[str, Any] | None:
    """What the templates know of the entry's subject; None when that is gone."""
    entry = delivery.entry
    if entry.subject_kind == "page":
        return _about_pages(entry)
    if entry.subject_kind in office_mail.SUBJECTS:
        return office_mail.context(delivery)
    if entry.subject_kind in desk_mail.SUBJECTS and delivery.kind != QUEUE:
        found = desk_mail.context(delivery)
        own = _own_page(delivery, token) if found and not found["is_report"] else {}
        return {**found, **own} if found else None
    if entry.subject_kind == export_mail.SUBJECT:
        return export_mail.context(delivery)
    comment = None
    if entry.subject_kind == "comment":
        comment = Comment.objects.select_related("idea").filter(pk=entry.subject_id).first()
    idea = comment.idea if comment else _idea(entry)
    if idea is None:
        return None
    title = title_for(delivery.user, idea)
    return {
        "reference": idea.reference,
        "title": title,
        "foreign": {} if idea.language == delivery.language else {f"{idea.reference}: {title}": idea.language},
        "lead": idea.lead_authority,
        "verb": entry.verb,
        "about_comment": comment is not None or "comment" in entry.ids,
        "decision_days": settings.DECISION_WORKING_DAYS,
        "restore_days": settings.SPAM_RESTORE_DAYS,
        **_decided(delivery, idea.reference),
        **tags_mail.context(delivery),
        **merge_mail.context(delivery),
        **_links(delivery, idea, comment, visible=bool(title), token=token),
    }


def _about_pages(entry: Entry) -> dict[str, Any]:
    """The pages to look at, by their German titles."""
    ids = entry.ids.get("pages", [entry.subject_id])
    versions = PageVersion.objects.public().filter(page__in=ids, language=Language.GERMAN)
    return {
        "titles": textwrap.indent("\n".join(version.title for version in versions), INDENT),
        "pages_url": absolute(reverse("admin:pages_page_changelist")),
    }


def _idea(entry: Entry) -> Idea | None:
    """What it is about, or for whoever reads the queue what a report or complaint is about."""
    pk = entry.subject_id if entry.subject_kind == "idea" else entry.ids.get("idea")
    return Idea.objects.select_related("lead_authority").filter(pk=pk).first()


def _own_page(delivery: Delivery, token: Callable[[Idea], str]) -> dict[str, str]:
    """Of an author who complains the page of the idea; a comment has none."""
    complaint = desk_mail.complaint_of(delivery.entry)
    idea = complaint.decision.idea if complaint else None
    return {"status_url": _status_url(delivery, idea, token)} if idea else {}


def _decided(delivery: Delivery, reference: str) -> dict[str, str]:
    """What a moderator decided; the reasons are empty once they have been erased."""
    if "decision" not in delivery.entry.ids:
        return {}
    decision = Decision.objects.select_related("rule").get(pk=delivery.entry.ids["decision"])
    # Indented, what a person wrote is set apart, and no line of it can be taken for one of ours.
    words = textwrap.indent(decision.message.strip(), INDENT)
    found = {
        "reasons": words,
        "stage": str(Stage(decision.stage).label) if decision.stage else "",
    }
    kind = delivery.kind.removeprefix("idea_")
    if kind in STATEMENTS:
        found["statement"] = statement(
            kind, rule=decision.rule, message=words, language=delivery.language, reference=reference
        )
        found["complaint_url"] = absolute(reverse("moderation:complain", args=[decision.pk]))
    return found


def _links(
    delivery: Delivery, idea: Idea, comment: Comment | None, *, visible: bool, token: Callable[[Idea], str]
) -> dict[str, str]:
    # By reference alone: a slug would carry the title.
    public = absolute(reverse("ideas:detail_by_reference", args=[idea.reference]))
    return {
        "status_url": _status_url(delivery, idea, token),
        "idea_url": public,
        "comment_url": f"{public}#kommentar-{comment.pk}" if comment and visible else "",
        "write_url": absolute(reverse("ideas:write")),
        "rules_url": absolute(reverse("pages:netiquette")),
        "evidence_url": absolute(_in_admin(comment or idea)),
        "emergency_url": absolute(reverse("admin:moderation_queueitem_emergency")),
        "queue_url": absolute(reverse("admin:moderation_queueitem_changelist")),
    }


def _status_url(delivery: Delivery, idea: Idea, token: Callable[[Idea], str]) -> str:
    if delivery.is_to_guest:
        return absolute(reverse("ideas:status_link", args=[token(idea)]))
    return absolute(reverse("ideas:status_idea", args=[idea.reference]))


def _in_admin(about: Idea | Comment) -> str:
    table = "comment" if isinstance(about, Comment) else "idea"
    return reverse(f"admin:ideas_{table}_change", args=[about.pk])


def _action(kind: str, context: dict[str, Any], text: str) -> tuple[str, str]:
    """Address and words of the button; both empty where there is no one thing to do."""
    for name, words in BUTTONS.items():
        address = context.get(name)
        if address and address in text.split("\n"):
            return address, gettext("Answer the question") if kind == "idea_returned" else str(words)
    return "", ""


def _tidied(text: str) -> str:
    """Lines as every program counts them, with at most one blank line between."""
    lines = (line if line.strip() else "" for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _folded(text: str, *, unbroken: str) -> str:
    """Lines folded to WIDTH, continued under their beginning; addresses and `unbroken` stay whole."""
    tied = unbroken.replace(" ", NO_BREAK)
    lines = (text.replace(unbroken, tied) if unbroken else text).split("\n")
    folded = "\n".join(_fold(line) for line in lines)
    return folded.replace(tied, unbroken) if unbroken else folded


def _fold(line: str) -> str:
    if len(line) <= WIDTH:
        return line
    lead = _LEAD.match(line)
    indent = lead.group() if lead else ""
    return textwrap.fill(
        line[len(indent) :],
        WIDTH,
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_long_words=False,
        break_on_hyphens=False,
    )
