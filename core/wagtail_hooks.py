"""The audit log and the operation of the site in Wagtail's administration."""

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


@hooks.register("register_admin_urls")
def core_urls():
    """Addresses of both."""
    return [path("", include(urls))]


@hooks.register("register_admin_menu_item")
def audit_menu_item() -> MenuItem:
    """The audit log in the menu."""
    return PermittedMenuItem(
        _("Audit log"),
        reverse("core:event-list"),
        permission="core.view_events",
        name="audit-log",
        icon_name="history",
        order=900,
    )


@hooks.register("register_admin_menu_item")
def operation_menu_item() -> MenuItem:
    """The operation of the site in the menu, for administrators."""
    return PermittedMenuItem(
        _("Operation of the site"),
        reverse("core:operation"),
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
