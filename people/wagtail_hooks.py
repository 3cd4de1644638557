"""People in Wagtail's administration, in place of its own screens of users and groups."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from core.permissions import allowed
from core.wagtail_hooks import add_menu_item
from people import admin_urls


@hooks.register("register_admin_urls")
def people_urls():
    """Addresses of the screens of accounts."""
    return [path("", include(admin_urls))]


add_menu_item(
    _("People"),
    "people_admin:person-list",
    permission="people.manage_people",
    name="people",
    icon_name="user",
    order=800,
)
add_menu_item(
    _("Organisations"),
    "people_admin:organisation-list",
    permission="people.view_organisations",
    name="organisations",
    icon_name="site",
    order=810,
)


@hooks.register("construct_settings_menu")
def hide_users_and_groups(_request, menu_items) -> None:
    """Wagtail's items lead to addresses that do not exist here."""
    menu_items[:] = [item for item in menu_items if item.name not in {"users", "groups"}]


class PeoplePanel(Component):
    """Ways to accounts and invitations."""

    order = 60
    template_name = "people/dashboard_people.html"


@hooks.register("construct_homepage_panels")
def people_on_front_page(request, panels) -> None:
    """For administrators, who see nothing else there."""
    if allowed(request.user, "people.manage_people"):
        panels.append(PeoplePanel())
