"""Who must bring a second factor, and whether it is there."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from texts.memory import kept_on


def second_factor_missing(user: User | AnonymousUser) -> bool:
    """True for staff without a second factor; never in the demo, which says so on every page."""
    if settings.DEMO or not user.is_authenticated or not user.is_staff:
        return False
    return kept_on(user, "_second_factor_missing", lambda: not is_mfa_enabled(user, [Authenticator.Type.TOTP]))
