"""Links in mails that open one's idea without an account or a code. Opening one changes nothing."""

from django.core import signing

from ideas.models import Idea

SALT = "ideas.status-link"
MAX_AGE_SECONDS = 400 * 24 * 3600


def make_token(idea: Idea) -> str:
    """A signed token for the status page of `idea`, valid for 400 days."""
    return signing.dumps(idea.pk, salt=SALT)


def read_token(token: str) -> int | None:
    """The id of the idea, or None for a token that is forged, damaged or too old."""
    try:
        value = signing.loads(token, salt=SALT, max_age=MAX_AGE_SECONDS)
    except signing.BadSignature:
        return None
    return value if isinstance(value, int) else None
