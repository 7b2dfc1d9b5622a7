"""Addresses; German paths, the same in every language, other languages by prefix."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from ideas.views import overviews, picture_files
from lausitz_portal import sitemaps, views, wellknown
from lausitz_portal.style_guide.urls import urlpatterns as style_guide_patterns

handler400 = "lausitz_portal.errors.bad_request"
handler403 = "lausitz_portal.errors.permission_denied"
handler404 = "lausitz_portal.errors.page_not_found"
handler429 = "lausitz_portal.errors.too_many_requests"  # allauth's
handler500 = "lausitz_portal.errors.server_error"

# Themes and authorities live two floors below ideas; their pages show ideas.
theme_patterns = [
    path("themen/", overviews.theme_list, name="theme_list"),
    path("themen/<slug:slug>/", overviews.theme, name="theme"),
    path("regionen/", overviews.authority_list, name="authority_list"),
    path("regionen/<slug:slug>/", overviews.authority, name="authority"),
]

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", wellknown.robots, name="robots"),
    path("manifest.webmanifest", wellknown.manifest, name="manifest"),
    path("favicon.ico", wellknown.icon, {"name": "logo-32"}, name="favicon"),
    path("apple-touch-icon.png", wellknown.icon, {"name": "logo-180"}, name="touch_icon"),
    path("bild/<str:name>/<int:width>.<str:kind>", picture_files.picture_file, name="picture_file"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap_section"),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", overviews.home, name="home"),
        path("", include("ideas.urls")),
        path("", include((theme_patterns, "themes"))),
        path("", include("pages.urls")),
        path("", include("moderation.urls")),
        path("", include("accounts.urls")),
        path("konto/", include("allauth.urls")),
        prefix_default_language=False,
    ),
]
if settings.PORTAL_MAIL_DIR and settings.DEMO:
    urlpatterns.append(path("", include("notifications.urls")))
# `environment` refuses the demo anywhere but on one's own machine.
if settings.DEMO:
    urlpatterns += style_guide_patterns
