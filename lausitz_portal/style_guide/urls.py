"""Address of the style guide; it exists only where the demo runs."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from lausitz_portal.style_guide import views

urlpatterns = i18n_patterns(
    path("gestaltung/", views.style_guide, name="style_guide"),
    prefix_default_language=False,
)
