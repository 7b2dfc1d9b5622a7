"""Addresses of the pages about the portal."""

from django.urls import path

from pages import display, views

app_name = "pages"
urlpatterns = [
    path("ueber-uns/", views.about, name="about"),
    path("kontakt/", views.contact, name="contact"),
    path("impressum/", views.imprint, name="imprint"),
    path("datenschutz/", views.privacy, name="privacy"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
    path("darstellung/", display.display, name="display"),
]
