"""Django's settings; what an operator decides comes from `environment`, the rest is fixed here."""

from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF

from lausitz_portal import environment, logs
from lausitz_portal.environment import database_limits

# Lets ModelAdmin[Idea] and ModelForm[Idea] stand in code as they stand in types.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = environment.read()

DEMO = ENV.demo
PORTAL_URL = ENV.portal_url
PORTAL_MAIL_DIR = ENV.mail_dir

SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = ENV.secret_key_fallbacks
DEBUG = False
ALLOWED_HOSTS = [ENV.host, *ENV.extra_hosts]
CSRF_TRUSTED_ORIGINS = [ENV.portal_url]

INSTALLED_APPS = [
    "accounts",
    "texts",
    "themes",
    "pages",
    "journal",
    "ideas",
    "moderation",
    "reports",
    "notifications",
    "lausitz_portal.admin_config.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "csp",
    "lausitz_portal",
    "django.forms",
]

MIDDLEWARE = [
    "lausitz_portal.middleware.HeadMiddleware",
    "lausitz_portal.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "lausitz_portal.middleware.RequestLogMiddleware",
    "lausitz_portal.middleware.RefusalMiddleware",
    "lausitz_portal.middleware.BadInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lausitz_portal.middleware.PrivateMiddleware",
    "lausitz_portal.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lausitz_portal.middleware.StaffSecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "lausitz_portal.read_only.ReadOnlyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "lausitz_portal.urls"
WSGI_APPLICATION = "lausitz_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lausitz_portal.context.portal",
            ],
        },
    },
]

# --- Data ---

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **ENV.database,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
            "options": database_limits(web=ENV.web),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Django's own queries for a page stay in autocommit; every write opens its transaction itself.
ATOMIC_REQUESTS = False

