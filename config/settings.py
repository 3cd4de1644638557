"""Settings of Osnova. Every choice a city may make comes from the environment:
``docs/configuration.md``.
"""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from config import environment as env
from config import error_reports, identity

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

# --- Where the site lives -------------------------------------------------------------------

DEBUG = env.flag("DEBUG", False)
BASE_URL = env.address("BASE_URL", f"http://localhost:{env.number('PORT', 8000)}")
_base = urlsplit(BASE_URL)
LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ON_LOOPBACK = _base.hostname in {"localhost", "127.0.0.1", "::1"}
ON_HTTPS = _base.scheme == "https"
SECRET_KEY = env.secret("SECRET_KEY", VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = [
    *(LOOPBACK_HOSTS if ON_LOOPBACK else [_base.hostname]),
    *env.words("ALLOWED_HOSTS"),
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DEMO_ACCOUNTS_ALLOWED = ON_LOOPBACK
# Where the banner of the demonstration sends readers: the city's own pages about the concept.
DEMO_SOURCE_URL = env.text("DEMO_SOURCE_URL", "https://socialnizaclenovani.ostrava.cz/")
RELEASE = env.text("RELEASE", "development")

# --- Applications, upper layers first (docs/architecture.md) -----------------------------------

INSTALLED_APPS = [
    "website",
    "consultations",
    "working_groups",
    "focus_groups",
    "evaluation",
    "concept",
    "people",
    "core",
    "wagtail_footnotes",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # outside the kept pages, as is all that sets headers
    "config.security.PolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "website.demonstration.NoIndexMiddleware",
    "core.pagecache.PageCacheMiddleware",
    "core.locale.PathLocaleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.methods.MethodPageMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

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
                "website.context.site",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'osnova.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # With Django's defaults two of three read-then-write requests fail with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;"
            "PRAGMA synchronous=NORMAL;"
            "PRAGMA foreign_keys=ON;"
            "PRAGMA recursive_triggers=ON;"  # INSERT OR REPLACE must meet the delete triggers
            "PRAGMA secure_delete=ON;"
            "PRAGMA cache_size=-16000;"
            "PRAGMA temp_store=MEMORY;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
    # Kept pages live in the memory of each process: their key changes with the content.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
if env.text("REDIS_URL"):
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.text("REDIS_URL"),
    }
    CACHES["pages"] = CACHES["default"]

# Wagtail's own indexing must run at once; our jobs wait in the database for the worker.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["jobs"]},
}

# --- Language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "cs"
LANGUAGES = [("cs", "Čeština"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "wagtail"]  # the first one wins
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Prague"
FORMAT_MODULE_PATH = ["config.formats"]

# --- People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.backends.EmailBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/prehled/"
OPEN_SIGNUP = env.flag("OPEN_SIGNUP", False)
ACCOUNT_ADAPTER = "people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "people.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True  # one address per account: it is the login
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Osnova: "
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail after each change of password, address or second factor
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _base.scheme
MFA_ADAPTER = "people.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a clock half a minute off must not lock anybody out
SOCIALACCOUNT_ADAPTER = "people.adapters.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = (
    True  # a later change of address parts nobody from it
)
OIDC_SERVER_URL = env.text("OIDC_SERVER_URL")
SOCIALACCOUNT_PROVIDERS = identity.openid_connect(
    server_url=OIDC_SERVER_URL,
    name=env.text("OIDC_NAME", "OpenID Connect"),
    client_id=env.text("OIDC_CLIENT_ID"),
    secret=env.text("OIDC_CLIENT_SECRET"),
)

# --- Static files and media -----------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Where nginx finds MEDIA_ROOT as an internal location, such as "/protected-media/"; empty: we send the bytes ourselves.
MEDIA_ACCEL_PREFIX = env.text("MEDIA_ACCEL_PREFIX")
# Kept outside every backup, so that a restore cannot bring removed words back.
REDACTION_LIST = VAR_DIR / "redactions.jsonl"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "core.staticfiles.HashedStaticFilesStorage"
        )
    },
}

# --- Wagtail --------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Osnova"
# days in the editor as people write them: another spelling its calendar would turn into today without a word
WAGTAIL_DATE_FORMAT = "%d. %m. %Y"
WAGTAIL_DATETIME_FORMAT = "%d. %m. %Y %H:%M"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_FINISH_WORKFLOW_ACTION = "concept.reviewed.release"
WAGTAIL_USER_TIME_ZONES = ["Europe/Prague"]  # one city: nobody has to choose
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = (
    False  # addresses are read aloud, printed and matched as plain letters
)
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = "/ucet/login/"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "direct"  # /media/ checks who may see a file
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "csv", "odt", "ods", "txt"]
WAGTAIL_FOOTNOTES_TEXT_FEATURES = ["bold", "italic", "link"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Security -------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ON_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = ON_HTTPS and env.flag("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31_536_000 if ON_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ON_HTTPS
# Asking browsers to carry the name in a list of their own concerns all of the domain and is hard to undo: the city's
# decision.
SECURE_HSTS_PRELOAD = ON_HTTPS and env.flag("SECURE_HSTS_PRELOAD", False)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor's preview shows pages in a frame
# W021 asks for the preload list, see above.
SILENCED_SYSTEM_CHECKS = ["security.W019", "security.W021"]
BEHIND_PROXY = env.flag("BEHIND_PROXY", False)
# Whose address is counted by limits of attempts: the one our proxy saw.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- What is forgotten, and after how many days ---------------------------------------------------

# Words of a personal case, from the day it came.
PERSONAL_CASE_DAYS = env.number("PERSONAL_CASE_DAYS", 30)
# Names and e-mail addresses of respondents, from the report on their round.
CONTACT_DAYS = env.number("CONTACT_DAYS", 365)

# --- Comments of people without an account --------------------------------------------------------

# In an hour; 0 means no limit. A library or an office shares one address, so these are no limits for a household.
COMMENTS_PER_ADDRESS = env.number("COMMENTS_PER_ADDRESS", 60)
STATEMENTS_PER_ADDRESS = env.number("STATEMENTS_PER_ADDRESS", 20)
STATEMENTS_PER_ROUND = env.number("STATEMENTS_PER_ROUND", 600)
# Nobody writes a comment in less time than this.
FASTEST_FORM_SECONDS = env.number("FASTEST_FORM_SECONDS", 3)

# --- Mail -----------------------------------------------------------------------------------------

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_TIMEOUT = (
    30  # seconds; a mail server that hangs must not stop what happens at its time (manage.py tick)
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Osnova <osnova@localhost>")

# --- Errors -------------------------------------------------------------------------------------------------

if env.text("SENTRY_DSN"):
    import sentry_sdk

    # Neither addresses nor what people typed leave the city.
    sentry_sdk.init(
        dsn=env.text("SENTRY_DSN"),
        release=RELEASE,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        before_send=error_reports.without_words,
    )

# --- Log ----------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.logging.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "propagate": True, "level": "WARNING"}},
}
