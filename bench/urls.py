"""The floor and the empty view beside the portal's own addresses."""

from django.urls import path

from bench import views
from lausitz_portal.urls import handler500, urlpatterns as portal_patterns
from ideas.views import discussing, writing

# One person and one address write everything here.
writing.SENT_BY_ONE = writing.SENT_PER_HOUR = 10**9
discussing.COMMENTS_PER_HOUR = discussing.COMMENTS_FROM_THERE = 10**9

__all__ = ["handler500", "urlpatterns"]

urlpatterns = [
    path("bench/floor/", views.floor), path("bench/empty/", views.empty), path("bench/plain/", views.plain_list),
    *portal_patterns,
]  # fmt: skip
