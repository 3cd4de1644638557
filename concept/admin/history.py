"""Words of Wagtail's history: of a section it tells that it was released or taken out, never published."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter

from concept.models import SectionPage

RELEASED = _("Released for the next version")
TAKEN_OUT = _("Taken out of the next version")


class SectionFormatter(LogFormatter):
    """Wagtail's formatter of an action, with other words where a section was acted on."""

    def __init__(self, theirs: LogFormatter, label: Any, of_section: Any) -> None:
        self.theirs = theirs
        self.label = label
        self.of_section = of_section

    def format_message(self, log_entry: Any) -> Any:
        kind = ContentType.objects.get_for_model(SectionPage).pk
        if log_entry.content_type_id == kind:
            return self.of_section
        return self.theirs.format_message(log_entry)

    def format_comment(self, log_entry: Any) -> Any:
        return self.theirs.format_comment(log_entry)


def rename_log_actions(registry: LogActionRegistry) -> None:
    """Put our formatters and names in the place of Wagtail's, which are registered already."""
    ours = {
        "wagtail.publish": (_("Publish or release"), RELEASED),
        "wagtail.unpublish": (_("Unpublish or take out"), TAKEN_OUT),
    }
    for action, (label, of_section) in ours.items():
        registry.formatters[action] = SectionFormatter(
            registry.formatters[action], label, of_section
        )
    registry.choices[:] = [
        (action, ours[action][0] if action in ours else label) for action, label in registry.choices
    ]
