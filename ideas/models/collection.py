"""Ideas that the office has put together under a name, such as "Bahn und Bus im Revier"."""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ideas.models.idea import Idea
from texts.fields import TranslatedField, in_language

TITLE_LENGTH = 120
INTRODUCTION_LENGTH = 2000


class CollectionQuerySet(models.QuerySet["Collection"]):
    """Chainable reads of collections."""

    def public(self) -> Self:
        """What everybody may read."""
        return self.filter(is_public=True)

    def in_scope_of(self, user: User | AnonymousUser) -> Self:
        """Those that hold no idea somebody else is responsible for."""
        foreign = CollectionIdea.objects.filter(collection=OuterRef("pk")).exclude(
            idea__in=Idea.objects.on_desk_of(user)
        )
        return self.exclude(Exists(foreign))


class Collection(models.Model):
    """A name, an introduction and ideas in an order."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = TranslatedField(_("title"))
    introduction = TranslatedField(_("introduction"))
    is_public = models.BooleanField(_("public"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        default_permissions = ()
        ordering = ("position", "slug")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.title)

    @property
    def introduced_in(self) -> str:
        """The language in which the reader gets the introduction."""
        return in_language(self.introduction).pieces[0][1]

    def get_absolute_url(self) -> str:
        return reverse("ideas:collection", args=[self.slug])


class CollectionIdea(models.Model):
    """An idea in a collection, at its place."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="entries", db_index=False)
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="collected")
    position = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ("position",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collection", "idea"], name="collection_idea_once"),
            models.UniqueConstraint(
                fields=["collection", "position"], name="collection_idea_place", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id}: {self.position}"


class FormerCollectionAddress(models.Model):
    """An address that a collection has left; it leads to the collection unless another one stands there now."""

    slug = models.SlugField(max_length=60, unique=True)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="former_addresses")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.slug
