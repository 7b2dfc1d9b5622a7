"""Addresses about the person who is signed in; the rest is allauth's."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [path("meine/angaben/", views.profile, name="profile")]
