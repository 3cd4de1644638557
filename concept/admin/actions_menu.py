"""Words of the page editor's actions: a section is released, never published."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import (
    ActionMenuItem,
    PublishMenuItem,
    UnpublishMenuItem,
    WorkflowMenuItem,
)

from concept.models.pages import LivePage, SectionPage


class ReleaseMenuItem(PublishMenuItem):
    """Wagtail's Publish under the name of what it does here."""

    label = _("Release for the next version")
    template_name = "concept/admin/release_button.html"
    icon_name = "check"


class TakeBackMenuItem(UnpublishMenuItem):
    """Wagtail's Unpublish: the next version goes without the section."""

    label = _("Take out of the next version")


def is_section(context: dict[str, Any]) -> bool:
    """Whether the editor edits a section, or creates one: nothing else lives in a document."""
    page = context.get("page")
    if page is not None and page.pk:
        return isinstance(page.specific, SectionPage)
    return isinstance(context.get("parent_page"), LivePage)


def rename_actions(items: list[ActionMenuItem]) -> None:
    """Put our items in the place of Wagtail's, and our words on the approval of a review."""
    ours = {PublishMenuItem.name: ReleaseMenuItem, UnpublishMenuItem.name: TakeBackMenuItem}
    items[:] = [ours[item.name](order=item.order) if item.name in ours else item for item in items]
    for item in items:
        if isinstance(item, WorkflowMenuItem) and item.name == "approve":
            item.label = (
                _("Approve with a comment and release")
                if item.launch_modal
                else _("Approve and release for the next version")
            )
