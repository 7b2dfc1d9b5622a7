"""One delivery as a plain text mail, written when it is sent, from what is true then.

A title stands in a mail only where the portal's own page would show it to that person, and never
in a mail to a typed-in address: whoever types an address must not be able to send texts to it.
"""

import re
import textwrap
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from ideas.links import make_token
from ideas.models import Authorship, Comment, Decision, Idea, Stage
from ideas.reasons import KINDS as STATEMENTS, statement
from moderation.models import Report
from notifications.models import Delivery
from pages.office import current_office

# RFC 5322, 2.1.1: lines should have no more than 78 characters.
WIDTH = 78
INDENT = "    "
NO_BREAK = "\u00a0"
_LEAD = re.compile(r"\s*(?:- )?")


def written(delivery: Delivery) -> EmailMessage | None:
    """The mail in the language of the delivery, or None when there is nobody (any more) to get it."""
    address = _address(delivery)
    if not address:
        return None
    with translation.override(delivery.language):
        context = _stored(delivery) if delivery.body else _about(delivery)
        if context is None:
            return None
        template = "secret" if delivery.body else delivery.kind
        office = current_office()
        surroundings = {"office": office, "portal_url": _absolute(reverse("home")), "guest": delivery.is_to_guest}
        text = render_to_string(f"mail/{template}.txt", {**surroundings, **context})
    subject, _, body = text.strip().partition("\n")
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=_folded(body, unbroken=office.phone if office else ""),
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


def _address(delivery: Delivery) -> str:
    """Where the person is reached now; empty when the account is closed or the address erased."""
    if delivery.to:
        return delivery.to
    if delivery.is_to_guest:
        authorship = Authorship.objects.filter(pk=delivery.entry.subject_id).first()
        return authorship.email if authorship else ""
    return delivery.user.email if delivery.user and delivery.user.is_active else ""


def _stored(delivery: Delivery) -> dict[str, Any]:
    return {"subject": delivery.subject, "body": delivery.body}


def _about(delivery: Delivery) -> dict[str, Any] | None:
    """What the templates know of the entry's subject; None when that is gone."""
    entry = delivery.entry
    comment = report = None
    if entry.subject_kind == "comment":
        comment = Comment.objects.select_related("idea").filter(pk=entry.subject_id).first()
    if entry.subject_kind == "report":
        report = Report.objects.select_related("idea", "comment__idea").filter(pk=entry.subject_id).first()
        comment = report.comment if report else None
    idea = comment.idea if comment else report.idea if report else _idea(delivery)
    if idea is None:
        return None
    visible = _is_visible(idea, delivery.user)
    return {
        "reference": idea.reference,
        "title": " ".join(idea.title.split()) if visible else "",
        "lead": idea.lead_authority,
        "verb": entry.verb,
        "about_comment": comment is not None,
        "upheld": bool(report) and entry.ids.get("outcome") == Report.Outcome.UPHELD,
        "decision_days": settings.DECISION_WORKING_DAYS,
        "restore_days": settings.SPAM_RESTORE_DAYS,
        **_decided(delivery, idea.reference),
        **_links(delivery, idea, comment, visible=visible),
    }


def _is_visible(idea: Idea, user: User | None) -> bool:
    """Whether the portal's own page would show the idea to this person."""
    if user is None:
        return False
    return idea.author_id == user.pk or Idea.objects.visible_to(user).filter(pk=idea.pk).exists()


def _idea(delivery: Delivery) -> Idea | None:
    if delivery.entry.subject_kind != "idea":
        return None
    return Idea.objects.select_related("lead_authority").filter(pk=delivery.entry.subject_id).first()


def _decided(delivery: Delivery, reference: str) -> dict[str, str]:
    """What a moderator decided; the reasons are empty once they have been erased."""
    if "decision" not in delivery.entry.ids:
        return {}
    decision = Decision.objects.select_related("rule").get(pk=delivery.entry.ids["decision"])
    found = {
        "reasons": textwrap.indent(decision.message.strip(), INDENT),
        "stage": str(Stage(decision.stage).label) if decision.stage else "",
    }
    kind = delivery.kind.removeprefix("idea_")
    if kind in STATEMENTS:
        found["statement"] = statement(
            kind, rule=decision.rule, message=decision.message, language=delivery.language, reference=reference
        )
    return found


def _links(delivery: Delivery, idea: Idea, comment: Comment | None, *, visible: bool) -> dict[str, str]:
    # By reference alone: a slug would carry the title.
    public = _absolute(reverse("ideas:detail_by_reference", args=[idea.reference]))
    if delivery.is_to_guest:
        own = reverse("ideas:status_link", args=[make_token(idea)])
    else:
        own = reverse("ideas:status_idea", args=[idea.reference])
    return {
        "status_url": _absolute(own),
        "idea_url": public,
        "comment_url": f"{public}#kommentar-{comment.pk}" if comment and visible else "",
        "write_url": _absolute(reverse("ideas:write")),
        "rules_url": _absolute(reverse("pages:netiquette")),
        "queue_url": _absolute(reverse("admin:moderation_queueitem_changelist")),
    }


def _absolute(path: str) -> str:
    return settings.PORTAL_URL.rstrip("/") + path


def _folded(text: str, *, unbroken: str) -> str:
    """Lines folded to WIDTH, continued under their beginning; addresses and `unbroken` stay whole."""
    tied = unbroken.replace(" ", NO_BREAK)
    lines = (text.replace(unbroken, tied) if unbroken else text).splitlines()
    folded = re.sub(r"\n{3,}", "\n\n", "\n".join(_fold(line) for line in lines)).strip("\n") + "\n"
    return folded.replace(tied, unbroken) if unbroken else folded


def _fold(line: str) -> str:
    if not line.strip():
        return ""
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
