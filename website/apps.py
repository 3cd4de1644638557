"""Website: home, ordinary pages, navigation, search, personal overview."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    """What joins the other apps into one site."""

    name = "website"
    verbose_name = _("Website")

    def ready(self) -> None:
        from core import extension
        from evaluation.queries.monitoring import waiting_for
        from website import kept_pages
        from website.monitoring import tasks  # noqa: F401  they register themselves

        kept_pages.connect()
        extension.add_waiting("monitoring periods", waiting_for)
