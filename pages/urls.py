"""Addresses of the pages about the portal."""

from django.urls import path

from pages import display, ticket_views, views
from pages.models import BUILT_IN

app_name = "pages"
urlpatterns = [
    *(path(f"{slug}/", views.page, {"slug": slug}, name=key) for key, slug in BUILT_IN.items()),
    path("seiten/<slug:slug>/", views.page, name="page"),
    path("kontakt/", ticket_views.contact, name="contact"),
    path("kontakt/danke/<uuid:key>/", ticket_views.sent, name="ticket_sent"),
    path("barriere-melden/", ticket_views.barrier, name="barrier"),
    path("darstellung/", display.display, name="display"),
]
