"""Password rules of the portal's own."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DEMO_PASSWORD = "lausitz-demo"  # noqa: S105 - public on purpose, refused outside the demo


class DemoPasswordValidator:
    """Refuses the password of the demo accounts wherever the portal is not the demo."""

    def validate(self, password: str, user: object = None) -> None:
        if not settings.DEMO and password == DEMO_PASSWORD:
            raise ValidationError(_("This password is public. Please choose another one."), code="demo")

    def get_help_text(self) -> str:
        # Shown in the list of rules, where an empty line would stand; nobody needs to know of the demo.
        return _("Three or four words that only you would put together make a good password.")
