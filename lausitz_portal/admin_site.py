"""The admin behind the portal's own door: one sign-in, one set of limits, one second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lausitz_portal import dashboard
from lausitz_portal import handbook
from lausitz_portal.second_factor import second_factor_missing
from moderation import header

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class PortalAdminSite(AdminSite):
    """Django's admin, whose own login form is never shown: it has no limits and no second factor."""

    site_header = _("Ideas for the Lausitz: administration")
    site_title = _("Administration")
    index_title = _("Overview")
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not second_factor_missing(request.user)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """What waits and what is wrong; behind the door, so for staff alone."""
        assert isinstance(request.user, User)  # noqa: S101 - the admin site lets nobody else in
        return super().index(request, {"dashboard": dashboard.of(request.user), **(extra_context or {})})

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001, FBT002 - Django's signature
        """As Django's; somebody signed in who may not enter gets 403, not a second sign-in."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            response = inner(request, *args, **kwargs)
            if request.method == "POST" and isinstance(request.user, User):
                header.changed(request.user)
            return response

        return door  # type: ignore[return-value]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without Django's "view on site": it tells the address, title included, of any row to any staff."""
        urls = [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]
        return [path("hilfe/", self.admin_view(handbook.page), name="handbook"), *urls]

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            raise PermissionDenied
        target = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(target, reverse("account_login"))

    def logout(  # type: ignore[override] # a redirect to the portal's own page
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return redirect("account_logout")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")
