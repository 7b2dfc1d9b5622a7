"""Which region, theme and period a report is about. The address keeps it, so that a report can be made again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import User
from ideas.listfilters import FIRST_DAY, NOWHERE, WHOLE_REGION
from reports.forms import day_field
from texts.wording import Wording
from themes.catalogue import authorities, authorities_by_id, themes, themes_by_id
from themes.models import authority_ids_of


@dataclass(frozen=True)
class Asked:
    """Days are those of Europe/Berlin, both included; without a region all are meant, without a theme as well."""

    since: date
    until: date
    region: str = ""
    theme: int | None = None

    @property
    def authority_id(self) -> int | None:
        return int(self.region) if self.region.isdigit() else None

    @property
    def region_label(self) -> str:
        if self.authority_id:
            return authorities_by_id()[self.authority_id].formal_label
        return {
            WHOLE_REGION: gettext("ideas for the whole Lausitz"), NOWHERE: gettext("ideas that name no region"),
        }.get(self.region, gettext("all districts and cities"))  # fmt: skip

    @property
    def theme_label(self) -> str:
        return themes_by_id()[self.theme].label if self.theme else gettext("all themes")

    @property
    def title(self) -> str:
        """For example "Citizens’ ideas: Landkreis Görlitz"."""
        return Wording.joined(" ", [gettext("Citizens’ ideas:"), self.region_label])

    @property
    def file_name(self) -> str:
        """What the file is called for those who download it."""
        region = authorities_by_id()[self.authority_id].slug if self.authority_id else self.region or "lausitz"
        return f"bericht-{region}-{self.since:%Y-%m-%d}-bis-{self.until:%Y-%m-%d}.docx"


class CouncilForm(forms.Form):
    """Whoever works for authorities chooses among these; others choose among all, or everything."""

    authority = forms.ChoiceField(label=_("District or city"))
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    since = day_field(_("Received since"), required=True)
    until = day_field(_("Received until"), required=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = authority_ids_of(user)
        self._field("authority").choices = list(_regions(mine))
        self._field("authority").required = bool(mine)
        self._field("theme").choices = [("", gettext("all")), *((str(theme.pk), theme.label) for theme in themes())]
        today = timezone.localdate()
        self.fields["since"].initial, self.fields["until"].initial = today.replace(month=1, day=1), today
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.all_optional = True
        self.helper.layout = Layout(Div("authority", "theme", "since", "until", css_class="report-filters"))

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is one above
        return field

    def clean_since(self) -> date:
        return self._day("since")

    def clean_until(self) -> date:
        return self._day("until")

    def _day(self, name: str) -> date:
        day: date = self.cleaned_data[name]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        if day < FIRST_DAY:
            raise ValidationError(_("There was no portal yet. Please check the year."))
        return day

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            raise ValidationError(_("The period ends before it begins."))

    def asked(self) -> Asked:
        """What was asked for; of a form without errors."""
        chosen = self.cleaned_data
        theme = int(chosen["theme"]) if chosen["theme"] else None
        return Asked(chosen["since"], chosen["until"], chosen["authority"], theme)


def _regions(mine: list[int]) -> Iterator[tuple[str, str]]:
    if not mine:
        yield "", gettext("all")
    yield from ((str(one.pk), one.formal_label) for one in authorities() if not mine or one.pk in mine)
    if not mine:
        yield from ((WHOLE_REGION, gettext("the whole Lausitz")), (NOWHERE, gettext("none named")))
