"""The idea: a narrow row that lists read.

Only `ideas.lifecycle` writes `status`, `stage` and which version is released or pending.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Now, Round
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ideas.models.facets import FACETS, FacetKey
from ideas.models.located import Located
from texts.languages import Language
from themes.models import Authority, authority_ids_of

if TYPE_CHECKING:
    from ideas.models.sender import Authorship
    from ideas.models.support import IdeaCounter
    from ideas.models.version import IdeaVersion

TITLE_LENGTH = 250
TEXT_LENGTH = 10_000
EXCERPT_LENGTH = 280
FILE_REFERENCE_LENGTH = 60
ANSWER_LENGTH = 4000
# Last parts of an idea's other addresses, which no slug may take.
ADDRESS_WORDS = frozenset({"unterstuetzen", "zuruecknehmen", "kommentieren", "melden", "blatt", "aehnliche"})


class Status(models.TextChoices):
    """Publication: the moderators' word. A draft is no idea yet but a row of its own (`Draft`)."""

    SUBMITTED = "submitted", _("Received")
    PUBLISHED = "published", _("Published")
    RETURNED = "returned", _("Question open")
    REJECTED = "rejected", _("Not published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LOCKED = "locked", _("Locked")
    MERGED = "merged", _("Merged")
    SPAM = "spam", _("Spam")


class Stage(models.TextChoices):
    """What the authorities do with a published idea."""

    NEW = "new", _("New")
    UNDER_REVIEW = "under_review", _("Under review by the authority")
    TAKEN_UP = "taken_up", _("Being taken up")
    IN_IMPLEMENTATION = "in_implementation", _("In implementation")
    IMPLEMENTED = "implemented", _("Implemented")
    NOT_PURSUED = "not_pursued", _("Not being pursued")


class Source(models.TextChoices):
    """The way an idea came in."""

    ONLINE = "online", _("online")
    CARD = "card", _("idea card")
    CONVERSATION = "conversation", _("conversation at a stall")
    IMPORT = "import", _("import")
    COMMON = "common", _("put together by the office")


def _responsible(moderator: User) -> Q:
    mine = authority_ids_of(moderator)
    if not mine:
        return Q(pk__isnull=False)
    return Q(authority_ids__overlap=mine) | Q(authority_ids=[]) | Q(whole_region=True)


class Lot(models.Func):
    """A number that has nothing to do with the idea: 32 bits, the same for ever."""

    function = "hashint8"
    output_field: ClassVar[models.Field[Any, Any]] = models.IntegerField()


class IsAnyOf(models.Func):
    """`a = ANY(array)`: many values are one parameter; the few of a query an index finds whatever is planned."""

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field: ClassVar[models.Field[Any, Any]] = models.BooleanField()


class IdeaQuerySet(models.QuerySet["Idea"]):
    """Who may read what stands here once, as a queryset; `policies` asks the same questions."""

    def with_ids(self, ids: Sequence[int]) -> Self:
        """Those of hundreds of ideas."""
        return self.filter(IsAnyOf("pk", models.Value(list(ids), ArrayField(models.BigIntegerField()))))

    def public(self) -> Self:
        """What everybody may read."""
        return self.filter(status=Status.PUBLISHED)

    def by(self, user: User | AnonymousUser) -> Self:
        """Ideas of this author."""
        return self.filter(author=user) if user.is_authenticated else self.none()

    def on_desk_of(self, user: User | AnonymousUser) -> Self:
        """What a moderator is responsible for: an authority overlaps, or there is none, or all are meant."""
        if not (user.is_authenticated and user.is_staff and user.has_perm("ideas.moderate")):
            return self.none()
        return self.filter(_responsible(user))

    def in_scope_of(self, user: User | AnonymousUser) -> Self:
        """Of that what the moderator may read: what is kept as evidence only a few may."""
        found = self.on_desk_of(user)
        return found if user.has_perm("ideas.handle_emergencies") else found.filter(evidence_since=None)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Published ideas, one's own, and for moderators those of their authorities."""
        if not user.is_authenticated:
            return self.public()
        allowed = Q(status=Status.PUBLISHED) | Q(author=user)
        if user.is_staff and user.has_perm("ideas.moderate"):
            unlimited = user.has_perm("ideas.handle_emergencies")
            allowed |= _responsible(user) if unlimited else _responsible(user) & Q(evidence_since=None)
        return self.filter(allowed)

    def newest(self) -> Self:
        """Latest release first."""
        return self.order_by("-published_at", "-id")

    def moving_most(self) -> Self:
        """By supports and comments of the last days as of the last refresh, then newest."""
        return self.order_by("-moving_rank", "-published_at", "-id")

    def with_counts(self) -> Self:
        """With the exact counter row of each idea."""
        return self.select_related("counter")


class Idea(Located):
    """A citizen's proposal; its author may be nobody."""

    reference_year = models.PositiveSmallIntegerField(_("year"), editable=False)
    reference_number = models.PositiveIntegerField(_("number"), editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="ideas",
    )  # fmt: skip
    status = models.CharField(_("publication"), max_length=10, choices=Status.choices)
    stage = models.CharField(_("state"), max_length=20, choices=Stage.choices, default=Stage.NEW)
    # Of the released version; before release of the pending one.
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    excerpt = models.CharField(_("excerpt"), max_length=EXCERPT_LENGTH, blank=True)
    language = models.CharField(_("language"), max_length=3, choices=Language.choices, default=Language.GERMAN)
    theme_ids: Any = ArrayField(models.BigIntegerField(), verbose_name=_("themes"))
    authority_ids: Any = ArrayField(models.BigIntegerField(), verbose_name=_("authorities"), default=list)
    whole_region = models.BooleanField(_("whole region"), default=False)
    lead_authority = models.ForeignKey(
        Authority, verbose_name=_("lead"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+", help_text=_("Empty: the project office leads."),
    )  # fmt: skip
    # Where the administration keeps its papers about it; for the staff only.
    file_reference = models.CharField(
        _("file reference"), max_length=FILE_REFERENCE_LENGTH, blank=True, default="", db_default=""
    )
    source = models.CharField(_("came in"), max_length=12, choices=Source.choices, default=Source.ONLINE)
    released_version = models.OneToOneField(
        "IdeaVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    pending_version = models.OneToOneField(
        "IdeaVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Sort keys, seconds behind the counters: an indexed counter would rewrite the indexes at every support.
    support_rank = models.IntegerField(_("supports as of the last refresh"), default=0, db_default=0)
    comment_rank = models.IntegerField(_("comments as of the last refresh"), default=0, db_default=0)
    moving_rank = models.IntegerField(_("supports and comments of the last days"), default=0, db_default=0)
    submitted_at = models.DateTimeField(_("received at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())
    # Since when somebody at the desk has to look; empty when nobody has to.
    pending_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    evidence_since = models.DateTimeField(_("kept as evidence since"), null=True, blank=True)
    # An authority has said something to it.
    is_answered = models.BooleanField(_("answered"), default=False, db_default=False)
    facet_key = models.GeneratedField(
        expression=FacetKey(*FACETS), output_field=models.BigIntegerField(), db_persist=True
    )
    # The author's point as everybody reads it, to about a kilometre: 51.75° N, 14.33° E is 51751433.
    spot = models.GeneratedField(
        expression=Cast(Round(F("lat") * 100) * 10_000 + Round(F("lon") * 100), models.IntegerField()),
        output_field=models.IntegerField(null=True), db_persist=True,
    )  # fmt: skip

    objects = IdeaQuerySet.as_manager()
    counter: "IdeaCounter"
    authorship: "Authorship"

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        default_permissions = ("view",)
        permissions: ClassVar = [
            ("moderate", _("Can read and decide what waits at the desk")),
            ("set_stage", _("Can say what an authority does with an idea")),
            ("curate", _("Can change tags, translate, recommend and collect ideas")),
            ("export", _("Can export ideas and comments")),
            ("handle_emergencies", _("Is told of emergencies at once and can read what is kept as evidence")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reference_year", "reference_number"], name="idea_reference_once"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="idea_status_known"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="idea_stage_known"),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False, released_version__isnull=False),
                name="idea_published_has_date_and_version",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.PUBLISHED) | Q(stage=Stage.NEW) | Q(published_at__isnull=False),
                name="idea_stage_only_once_published",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.SUBMITTED) | Q(pending_version__isnull=False, pending_since__isnull=False),
                name="idea_submitted_has_pending",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="idea_title_not_empty"),
            Located.point_in_region("idea_point_in_region"),
            models.CheckConstraint(condition=Q(theme_ids__len__range=(1, 2)), name="idea_one_or_two_themes"),
        ]
        indexes: ClassVar = [
            models.Index(
                F("published_at").desc(), F("id").desc(),
                name="idea_newest", condition=Q(status=Status.PUBLISHED),
            ),
            models.Index(
                F("support_rank").desc(), F("published_at").desc(), F("id").desc(),
                name="idea_most_supported", condition=Q(status=Status.PUBLISHED),
            ),
            models.Index(
                F("comment_rank").desc(), F("published_at").desc(), F("id").desc(),
                name="idea_most_discussed", condition=Q(status=Status.PUBLISHED),
            ),
            models.Index(
                F("moving_rank").desc(), F("published_at").desc(), F("id").desc(),
                name="idea_moving", condition=Q(status=Status.PUBLISHED),
            ),
            models.Index(Lot("id"), "id", name="idea_by_lot", condition=Q(status=Status.PUBLISHED)),
            models.Index(
                F("facet_key"), F("published_at").desc(), F("id").desc(),
                name="idea_facets", condition=Q(status=Status.PUBLISHED),
                include=["support_rank", "comment_rank", "moving_rank"],
            ),
            # All that maps ask, so that they read no idea; `id` for the few that stand alone.
            models.Index(
                F("place_id"), F("spot"), F("published_at").desc(), F("id").desc(),
                name="idea_map", condition=Q(status=Status.PUBLISHED), include=["facet_key"],
            ),
            models.Index(fields=["pending_since", "id"], name="idea_waiting", condition=Q(pending_since__isnull=False)),
            models.Index(fields=["status", "-changed_at"], name="idea_status_changed"),
            models.Index(fields=["-submitted_at"], name="idea_received"),
            models.Index(fields=["place"], name="idea_place", condition=Q(place__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """Public number such as 2026-00042; rejected ideas leave gaps."""
        return f"{self.reference_year}-{self.reference_number:05d}"

    @property
    def latest_version(self) -> "IdeaVersion | None":
        """The text as its author left it: what waits, otherwise what is released."""
        return self.pending_version or self.released_version

    @property
    def slug(self) -> str:
        """Decoration of the address; may be wrong in a link, the reference counts."""
        slug = slugify(self.title.translate(_UMLAUTS))[:60].strip("-") or "idee"
        return f"idee-{slug}" if slug in ADDRESS_WORDS else slug

    def get_absolute_url(self) -> str:
        return reverse("ideas:detail", args=[self.reference, self.slug])


_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ł": "l", "Ł": "L"}
)
