"""What came in at the desk and what its people look after: reports, complaints, absences, emergencies."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import DateField, QuerySet
from django.forms import DateInput, ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User
from ideas.desk_admin import ReadOnlyAdmin
from ideas.listfilters import ChoicesFilter
from ideas.models import Comment, Idea
from moderation import desk
from moderation.models import Absence, Case, Complaint, Procedure, Report
from texts.fields import TranslatedFormField


def about(thing: Idea | Comment) -> str:
    """Names what a report or complaint is about."""
    if isinstance(thing, Comment):
        return _("comment on %(idea)s") % {"idea": thing.idea}
    return str(thing)


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Every report, answered or not; an open one is answered in the queue."""

    list_display = ("number", "at", "about", "part", "rule_broken", "outcome", "closed_at", "answered_by")
    list_display_links = ("number", "at")
    list_filter = (("case__outcome", ChoicesFilter), ("part", ChoicesFilter))
    list_select_related = ("case__idea", "case__comment__idea", "rule", "case__closed_by")
    ordering = ("-id",)
    fields = ("number", "at", "about", "part", "rule_broken", "text", "outcome", "closed_at", "answered_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        return Report.objects.filter(case__in=Case.objects.in_scope_of(request.user))

    @admin.display(description=gettext_lazy("number"), ordering="id")
    def number(self, report: Report) -> int:
        return report.pk

    @admin.display(description=gettext_lazy("rule"))
    def rule_broken(self, report: Report) -> str:
        return report.rule.label if report.rule else _("Something else")

    @admin.display(description=gettext_lazy("closed by"))
    def answered_by(self, report: Report) -> str:
        return str(report.case.closed_by or "–")

    @admin.display(description=gettext_lazy("outcome"))
    def outcome(self, report: Report) -> str:
        return report.case.get_outcome_display() or _("open")

    @admin.display(description=gettext_lazy("closed at"))
    def closed_at(self, report: Report) -> datetime | str:
        return report.case.closed_at or "–"

    @admin.display(description=gettext_lazy("about"))
    def about(self, report: Report) -> str:
        return about(report.case.thing)


@admin.register(Complaint)
class ComplaintAdmin(ReadOnlyAdmin):
    """Every complaint, answered or not; an open one is answered in the queue, by somebody else."""

    list_display = ("number", "at", "about", "against", "outcome", "decided_at", "answered_by")
    list_display_links = ("number", "at")
    list_filter = (("outcome", ChoicesFilter),)
    list_select_related = ("decision__idea", "decision__comment__idea", "decision__by", "decided_by")
    ordering = ("-id",)
    fields = ("number", "at", "about", "against", "text", "outcome", "reasons", "decided_at", "answered_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Complaint]:
        return Complaint.objects.in_scope_of(request.user)

    @admin.display(description=gettext_lazy("number"), ordering="id")
    def number(self, complaint: Complaint) -> int:
        return complaint.pk

    @admin.display(description=gettext_lazy("about"))
    def about(self, complaint: Complaint) -> str:
        return about(complaint.thing)

    @admin.display(description=gettext_lazy("against the decision"))
    def against(self, complaint: Complaint) -> str:
        return f"{complaint.decision}, {complaint.decision.by or '–'}"

    @admin.display(description=gettext_lazy("decided by"))
    def answered_by(self, complaint: Complaint) -> str:
        return str(complaint.decided_by or "–")


class AbsenceForm(ModelForm[Absence]):
    """Days as the browser asks for them: Django's own calendar has links without a name."""

    class Meta:
        model = Absence
        fields = ("user", "since", "until", "deputy")
        widgets: ClassVar = {name: DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("since", "until")}


@admin.register(Absence)
class AbsenceAdmin(admin.ModelAdmin[Absence]):
    """Everybody at the desk sees who is away and enters themselves; whoever looks after accounts enters anybody."""

    form = AbsenceForm
    formfield_overrides: ClassVar = {DateField: {}}
    list_display = ("user", "since", "until", "deputy")
    list_select_related = ("user", "deputy")
    view_on_site = False

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        people = User.objects.filter(pk__in=[user.pk for user in desk.moderators()])
        if db_field.name == "user" and not _enters_anybody(request):
            people = people.filter(pk__in=[request.user.pk])
            kwargs["initial"] = request.user.pk
        return super().formfield_for_foreignkey(db_field, request, **{**kwargs, "queryset": people})

    def has_change_permission(self, request: HttpRequest, obj: Absence | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.user_id == request.user.pk or _enters_anybody(request))

    def has_delete_permission(self, request: HttpRequest, obj: Absence | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or obj.user_id == request.user.pk or _enters_anybody(request))


def _enters_anybody(request: HttpRequest) -> bool:
    return request.user.has_perm("accounts.change_user")


class ProcedureForm(ModelForm[Procedure]):
    """Steps and contacts are for staff; what the author reads is there in each language."""

    message = TranslatedFormField(label=gettext_lazy("What is written to the author"), long=True)

    class Meta:
        model = Procedure
        fields = ("title", "steps", "contacts", "message")


@admin.register(Procedure)
class ProcedureAdmin(admin.ModelAdmin[Procedure]):
    """What is done in an emergency: two rows, changed, never added or deleted."""

    form = ProcedureForm
    list_display = ("title", "updated_at")
    view_on_site = False

    class Media:
        css: ClassVar = {"all": ["css/desk.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Procedure | None = None) -> bool:
        return False
