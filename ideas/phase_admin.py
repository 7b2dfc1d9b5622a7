"""Phases in the administration: days, what they open, and a word where two run at the same time."""

from datetime import date
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _, pgettext

from ideas.models import Phase, PhaseException
from ideas.phases import Act
from texts import memory
from texts.fields import TranslatedFormField


class PhaseForm(ModelForm[Phase]):
    """Says what a day that is left empty means."""

    name = TranslatedFormField(label=_("Name"))
    participation = TranslatedFormField(
        label=_("Who can take part, and from which age"),
        help_text=_("Stands on the form for ideas, for example: Everybody from the age of 14."),
        long=True,
        required=False,
    )

    class Meta:
        model = Phase
        fields = (
            "name", "starts_on", "ends_on", "allows_ideas", "allows_supports", "allows_comments",
            "participation", "position",
        )  # fmt: skip
        help_texts: ClassVar = {
            "starts_on": _(
                "Without a first day the phase is only planned: nobody sees it, it opens nothing and closes nothing. "
                "As soon as any phase has a first day, people can do only what a phase allows on that day."
            ),
            "ends_on": _("Until midnight of this day. Without a last day the phase goes on."),
        }


class PhaseExceptionInline(admin.StackedInline[PhaseException, Phase]):
    """Where several exceptions fit an idea, the most generous one counts."""

    model = PhaseException
    extra = 1
    fields = ("theme", "authority", "allows_ideas", "allows_supports", "allows_comments")

    def has_view_permission(self, request: HttpRequest, obj: Phase | None = None) -> bool:
        return request.user.has_perm("ideas.view_phase")

    def has_add_permission(self, request: HttpRequest, obj: Phase | None = None) -> bool:
        """Exceptions are part of their phase: who changes it changes them."""
        return request.user.has_perm("ideas.change_phase") or request.user.has_perm("ideas.add_phase")

    def has_change_permission(self, request: HttpRequest, obj: Phase | None = None) -> bool:
        return self.has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Phase | None = None) -> bool:
        return self.has_add_permission(request, obj)


@admin.register(Phase)
class PhaseAdmin(admin.ModelAdmin[Phase]):
    """The phases of the process. As long as none has a first day, everything is open."""

    form = PhaseForm
    inlines = (PhaseExceptionInline,)
    list_display = ("label", "days", "opens")
    view_on_site = False

    class Media:
        css: ClassVar = {"all": ["css/desk.css"]}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """The last write of a change: pages ask anew."""
        super().save_related(request, form, formsets, change)
        memory.forget()
        for other in Phase.objects.overlapping(form.instance):
            messages.warning(request, overlap(form.instance, other))

    def delete_model(self, request: HttpRequest, obj: Phase) -> None:
        super().delete_model(request, obj)
        memory.forget()

    @admin.display(description=_("name"))
    def label(self, phase: Phase) -> str:
        return phase.label

    @admin.display(description=_("days"), ordering="starts_on")
    def days(self, phase: Phase) -> str:
        return _span(phase.starts_on, phase.ends_on) if phase.starts_on else gettext("only planned, without days")

    @admin.display(description=_("What is possible"))
    def opens(self, phase: Phase) -> str:
        words = {
            Act.SUBMIT: pgettext("phase", "submit"),
            Act.SUPPORT: pgettext("phase", "support"),
            Act.COMMENT: pgettext("phase", "discuss"),
        }
        return capfirst(", ".join(word for act, word in words.items() if getattr(phase, act))) or gettext("Only read")


def _span(start: date, end: date | None) -> str:
    if end is None:
        return gettext("from %(day)s") % {"day": date_format(start)}
    return gettext("%(start)s to %(end)s") % {"start": date_format(start), "end": date_format(end)}


def overlap(phase: Phase, other: Phase) -> str:
    """For staff: which days two phases share, and what holds in that time."""
    assert phase.starts_on and other.starts_on  # noqa: S101, PT018 - without a first day none shares a day
    ends = [end for end in (phase.ends_on, other.ends_on) if end]
    days = _span(max(phase.starts_on, other.starts_on), min(ends, default=None))
    return gettext(
        "The phases “%(phase)s” and “%(other)s” run at the same time: %(days)s. "
        "In this time everything is possible that one of the two allows."
    ) % {"phase": phase.label, "other": other.label, "days": days}
