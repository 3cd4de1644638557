"""The desk of working groups: addresses and menu (loaded by working_groups.wagtail_hooks)."""

from typing import Any

from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from core.wagtail_hooks import add_menu_item
from working_groups.desk import urls


@hooks.register("register_admin_urls")
def groups_desk_urls() -> list[Any]:
    """Addresses of the desk."""
    return [path("", include(urls))]


add_menu_item(
    _("Working groups"),
    "groups_desk:group-list",
    permission="working_groups.view_desk",
    name="working-groups",
    icon_name="group",
    order=130,
)
