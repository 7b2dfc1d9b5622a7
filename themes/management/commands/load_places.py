"""Load the municipalities of authorities that have been added; what is there stays as it is."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from themes import places
from themes.models import Authority, Place


class Command(BaseCommand):
    help = "Adds the municipalities of themes/places.json whose authority exists; can be run again at any time."

    def handle(self, **options: Any) -> None:
        self.stdout.write(_("%(count)s places added.") % {"count": places.load(Place, Authority)})
