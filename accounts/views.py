"""Pages about the person who is signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms import ProfileForm
from accounts.models import User
from texts.stale import add_stale_error, is_stale, keeps_text


@keeps_text
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name and language of one's account."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=request.user)
    status = 200
    if is_stale(request):
        add_stale_error(form)
        status = 403
    elif form.is_valid():
        form.save()
        messages.success(request, _("Your details are saved."))
        return redirect("accounts:profile")
    context = {"form": form, "page_has_errors": bool(form.errors)}
    return render(request, "accounts/profile.html", context, status=status)
