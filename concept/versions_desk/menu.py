"""The desk of versions in the administration: addresses and menu (loaded by concept.wagtail_hooks)."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from concept.versions_desk import urls
from core.wagtail_hooks import PermittedMenuItem


@hooks.register("register_admin_urls")
def versions_desk_urls() -> list:
    """Addresses of the desk."""
    return [path("", include(urls))]


@hooks.register("register_admin_menu_item")
def versions_menu_item() -> MenuItem:
    """Versions in the menu, for the city's staff."""
    return PermittedMenuItem(
        _("Versions"),
        reverse("versions_desk:document-list"),
        permission="concept.view_versions_desk",
        name="versions",
        icon_name="history",
        order=110,
    )
