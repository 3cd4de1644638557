"""Website: home, ordinary pages, navigation, search, personal overview."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    """What joins the other apps into one site."""

    name = "website"
    verbose_name = _("Website")

    def ready(self) -> None:
        from website import kept_pages

        kept_pages.connect()
