"""The discussion of an idea as one reader sees it, in two levels and three queries at most."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ideas.models import Comment, Decision, Idea, Status
from ideas.policies import Person, may_edit_comment, may_withdraw_comment
from ideas.presentation import rendered

PAGE_SIZE = 25
# Of one contribution, and of one page; the rest stands on a page of that thread alone.
REPLIES_SHOWN = 50
REPLIES_READ = 400
# With so few published ones the whole discussion is read.
READ_WHOLE = 100
COMMENT = "components/comment.html"
# Contributions, latest first; their replies in order; whether there are more contributions.
_Levels = tuple[list[Comment], list[Comment], bool]


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
    redacted: str = ""
    addressed_to: str = ""
    # The number of the idea it was written to, where that has gone into this one.
    origin: str = ""
    answer_url: str = ""
    can_edit: bool = False
    can_withdraw: bool = False
    can_report: bool = False


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


def anchor(comment_id: int) -> str:
    """The id of a comment's element, which addresses name."""
    return f"kommentar-{comment_id}"


def read(
    idea: Idea, user: Person, *, page: int = 1, single: int | None = None, said: Mapping[str, str] | None = None
) -> Thread:
    """A page of contributions, latest first, with their replies in the order they were written.

    With `single` a page of the replies to that contribution; `said` holds sentences to stand below
    comments, by their anchors.
    """
    shown = idea.comments.shown_to(user).annotate(by_staff=F("author__is_staff"))
    if single:
        upper, lower, has_next = _of_one(shown, single, page)
    elif idea.counter.comments <= READ_WHOLE:
        upper, lower, has_next = _of_few(shown, page)
    else:
        upper, lower, has_next = _of_many(shown, page)
    reader = _Reader(idea, user, [*upper, *lower], said or {})
    return Thread(_entries(reader, upper, lower), page, has_next, single)


def _of_one(shown: QuerySet[Comment], root: int, page: int) -> _Levels:
    first = (page - 1) * REPLIES_SHOWN
    lower = list(shown.filter(parent=root).order_by("id")[first : first + REPLIES_SHOWN + 1])
    return list(shown.filter(parent=None, pk=root)), lower[:REPLIES_SHOWN], len(lower) > REPLIES_SHOWN


def _of_few(shown: QuerySet[Comment], page: int) -> _Levels:
    """Most discussions are short: all of it in one query, which takes half the time of two."""
    found = list(shown.order_by("id"))
    roots = [comment for comment in reversed(found) if comment.parent_id is None]
    first = (page - 1) * PAGE_SIZE
    upper = roots[first : first + PAGE_SIZE]
    there = {root.pk for root in upper}
    return upper, [comment for comment in found if comment.parent_id in there], len(roots) > first + PAGE_SIZE


def _of_many(shown: QuerySet[Comment], page: int) -> _Levels:
    first = (page - 1) * PAGE_SIZE
    upper = list(shown.filter(parent=None).order_by("-id")[first : first + PAGE_SIZE + 1])
    has_next, upper = len(upper) > PAGE_SIZE, upper[:PAGE_SIZE]
    lower = shown.filter(parent__in=[root.pk for root in upper]).order_by("id")[: REPLIES_READ + 1]
    return upper, list(lower), has_next


def name_of(comment: Comment) -> str:
    """The name shown with a comment."""
    return _("Former member") if comment.former_member else comment.byline or _("Without a name")


def _entries(reader: "_Reader", roots: Sequence[Comment], replies: Sequence[Comment]) -> list[Entry]:
    """When not all replies were read, there may be more of any."""
    by_parent: dict[int | None, list[Comment]] = defaultdict(list)
    for reply in replies[:REPLIES_READ]:
        by_parent[reply.parent_id].append(reply)
    cut = len(replies) > REPLIES_READ
    # What was withdrawn keeps a place only for the answers it got.
    shown = [root for root in roots if by_parent[root.pk] or root.status != Comment.Status.WITHDRAWN]
    return [_entry(reader, root, by_parent[root.pk], cut=cut) for root in shown]


def _entry(reader: "_Reader", root: Comment, replies: Sequence[Comment], *, cut: bool) -> Entry:
    more = cut or len(replies) > REPLIES_SHOWN
    return Entry(
        html=reader.html(root),
        replies=[reader.html(reply) for reply in replies[:REPLIES_SHOWN]],
        more_url=f"?faden={root.pk}#{anchor(root.pk)}" if more else "",
    )


