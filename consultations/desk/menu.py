"""The desk of comments in the administration: addresses and menu.

A screen that belongs into the menu adds its item here; items are ordered by the work on a round.
"""

from typing import Any

from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from consultations.desk import urls
from core.wagtail_hooks import add_menu_item

comments_menu = Menu(register_hook_name="register_comments_menu_item")


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    """Addresses of the desk."""
    return [path("", include(urls))]


@hooks.register("register_admin_menu_item")
def comments_menu_item() -> MenuItem:
    """Everything about comments under one item."""
    return SubmenuMenuItem(
        pgettext_lazy("in the menu", "Comments"),
        comments_menu,
        name="comments-desk",
        icon_name="comment",
        order=120,
    )


add_menu_item(
    _("Rounds of comments"),
    "consultations_desk:round-list",
    permission="consultations.view_desk",
    name="rounds",
    icon_name="date",
    order=10,
    menu="register_comments_menu_item",
)
add_menu_item(
    _("Check before publication"),
    "consultations_desk:moderation-queue",
    permission="consultations.moderate",
    name="moderation",
    icon_name="view",
    order=30,
    menu="register_comments_menu_item",
)
add_menu_item(
    _("Comments in new versions"),
    "consultations_desk:placement-versions",
    permission="consultations.view_settlements",
    name="places",
    icon_name="crosshairs",
    order=50,
    menu="register_comments_menu_item",
)
add_menu_item(
    _("Standard answers"),
    "consultations_desk:answer-list",
    permission="consultations.view_settlements",
    name="standard-answers",
    icon_name="openquote",
    order=60,
    menu="register_comments_menu_item",
)
add_menu_item(
    _("Themes"),
    "consultations_desk:theme-list",
    permission="consultations.view_settlements",
    name="themes",
    icon_name="tag",
    order=70,
    menu="register_comments_menu_item",
)
