"""People in Wagtail's administration, in place of its own screens of users and groups."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core.wagtail_hooks import PermittedMenuItem
from people import admin_urls


@hooks.register("register_admin_urls")
def people_urls():
    """Addresses of the screens of accounts."""
    return [path("", include(admin_urls))]


@hooks.register("register_admin_menu_item")
def people_menu_item() -> MenuItem:
    """People in the menu, for administrators."""
    return PermittedMenuItem(
        _("People"),
        reverse("people_admin:person-list"),
        permission="people.manage_people",
        name="people",
        icon_name="user",
        order=800,
    )


@hooks.register("construct_settings_menu")
def hide_users_and_groups(_request, menu_items) -> None:
    """Wagtail's items lead to addresses that do not exist here."""
    menu_items[:] = [item for item in menu_items if item.name not in {"users", "groups"}]
