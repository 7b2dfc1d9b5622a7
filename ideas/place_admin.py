"""Places in the administration: here and not in `themes`, since a new name is one the search has to learn."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ideas import search
from texts.fields import TranslatedFormField
from themes.admin import CatalogueAdmin
from themes.models import Place
from themes.points import Point, is_near


class PlaceForm(forms.ModelForm[Place]):
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

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            search.index_place(obj.pk)
