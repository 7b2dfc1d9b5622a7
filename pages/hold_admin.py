"""Against a flood: everything new is read first. One page, two buttons; nothing is lost by pressing either."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from pages import portal_state
from pages.models import PortalState

# A later end is a slip of the hand: nobody would think of it when it comes.
MOST_DAYS = 30


def may_hold(user: Any) -> bool:
    """Whether somebody may have everything new read first."""
    return bool(user.has_perm(portal_state.MAY_HOLD))


class HoldForm(forms.ModelForm[PortalState]):
    """Until when; without a moment until somebody ends it."""

    class Meta:
        model = PortalState
        fields = ("holds_until",)
        widgets: ClassVar = {
            "holds_until": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }
        help_texts: ClassVar = {
            "holds_until": gettext_lazy("Ends by itself then. Empty: until somebody ends it here."),
        }

    def clean_holds_until(self) -> Any:
        until = self.cleaned_data["holds_until"]
        if until and until <= timezone.now():
            raise forms.ValidationError(
                _("This moment has passed. Please choose a later one, or leave the field empty.")
            )
        if until and until > timezone.now() + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(
                _(
                    "This is more than %(days)s days ahead. Until then nothing would appear without a moderator. "
                    "Please choose an earlier moment, or leave the field empty and end it here."
                ),
                params={"days": MOST_DAYS},
            )
        return until


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest) -> HttpResponse:
    """What holds now, and the other thing."""
    assert isinstance(request.user, User)  # noqa: S101 - behind the door
    if "let_go" in request.POST:
        portal_state.let_go(by=request.user)
        messages.success(request, _("What known contributors write appears at once again."))
        return redirect("admin:pages_portalstate_hold")
    now = portal_state.at_this_moment()
    held, end = now.is_held, now.holds_until
    form = HoldForm(request.POST if request.method == "POST" else None, instance=now if held else None)
    if form.is_valid():
        portal_state.hold(until=form.cleaned_data["holds_until"], by=request.user)
        messages.success(request, _("From now on everything new waits in the queue until a moderator has read it."))
        return redirect("admin:pages_portalstate_hold")
    context = {
        **admin.site.each_context(request), "title": _("Read everything new first"), "form": form, "is_held": held,
        "end": end, "page_has_errors": bool(form.errors),
    }  # fmt: skip
    return render(request, "admin/pages/hold.html", context)
