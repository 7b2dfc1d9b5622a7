"""Addresses where anybody reports what breaks the rules."""

from django.urls import path


from moderation import views

app_name = "moderation"
urlpatterns = [
    path("melden/idee/<reference:reference>/", views.report_idea, name="report_idea"),
    path("melden/kommentar/<int:pk>/", views.report_comment, name="report_comment"),
    path("melden/danke/<int:pk>/", views.reported, name="reported"),
]
