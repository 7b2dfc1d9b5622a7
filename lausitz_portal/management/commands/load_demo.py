"""Fill an empty portal with accounts and ideas to look at."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from ideas.models import Idea
from lausitz_portal.management import demo


class Command(BaseCommand):
    help = "Demo accounts and ideas; does nothing where there is a user or an idea."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("The demo accounts have a public password. They are for PORTAL_DEMO=1 only."))
        if User.objects.exists() or Idea.objects.exists():
            self.stdout.write(_("The portal is not empty; nothing was changed."))
            return
        self.stdout.write(_("%(count)s ideas and the demo accounts are there.") % {"count": demo.load()})
