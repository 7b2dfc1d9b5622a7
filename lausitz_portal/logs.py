"""Logs for people (`LOG_FORMAT=console`) and machines (`json`), without addresses.

No request line with query string, no client address, no e-mail address is ever written; a
processor blanks what looks like one, since exceptions and libraries quote their arguments.
"""

import re
from ipaddress import IPv6Address
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# Also as it stands in the address of a page; the part before the @ has at most 64 characters (RFC 5321).
_EMAIL = re.compile(r"[^\s<>\"'@=,;:()\[\]]{1,64}(?:@|%40)[^\s<>\"'@,;:()\[\]&]+")
_IPV4 = re.compile(r"\b(?!127\.0\.0\.1\b)(?:\d{1,3}\.){3}\d{1,3}\b")
_MAYBE_IPV6 = re.compile(r"(?<!\w)[0-9a-f]{0,4}:[0-9a-f:]*:[0-9a-f:.]*", re.IGNORECASE)


def _blank_ipv6(found: re.Match[str]) -> str:
    """What only looks like an address, such as a time of day, stays; a port may follow it."""
    text = found[0].rstrip(".:")
    for candidate in (text, text.rpartition(":")[0]):
        try:
            address = IPv6Address(candidate)
        except ValueError:
            continue
        return found[0] if address.is_loopback else found[0].replace(candidate, "[address]")
    return found[0]


def without_addresses(text: str) -> str:
    """`text` with e-mail and IP addresses replaced by a mark; loopback stays readable."""
    text = _EMAIL.sub("[e-mail]", text)
    text = _MAYBE_IPV6.sub(_blank_ipv6, text)
    return _IPV4.sub("[address]", text)


def _blank_addresses(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        # structlog's own keys begin with an underscore; numbers say nothing, all else is text in the end.
        if not key.startswith("_") and not isinstance(value, int | float | None):
            event[key] = without_addresses(value if isinstance(value, str) else repr(value))
    return event


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    _blank_addresses,
]


def configuration(*, level: str, style: str) -> dict[str, Any]:
    """The value of settings.LOGGING; standard library loggers and structlog end in one place."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Processor = (
        structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "portal": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "portal"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # Answered by the RequestLogMiddleware line; their own lines repeat the full path.
            "django.request": {"level": "ERROR"},
            # So are a wrong host, a form that is too large and a stale token, and anybody can send them.
            "django.security": {"level": "CRITICAL"},
            "gunicorn.error": {"handlers": [], "propagate": True},
        },
    }
