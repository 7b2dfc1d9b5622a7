"""Themes, authorities and memberships. Ideas name the first two: they are switched off, not deleted."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from texts.fields import TranslatedFormField
from texts import memory
from themes.models import Authority, Membership, Place, Theme
from themes.points import Point, is_near


class CatalogueAdmin(admin.ModelAdmin[Any]):
    """Rows that every page shows; a change is seen at once in this process, within seconds in the others."""

    list_display_links = ("label",)

    class Media:
        css: ClassVar = {"all": ["css/desk.css"]}

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm[Any], change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        memory.forget()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def view_on_site(self, obj: Theme | Authority | Place) -> str | None:
        """The page of it, where there is one."""
        if isinstance(obj, Theme) or (isinstance(obj, Authority) and obj.is_active):
            return obj.get_absolute_url()
        return None

    @admin.display(description=_("name"))
    def label(self, row: Theme | Authority | Place) -> str:
        return row.label


class ThemeForm(ModelForm[Theme]):
    name = TranslatedFormField(label=_("Name"))
    explanation = TranslatedFormField(label=_("One explaining line"))

    class Meta:
        model = Theme
        fields = ("name", "slug", "explanation", "slot", "position", "is_active")


@admin.register(Theme)
class ThemeAdmin(CatalogueAdmin):
    form = ThemeForm
    list_display = ("label", "slot", "position", "is_active")


class AuthorityForm(ModelForm[Authority]):
    name = TranslatedFormField(label=_("Name"))

    class Meta:
        model = Authority
        fields = (
            "name", "slug", "kind", "state", "ags", "seat", "seat_lon", "seat_lat", "contact", "position", "is_active",
        )  # fmt: skip


@admin.register(Authority)
class AuthorityAdmin(CatalogueAdmin):
    form = AuthorityForm
    list_display = ("label", "kind", "state", "position", "is_active")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    """Who works for which authority. A moderator without memberships sees everything."""

    list_display = ("user", "authority", "role")
    list_filter = ("role", "authority")
    list_select_related = ("user", "authority")
    search_fields = ("user__email", "user__display_name")
    autocomplete_fields = ("user",)


class PlaceForm(ModelForm[Place]):
    name = TranslatedFormField(label=_("Name"))

    class Meta:
        model = Place
        fields = ("name", "ags", "authority", "lon", "lat")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lat, lon = cleaned.get("lat"), cleaned.get("lon")
        if lat is not None and lon is not None and not is_near(Point(lat, lon)):
            self.add_error("lat", _("This point lies outside the Lausitz. Please check the two numbers."))
        return cleaned


@admin.register(Place)
class PlaceAdmin(CatalogueAdmin):
    form = PlaceForm
    list_display = ("label", "authority", "ags")
    list_filter = ("authority",)
    list_select_related = ("authority",)
    search_fields = ("name", "ags")
