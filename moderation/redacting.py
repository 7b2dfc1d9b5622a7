"""The page on which a moderator takes personal data about others out of a text.

For what waits, for what is published and for what is reported; the key is that of a waiting item.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ideas import redaction, resemblance
from ideas.facts import facts_of
from ideas.models import Comment, Idea, IdeaVersion, Status
from ideas.pictures.showing import shown
from ideas.preview import Step, Words, preview_page, step_of
from ideas.redaction import Blackout
from moderation import deciding, pages, queue
from moderation.forms import RedactionForm
from moderation.models import QueueItem
from moderation.tickets import Ticket, wording
from texts.stale import is_stale, keeps_text


READABLE = frozenset({Comment.Status.PUBLISHED, Comment.Status.PENDING})


class Mention(NamedTuple):
    """A text of somebody else that may hold the same; `key` of its page."""

    title: str
    key: str
    language: str
    place: resemblance.Place


@dataclass(frozen=True)
class Subject:
    """The text on the page: a version of an idea or a comment; `item` when something of it waits."""

    key: str
    item: QueueItem | None
    about: Idea | Comment
    text: IdeaVersion | Comment
    is_new: bool

    @property
    def version(self) -> int:
        return wording(self.text) if isinstance(self.text, Comment) else self.text.pk

    @property
    def waits(self) -> bool:
        """Whether it is released by this."""
        if isinstance(self.about, Comment):
            return self.about.status == Comment.Status.PENDING
        return self.version == self.about.pending_version_id

    @property
    def back(self) -> str:
        if self.item:
            return reverse("admin:moderation_queueitem_show", args=[self.key])
        table = "comment" if isinstance(self.about, Comment) else "idea"
        return reverse(f"admin:ideas_{table}_change", args=[self.about.pk])


@keeps_text
@require_http_methods(["GET", "HEAD", "POST"])
def redact(request: HttpRequest, key: str) -> HttpResponse:
    """Passages, rule and facts; then the text as it will be read, what resembles them, and the mail; then it is done.

    What was ticked as resembling is a passage like those that were typed, and is seen in a preview first.
    """
    asked = request.POST.get("version") or request.GET.get("version", "")
    subject = _subject(request, key, asked)
    if subject is None:
        return pages.too_late(request, key)
    data = _typed(request) if request.method == "POST" else None
    form = RedactionForm(data, about=subject.text, is_new=subject.is_new)
    if data is None:
        return _page(request, subject, form)
    ticket = Ticket.parse(f"{key}:{asked}")
    if not is_stale(request) and (ticket is None or ticket.version != subject.version):
        return _changed(request, subject) if _is_by_author(subject, ticket) else pages.too_late(request, key)
    step = step_of(request, form)
    if ticket is None or step is Step.TYPING:
        return _page(request, subject, form, status=403 if is_stale(request) else 200)
    if step is Step.PREVIEW or "also" in request.POST:
        return _preview(request, subject, form)
    return _decide(request, subject, form, ticket)


def _typed(request: HttpRequest) -> QueryDict:
    """The form as it was sent, with what was ticked below the preview among the passages."""
    data = request.POST.copy()
    data["passages"] = "\n".join(filter(None, [data.get("passages", ""), *data.getlist("also")]))
    return data


def _subject(request: HttpRequest, key: str, asked: str) -> Subject | None:
    """The text that was asked for, otherwise what is there now; None when nothing of it can be read any more."""
    item = queue.find(pages.moderator_of(request), key)
    if item is None and key.startswith(("case-", "complaint-")):
        return None
    about = queue.thing(Ticket.of(item) if item else _ticket(key))
    if isinstance(about, Comment):
        return Subject(key, item, about, about, is_new=False) if about.status in READABLE else None
    there = [about.released_version] if about.status == Status.PUBLISHED else []
    if about.pending_since and not key.startswith(("case-", "complaint-")):
        there.insert(0, about.pending_version)
    texts = [version for version in there if version]
    text = next((version for version in texts if str(version.pk) == asked), texts[0] if texts else None)
    return Subject(key, item, about, text, is_new=about.status == Status.SUBMITTED) if text else None


def _ticket(key: str) -> Ticket:
    ticket = Ticket.parse(f"{key}:0")
    assert ticket is not None  # noqa: S101 - `queue.find` has read the key
    return ticket


def _page(request: HttpRequest, subject: Subject, form: RedactionForm, *, status: int = 200) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Remove personal data"),
        "subject": subject,
        "idea": _idea(subject),
        "sheet": _sheet(subject, subject.text, Blackout([])),
        "form": form,
        "page_has_errors": bool(form.errors),
    }
    return render(request, "moderation/redact.html", context, status=status)


def _idea(subject: Subject) -> Idea:
    return subject.about.idea if isinstance(subject.about, Comment) else subject.about


def _preview(request: HttpRequest, subject: Subject, form: RedactionForm) -> HttpResponse:
    """The text as the public will read it, above the mail."""
    text = copy(subject.text)
    left = redaction.blacked_out(text, form.blackout)
    if isinstance(text, IdeaVersion):
        left |= redaction.located(text, form.blackout)
    for name, value in left.items():
        setattr(text, name, value)
    if form.blackout.name:
        _without_name(subject, text)
    is_comment = isinstance(subject.about, Comment)
    words = Words(
        "comment_redacted" if is_comment else "redacted",
        _("Remove personal data"),
        _("Remove, publish and tell the author") if subject.waits else _("Remove, and tell the author"),
        "",
    )
    around = _around(request, subject, form)
    above = render_to_string(
        "moderation/_redacted.html", {"sheet": _sheet(subject, text, form.blackout), "around": around}
    )
    return preview_page(request, form, words, subject.about, above=above, version=subject.version)


def _without_name(subject: Subject, text: IdeaVersion | Comment) -> None:
    """For this page only; nothing is saved."""
    if isinstance(text, Comment):
        text.byline = ""
    elif isinstance(subject.about, Idea):
        subject.about.authorship.byline = ""


def _around(request: HttpRequest, subject: Subject, form: RedactionForm) -> SafeString:
    """What resembles the passages: in the text and its other versions to be ticked, in texts of others to be opened."""
    found: list[Mention] = []
    for title, key, text in _others(request, subject):
        if place := resemblance.mention(text, form.lines, form.blackout):
            found.append(Mention(title, key, text.language, place))
    context = {
        "remaining": resemblance.remaining(subject.text, form.lines, form.blackout),
        "mentions": found,
        "language": subject.text.language,
    }
    return render_to_string("moderation/_around.html", context)


def _others(request: HttpRequest, subject: Subject) -> Iterator[tuple[str, str, IdeaVersion | Comment]]:
    """Title, key and text of what else stands on the page of the idea, or waits to."""
    idea, about = _idea(subject), subject.about
    version = idea.released_version or idea.pending_version
    if isinstance(about, Comment) and version and idea.status in {Status.SUBMITTED, Status.PUBLISHED}:
        yield _("No. %(reference)s") % {"reference": idea.reference}, f"idea-{idea.pk}", version
    comments = idea.comments.readable_by(pages.moderator_of(request))
    for comment in comments.filter(status__in=READABLE).order_by("id"):
        if comment != about:
            written = date_format(localtime(comment.created_at), "DATETIME_FORMAT")
            yield f"{comment.byline or _('Without a name')}, {written}", f"comment-{comment.pk}", comment


def _sheet(subject: Subject, text: IdeaVersion | Comment, blackout: Blackout) -> SafeString:
    """As the desk shows it, with the pictures that `blackout` leaves."""
    if isinstance(text, Comment):
        return render_to_string("admin/desk/_comment.html", {"comment": text})
    words = dict(redaction.described(text, blackout))
    placed = text.pictures.filter(picture__in=words).select_related("picture")
    pictures = [shown(one.picture, words[one.picture_id]) for one in placed]
    context = {"idea": subject.about, "version": text, "facts": facts_of(text), "pictures": pictures}
    return render_to_string("admin/desk/_idea.html", context)


def _decide(request: HttpRequest, subject: Subject, form: RedactionForm, ticket: Ticket) -> HttpResponse:
    try:
        deciding.redact(ticket, by=pages.moderator_of(request), **form.arguments)
    except deciding.AlreadyDecided:
        return pages.too_late(request, subject.key)
    except deciding.TextChanged:
        return _changed(request, subject)
    # Without the title, which may hold what has just been removed.
    messages.success(request, _("The personal data is removed. The author is told."))
    return pages.go_on(request, subject.item) if subject.item else redirect(subject.back)


def _is_by_author(subject: Subject, read: Ticket | None) -> bool:
    """Whether the text on the page is its author's and newer than the one that was read."""
    if isinstance(subject.text, Comment):
        return not subject.text.redacted_at
    return not subject.text.is_redaction and (read is None or subject.text.pk > read.version)


def _changed(request: HttpRequest, subject: Subject) -> HttpResponse:
    """The text as it is now, and what was typed; nothing has been decided."""
    fresh = _subject(request, subject.key, "")
    if fresh is None:
        return pages.too_late(request, subject.key)
    messages.warning(request, pages.CHANGED)
    return _page(request, fresh, RedactionForm(_typed(request), about=fresh.text, is_new=fresh.is_new), status=409)
