"""Addresses where anybody reports what breaks the rules, and complains about what was decided."""

from django.urls import path

from moderation import objecting, views

app_name = "moderation"
urlpatterns = [
    path("melden/idee/<reference:reference>/", views.report_idea, name="report_idea"),
    path("melden/kommentar/<int:pk>/", views.report_comment, name="report_comment"),
    path("melden/stand/<uuid:key>/", views.reported, name="reported"),
    path("melden/stand/<uuid:key>/beschwerde/", objecting.by_reader, name="complain_as_reader"),
    path("beschwerde/<int:pk>/", objecting.by_author, name="complain"),
]
