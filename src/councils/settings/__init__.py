"""Django's settings, from the environment where they differ from one server to the next.

``COUNCILS_DB`` is the database (``store/address.py``): an SQLite file, or a database of PostgreSQL. Secrets lie in
files that only their owner reads, made the first time they are needed (``secret.py``).
"""

import os

from django.utils.translation import gettext_lazy as _

from councils.settings.mail import mail
from councils.settings.secret import secret
from councils.store.address import address

DATABASE = address(os.environ.get("COUNCILS_DB", "var/councils.sqlite3"), os.environ.get("COUNCILS_KEYS", ""))
SECRET_KEY = os.environ.get("COUNCILS_SECRET_KEY") or secret(DATABASE.keys, "session").hex()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("COUNCILS_HOSTS", "localhost 127.0.0.1 [::1]").split()
CSRF_TRUSTED_ORIGINS = os.environ.get("COUNCILS_ORIGINS", "").split()
PROXY = os.environ.get("COUNCILS_PROXY", "127.0.0.1")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "councils.web",  # before allauth, whose templates it has its own of
    "allauth",
    "allauth.account",
    "councils.api",
    "councils.store",
]
MIDDLEWARE = [
    "councils.web.middleware.head",
    # Around all that may answer by itself.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "councils.web.middleware.content_security_policy",
    "councils.api.middleware.around_api",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "councils.web.middleware.clock",
    "councils.web.middleware.nouns",
]
ROOT_URLCONF = "councils.settings.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "councils.web.context.house",
            ],
        },
    }
]

DATABASES = {"default": DATABASE.django()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOCAL = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": "councils.store.shared.Shared"},  # guesses, counted by all processes together
    # How often the API was asked, in each process: what only reads must not write.
    "asked": {"BACKEND": LOCAL, "LOCATION": "asked", "OPTIONS": {"MAX_ENTRIES": 10_000}},
    # Parts of pages that change with the record alone.
    "template_fragments": {"BACKEND": LOCAL, "LOCATION": "parts", "OPTIONS": {"MAX_ENTRIES": 30}},
}

AUTH_USER_MODEL = "store.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "federation"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "councils.web.adapter.InvitedOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"
# What is counted is what failed: a whole hall signs in from one address, at the same time.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "60/m/ip,300/h/ip,5/5m/key"}
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "councils.web.account_forms.LoginForm",
    "change_password": "councils.web.account_forms.ChangePasswordForm",
    "set_password": "councils.web.account_forms.SetPasswordForm",
    "reset_password": "councils.web.account_forms.ResetPasswordForm",
    "reset_password_from_key": "councils.web.account_forms.ResetPasswordKeyForm",
}
MAIL = os.environ.get("COUNCILS_MAIL", "")
globals().update(mail(MAIL))
DEFAULT_FROM_EMAIL = os.environ.get("COUNCILS_MAIL_FROM", "councils@localhost")
URL = os.environ.get("COUNCILS_URL", "").rstrip("/") or next(iter(CSRF_TRUSTED_ORIGINS), "")
NOTICE_LETTER = "councils.web.letters.letter"

API_PER_MINUTE = int(os.environ.get("COUNCILS_API_PER_MINUTE", "600"))
LABORATORY = DATABASE.keys.with_suffix(".lab")
PLANS_AT_ONCE = float(os.environ.get("COUNCILS_PLANS_AT_ONCE", "2"))  # seconds of CPU
LABORATORY_OPEN = os.environ.get("COUNCILS_LAB", "")  # anyone, members or nobody; "": anyone in a demonstration
SOURCE_URL = os.environ.get("COUNCILS_SOURCE", "")

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes of a form, without its files; the API has the same
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if os.environ.get("COUNCILS_TLS"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000  # a year
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

USE_TZ = True
TIME_ZONE = os.environ.get("COUNCILS_TIME_ZONE", "UTC")
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(0, "django.forms")
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"waitress.queue": {"level": "ERROR"}},  # that somebody waits for a turn is no news
    "root": {"handlers": ["stderr"], "level": os.environ.get("COUNCILS_LOG", "WARNING")},
}
