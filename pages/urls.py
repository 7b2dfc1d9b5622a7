"""Addresses of the pages about the portal."""

from django.urls import path

from pages import display, ticket_views, views

app_name = "pages"
urlpatterns = [
    path("ueber-uns/", views.about, name="about"),
    path("kontakt/", ticket_views.contact, name="contact"),
    path("kontakt/danke/<uuid:key>/", ticket_views.sent, name="ticket_sent"),
    path("barriere-melden/", ticket_views.barrier, name="barrier"),
    path("impressum/", views.imprint, name="imprint"),
    path("datenschutz/", views.privacy, name="privacy"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
    path("darstellung/", display.display, name="display"),
]
