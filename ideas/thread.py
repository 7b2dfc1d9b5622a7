"""The discussion of an idea as one reader sees it, in two levels and three queries at most."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ideas.models import Comment, Decision, Idea, Status
from ideas.models.discussion import CommentQuerySet
from ideas.policies import Person, may_edit_comment
from ideas.presentation import rendered

PAGE_SIZE = 25
# Of one contribution; the rest stands on a page of that thread alone.
REPLIES_SHOWN = 50
COMMENT = "components/comment.html"


class Shown(NamedTuple):
    """A comment as this reader sees it: the values of its fragment."""

    comment: Comment
    text: str
    edited_at: datetime | None
    name: str
    initials: str
    team: str = ""
    pending: str = ""
    removed: str = ""
    note: str = ""
    addressed_to: str = ""
    reply_url: str = ""
    edit_url: str = ""
    report_url: str = ""


class Entry(NamedTuple):
    """A contribution with its replies, and where to read more of them."""

    html: SafeString
    replies: list[SafeString]
    more_url: str


@dataclass(frozen=True)
class Thread:
    """One page of the discussion. `single` is the page of one contribution and all its replies."""

    entries: list[Entry]
    page: int
    has_next: bool
    single: int | None


def read(idea: Idea, user: Person, *, page: int = 1, single: int | None = None) -> Thread:
    """A page of contributions, latest first, with their replies in the order they were written."""
    shown = idea.comments.shown_to(user).annotate(by_staff=F("author__is_staff"))
    if single:
        roots = list(shown.filter(parent=None, pk=single))
        replies, has_next = _page(shown.filter(parent=single).order_by("id"), page, REPLIES_SHOWN)
    else:
        roots, has_next = _page(shown.filter(parent=None).order_by("-id"), page, PAGE_SIZE)
        replies = _first_replies(shown, roots)
    reader = _Reader(idea, user, [*roots, *replies])
    by_parent: dict[int | None, list[Comment]] = defaultdict(list)
    for reply in replies:
        by_parent[reply.parent_id].append(reply)
    entries = [_with_replies(reader, root, by_parent[root.pk]) for root in roots]
    return Thread(entries, page, has_next, single)


def name_of(comment: Comment) -> str:
    """The name shown with a comment."""
    return _("Former member") if comment.former_member else comment.byline or _("Without a name")


def _page(comments: CommentQuerySet, page: int, size: int) -> tuple[list[Comment], bool]:
    """The comments of a page and whether there are more; one too many is read to know."""
    found = list(comments[(page - 1) * size : page * size + 1])
    return found[:size], len(found) > size


def _first_replies(shown: CommentQuerySet, roots: Sequence[Comment]) -> list[Comment]:
    place = Window(RowNumber(), partition_by=F("parent_id"), order_by="id")
    replies = shown.filter(parent__in=[root.pk for root in roots]).annotate(place=place)
    return list(replies.filter(place__lte=REPLIES_SHOWN + 1).order_by("id"))


def _with_replies(reader: "_Reader", root: Comment, replies: Sequence[Comment]) -> Entry:
    more = len(replies) > REPLIES_SHOWN
    return Entry(
        html=reader.html(root),
        replies=[reader.html(reply) for reply in replies[:REPLIES_SHOWN]],
        more_url=f"?faden={root.pk}#kommentar-{root.pk}" if more else "",
    )


class _Reader:
    """What one reader sees of the comments of one page."""

    def __init__(self, idea: Idea, user: Person, comments: Iterable[Comment]) -> None:
        self.user = user
        self.open = idea.status == Status.PUBLISHED
        self.answer_url = reverse("ideas:comment", args=[idea.reference])
        self.comments = {comment.pk: comment for comment in comments}
        removed = [pk for pk, comment in self.comments.items() if comment.status == Comment.Status.REMOVED]
        decisions = Decision.objects.filter(comment__in=removed, kind=Decision.Kind.REJECTED).select_related("rule")
        self.removals = {decision.comment_id: decision for decision in decisions.order_by("id")}

    def html(self, comment: Comment) -> SafeString:
        return rendered(COMMENT, self.shown(comment))

    def shown(self, comment: Comment) -> Shown:
        own = self.user.is_authenticated and comment.author_id == self.user.pk
        shown = Shown(
            comment,
            comment.text,
            comment.edited_at,
            name_of(comment),
            _initials(comment),
            team=_("Project team") if getattr(comment, "by_staff", False) else "",
            addressed_to=self._addressed_to(comment),
        )
        if self.open and own and may_edit_comment(self.user, comment):
            shown = shown._replace(edit_url=reverse("ideas:comment_edit", args=[comment.pk]))
        if comment.status == Comment.Status.REMOVED:
            return self._removed(shown, own=own)
        if comment.status == Comment.Status.PUBLISHED:
            return self._published(shown, own=own)
        if comment.status == Comment.Status.PENDING:
            note = _("Only you can see this until it is released.")
            return shown._replace(pending=_("Waiting for release"), note=note)
        return shown._replace(pending=_("Not published"))

    def _published(self, shown: Shown, *, own: bool) -> Shown:
        pk = shown.comment.pk
        return shown._replace(
            reply_url=f"{self.answer_url}?antwort={pk}" if self.open else "",
            report_url="" if own else reverse("moderation:report_comment", args=[pk]),
        )

    def _removed(self, shown: Shown, *, own: bool) -> Shown:
        """Its place in the thread; its author also reads the text and the reason."""
        decision = self.removals.get(shown.comment.pk)
        said = _("Contribution removed")
        if decision and decision.rule:
            said = _("Contribution removed (netiquette no. %(number)s)") % {"number": decision.rule.number}
        if own:
            return shown._replace(pending=said, note=decision.message if decision else "")
        return shown._replace(text="", name="", initials="", team="", addressed_to="", removed=said)

    def _addressed_to(self, comment: Comment) -> str:
        answered = self.comments.get(comment.addressed_to_id or 0)
        return name_of(answered) if answered and answered.status == Comment.Status.PUBLISHED else ""


def _initials(comment: Comment) -> str:
    if comment.former_member:
        return ""
    return "".join(part[0].upper() for part in comment.byline.split()[:2] if part[0].isalpha())
