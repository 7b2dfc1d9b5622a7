"""Addresses of the pages about the portal."""

from django.urls import path

from pages import display, views
from pages.models import BUILT_IN

app_name = "pages"
urlpatterns = [
    *(path(f"{slug}/", views.page, {"slug": slug}, name=key) for key, slug in BUILT_IN.items()),
    path("seiten/<slug:slug>/", views.page, name="page"),
    path("kontakt/", views.contact, name="contact"),
    path("darstellung/", display.display, name="display"),
]
