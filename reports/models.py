"""The export in the administration: a page without rows of its own."""

from django.utils.translation import gettext_lazy as _

from ideas.models import Idea


class Export(Idea):
    """Gives the export its place among the administration's pages."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("export")
        verbose_name_plural = _("export (CSV)")
