"""Who may do what with an idea: pure questions, no request and no writes.

What somebody may read stands once, in `Idea.objects.visible_to`.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists
from django.utils import timezone

from accounts.models import User
from ideas.models import Comment, Idea, Status
from pages import portal_state
from pages.models import PortalState

Person = User | AnonymousUser

CHANGEABLE = frozenset({Status.SUBMITTED, Status.RETURNED, Status.PUBLISHED})


def may_support(user: Person, idea: Idea) -> bool:
    """Anybody signed in but the author, once the idea is published."""
    return user.is_authenticated and idea.status == Status.PUBLISHED and idea.author_id != user.pk


def may_comment(user: Person, idea: Idea) -> bool:
    """Anybody signed in, while the idea is published."""
    return user.is_authenticated and idea.status == Status.PUBLISHED


def may_amend(user: Person, idea: Idea) -> bool:
    """The author, while the idea waits, was asked about, or is published."""
    return user.is_authenticated and idea.author_id == user.pk and is_changeable(idea)


def is_changeable(idea: Idea) -> bool:
    """Whether its author can amend or withdraw it now."""
    return idea.status in CHANGEABLE


def may_edit_comment(user: Person, comment: Comment) -> bool:
    """Its author, for settings.COMMENT_EDIT_MINUTES after writing.

    Not once personal data was removed: an edit is public at once, and would bring it back.
    """
    if not user.is_authenticated or comment.author_id != user.pk or comment.redacted_at:
        return False
    if is_held(comment, portal_state.shown()):
        return False
    young = timezone.now() - comment.created_at <= timedelta(minutes=settings.COMMENT_EDIT_MINUTES)
    return young and comment.status in {Comment.Status.PENDING, Comment.Status.PUBLISHED}


def may_withdraw_comment(user: Person, comment: Comment) -> bool:
    """Its author, at any time, while it waits or is published."""
    own = user.is_authenticated and comment.author_id == user.pk
    return own and comment.status in {Comment.Status.PENDING, Comment.Status.PUBLISHED}


def is_known_contributor(user: User) -> bool:
    """Somebody who has a released contribution."""
    # One query for both: writing asks this each time.
    ideas = Idea.objects.by(user).filter(status__in=[Status.PUBLISHED, Status.MERGED])
    comments = Comment.objects.filter(author=user).published()
    return User.objects.filter(Exists(ideas) | Exists(comments), pk=user.pk).exists()


def is_reliable(user: User) -> bool:
    """A known contributor of whom nothing was refused, taken down or set aside in the last settings.RELIABLE_DAYS."""
    lately = {
        "decisions__undone_at": None,
        "decisions__at__gt": timezone.now() - timedelta(days=settings.RELIABLE_DAYS),
    }
    ideas = Idea.objects.by(user).filter(status__in=[Status.REJECTED, Status.LOCKED, Status.SPAM], **lately)
    comments = Comment.objects.filter(author=user, status__in=[Comment.Status.REMOVED, Comment.Status.SPAM], **lately)
    return is_known_contributor(user) and not ideas.exists() and not comments.exists()


def appears_at_once(author: User, state: PortalState) -> bool:
    """What known contributors write, unless everything new is read first at this moment, as `state` says."""
    return not state.is_held and is_known_contributor(author)


def is_held(comment: Comment, state: PortalState | None = None) -> bool:
    """A public comment stays as it is while everything new is read first: other words would appear at once."""
    return comment.status == Comment.Status.PUBLISHED and (state or portal_state.at_this_moment()).is_held


def leaves_thread(idea: Idea) -> bool:
    """Withdrawn, with released comments of others: the thread stays readable, the idea is gone."""
    return idea.status == Status.WITHDRAWN and idea.comments.published().by_others_than(idea.author_id).exists()


def may_moderate(user: Person) -> bool:
    """Staff with the permission; which ideas, says `Idea.objects.in_scope_of`."""
    return user.is_authenticated and user.is_staff and user.has_perm("ideas.moderate")
