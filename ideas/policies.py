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
    young = timezone.now() - comment.created_at <= timedelta(minutes=settings.COMMENT_EDIT_MINUTES)
    return young and comment.status in {Comment.Status.PENDING, Comment.Status.PUBLISHED}


def may_withdraw_comment(user: Person, comment: Comment) -> bool:
    """Its author, at any time, while it waits or is published."""
    own = user.is_authenticated and comment.author_id == user.pk
    return own and comment.status in {Comment.Status.PENDING, Comment.Status.PUBLISHED}


def is_known_contributor(user: User) -> bool:
    """Somebody who has a released contribution; what such people write appears at once."""
    # One query for both: writing asks this each time.
    ideas = Idea.objects.by(user).filter(status__in=[Status.PUBLISHED, Status.MERGED])
    comments = Comment.objects.filter(author=user).published()
    return User.objects.filter(Exists(ideas) | Exists(comments), pk=user.pk).exists()


def leaves_thread(idea: Idea) -> bool:
    """Withdrawn, with released comments of others: the thread stays readable, the idea is gone."""
    return idea.status == Status.WITHDRAWN and idea.comments.published().by_others_than(idea.author_id).exists()


def may_moderate(user: Person) -> bool:
    """Staff with the permission; which ideas, says `Idea.objects.in_scope_of`."""
    return user.is_authenticated and user.is_staff and user.has_perm("ideas.moderate")
