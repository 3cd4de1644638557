"""The audit log in Wagtail's administration."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core import urls
from core.permissions import allowed


class PermittedMenuItem(MenuItem):
    """A menu item for those who hold a permission."""

    def __init__(self, label, url, *, permission: str, **kwargs):
        super().__init__(label, url, **kwargs)
        self.permission = permission

    def is_shown(self, request) -> bool:
        return allowed(request.user, self.permission)


@hooks.register("register_admin_urls")
def audit_urls():
    """Addresses of the audit log."""
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
