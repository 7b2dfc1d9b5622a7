"""Addresses; German paths, other languages by prefix."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from lausitz_portal import views

handler500 = "lausitz_portal.errors.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("konto/", include("allauth.urls")),
        prefix_default_language=False,
    ),
]
