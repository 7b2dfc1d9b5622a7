"""The emergency switch in the administration: chosen, confirmed, told to everybody who can switch."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from pages import portal_state
from pages.hold_admin import hold, may_hold
from pages.models import PortalState
from texts.door import guarded
from texts.fields import TranslatedFormField, in_language
from texts.stale import add_stale_error, is_stale, keeps_text


def may_switch(user: Any) -> bool:
    """Whether somebody may stop everybody from writing."""
    return bool(user.has_perm(portal_state.PERMISSION))


class StateForm(forms.ModelForm[PortalState]):
    """A state that is not as always needs its reason, for everybody to read."""

    reason_texts = TranslatedFormField(
        label=gettext_lazy("Reason, for everybody to read"), long=True, required=False,
        help_text=gettext_lazy("Needed for slow and read only, at least in German."),
    )  # fmt: skip

    class Meta:
        model = PortalState
        fields = ("mode", "reason_texts", "until", "hourly")
        widgets: ClassVar = {
            "mode": forms.RadioSelect,
            "until": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }
        help_texts: ClassVar = {
            "until": gettext_lazy("Told to everybody. It does not end by itself."),
            "hourly": gettext_lazy("Counts only while the portal is slow, from everybody together."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("mode") == PortalState.Mode.NORMAL:
            # Left over from the state that is over now.
            return {**cleaned, "until": None}
        if not in_language(cleaned.get("reason_texts") or {}, "de"):
            self.add_error("reason_texts", _("Please give the reason at least in German."))
        if (until := cleaned.get("until")) and until <= timezone.now():
            self.add_error("until", _("This moment has passed. Please choose a later one, or leave the field empty."))
        return cleaned


@admin.register(PortalState)
class PortalStateAdmin(admin.ModelAdmin[PortalState]):
    """Two pages in the place of a list."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("", guarded(switch, self.admin_site, may=may_switch), name="pages_portalstate_changelist"),
            path("hold/", guarded(hold, self.admin_site, may=may_hold), name="pages_portalstate_hold"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_switch(request.user)

    def has_view_permission(self, request: HttpRequest, obj: PortalState | None = None) -> bool:
        return may_switch(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PortalState | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PortalState | None = None) -> bool:
        return False


@keeps_text
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """The present state and a form; then the question whether it is meant; then it holds."""
    present = portal_state.at_this_moment()
    now = PortalState.Mode(present.mode)
    form = StateForm(request.POST if request.method == "POST" else None, instance=present)
    if is_stale(request):
        add_stale_error(form)
        return _page(request, form, now, status=403)
    if not form.is_valid() or "change" in request.POST:
        return _page(request, form, now)
    if "confirm" not in request.POST:
        return _page(request, form, now, template="switch_confirm")
    assert isinstance(request.user, User)  # noqa: S101 - behind the door
    portal_state.switch(form.cleaned_data.pop("mode"), by=request.user, **form.cleaned_data)
    messages.success(request, _("The state is switched. Everybody who can switch it is told by mail."))
    return redirect("admin:pages_portalstate_changelist")


def _page(
    request: HttpRequest, form: StateForm, now: PortalState.Mode, *, template: str = "switch", status: int = 200
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("State of the portal"),
        "form": form,
        "now": now,
        "kept": [pair for pair in request.POST.items() if pair[0] not in {"csrfmiddlewaretoken", "change"}],
        "page_has_errors": bool(form.errors),
    }
    return render(request, f"admin/pages/{template}.html", context, status=status)
