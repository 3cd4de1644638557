"""The audit log and the operation of the site in Wagtail's administration."""

from typing import Any

from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from core import queries, urls
from core.permissions import allowed


class PermittedMenuItem(MenuItem):
    """A menu item for those who hold a permission."""

    def __init__(self, label, url, *, permission: str, **kwargs):
        super().__init__(label, url, **kwargs)
        self.permission = permission

    def is_shown(self, request) -> bool:
        return allowed(request.user, self.permission)


def add_menu_item(
    label: Any,
    url_name: str,
    *,
    permission: str,
    name: str,
    icon_name: str,
    order: int,
    menu: str = "register_admin_menu_item",
) -> None:
    """Put an item into a menu of the administration, for those who hold the permission; ``menu`` is the hook's name.

    Called while Wagtail loads its hooks. ``label`` is lazy; the address is looked up when a menu is drawn.
    """

    def item() -> MenuItem:
        return PermittedMenuItem(
            label,
            reverse(url_name),
            permission=permission,
            name=name,
            icon_name=icon_name,
            order=order,
        )

    hooks.register(menu, item)


@hooks.register("register_admin_urls")
def core_urls():
    """Addresses of both."""
    return [path("", include(urls))]


add_menu_item(
    _("Audit log"),
    "core:event-list",
    permission="core.view_events",
    name="audit-log",
    icon_name="history",
    order=900,
)
add_menu_item(
    _("Operation of the site"),
    "core:operation",
    permission="core.look_after_operation",
    name="operation",
    icon_name="cogs",
    order=890,
)


class OperationPanel(Component):
    """Says on the front page that something waits; nothing while all works."""

    order = 50
    template_name = "core/dashboard_operation.html"

    def get_context_data(self, parent_context):
        found = queries.operation_of_the_site(timezone.now())
        return {
            "operation": found,
            "waits": bool(found.jobs or found.mails or found.is_silent or found.failed_schedule),
        }


@hooks.register("construct_homepage_panels")
def operation_on_front_page(request, panels) -> None:
    """For administrators."""
    if allowed(request.user, "core.look_after_operation"):
        panels.append(OperationPanel())
