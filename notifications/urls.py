"""Addresses of the demo's mail page; they exist only where the demo keeps its mails."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("demo/mails/", views.mail_list, name="mail_list"),
    path("demo/mails/<str:name>/", views.mail, name="mail"),
    path("demo/mails/<str:name>/html/", views.mail_html, name="mail_html"),
]