# Pages for visitors without a session are up to this old; 0 keeps none.
PAGE_CACHE_SECONDS = 5.0
CACHES = {
    "default": {
        "BACKEND": "lausitz_portal.cache.FallbackCache",
        "LOCATION": ENV.cache_url,
        "KEY_PREFIX": "lausitz",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

REDIS_TIMEOUT_SECONDS = 0.4
CELERY_BROKER_URL = ENV.redis_url
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = REDIS_TIMEOUT_SECONDS
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,
    "socket_timeout": 5,
    "socket_connect_timeout": REDIS_TIMEOUT_SECONDS,
    "visibility_timeout": 600,
}
CELERY_TIMEZONE = "Europe/Berlin"
CELERY_TASK_DEFAULT_QUEUE = "portal"

# --- People ---

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
# Argon2id with 19 MiB, t=2, p=1 (OWASP's minimum); PBKDF2 costs half a second of CPU here.
PASSWORD_HASHERS = ["accounts.hashers.Argon2id", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.validators.DemoPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "ideas:mine"
ACCOUNT_ADAPTER = "lausitz_portal.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "request_login_code": "accounts.forms.LoginCodeForm",
    "reset_password": "accounts.forms.PasswordResetForm",
    "add_email": "accounts.forms.NewEmailForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# One address for each account: a new one, once confirmed, takes the place of the old one.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
CODE_MINUTES = 15
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_MINUTES * 60
# Tight for one account ("key" is its address), wide for one origin ("ip"): behind one may sit a whole authority.
LIMIT_MINUTES = 10
ACCOUNT_RATE_LIMITS = {
    "login": f"300/{LIMIT_MINUTES}m/ip",
    "login_failed": f"50/{LIMIT_MINUTES}m/ip,5/5m/key",
    "signup": f"100/{LIMIT_MINUTES}m/ip",
    "request_login_code": f"100/{LIMIT_MINUTES}m/ip,5/{LIMIT_MINUTES}m/key",
    "reset_password": f"100/{LIMIT_MINUTES}m/ip,5/{LIMIT_MINUTES}m/key",
    "reset_password_from_key": f"100/{LIMIT_MINUTES}m/ip",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# Clocks differ, and people type: one step of 30 seconds before and after (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Ideen für die Lausitz"

# --- Language and time ---

LANGUAGE_CODE = "de"
# Each has its prefix; those with a complete catalogue are offered (texts.languages), the others show German.
LANGUAGES = [
    ("de", "Deutsch"),
    ("hsb", "Hornjoserbšćina"),
    ("dsb", "Dolnoserbšćina"),
    ("en", "English"),
    ("pl", "Polski"),
    ("cs", "Čeština"),
]
# The second has other words for Django's and allauth's own messages (their German says "Du").
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
FORMAT_MODULE_PATH = ["lausitz_portal.formats"]

# --- Files, pages, mail ---

STATIC_URL = "/static/"
STATIC_ROOT = ENV.var_dir / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "pictures": ENV.pictures,
}
# Pictures under the map of ideas, from a server of the operator's choice; without them its ground are outlines.
MAP_TILES = ENV.map_tiles
MEDIA_ROOT = ENV.var_dir / "media"
EXPORT_DIR, EXPORT_KEEP_DAYS = ENV.var_dir / "exports", 7  # web server and worker share it; no public address
CRISPY_TEMPLATE_PACK = "lausitz"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("lausitz",)
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets use the portal's components

EMAIL_HOST = ENV.email["EMAIL_HOST"]
EMAIL_PORT = ENV.email["EMAIL_PORT"]
EMAIL_HOST_USER = ENV.email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = ENV.email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = ENV.email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = ENV.email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.email_from

# --- Safety ---

SECURE_SSL_REDIRECT = ENV.https
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.https
SECURE_HSTS_PRELOAD = ENV.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lausitz_portal.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
# An idea has at most 10,000 characters; with four bytes each, percent-encoded, twelve times that.
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = [
    "ideas.pictures.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{key: [NONE] for key in ["default-src", "frame-ancestors", "base-uri"]},
        **{key: [SELF] for key in ["script-src", "style-src", "img-src", "font-src"]},
        **{key: [SELF] for key in ["connect-src", "manifest-src", "form-action"]},
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = logs.configuration(level=ENV.log_level, style=ENV.log_format)

# --- The portal's own numbers ---

# A draft has so many days on which it can be sent; phases that close make it wait, but never longer than this.
DRAFT_DAYS = 30
DRAFT_DAYS_AT_MOST = 365
SPAM_RESTORE_DAYS = 30
# Of all people together, reliable contributors apart; a good day on television has some hundred.
CONTRIBUTIONS_PER_HOUR = 2000
RELIABLE_DAYS = 90
COMMENT_EDIT_MINUTES = 15
# An address somebody typed in may belong to somebody else: more mails than this a day wait.
GUEST_MAILS_PER_DAY = 10
# Pages about the portal are looked at once a year; staff are reminded.
PAGE_REVIEW_DAYS = 365
# What the thanks page promises: a moderator has read the idea within this many working days.
DECISION_WORKING_DAYS = 2
# The working days of these federal states: a holiday in one of them is none.
HOLIDAYS_OF = ("BB", "SN")
# So long a decision can be taken back; its mail goes out afterwards.
DECISION_UNDO_SECONDS = 60
# So many days the authors of two ideas have to object before these are merged.
MERGE_OBJECTION_DAYS = 14
# After so many reports a comment that appeared at once waits for a moderator; 0: reports hide nothing at all.
REPORTS_TO_HOLD_BACK = 0
# Whoever does not agree with a decision can say so for six months (Regulation (EU) 2022/2065, Art. 20 (1)).
COMPLAINT_DAYS = 183
# How long browsers and robots wait before they ask again while the database is away.
BUSY_SECONDS = 60
# What the receipt of a message to the office promises, and when staff are reminded of one without an answer.
TICKET_WORKING_DAYS = 5
TICKET_REMINDER_DAYS = 21
# So long after its answer a message is erased, but for its number and its times.
TICKET_DAYS = 180
EXPORT_STREAM_ROWS, EXPORT_SHEET_AT_ONCE_ROWS, EXPORT_SHEET_ROWS = 20_000, 2_000, 1_048_575  # workers make more