class _Reader:
    """What one reader sees of the comments of one page."""

    def __init__(self, idea: Idea, user: Person, comments: Iterable[Comment], said: Mapping[str, str]) -> None:
        self.user = user
        self.said = said
        self.open = idea.status == Status.PUBLISHED
        self.answer_url = reverse("ideas:comment", args=[idea.reference])
        self.comments = {comment.pk: comment for comment in comments}
        removed = [pk for pk, c in self.comments.items() if c.status == Comment.Status.REMOVED]
        self.removals = _last_decisions(removed, Decision.Kind.REJECTED, Decision.Kind.WITHHELD)
        redacted = [pk for pk, c in self.comments.items() if c.redacted_at]
        self.redactions = _last_decisions(redacted, Decision.Kind.REDACTED)
        self.origins = _references({comment.origin_id for comment in self.comments.values() if comment.origin_id})

    def html(self, comment: Comment) -> SafeString:
        shown = self.shown(comment)
        note = self.said.get(anchor(comment.pk))
        return rendered(COMMENT, shown._replace(note=note) if note else shown)

    def shown(self, comment: Comment) -> Shown:
        own = self.user.is_authenticated and comment.author_id == self.user.pk
        shown = Shown(
            comment,
            comment.text,
            comment.edited_at if comment.edited_at != comment.redacted_at else None,
            name_of(comment),
            _initials(comment),
            team=_("Project team") if getattr(comment, "by_staff", False) else "",
            redacted=_redacted(comment, self.redactions.get(comment.pk)),
            addressed_to=self._addressed_to(comment),
            origin="" if comment.parent_id else self.origins.get(comment.origin_id or 0, ""),
            can_edit=self.open and own and may_edit_comment(self.user, comment),
            can_withdraw=self.open and own and may_withdraw_comment(self.user, comment),
        )
        if comment.status == Comment.Status.WITHDRAWN:
            return _without_words(shown, _("The author has withdrawn this contribution"))
        if comment.status == Comment.Status.REMOVED:
            return self._removed(shown, own=own)
        if comment.status == Comment.Status.PUBLISHED:
            return self._published(shown, own=own)
        if comment.status == Comment.Status.PENDING:
            note = _("Only you can see this until it is released.")
            return shown._replace(pending=_("Waiting for release"), note=note)
        return shown._replace(pending=_("Not published"))

    def _published(self, shown: Shown, *, own: bool) -> Shown:
        if not self.open:
            return shown
        return shown._replace(answer_url=self.answer_url, can_report=not own)

    def _removed(self, shown: Shown, *, own: bool) -> Shown:
        """Its place in the thread; its author also reads the text and the reason."""
        decision = self.removals.get(shown.comment.pk)
        said = _("Contribution removed")
        if decision and decision.rule:
            said = _("Contribution removed (netiquette no. %(number)s)") % {"number": decision.rule.number}
        if own:
            reason = decision.message if decision else ""
            if decision and decision.rule and reason:
                reason = _("Reason: %(reason)s") % {"reason": reason}
            return shown._replace(pending=said, note=reason)
        return _without_words(shown, said)

    def _addressed_to(self, comment: Comment) -> str:
        answered = self.comments.get(comment.addressed_to_id or 0)
        return name_of(answered) if answered and answered.status == Comment.Status.PUBLISHED else ""


def _without_words(shown: Shown, said: str) -> Shown:
    """Only its place in the thread."""
    return shown._replace(text="", name="", initials="", team="", redacted="", addressed_to="", removed=said)


def _redacted(comment: Comment, decision: Decision | None) -> str:
    """That personal data is gone, by which rule; empty for a comment as its author wrote it."""
    if not comment.redacted_at:
        return ""
    if decision and decision.rule:
        return _("Personal data removed (netiquette no. %(number)s)") % {"number": decision.rule.number}
    return _("Personal data removed")


def _last_decisions(comment_ids: list[int], *kinds: str) -> dict[int | None, Decision]:
    """The decision of one of `kinds` about each comment, the last one where there are several."""
    if not comment_ids:
        return {}
    decisions = Decision.objects.filter(comment__in=comment_ids, kind__in=kinds)
    return {decision.comment_id: decision for decision in decisions.select_related("rule").order_by("id")}


def _references(idea_ids: Collection[int]) -> dict[int, str]:
    """The numbers of these ideas."""
    if not idea_ids:
        return {}
    ideas = Idea.objects.only("reference_year", "reference_number").filter(pk__in=idea_ids)
    return {idea.pk: idea.reference for idea in ideas}


def _initials(comment: Comment) -> str:
    if comment.former_member:
        return ""
    return "".join(part[0].upper() for part in comment.byline.split()[:2] if part[0].isalpha())
