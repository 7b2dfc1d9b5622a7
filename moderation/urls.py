"""Addresses where anybody reports what breaks the rules, complains about what was decided, and reads the figures."""

from django.urls import path

from moderation import objecting, transparency_pages, views

app_name = "moderation"
urlpatterns = [
    path("melden/idee/<reference:reference>/", views.report_idea, name="report_idea"),
    path("melden/kommentar/<int:pk>/", views.report_comment, name="report_comment"),
    path("melden/stand/<uuid:key>/", views.reported, name="reported"),
    path("melden/stand/<uuid:key>/beschwerde/", objecting.by_reader, name="complain_as_reader"),
    path("zahlen/moderation/", transparency_pages.latest, name="figures"),
    path("zahlen/moderation/<int:year>/", transparency_pages.of_year, name="figures_of_year"),
    path("zahlen/moderation/<int:year>.csv", transparency_pages.as_csv, name="figures_csv"),
    path("beschwerde/<int:pk>/", objecting.by_author, name="complain"),
]
