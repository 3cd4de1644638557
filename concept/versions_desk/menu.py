"""The desk of versions in the administration: addresses and menu (loaded by concept.wagtail_hooks)."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from concept.versions_desk import urls
from core.wagtail_hooks import add_menu_item


@hooks.register("register_admin_urls")
def versions_desk_urls() -> list:
    """Addresses of the desk."""
    return [path("", include(urls))]


add_menu_item(
    _("Versions"),
    "versions_desk:document-list",
    permission="concept.view_versions_desk",
    name="versions",
    icon_name="history",
    order=110,
)
