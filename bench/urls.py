"""The floor and the empty view beside the portal's own addresses."""

from django.urls import path

from bench import views
from lausitz_portal.urls import handler500, urlpatterns as portal_patterns

__all__ = ["handler500", "urlpatterns"]

urlpatterns = [path("bench/floor/", views.floor), path("bench/empty/", views.empty), *portal_patterns]
