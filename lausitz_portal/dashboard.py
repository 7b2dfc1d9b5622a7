"""The first page of the administration: each part for those who may see its lists, each number a link to its list."""

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from accounts.models import User
from ideas import figures as idea_figures
from ideas.figures import Published, Received, Tally
from ideas.listfilters import LATELY, LATELY_DAYS
from ideas.models import Stage, Status
from ideas.policies import may_moderate
from moderation import figures as desk_figures
from moderation.figures import Waiting
from notifications import figures as mail_figures, naming
from reports import policies
from texts.charts import Bars, Columns, Value, short_day
from reports.models import Export
from themes.catalogue import themes
from themes.models import authority_ids_of

EXPORTS_SHOWN = 3
COUNTED_SECONDS = 60


class Region(NamedTuple):
    """A district or city, with what waits there, what of it is late and what came in lately."""

    label: str
    waiting: Value
    late: Value
    received: Value


def of(user: User) -> dict[str, Any]:
    """What the template shows; what somebody may not see is not asked for."""
    board: dict[str, Any] = {"promised_days": settings.DECISION_WORKING_DAYS}
    if may_moderate(user):
        board |= _desk(user)
    if user.has_perm("notifications.view_delivery"):
        board |= _mails(user)
    if policies.may_export(user):
        board |= {
            "may_export": True,
            "jobs": list(Export.objects.of(user).made_by_a_worker()[:EXPORTS_SHOWN]),
            "keep_days": settings.EXPORT_KEEP_DAYS,
        }
    return board


class Counted(NamedTuple):
    """What takes a pass over many rows, for one person and what they are responsible for."""

    at: datetime
    waiting: Tally
    late: Tally
    received: Received
    published: Published


def _counted(user: User) -> Counted:
    """Once a minute; the page says when. For each person alone: nobody has a complaint about themselves in theirs."""
    scope = "-".join(map(str, authority_ids_of(user)))

    def count() -> Counted:
        return Counted(
            timezone.now(), *desk_figures.spread(user), idea_figures.received(user), idea_figures.published(user)
        )

    found: Any = cache.get_or_set(f"dashboard:{timezone.localdate()}:{user.pk}:{scope}", count, COUNTED_SECONDS)
    return found  # type: ignore[no-any-return]


def _queue(**filters: object) -> str:
    return _list("moderation_queueitem", filters)


def _ideas(**filters: object) -> str:
    return _list("ideas_idea", filters)


def _list(model: str, filters: dict[str, object]) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode(filters)}"


def _desk(user: User) -> dict[str, Any]:
    regions = idea_figures.regions_of(user)
    waiting, counted = desk_figures.waiting(user), _counted(user)
    received, published = counted.received, counted.published
    return {
        "tiles": _tiles(waiting),
        "oldest": waiting.oldest,
        "regions": [
            Region(
                region.label,
                Value(
                    _("%(region)s, waiting") % {"region": region.label},
                    counted.waiting.by_region[region.value], _queue(authority=region.value),
                ),
                Value(
                    _("%(region)s, late") % {"region": region.label},
                    counted.late.by_region[region.value], _queue(authority=region.value, wait="late"),
                ),
                Value(
                    _("%(region)s, received lately") % {"region": region.label},
                    received.tally.by_region[region.value], _ideas(authority=region.value, received=LATELY),
                ),
            )
            for region in regions
        ],
        "lately_days": LATELY_DAYS,
        "received": Value("", sum(received.by_day.values()), _ideas(received=LATELY)),
        "by_day": _by_day(received),
        "by_theme": _by_theme(received),
        "waiting_by_theme": _waiting_by_theme(counted.waiting),
        "by_stage": _by_stage(published),
        "unanswered": Value(
            "", published.unanswered,
            _ideas(status__exact=Status.PUBLISHED.value, is_answered__exact=0),
        ),
        "census_at": published.at,
        "counted_at": counted.at,
    }  # fmt: skip


def _tiles(waiting: Waiting) -> list[tuple[str, Value]]:
    """Each with the class of what is urgent."""
    counts = waiting.summary
    return [
        ("", Value(_("to be decided"), counts.total, _queue())),
        ("late" if counts.late else "", Value(_("late"), counts.late, _queue(wait="late"))),
        ("due" if counts.due else "", Value(_("due today"), counts.due, _queue(wait="due"))),
        ("", Value(_("reported"), counts.cases, _queue(kind__exact="case"))),
        (
            "",
            Value(
                ngettext("complaint open", "complaints open", counts.complaints),
                counts.complaints,
                _queue(kind__exact="complaint"),
            ),
        ),
        ("", Value(_("for me"), counts.mine, _queue(whose="mine"))),
    ]


def _by_day(received: Received) -> Columns:
    values = [
        Value(date_format(day, "DATE_FORMAT"), number, _ideas(received=day.isoformat()), short=short_day(day))
        for day, number in received.by_day.items()
    ]
    return Columns(_("Ideas received by day"), _("Day"), _("Ideas"), values)


def _by_theme(received: Received) -> Bars:
    values = [
        Value(theme.label, received.tally.by_theme[theme.pk], _ideas(theme=theme.pk, received=LATELY), theme.slot)
        for theme in themes()
    ]
    return Bars(
        _("Ideas received by theme"), _("Theme"), _("Ideas"), values, note=_("An idea with two themes counts for each.")
    )


def _waiting_by_theme(waiting: Tally) -> Bars:
    values = [Value(t.label, waiting.by_theme[t.pk], _queue(theme=t.pk), t.slot) for t in themes()]
    return Bars(_("Waiting by theme"), _("Theme"), _("Waiting"), values)


def _by_stage(published: Published) -> Bars:
    values = [
        Value(
            str(stage.label), published.by_stage.get(stage, 0),
            _ideas(status__exact=Status.PUBLISHED.value, stage__exact=stage.value),
        )
        for stage in Stage
    ]  # fmt: skip
    return Bars(_("Published ideas by state"), _("State"), _("Ideas"), values)


def _mails(user: User) -> dict[str, Any]:
    trouble = mail_figures.trouble()
    return {
        "mails": [
            Value(_("given up"), trouble.parked, _list("notifications_delivery", {"status__exact": "parked"})),
            Value(
                _("failed, is tried again"), trouble.failing, _list("notifications_delivery", {"trouble": "failing"})
            ),
            Value(_("overdue"), trouble.overdue, _list("notifications_delivery", {"trouble": "overdue"})),
        ],
        "has_trouble": trouble.parked or trouble.failing or trouble.overdue,
        "repeatable": trouble.repeatable,
        "parked": [(mail, naming.mail(mail), naming.recipient(mail)) for mail in trouble.latest],
        "may_resend": user.has_perm("notifications.resend"),
    }
