"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# Views are imported with the addresses, which Django does at the first request only: a second of work that each
# process would do anew while somebody waits. Here the server does it once, before it forks (``preload_app``).
get_resolver().url_patterns  # noqa: B018 the first look imports them
