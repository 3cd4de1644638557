"""The desk of working groups: addresses and menu (loaded by working_groups.wagtail_hooks)."""

from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core.wagtail_hooks import PermittedMenuItem
from working_groups.desk import urls


@hooks.register("register_admin_urls")
def groups_desk_urls() -> list[Any]:
    """Addresses of the desk."""
    return [path("", include(urls))]


@hooks.register("register_admin_menu_item")
def groups_menu_item() -> MenuItem:
    """Working groups in the menu, for the city's staff."""
    return PermittedMenuItem(
        _("Working groups"),
        reverse("groups_desk:group-list"),
        permission="working_groups.view_desk",
        name="working-groups",
        icon_name="group",
        order=130,
    )
